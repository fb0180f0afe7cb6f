/** The files of a trust at one date: trust.yaml, the list of REO, and twelve months of remittances. */
import { COHORTS, type Cohort, curvesOf, DATES, OWN_YIELDS, QUOTES, type Ramp, STATE_LAGS } from './calibration.ts';
import { GROUP } from './dealFile.ts';
import { dateText, dollars, monthText, trimmed } from './numbers.ts';
import type { Collected } from './performance.ts';
import { COHORT_RULES, columnMap, MISSING_SCORE } from './tape.ts';
import type { ReoRow, SimulatedTrust, TrustAtDate } from './trust.ts';

/** Months of remittances in a snapshot. */
const REMITTANCES = 12;
const ACCOUNTING = {
  own: '# the sponsor is master servicer',
  other: '# another is master servicer: the sponsor holds the residual as a security',
};

/** The text of trust.yaml at date 0 or 1. */
export function trustText(trust: SimulatedTrust, date: number, tapeFile: string): string {
  const { terms } = trust;
  const { model } = terms;
  const at = trust.dates[date];
  if (at === undefined) throw new Error(`trust file: no date ${date}`);
  const day = DATES[date]?.day ?? 31;
  const settlement = dateText(at.month, day);
  const ranks = [...terms.classes.map(({ name, position }) => `${name}: ${position}`), 'R: residual'];
  const held = Object.entries(model.held).map(([name, share]) => `${name}: ${trimmed(share * 100, 2)}%`);
  return [
    `trust: ${terms.name}`,
    'about: synthetic, made by examples/portfolio/generate.ts; sizes, margins and inputs are calibrated to filings, and no such trust exists',
    'deal: deal.yaml',
    'type: alt-a',
    `vintage: ${model.vintage}`,
    `consolidated: ${terms.consolidated}     ${terms.consolidated ? ACCOUNTING.own : ACCOUNTING.other}`,
    'residualOwned: 100%',
    ...(held.length > 0 ? [`held: {${held.join(', ')}}`] : []),
    `positions: {${ranks.join(', ')}}`,
    ...prices(trust, date),
    ...tape(trust, at, tapeFile, settlement),
    ...cohorts(at, model.vintage, date),
    ...(isWithLags(model.vintage)
      ? [
          `lags: {${Object.entries(STATE_LAGS.months)
            .map(([state, lag]) => `${state}: ${lag}`)
            .join(', ')}}`,
        ]
      : []),
    `dates: {settlement: ${settlement}, firstPayment: ${dateText(at.month + 1, 25)}}`,
    ...opening(trust, at),
    'reo: reo.csv',
    'remittances: remittances.csv',
    'costs: {note: servicing comes off the loan rate; the trustee is paid by the waterfall; the servicer advances nothing}',
    'cash: {collections: 0, accounts: 0}     # what was collected through the last payment date has been paid out',
    `control: {upb: ${dollars(at.tape.upb)}, count: ${at.tape.count}, wac: ${trimmed(at.tape.rateWeight / at.tape.upb / 1000, 4)}%}`,
    '',
  ].join('\n');
}

const isWithLags = (vintage: number): boolean => STATE_LAGS.vintages.some((one) => one === vintage);

/** Quotes and yields of its own belong to the first trust of a vintage. */
function prices({ terms }: SimulatedTrust, date: number): string[] {
  const isFirst = terms.name.endsWith('-1');
  const vintage = terms.model.vintage;
  const own = OWN_YIELDS.filter((one) => isFirst && one.vintage === vintage);
  const quotes = QUOTES.filter((one) => isFirst && one.vintage === vintage);
  return [
    ...(own.length > 0 ? [`yields: {${own.map(({ tranche, chosen }) => `${tranche}: ${trimmed(chosen, 3)}%`).join(', ')}}`] : []),
    ...(quotes.length > 0 ? ['quotes:'] : []),
    ...quotes.map(({ tranche, source, prices: said, orderly }) => {
      const price = said[date === 0 ? 0 : 1];
      return `  - {tranche: ${tranche}, source: ${source}, price: ${price}, orderly: ${orderly}}`;
    }),
  ];
}

function tape({ terms }: SimulatedTrust, at: TrustAtDate, file: string, asOf: string): string[] {
  const isOther = !terms.consolidated;
  const isParquet = file.endsWith('.parquet');
  const lines = ['tape:', `  file: ${file}`];
  if (!isOther) return [...lines, '  layout: weir', `  asOf: ${asOf}`, `  group: ${GROUP}`];
  const map = columnMap().map(([other, field]) => `    ${other}: ${field}`);
  const margins =
    at.tape.marginsMissing === 0
      ? []
      : [
          '  defaults:',
          '    - {field: margin, value: 2.75%, because: usual margin of the prospectus supplement; the servicer left it out}',
        ];
  return [
    ...lines,
    `  layout: ${isParquet ? 'parquet' : 'delimited'}`,
    `  asOf: ${asOf}`,
    '  columns:',
    ...map,
    // A number in Parquet has a decimal when it is read as a text.
    `  missing: ['${MISSING_SCORE}'${isParquet ? `, '${MISSING_SCORE}.0'` : ''}]`,
    ...margins,
    `  group: ${GROUP}`,
  ];
}

function rampText({ from, to, months }: Ramp, unit = ''): string {
  const [begin, end] = [trimmed(from, 2), trimmed(to, 2)];
  return begin === end ? `${end}${unit}` : `"${begin} ramp ${end} for ${months}, ${end}${unit}"`;
}

function cohorts(at: TrustAtDate, vintage: number, date: number): string[] {
  const used = COHORTS.filter((cohort) => at.tape.cohorts.has(cohort));
  const curves = (cohort: Cohort): string => {
    const { prepayment, default: defaults, severity, late60, lag, source, reviewed } = curvesOf(vintage, cohort, date);
    return [
      `    ${cohort}:`,
      `      prepayment: ${rampText(prepayment, ' CPR')}`,
      `      default: ${rampText(defaults, ' CDR')}`,
      `      severity: ${rampText(severity, '%')}`,
      `      delinquent: ${rampText(late60, '%')}`,
      `      lag: ${lag}`,
      `      source: ${source}`,
      `      reviewed: ${reviewed}`,
    ].join('\n');
  };
  return [
    'cohorts:                                # the first that holds',
    // The last takes all that are left.
    ...used.map((cohort) => `  - {cohort: ${cohort}, when: "${cohort === used.at(-1) ? 'true' : COHORT_RULES[cohort]}"}`),
    'assumptions:',
    '  cohorts:',
    ...used.map(curves),
  ];
}

/** What the deal remembers at the date. */
function opening(trust: SimulatedTrust, at: TrustAtDate): string[] {
  const { terms } = trust;
  const { state } = at;
  const amounts = (of: ReadonlyMap<string, number>, always = false): string =>
    terms.classes
      .map(({ name }) => [name, dollars(of.get(name) ?? 0)] as const)
      .filter(([, amount]) => always || amount !== '0.00')
      .map(([name, amount]) => `${name}: ${amount}`)
      .join(', ');
  const line = (field: string, of: ReadonlyMap<string, number>): string[] => {
    const text = amounts(of);
    return text === '' ? [] : [`  ${field}: {${text}}`];
  };
  const { upb, recovery } = reoMemory(at.reo);
  return [
    'opening:',
    `  month: ${at.month - terms.firstPayment + 1}`,
    `  balances: {${amounts(state.balance, true)}}`,
    ...line('shortfall', state.shortfall),
    ...line('carryover', state.carryover),
    ...line('writedowns', state.writedowns),
    `  cumulativeLosses: {${GROUP}: ${dollars(state.losses)}}`,
    `  cutoff: {${GROUP}: ${dollars(terms.cutoff)}}`,
    ...(state.feesOwed > 0.5 ? [`  fees: {trustee: ${dollars(state.feesOwed)}}`] : []),
    `  quantities: {ocTarget: ${dollars(state.ocTarget)}, stepDown: ${state.stepDown}, pastCall: ${state.pastCall}, reoUpb: ${dollars(upb)}, reoRecovery: ${trimmed(recovery, 8)}}`,
    `  rolling: {delinquency: [${state.late.map((share) => trimmed(share, 8)).join(', ')}]}`,
  ];
}

/** Balance of the REO and what share of it is expected in cash. */
export function reoMemory(reo: readonly ReoRow[]): { upb: number; recovery: number } {
  const upb = reo.reduce((sum, row) => sum + row.upb, 0);
  const cash = reo.reduce((sum, row) => sum + Math.max(0, row.proceeds - row.costs), 0);
  return { upb, recovery: upb === 0 ? 0 : cash / upb };
}

/** The text of reo.csv. */
export function reoText(reo: readonly ReoRow[]): string {
  const rows = reo.map(({ id, upb, proceeds, costs, month, state }) =>
    [id, dollars(upb), dollars(proceeds), dollars(costs), month, state].join(','),
  );
  return `${['id,upb,proceeds,costs,month,state', ...rows].join('\n')}\n`;
}

/**
 * The text of remittances.csv for the twelve payment dates up to a date. Balances are those of loans and REO together, interest is net
 * of servicing, recoveries include the net cash of REO; a class's interest includes carry-over, the residual's is what was released.
 * A class's principal is what takes its balance, in whole cents, from one date to the next.
 */
export function remittancesText(trust: SimulatedTrust, at: TrustAtDate): string {
  const names = trust.terms.classes.map(({ name }) => name);
  const columns = [...names, 'R'].flatMap((name) =>
    ['interest', 'principal', 'balance', 'writedown', 'coupon'].map((field) => `${name}.${field}`),
  );
  const { hasPenalties } = trust.terms;
  const pool = POOL_COLUMNS.filter(([field]) => field !== 'penalties' || hasPenalties);
  const header = ['month', ...pool.map(([field]) => field), ...columns].join(',');
  let before = new Map(names.map((name) => [name, Math.round(trust.opening.balance.get(name) ?? 0)]));
  const lines: string[] = [];
  for (const [place, payment] of trust.payments.entries()) {
    const collected = trust.collected[place];
    if (collected === undefined || payment.month > at.month) break;
    const after = new Map<string, number>();
    const cells = names.flatMap((name) => {
      const paid = payment.classes.get(name);
      if (paid === undefined) throw new Error(`remittances: no payment of ${name}`);
      const balance = Math.round(paid.balance);
      const writedown = Math.round(paid.writedown);
      after.set(name, balance);
      const principal = (before.get(name) ?? 0) - balance - writedown;
      const interest = dollars(Math.round(paid.interest + paid.carryover));
      return [interest, dollars(principal), dollars(balance), dollars(writedown), trimmed(paid.coupon, 8)];
    });
    before = after;
    if (payment.month <= at.month - REMITTANCES) continue;
    const residual = [dollars(Math.round(payment.released)), '0.00', '0.00', '0.00', '0'];
    lines.push([monthText(payment.month), ...pool.map(([, cell]) => cell(collected)), ...cells, ...residual].join(','));
  }
  return `${[header, ...lines].join('\n')}\n`;
}

const POOL_COLUMNS: readonly (readonly [field: string, cell: (collected: Collected) => string])[] = [
  ['beginUpb', ({ beginLoans, beginReo }) => dollars(beginLoans + beginReo)],
  ['endUpb', ({ endLoans, endReo }) => dollars(endLoans + endReo)],
  ['count', ({ count }) => String(count)],
  ['wac', ({ rateWeight, beginLoans, beginReo }) => trimmed(rateWeight / (beginLoans + beginReo) / 100_000, 7)],
  ['interest', ({ interest, servicing }) => dollars(interest - servicing)],
  ['scheduled', ({ scheduled }) => dollars(scheduled)],
  ['prepaid', ({ prepaid }) => dollars(prepaid)],
  ['recoveries', ({ recoveries, reoCash }) => dollars(recoveries + reoCash)],
  ['defaults', ({ defaults }) => dollars(defaults)],
  ['losses', ({ losses }) => dollars(losses)],
  ['servicing', ({ servicing }) => dollars(servicing)],
  ['foreclosure', ({ foreclosure }) => dollars(foreclosure)],
  ['reo', ({ endReo }) => dollars(endReo)],
  ['delinquent', ({ late60, foreclosure }) => dollars(late60 - foreclosure)],
  ['reoProceeds', ({ reoCash }) => dollars(reoCash)],
  ['penalties', ({ penalties }) => dollars(penalties)],
  // What backs the notes beside the loans: the trustee counts properties as they come and go.
  ['reoUpb.value', ({ endReo }) => dollars(endReo)],
];
