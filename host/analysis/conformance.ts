/** Holds Weir against figures that others printed: runs the deal of a case under every scenario of its cells and compares each. */
import { DEFAULT_UNITS } from '../curves/vectors.ts';
import { loadDeal } from '../deal/resolve.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import type { PoolOptions } from '../engine/pool.ts';
import { projectDeal } from '../engine/project.ts';
import { type Fault, fail, WeirError } from '../errors.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { parsePrice } from '../valuation/quote.ts';
import { type Case, type Cell, findCases, readCase } from './cases.ts';
import { type Computed, isUnmeasurable, measureCell, measureConversion, type Unmeasurable } from './measures.ts';
import { type ScenarioRequest, scenariosFor } from './requests.ts';

/** A cell with what Weir computes. */
export interface CellReport {
  readonly cell: Cell;
  readonly computed: string;
  /** |computed - printed| over half of the last printed digit; above 1 is a miss. */
  readonly difference: number;
}

export interface CaseReport {
  readonly name: string;
  readonly title: string;
  readonly published: number;
  readonly matched: number;
  readonly slips: number;
  /** The worst matched difference, in halves of the last printed digit; above 1 when a cell is missed. */
  readonly worst: number;
  /** Every cell, in the order of the file. */
  readonly cells: readonly CellReport[];
  readonly missed: readonly CellReport[];
  readonly slipCells: readonly CellReport[];
}

/** Slack for sums of doubles, as a share of the tolerance. */
const SLACK = 1e-6;

/** Runs every case in a folder. `onCase` is told of each as it ends. Throws: CASE_SHAPE and what deals throw. */
export async function runConformance(
  folder: string,
  onCase?: (report: CaseReport, done: number, of: number) => void,
): Promise<CaseReport[]> {
  const folders = findCases(folder);
  const reports: CaseReport[] = [];
  for (const path of folders) {
    const report = await runCase(readCase(path));
    reports.push(report);
    onCase?.(report, reports.length, folders.length);
  }
  return reports;
}

/** Runs one case; `options` say who projects. */
export async function runCase(given: Case, options: PoolOptions = {}): Promise<CaseReport> {
  const faults: Fault[] = [];
  const computed = await computeCells(given, faults, options);
  if (faults.length > 0) throw new WeirError(faults);
  const cells: CellReport[] = [];
  const missed: CellReport[] = [];
  const slipCells: CellReport[] = [];
  let worst = 0;
  given.cells.forEach((cell, place) => {
    const value = computed[place] ?? '';
    const report = { cell, computed: String(value), difference: differenceOf(cell, value) };
    cells.push(report);
    const isMatch = report.difference <= 1 + SLACK;
    if (cell.isSlip) slipCells.push(report);
    else {
      worst = Math.max(worst, report.difference);
      if (!isMatch) missed.push(report);
    }
  });
  const slips = slipCells.length;
  return {
    name: given.name,
    title: given.title,
    published: given.cells.length,
    matched: given.cells.length - slips - missed.length,
    slips,
    worst,
    cells,
    missed,
    slipCells,
  };
}

async function computeCells(given: Case, faults: Fault[], options: PoolOptions): Promise<Computed[]> {
  const file = `${given.folder}/expected.csv`;
  const deal = given.deal === undefined ? undefined : loadDeal(given.deal);
  const contexts = deal === undefined ? undefined : await projectScenarios(deal, given, faults, file, options);
  return given.cells.map((cell): Computed => {
    const value = guarded((): Computed | Unmeasurable => {
      if (cell.of === '') return measureConversion(cell);
      const path = contexts?.paths.get(cell.scenario);
      if (deal === undefined || contexts === undefined || path === undefined) return '';
      return measureCell(cell, { deal, path, scheduled: contexts.scheduled });
    });
    if (!isUnmeasurable(value)) {
      const isText = typeof value === 'string';
      if (isText || isFigure(cell.printed)) return value;
      faults.push({
        code: 'CASE_SHAPE',
        file,
        place: `line ${cell.line}, printed`,
        got: `'${cell.printed}'`,
        expected: 'a number as printed, without thousands separators',
      });
      return '';
    }
    faults.push({ code: 'CASE_SHAPE', file, place: `line ${cell.line}`, ...value });
    return '';
  });
}

/** A price without a yield, or a scenario that cannot be read, is a fault of its line. */
function guarded(work: () => Computed | Unmeasurable): Computed | Unmeasurable {
  try {
    return work();
  } catch (error) {
    const [fault] = error instanceof WeirError ? error.faults : [];
    if (fault === undefined) throw error;
    return { got: fault.got, expected: fault.expected };
  }
}

async function projectScenarios(deal: ResolvedDeal, given: Case, faults: Fault[], file: string, options: PoolOptions) {
  const texts = [...new Set(given.cells.filter(({ of }) => of !== '').map(({ scenario }) => scenario))];
  const scenarios: Scenario[] = [];
  const places = new Map<string, number>();
  for (const text of texts) {
    try {
      const [scenario] = scenariosFor(deal, requestOf(text, given));
      if (scenario !== undefined) places.set(text, scenarios.push(scenario) - 1);
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, file, place: `scenario '${text}', ${fault.place}` })));
    }
  }
  const still: Scenario = {
    name: 'schedule',
    prepayment: { kind: 'values', values: [0] },
    default: { kind: 'values', values: [0] },
    noCall: true,
  };
  const { paths } = await projectDeal(deal, [...scenarios, still], { workers: 0, ...options });
  const scheduled = paths.at(-1);
  if (scheduled === undefined) throw new Error('conformance: no schedule was projected');
  return {
    scheduled,
    paths: new Map([...places].flatMap(([text, place]) => (paths[place] === undefined ? [] : [[text, paths[place]] as const]))),
  };
}

/** `PSA 250; CDR 2; severity 40; lag 12; to maturity`: a speed, then what else differs from the deal. */
function requestOf(text: string, given: Case): ScenarioRequest {
  let request: ScenarioRequest = { ...given.run };
  for (const part of text.split(';').map((words) => words.trim())) {
    if (part === '') continue;
    if (part === 'to call' || part === 'to maturity') request = { ...request, noCall: part === 'to maturity' };
    else if (/^to /.test(part)) {
      fail({ code: 'CASE_SHAPE', place: 'options', got: `'${part}'`, expected: 'to call or to maturity' });
    } else if (/^severity /i.test(part)) request = { ...request, severity: part.slice('severity '.length) };
    else if (/^lag /i.test(part)) request = { ...request, lag: Number(part.slice('lag '.length)) };
    else if (DEFAULT_UNITS.some((unit) => new RegExp(`\\b${unit}\\b`, 'i').test(part))) request = { ...request, cdr: part };
    else if (part.includes('='))
      request = { ...request, index: request.index === undefined ? part : `${request.index}, ${part}` };
    else request = { ...request, speeds: part };
  }
  return request;
}

/** A number, or a price in 32nds. */
function isFigure(printed: string): boolean {
  return /^-?\d+-\d/.test(printed) || (printed !== '' && Number.isFinite(Number(printed)));
}

/** How far off a value is, in halves of the last printed digit; texts are right or wrong. */
function differenceOf(cell: Cell, value: Computed): number {
  if (typeof value === 'string') return value === cell.printed ? 0 : Number.POSITIVE_INFINITY;
  const isIn32nds = /^-?\d+-\d/.test(cell.printed);
  const printed = isIn32nds ? parsePrice(cell.printed) : Number(cell.printed);
  if (!Number.isFinite(printed) || !Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  const [, decimals = ''] = cell.printed.split('.');
  const unit = (isIn32nds ? 1 / 32 : 1) * 10 ** -decimals.length;
  return Math.abs(value - printed) / (unit / 2);
}
