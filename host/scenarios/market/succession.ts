/**
 * What an index of a contract became: data by index, kind of contract and date. The LIBOR Act and Regulation ZZ replace dollar LIBOR on
 * 3 July 2023, by another rate for each kind of contract; a bond and the swap of one trust may fix on different rates afterwards.
 *
 * Source: Adjustable Interest Rate (LIBOR) Act, 12 U.S.C. 5801; Regulation ZZ, 12 CFR 253.4; ISDA 2020 IBOR fallbacks; Freddie Mac's
 * announcement of the Enterprise 11th District COFI Replacement Index.
 */
import { parseDate } from '../../curves/dates.ts';
import { FaultList } from '../../deal/faults.ts';
import { suggested } from '../../deal/nearest.ts';
import { fail } from '../../errors.ts';
import type { IndexSpec, IndexSpecs } from './indexSpecs.ts';

/**
 * `derivative`: swaps and caps. `bond`: classes of trusts, commercial loans. `loan`: consumer mortgages. `agencyFloater`: classes of the
 * agencies' REMICs. `ownFallback`: a contract with a workable fallback of its own, which keeps it.
 */
export const CONTRACTS = ['derivative', 'bond', 'loan', 'agencyFloater', 'ownFallback'] as const;
export type Contract = (typeof CONTRACTS)[number];

/** Statutory spreads by months of the tenor, 0 for overnight. Units: decimals a year. Source: LIBOR Act, section 104(e)(2). */
export const STATUTORY_SPREADS: Readonly<Record<number, number>> = {
  0: 0.0000644,
  1: 0.0011448,
  3: 0.0026161,
  6: 0.0042826,
  12: 0.0071513,
};

/** The LIBOR replacement date, and the end of the year over which the spread of consumer loans moves. */
export const REPLACEMENT_DATE = '2023-07-03';
export const LOAN_TRANSITION_END = '2024-07-03';
const COFI_END = '2022-01-31';
const ALWAYS = '1900-01-01';

/** What stands for an index from a date on. */
export interface Succession {
  readonly index: string;
  /** Absent: every kind of contract without a row of its own. */
  readonly contract?: Contract;
  readonly from: string;
  /** Of how the rate is made; undefined where the contract itself says. */
  readonly by: IndexSpec | undefined;
  readonly source: string;
}

const TENORS = [0, 1, 3, 6, 12] as const;
const nameOf = (months: number) => (months === 0 ? 'LIBOR_ON' : `LIBOR_${months}M`);

/** The overnight rate as a run sees it: compounded over a month. */
const overnight = (spread: number): IndexSpec => ({ kind: 'compounded', months: 1, spread });
const term = (months: number, spread: number): IndexSpec =>
  months === 0 ? overnight(spread) : { kind: 'simple', months, spread };
const arrears = (months: number, spread: number): IndexSpec => ({
  kind: 'compounded',
  months: Math.max(1, months),
  inArrears: true,
  spread,
});

const LIBOR_ROWS: readonly Succession[] = TENORS.flatMap((months) => {
  const index = nameOf(months);
  const spread = STATUTORY_SPREADS[months]!;
  const zz = (paragraph: string) => `12 CFR 253.4(${paragraph})`;
  return [
    {
      index,
      from: ALWAYS,
      by: term(months, 0),
      source: 'the panel rate; its basis over the curve is that of the given forward curve',
    },
    { index, contract: 'derivative', from: REPLACEMENT_DATE, by: arrears(months, spread), source: `${zz('a')}, ISDA fallback` },
    { index, contract: 'bond', from: REPLACEMENT_DATE, by: term(months, spread), source: zz('b)(1') },
    { index, contract: 'loan', from: REPLACEMENT_DATE, by: term(months, spread), source: zz('b)(2') },
    { index, contract: 'agencyFloater', from: REPLACEMENT_DATE, by: overnight(spread), source: zz('b)(3') },
    { index, contract: 'ownFallback', from: REPLACEMENT_DATE, by: undefined, source: 'the contract' },
  ] satisfies Succession[];
});

/** A cost-of-funds index as a model: deposits follow the one-year yield over two years, two months late. Weir's own round numbers. */
const COST_OF_FUNDS: IndexSpec = { kind: 'average', of: 'CMT_1Y', window: 24, lag: 2, scale: 0.8, spread: 0 };

/** All rows, earlier dates first. */
export const SUCCESSIONS: readonly Succession[] = [
  ...LIBOR_ROWS,
  { index: 'COFI', from: ALWAYS, by: COST_OF_FUNDS, source: 'a lagged average, see COST_OF_FUNDS' },
  {
    index: 'COFI',
    from: COFI_END,
    by: COST_OF_FUNDS,
    source: 'Enterprise 11th District COFI Replacement Index: an average of Treasury rates with a spread, modelled as before',
  },
  { index: 'CMT_1Y', from: ALWAYS, by: { kind: 'par', years: 1 }, source: 'par yield of the curve' },
  { index: 'CMT_10Y', from: ALWAYS, by: { kind: 'par', years: 10 }, source: 'par yield of the curve' },
  {
    index: 'MTA',
    from: ALWAYS,
    by: { kind: 'average', of: 'CMT_1Y', window: 12 },
    source: 'mean of the last twelve one-year CMTs',
  },
  { index: 'SOFR', from: ALWAYS, by: overnight(0), source: 'the curve' },
  ...[1, 3, 6, 12].map((months) => ({
    index: `TERM_SOFR_${months}M`,
    from: ALWAYS,
    by: term(months, 0),
    source: 'the curve',
  })),
];

/** An index of a deal, told from those of other contracts of it: `LIBOR_1M.derivative`. */
export function contractName(index: string, contract: Contract): string {
  return `${index}.${contract}`;
}

/** What a name of `contractName` is made of; a plain name has no contract. */
function contractParts(name: string): { readonly index: string; readonly contract?: Contract } {
  const at = name.lastIndexOf('.');
  const contract = CONTRACTS.find((known) => known === name.slice(at + 1));
  return at < 0 || contract === undefined ? { index: name } : { index: name.slice(0, at), contract };
}

/** Other names of the same rate. */
const ALIASES: Readonly<Record<string, string>> = { LIBOR_1Y: 'LIBOR_12M' };

/**
 * Whether an index is made otherwise in two kinds of contract at a date, as what became of LIBOR is. An index that the table does not have is
 * the same in both.
 */
export function differsBetween(index: string, one: Contract, other: Contract, date: string): boolean {
  const name = ALIASES[index] ?? index;
  if (SUCCESSIONS.every((row) => row.index !== name)) return false;
  return JSON.stringify(successionOf(name, one, date).by) !== JSON.stringify(successionOf(name, other, date).by);
}

/**
 * The row for an index of a kind of contract at a date: the latest that has begun, one of the contract's own before one of all.
 *
 * Throws: MARKET_INDEX where no row has the index; DATE_INVALID.
 */
export function successionOf(index: string, contract: Contract, date: string, place = 'index'): Succession {
  const serial = parseDate(date);
  const rows = SUCCESSIONS.filter((row) => row.index === index && (row.contract ?? contract) === contract);
  const begun = rows.filter(({ from }) => parseDate(from) <= serial);
  const latest = begun.reduce<Succession | undefined>((best, row) => {
    if (best === undefined || parseDate(row.from) > parseDate(best.from)) return row;
    return parseDate(row.from) === parseDate(best.from) && row.contract !== undefined ? row : best;
  }, undefined);
  if (latest !== undefined) return latest;
  const known = [...new Set(SUCCESSIONS.map((row) => row.index))];
  return fail({
    code: 'MARKET_INDEX',
    place,
    got: `'${index}'`,
    expected: suggested(`one of ${known.join(', ')}, or a description of how the index is made`, index, known),
  });
}

/**
 * How the named indices are made for a kind of contract at a date, with all that they are made of; names of `contractName` for their own.
 * `own` descriptions come before the table's.
 *
 * Throws: MARKET_INDEX, one fault for each index that nothing describes; DATE_INVALID.
 */
export function specsFor(names: Iterable<string>, contract: Contract, date: string, own: IndexSpecs = {}): IndexSpecs {
  const faults = new FaultList();
  const specs = new Map<string, IndexSpec>();
  const add = (name: string, place: string): void => {
    if (specs.has(name)) return;
    const { index, contract: its = contract } = contractParts(name);
    const spec = own[name] ?? faults.catching(undefined, () => successionOf(ALIASES[index] ?? index, its, date, place).by);
    if (spec === undefined) {
      const told = faults.all.some((fault) => fault.place === place);
      if (!told) faults.add('MARKET_INDEX', place, 'nothing', `how '${name}' is made: the contract has a fallback of its own`);
      return;
    }
    specs.set(name, spec);
    if (spec.kind === 'average') add(spec.of, `indices.${name}.of`);
  };
  for (const name of names) add(name, `indices.${name}`);
  faults.throwIfAny();
  return Object.fromEntries(specs);
}

/**
 * The spread of a consumer loan's replacement rate over term SOFR at a date: over the first year it moves in a straight line from the
 * difference of the two rates on the day before the replacement to the statutory spread. Counted in calendar days, where the
 * regulation counts business days: never more than a few days apart.
 *
 * Units: decimals a year. `difference`: LIBOR less SOFR of the tenor on 30 June 2023. Throws: DATE_INVALID; MARKET_INDEX for a tenor that the
 * Act does not name. Source: 12 CFR 253.4(b)(2).
 */
export function loanSpread(months: number, difference: number, date: string): number {
  const statutory = STATUTORY_SPREADS[months];
  if (statutory === undefined) {
    const expected = `one of ${Object.keys(STATUTORY_SPREADS).join(', ')}`;
    return fail({ code: 'MARKET_INDEX', place: 'months', got: String(months), expected });
  }
  const from = parseDate(REPLACEMENT_DATE);
  const share = Math.min(1, Math.max(0, (parseDate(date) - from) / (parseDate(LOAN_TRANSITION_END) - from)));
  return difference + share * (statutory - difference);
}
