/** The tape of a trust: read, held against the checks, and reported. */
import { resolve } from 'node:path';
import { monthNumber } from '../curves/dates.ts';
import type { AssumptionsFile, DealFile } from '../deal/schema.ts';
import { type Fault, WeirError } from '../errors.ts';
import type { LoanColumns } from '../types.ts';
import type { AsOf } from './align.ts';
import { cohortRules, placesOf } from './assumptions.ts';
import { type ControlTolerance, controlChecks } from './checks/control.ts';
import { driftChecks } from './checks/drift.ts';
import { exampleTexts } from './checks/examples.ts';
import type { SeverityOverrides } from './checks/rule.ts';
import { runChecks } from './checks/run.ts';
import { tapeGroups } from './composeDeal.ts';
import type { Deals } from './deals.ts';
import type { SnapshotFiles } from './files.ts';
import { heldLast, type LastTape, loadLast, PREVIOUS_TABLE, type PreviousSnapshot } from './previous.ts';
import type { CheckResult, ControlTotals, ReoProperty, TapeReport } from './records.ts';
import type { TrustFile } from './schema.ts';
import type { GroupRule, LagSplit } from './tape/assign.ts';
import { type Duck, literal } from './tape/duck.ts';
import { readTape, type Tape, type TapeRequest } from './tape/load.ts';
import { strataOf } from './tape/strata.ts';

/** What a snapshot says of all its tapes. */
export interface TapeRules {
  readonly overrides: SeverityOverrides;
  readonly tolerance: Partial<ControlTolerance>;
  readonly previous?: PreviousSnapshot;
  /** Conditions over loans that were found sound, by their text: trusts have many in common. */
  readonly sound: Set<string>;
  /** Deal files that were read, for those of the snapshot before. */
  readonly deals: Deals;
}

export interface TapeContext {
  readonly trust: TrustFile;
  readonly trustPath: string;
  /** The folder of the trust. */
  readonly folder: string;
  readonly deal: DealFile;
  readonly asOf: AsOf;
  readonly assumptions: AssumptionsFile;
  readonly control: ControlTotals;
  readonly lags: ReadonlyMap<string, number>;
  readonly reo: readonly ReoProperty[];
  /** The list of REO, for faults. */
  readonly reoPath?: string;
}

export interface TrustTape {
  readonly columns: ReadonlyMap<string, LoanColumns>;
  readonly splits: readonly LagSplit[];
  readonly report: TapeReport;
  readonly warnings: readonly string[];
  /** Checks that are errors, and properties that are on the tape as well. */
  readonly faults: readonly Fault[];
}

/**
 * Reads the tape of a trust and holds it against the checks. DuckDB is closed when the promise settles.
 *
 * Throws: as `readTape`, and SNAPSHOT_SHAPE where it is not said which group the loans belong to.
 */
export async function readTrustTape(context: TapeContext, rules: TapeRules, files: SnapshotFiles): Promise<TrustTape> {
  const { previous, sound, deals } = rules;
  let last: LastTape | undefined;
  const tape = await readTape({
    ...tapeRequest(context),
    sound,
    ...(previous !== undefined && {
      beforeLock: async (duck: Duck) => {
        last = await loadLast(previous, context.trust.trust, deals, duck);
      },
    }),
  });
  try {
    for (const { path, sha256 } of tape.files) files.add(path, sha256);
    const { checks, warnings } = await checkTape(tape, context, rules, last);
    const report = await reportOf(tape, checks, context.asOf);
    const faults = [...checks.flatMap((check) => faultOf(check, report.file)), ...(await reoFaults(tape, context))];
    return {
      columns: tape.columns,
      splits: tape.splits,
      report,
      warnings: [...tape.warnings, ...droppedText(tape), ...warnings],
      faults,
    };
  } finally {
    tape.close();
  }
}

/** What the tape of a trust is read with. Throws: SNAPSHOT_SHAPE. */
function tapeRequest({ trust, trustPath, folder, deal, asOf, assumptions, lags }: TapeContext): TapeRequest {
  const { tape } = trust;
  const groups = groupRules(trust, trustPath, deal);
  return {
    files: [tape.file].flat().map((file) => resolve(folder, file)),
    layout: tape.layout,
    asOf: asOf.tape,
    columns: new Map(Object.entries(tape.columns ?? {})),
    ...(tape.delimiter !== undefined && { delimiter: tape.delimiter }),
    missing: tape.missing ?? [],
    defaults: tape.defaults ?? [],
    groups,
    cohorts: cohortRules(trust, groups),
    indices: new Map((deal.indices ?? []).map((name, place) => [name, place])),
    places: placesOf(assumptions),
    lags,
    rulesFile: trustPath,
  };
}

/** Which group a loan belongs to. The only group needs no rule. */
function groupRules({ tape }: TrustFile, file: string, deal: DealFile): readonly GroupRule[] {
  const known = tapeGroups(deal);
  const refuse = (place: string, got: string, expected: string): never => {
    throw new WeirError([{ code: 'SNAPSHOT_SHAPE', file, place, got, expected }]);
  };
  if (tape.group !== undefined && tape.groups !== undefined) refuse('tape', 'both group and groups', 'one of them');
  const [only] = known;
  const rules = tape.groups ?? [{ group: tape.group ?? only ?? '', when: 'true' }];
  if (tape.group === undefined && tape.groups === undefined && known.length !== 1)
    refuse('tape.group', 'nothing', `the group of the loans, ${known.join(' or ')}; or \`groups\` with a rule for each`);
  const unknown = rules.flatMap(({ group }, at): Fault[] => {
    const place = tape.groups === undefined ? 'tape.group' : `tape.groups[${at}].group`;
    return known.includes(group)
      ? []
      : [
          {
            code: 'SNAPSHOT_UNKNOWN_NAME',
            file,
            place,
            got: `'${group}'`,
            expected: `one of the deal's groups ${known.join(', ')}`,
          },
        ];
  });
  if (unknown.length > 0) throw new WeirError(unknown);
  return rules;
}

async function checkTape(
  tape: Tape,
  { asOf, control }: TapeContext,
  { overrides, tolerance, previous }: TapeRules,
  last: LastTape | undefined,
): Promise<{ checks: CheckResult[]; warnings: string[] }> {
  const { connection } = tape.duck;
  const ofRows = await runChecks(connection, overrides, { asOf: asOf.tape });
  const ofTotals = controlChecks(tape, control, tolerance, overrides).checks;
  if (previous === undefined || last === undefined) return { checks: [...ofRows, ...ofTotals], warnings: [] };
  const before = await heldLast(last, previous, tape.duck);
  if ('warning' in before) return { checks: [...ofRows, ...ofTotals], warnings: before.warning };
  const months = monthNumber(asOf.tape) - monthNumber(before.asOf);
  if (months < 1)
    return { checks: [...ofRows, ...ofTotals], warnings: ['drift is not checked: the tape is no younger than the one before'] };
  const drift = await driftChecks(connection, PREVIOUS_TABLE, { months, overrides });
  return { checks: [...ofRows, ...ofTotals, ...drift], warnings: [] };
}

async function reportOf(tape: Tape, checks: readonly CheckResult[], { tape: asOf, staleMonths }: AsOf): Promise<TapeReport> {
  const [file] = tape.files;
  return {
    file: file?.path ?? '',
    sha256: file?.sha256 ?? '',
    asOf,
    staleMonths,
    rows: tape.rows,
    upb: tape.upb,
    wac: tape.wac,
    cohorts: tape.cohorts,
    defaults: tape.defaults,
    checks,
    strata: await strataOf(tape.duck),
    exposures: tape.exposures,
    late90Upb: tape.late90Upb,
  };
}

/** A check that is an error as a fault. */
function faultOf({ rule, about, severity, count, examples }: CheckResult, file: string): Fault[] {
  if (severity !== 'error') return [];
  const rows = count === 1 ? '' : `${count} rows: `;
  return [
    { code: 'DATA_CHECK', file, place: `rule ${rule}`, got: `${rows}${exampleTexts(examples).join(', ')}`, expected: about },
  ];
}

/** A property that is a loan as well would be worth its balance twice. */
async function reoFaults({ duck }: Tape, { reo, reoPath }: TapeContext): Promise<Fault[]> {
  if (reo.length === 0) return [];
  const ids = reo.map(({ id }) => literal(id)).join(', ');
  const [found = []] = await duck.columns(`SELECT "id" FROM live WHERE "id" IN (${ids}) ORDER BY "row"`);
  if (found.length === 0) return [];
  const shown = found.length > 10 ? [...found.slice(0, 10), `and ${found.length - 10} more`] : found;
  return [
    {
      code: 'SNAPSHOT_DUPLICATE_NAME',
      ...(reoPath !== undefined && { file: reoPath }),
      place: 'id',
      got: `${shown.join(', ')}, on the tape with a balance`,
      expected: 'properties that are no loans any more',
    },
  ];
}

function droppedText({ dropped: { paid, zero } }: Tape): string[] {
  const count = paid.count + zero.count;
  if (count === 0) return [];
  const owed = paid.upb === 0 ? '' : `; the paid ones show ${paid.upb.toFixed(2)}`;
  const rows = count === 1 ? '1 row of the tape is no loan any more' : `${count} rows of the tape are no loans any more`;
  return [`${rows}: ${paid.count} paid, ${zero.count} without a balance${owed}`];
}
