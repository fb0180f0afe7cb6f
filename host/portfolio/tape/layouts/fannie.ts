/**
 * The performance file of Fannie Mae's Single-Family Loan Performance Dataset: 110 columns with bars between them and no header, one
 * line a loan and month. Older files have 108 of them, the newest more after the 110th. Rates and shares are percents; months are MMYYYY.
 */
import { cleaned, type MonthForm, monthNumberOf, numberOf, percentOf, readAs, type Source } from '../cells.ts';
import type { Duck } from '../duck.ts';
import {
  column,
  columnCount,
  daysLateField,
  direct,
  firstResetField,
  modifiedField,
  monthField,
  pickedLines,
  pickLines,
  statusField,
} from './agency.ts';
import { type LayoutRequest, type Planned, refused } from './layout.ts';
import { shapeFault } from './mapped.ts';

/** Numbers of the columns that are read. Source: the dataset's file layout and glossary. */
const AT = {
  loan: 2,
  month: 3,
  originalRate: 8,
  rate: 9,
  originalUpb: 10,
  upb: 12,
  originalTerm: 13,
  originated: 14,
  age: 16,
  remainingTerm: 17,
  adjustedTerm: 18,
  ltv: 20,
  combinedLtv: 21,
  debtToIncome: 23,
  score: 24,
  purpose: 27,
  property: 28,
  units: 29,
  occupancy: 30,
  state: 31,
  zip: 33,
  insurance: 34,
  product: 35,
  interestOnly: 37,
  firstPrincipal: 38,
  monthsToPrincipal: 39,
  delinquency: 40,
  modified: 42,
  zeroBalance: 44,
  foreclosed: 52,
  disposed: 53,
  nonInterestBearing: 63,
  resetEvery: 91,
  rateChange: 92,
  index: 94,
  initialCap: 96,
  periodicCap: 97,
  lifeCap: 98,
  margin: 99,
} as const;

const FEWEST_COLUMNS = 108;
const FORM: MonthForm = { length: 6, year: 3, month: 1 };

export async function fannieLayout(duck: Duck, request: LayoutRequest): Promise<Planned> {
  const [file = ''] = request.files;
  const columns = columnCount(file);
  if (columns < FEWEST_COLUMNS)
    return refused([
      shapeFault(file, 'row 1', `${columns} columns`, `110 (at least ${FEWEST_COLUMNS}) with bars between them and no header`),
    ]);
  const { loan, month, modified } = AT;
  const monthly = { file, columns, loan, month, form: FORM, modified, modifiedCodes: ['Y'] };
  const { faults, warnings } = await pickLines(duck, monthly, request.asOfMonth);
  if (faults.length > 0) return refused(faults);
  return {
    ok: true,
    plan: {
      files: [file],
      from: pickedLines(file, columns),
      rows: ['line'],
      keepsRejected: true,
      warnings,
      sources: sourcesOf(request),
    },
  };
}

function sourcesOf(request: LayoutRequest): Source[] {
  const { asOfMonth, missing } = request;
  const cell = (number: number) => cleaned(column(number), missing);
  const plain = (name: Source['field'], number: number) => direct(name, number, missing);
  const percent = (name: Source['field'], number: number) => direct(name, number, missing, 'percent');
  return [
    plain('id', AT.loan),
    balanceField(missing),
    plain('originalUpb', AT.originalUpb),
    percent('noteRate', AT.rate),
    // The months that the payment still takes, where they are told: curtailments have made them fewer than the legal ones.
    { ...plain('remainingTerm', AT.adjustedTerm), text: `coalesce(${cell(AT.adjustedTerm)}, ${cell(AT.remainingTerm)})` },
    plain('originalTerm', AT.originalTerm),
    plain('age', AT.age),
    interestOnlyField(missing, asOfMonth),
    plain('index', AT.index),
    percent('margin', AT.margin),
    percent('initialCap', AT.initialCap),
    percent('periodicCap', AT.periodicCap),
    lifeCapField(missing),
    firstResetField(AT.rateChange, FORM, missing, asOfMonth),
    plain('resetEvery', AT.resetEvery),
    plain('product', AT.product),
    plain('purpose', AT.purpose),
    plain('occupancy', AT.occupancy),
    plain('property', AT.property),
    plain('state', AT.state),
    plain('zip', AT.zip),
    percent('ltv', AT.ltv),
    percent('combinedLtv', AT.combinedLtv),
    percent('coverage', AT.insurance),
    plain('fico', AT.score),
    percent('debtToIncome', AT.debtToIncome),
    statusField(AT.zeroBalance, `${cell(AT.foreclosed)} IS NOT NULL AND ${cell(AT.disposed)} IS NULL`, missing),
    daysLateField(AT.delinquency, ['XX', 'X', ...missing]),
    monthField('originated', AT.originated, FORM, missing),
    modifiedField(),
    plain('forborne', AT.nonInterestBearing),
    plain('units', AT.units),
  ];
}

/** The first months of a loan show a balance of 0: without a zero balance code that is a balance left out, not one paid. */
function balanceField(missing: readonly string[]): Source {
  const source = direct('upb', AT.upb, missing);
  const isMasked = `TRY_CAST(${source.text} AS DOUBLE) = 0 AND ${cleaned(column(AT.zeroBalance), missing)} IS NULL`;
  return { ...source, text: `(CASE WHEN ${isMasked} THEN NULL ELSE ${source.text} END)` };
}

/** Interest-only payments still to come: the months to amortization, else up to the month before the first payment of principal. */
function interestOnlyField(missing: readonly string[], asOfMonth: number): Source {
  const source = direct('interestOnly', AT.monthsToPrincipal, missing);
  const first = monthNumberOf(cleaned(column(AT.firstPrincipal), missing), FORM);
  const fromDate = `CASE WHEN ${first} IS NOT NULL THEN CAST(greatest(${first} - ${asOfMonth} - 1, 0) AS VARCHAR) END`;
  const isInterestOnly = `trim(${column(AT.interestOnly)}) = 'Y'`;
  return {
    ...source,
    text: `(CASE WHEN ${isInterestOnly} THEN coalesce(${source.text}, ${fromDate}) END)`,
    value: readAs('interestOnly'),
  };
}

/** The file tells by how much the rate may rise over the original one. */
function lifeCapField(missing: readonly string[]): Source {
  const source = direct('lifeCap', AT.lifeCap, missing);
  const original = cleaned(column(AT.originalRate), missing);
  // Added as percents: 2.5 + 5 is exact where 0.025 + 0.05 is not.
  const sum = (text: string) => `(${numberOf(text)} + ${numberOf(original)})`;
  return { ...source, value: (text) => percentOf(`CAST(${sum(text)} AS VARCHAR)`) };
}
