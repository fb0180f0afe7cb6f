/** Loans of a deal file, from lines or a tape, as columns. */
import { canonicalVector, PREPAYMENT_UNITS } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import type { CollateralGroup, LoanColumns, TermOverride } from '../types.ts';
import { parseNumber, percentMeant, rateExpected } from './expression.ts';
import type { FaultList } from './faults.ts';
import { besideDeal, readText } from './read.ts';
import { isTrue, type RawLoan, resolveDetails } from './resolveDetails.ts';
import { type GroupFile, LoanLine, type TermsFile } from './schema.ts';

/** A tape beside a deal file. Larger ones belong to a portfolio snapshot. */
export const MOST_TAPE_BYTES = 64 * 1024 * 1024;
export const LONGEST_TERM = 1200;
/** What a strip made of two rates may be off by. */
export const RATE_DUST = 1e-12;
/** What differences of rates lose in doubles. */
const ROUNDING = 1e-12;
const REQUIRED: readonly string[] = LoanLine.required;

/** The columns that every group of loans has. */
export const LOAN_COLUMNS = [
  'upb',
  'noteRate',
  'strip',
  'payment',
  'term',
  'amortTerm',
  'age',
  'interestOnly',
  'index',
  'margin',
  'firstReset',
  'resetEvery',
  'initialCap',
  'periodicCap',
  'lifeCap',
  'lifeFloor',
  'lookback',
  'rounding',
  'prepayFactor',
  'defaultFactor',
  'extraPayments',
  'assumption',
] as const;

export interface CollateralContext {
  readonly file: string | undefined;
  readonly faults: FaultList;
  /** Names of indices, by place. */
  readonly indices: readonly string[];
  /** Place of an assumption set by name; 0 is the deal's own. */
  readonly assumptions: ReadonlyMap<string, number>;
  /** Loans by group that are columns already, in place of those of the file. */
  readonly ready?: ReadonlyMap<string, LoanColumns> | undefined;
}

/** The collateral of one group. Faults are added to the list; loans with faults are left out of the totals. */
export function resolveGroup(name: string, group: GroupFile, context: CollateralContext): CollateralGroup {
  const place = `collateral.${name}`;
  const loans = context.ready?.get(name) ?? loansOfFile(name, group, context);
  const cutoff = loans.upb.reduce((sum, upb) => sum + upb, 0);
  if (loans.count > 0 && !(cutoff > 0)) context.faults.add('DEAL_EMPTY', place, `a balance of ${cutoff}`, 'loans with a balance');
  const reo = (group.reo ?? []).map((sale, index) => {
    const amount = (field: 'proceeds' | 'costs') => {
      const value = parseNumber(sale[field] ?? 0);
      if (!(value >= 0 && value <= 1e15))
        context.faults.add('DEAL_RANGE', `${place}.reo[${index}].${field}`, sale[field], 'dollars from 0 to 1e15');
      return value;
    };
    return { month: sale.month, cash: Math.max(0, amount('proceeds') - amount('costs')) };
  });
  const overrides = (group.terms ?? []).map((terms, index) =>
    resolveOverride(terms, loans, `${place}.terms[${index}]`, context.faults),
  );
  const { revolving } = group;
  if (revolving !== undefined) checkRevolving(group, loans, place, context.faults);
  return {
    name,
    loans,
    overrides,
    reo,
    cutoff: revolving === undefined ? cutoff : 0,
    ...subsequentOf(group, place, context.faults),
    ...(revolving !== undefined && { revolving }),
  };
}

/** Loans as lines and tape of a deal file have them. */
function loansOfFile(name: string, group: GroupFile, context: CollateralContext): LoanColumns {
  const place = `collateral.${name}`;
  const raw: { loan: RawLoan; place: string }[] = (group.loans ?? []).map((loan, index) => ({
    loan,
    place: `${place}.loans[${index}]`,
  }));
  const tape =
    group.tape === undefined ? [] : context.faults.catching(undefined, () => readTape(group.tape ?? '', place, context));
  raw.push(...(tape ?? []));
  if (raw.length === 0 && tape !== undefined)
    context.faults.add('DEAL_EMPTY', place, 'no loans', '`loans` or a `tape` with at least one loan');
  const loans = newColumns(raw.length);
  raw.forEach((line, index) => {
    fillLoan(loans, index, line.loan, line.place, name, context);
  });
  const details = resolveDetails(raw, context.faults);
  return details === undefined ? loans : { ...loans, details };
}

/** What comes back of losses already taken. */
function subsequentOf(
  { subsequentRecoveries }: GroupFile,
  place: string,
  faults: FaultList,
): Pick<CollateralGroup, 'subsequent'> {
  if (subsequentRecoveries === undefined) return {};
  const { share, lag } = subsequentRecoveries;
  return { subsequent: { share: rateOf(share, `${place}.subsequentRecoveries.share`, faults) ?? 0, lag } };
}

/** Loans like these are bought on many dates: their months count from the purchase, so nothing of them may go by the calendar. */
function checkRevolving(group: GroupFile, loans: LoanColumns, place: string, faults: FaultList): void {
  const refuse = (field: string, got: string) =>
    faults.add('DEAL_SHAPE', `${place}.${field}`, got, 'fixed rates and terms: loans like these are bought on many dates');
  if (loans.index.some((index) => index >= 0)) refuse('loans', 'a loan with an index');
  if (loans.extraPayments.some((months) => months > 0)) refuse('loans', 'extraPayments');
  if (group.terms !== undefined) refuse('terms', 'terms under one speed');
  if (group.reo !== undefined) refuse('reo', 'real estate owned');
}

/** Terms under one speed, which every loan of the group must be able to have. */
function resolveOverride(terms: TermsFile, loans: LoanColumns, place: string, faults: FaultList): TermOverride {
  const speed = faults.catching(undefined, () =>
    parseVector(terms.when, { place: `${place}.when`, unit: 'CPR', units: PREPAYMENT_UNITS }),
  );
  const noteRate = rateOf(terms.noteRate, `${place}.noteRate`, faults);
  const netRate = rateOf(terms.netRate, `${place}.netRate`, faults);
  const override: TermOverride = {
    speed: speed === undefined ? '' : canonicalVector(speed),
    ...(noteRate !== undefined && { noteRate }),
    ...(netRate !== undefined && { netRate }),
    ...(terms.remainingTerm !== undefined && { term: terms.remainingTerm }),
    ...(terms.amortTerm !== undefined && { amortTerm: terms.amortTerm }),
    ...(terms.age !== undefined && { age: terms.age }),
  };
  for (const field of ['remainingTerm', 'amortTerm', 'age'] as const) {
    const months = terms[field] ?? 0;
    if (months > LONGEST_TERM) faults.add('DEAL_RANGE', `${place}.${field}`, months, `a whole number up to ${LONGEST_TERM}`);
  }
  const meant = withTerms(loans, override);
  if (meant.amortTerm.some((months, loan) => months < (meant.term[loan] ?? 0)))
    faults.add('DEAL_RANGE', `${place}.amortTerm`, terms.amortTerm, 'at least the remaining term of every loan');
  if (meant.strip.some((strip) => strip < -ROUNDING)) {
    const [field, got] = netRate === undefined ? (['noteRate', terms.noteRate] as const) : (['netRate', terms.netRate] as const);
    faults.add('DEAL_RANGE', `${place}.${field}`, got, 'a net rate that is at most the note rate, for every loan');
  }
  return override;
}

/** The same loans under other terms. A net rate stays what it was unless the terms say otherwise. */
export function withTerms(loans: LoanColumns, terms: TermOverride): LoanColumns {
  const noteRate = terms.noteRate === undefined ? loans.noteRate : new Float64Array(loans.count).fill(terms.noteRate);
  const strip = noteRate.map((rate, loan) => rate - (terms.netRate ?? (loans.noteRate[loan] ?? 0) - (loans.strip[loan] ?? 0)));
  const term = terms.term === undefined ? loans.term : new Float64Array(loans.count).fill(terms.term);
  const amortTerm =
    terms.amortTerm !== undefined
      ? new Float64Array(loans.count).fill(terms.amortTerm)
      : loans.amortTerm.map((months, loan) =>
          months === loans.term[loan] ? (term[loan] ?? months) : Math.max(months, term[loan] ?? 0),
        );
  const age = terms.age === undefined ? loans.age : new Float64Array(loans.count).fill(terms.age);
  const interestOnly = loans.interestOnly.map((months, loan) => Math.min(months, amortTerm[loan] ?? months));
  return { ...loans, noteRate, strip, term, amortTerm, interestOnly, age, payment: new Float64Array(loans.count) };
}

/** Empty columns for `count` loans. */
export function newColumns(count: number): LoanColumns {
  const columns = Object.fromEntries(LOAN_COLUMNS.map((column) => [column, new Float64Array(count)])) as Record<
    (typeof LOAN_COLUMNS)[number],
    Float64Array
  >;
  return { count, ...columns };
}

function fillLoan(loans: LoanColumns, at: number, loan: RawLoan, place: string, group: string, context: CollateralContext): void {
  const { faults } = context;
  const isOnTape = !place.startsWith('collateral.');
  const number = (field: keyof LoanLine, otherwise: number, low: number, high: number, isWhole = false): number => {
    const given = loan[field];
    if (given === undefined) {
      // A tape may leave a cell empty; a loan without a balance, a rate or a term is no loan.
      if (REQUIRED.includes(field)) faults.add('TAPE_VALUE', `${place}, ${field}`, 'nothing', 'a value: the loan needs it');
      return otherwise;
    }
    const value = typeof given === 'boolean' ? Number.NaN : parseNumber(given);
    const kind = isWhole ? 'a whole number' : 'a number';
    if (!Number.isFinite(value) || value < low || value > high || (isWhole && !Number.isInteger(value))) {
      const percent = high === 1 ? percentMeant(value) : '';
      const code = isOnTape && Number.isNaN(value) ? 'TAPE_VALUE' : 'DEAL_RANGE';
      faults.add(code, `${place}${isOnTape ? ', ' : '.'}${field}`, given, `${kind} from ${low} to ${high}${percent}`);
      return otherwise;
    }
    return value;
  };
  const faultsBefore = faults.count;
  const noteRate = number('noteRate', 0, 0, 1);
  const isRateKnown = faults.count === faultsBefore;
  const term = number('remainingTerm', 1, 1, LONGEST_TERM, true);
  const originalTerm = number('originalTerm', term, 1, LONGEST_TERM, true);
  loans.upb[at] = number('upb', 0, 0, 1e15);
  loans.noteRate[at] = noteRate;
  loans.term[at] = term;
  loans.amortTerm[at] = number('amortTerm', term, term, LONGEST_TERM, true);
  loans.age[at] = number('age', Math.max(0, originalTerm - term), 0, LONGEST_TERM, true);
  loans.payment[at] = number('payment', 0, 0, 1e12);
  loans.interestOnly[at] = number('interestOnly', 0, 0, loans.amortTerm[at] ?? 1, true);
  if (loan.netRate !== undefined && loan.servicing !== undefined) {
    faults.add('DEAL_SHAPE', place, 'both netRate and servicing', 'one of them');
  }
  loans.strip[at] = loan.netRate === undefined ? number('servicing', 0, 0, 1) : noteRate - number('netRate', noteRate, 0, 1);
  if (isRateKnown && (loans.strip[at] ?? 0) < 0)
    faults.add('DEAL_RANGE', `${place}.netRate`, loan.netRate, `at most the note rate, ${noteRate}`);
  fillReset(loans, at, loan, place, context, number);
  loans.prepayFactor[at] = number('prepayFactor', 1, 0, 1e6);
  loans.defaultFactor[at] = number('defaultFactor', 1, 0, 1e6);
  loans.extraPayments[at] = number('extraPayments', 0, 0, 120, true);
  loans.assumption[at] = assumptionOf(loan.cohort, group, place, context);
  if (!isTrue(loan.negativeAmortization)) checkPayment(loans, at, place, faults);
  else if (Number(loan.payment) === 0)
    faults.add('DEAL_RANGE', `${place}.payment`, loan.payment, 'dollars a month above 0; where it is left out it is computed');
}

function fillReset(
  loans: LoanColumns,
  at: number,
  loan: RawLoan,
  place: string,
  context: CollateralContext,
  number: (field: keyof LoanLine, otherwise: number, low: number, high: number, isWhole?: boolean) => number,
): void {
  const isAdjustable = loan.index !== undefined;
  const index = isAdjustable ? context.indices.indexOf(String(loan.index)) : -1;
  if (isAdjustable && index < 0) {
    const known = context.indices.length === 0 ? 'an index named under `indices`' : `one of ${context.indices.join(', ')}`;
    context.faults.add('DEAL_UNKNOWN_NAME', `${place}.index`, loan.index, known);
  }
  if (isAdjustable && loan.firstReset === undefined) {
    context.faults.add('DEAL_SHAPE', `${place}.firstReset`, 'nothing', 'the first month at a reset rate: the loan has an index');
  }
  loans.index[at] = index;
  loans.margin[at] = number('margin', 0, -1, 1);
  loans.firstReset[at] = number('firstReset', 1, 1, LONGEST_TERM, true);
  loans.resetEvery[at] = number('resetEvery', 12, 1, LONGEST_TERM, true);
  loans.periodicCap[at] = number('periodicCap', 1, 0, 1);
  loans.initialCap[at] = number('initialCap', loans.periodicCap[at] ?? 1, 0, 1);
  loans.lifeCap[at] = number('lifeCap', 1, 0, 1);
  // A rate below its strip would leave the trust owing interest.
  const strip = isAdjustable ? Math.min(Math.max(0, loans.strip[at] ?? 0), loans.lifeCap[at] ?? 1) : 0;
  const floor = number('lifeFloor', strip, 0, loans.lifeCap[at] ?? 1);
  if (floor < strip - RATE_DUST)
    context.faults.add('DEAL_RANGE', `${place}.lifeFloor`, loan.lifeFloor, `at least the servicing strip, ${strip}`);
  loans.lifeFloor[at] = Math.max(floor, strip);
  loans.lookback[at] = number('lookback', 0, 0, 120, true);
  loans.rounding[at] = number('rounding', 0, 0, 1);
}

function assumptionOf(cohort: RawLoan['cohort'], group: string, place: string, context: CollateralContext): number {
  if (cohort === undefined || cohort === '') return context.assumptions.get(group) ?? 0;
  const found = context.assumptions.get(String(cohort));
  if (found === undefined) {
    const known = [...context.assumptions.keys()].filter((name) => name !== '');
    context.faults.add(
      'DEAL_UNKNOWN_NAME',
      `${place}.cohort`,
      cohort,
      known.length === 0 ? 'a cohort under assumptions.cohorts' : `one of ${known.join(', ')}`,
    );
  }
  return found ?? 0;
}

/** A payment below the first month's interest would make the balance rise. */
function checkPayment(loans: LoanColumns, at: number, place: string, faults: FaultList): void {
  const payment = loans.payment[at] ?? 0;
  const interest = ((loans.upb[at] ?? 0) * (loans.noteRate[at] ?? 0)) / 12;
  if (payment > 0 && (loans.interestOnly[at] ?? 0) === 0 && payment < interest) {
    faults.add('DEAL_RANGE', `${place}.payment`, payment, `at least the first month's interest, ${interest.toFixed(2)}`);
  }
}

/** A rate or a share, 0 to 1. Codes: DEAL_RANGE. */
export function rateOf(value: number | string | undefined, place: string, faults: FaultList): number | undefined {
  if (value === undefined) return undefined;
  const rate = parseNumber(value);
  if (!(rate >= 0 && rate <= 1)) faults.add('DEAL_RANGE', place, value, rateExpected(rate));
  return rate;
}

/** A delimited tape with a header line: the fields of a loan line as columns, separated by comma, semicolon, bar or tab. */
function readTape(tape: string, place: string, context: CollateralContext): { loan: RawLoan; place: string }[] | undefined {
  const path = besideDeal(context.file, tape, `${place}.tape`);
  const [header = '', ...lines] = readText(path, MOST_TAPE_BYTES, `${place}.tape`).split(/\r?\n/);
  const delimiter = [',', ';', '|', '\t'].find((mark) => header.includes(mark)) ?? ',';
  // Spreadsheets begin their text with a byte-order mark.
  const columns = header
    .replace(/^\uFEFF/, '')
    .split(delimiter)
    .map((column) => column.trim());
  const known = Object.keys(LoanLine.properties);
  for (const [at, column] of columns.entries()) {
    if (columns.indexOf(column) !== at)
      context.faults.add('TAPE_SHAPE', `${place}.tape, ${tape}`, `the column '${column}' a second time`, 'every column once');
    else if (!known.includes(column))
      context.faults.add('TAPE_SHAPE', `${place}.tape, ${tape}`, `the column '${column}'`, `one of ${known.join(', ')}`);
  }
  for (const column of LoanLine.required) {
    if (!columns.includes(column))
      context.faults.add('TAPE_SHAPE', `${place}.tape, ${tape}`, 'nothing', `the column '${column}'`);
  }
  if (columns.length !== new Set(columns).size || columns.some((column) => !known.includes(column))) return undefined;
  if (LoanLine.required.some((column) => !columns.includes(column))) return undefined;
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = `${tape}, line ${index + 2}`;
    const cells = line.split(delimiter).map((cell) => cell.trim());
    if (cells.length !== columns.length) {
      context.faults.add('TAPE_VALUE', at, `${cells.length} values`, `${columns.length}, as in the header`);
      return [];
    }
    return [
      {
        place: at,
        loan: Object.fromEntries(columns.flatMap((column, cell) => (cells[cell] === '' ? [] : [[column, cells[cell]]]))),
      },
    ];
  });
}
