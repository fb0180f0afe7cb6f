/**
 * Freddie Mac's Single-Family Loan-Level Dataset: an origination file and a monthly performance file, bars between columns, no headers.
 * The 2024 guide has 32 columns in each; that of July 2026 has 31 and 35, the columns read here where they were. Months are YYYYMM.
 */
import type { Fault } from '../../../errors.ts';
import type { MonthForm, Source } from '../cells.ts';
import type { Duck } from '../duck.ts';
import { reading } from '../plan.ts';
import {
  column,
  columnCount,
  columnNames,
  daysLateField,
  direct,
  modifiedField,
  numberedLines,
  pickedLines,
  pickLines,
  statusField,
} from './agency.ts';
import { type LayoutRequest, type Planned, refused } from './layout.ts';
import { shapeFault } from './mapped.ts';

/** Numbers of the columns that are read. Source: the dataset's general user guide. */
const MONTHLY = {
  loan: 1,
  month: 2,
  upb: 3,
  delinquency: 4,
  age: 5,
  remainingTerm: 6,
  modified: 8,
  zeroBalance: 9,
  rate: 11,
  nonInterestBearing: 12,
  estimatedLtv: 26,
} as const;
const ORIGINATION = {
  score: 1,
  insurance: 6,
  units: 7,
  occupancy: 8,
  combinedLtv: 9,
  debtToIncome: 10,
  upb: 11,
  ltv: 12,
  product: 16,
  state: 17,
  property: 18,
  zip: 19,
  loan: 20,
  purpose: 21,
  term: 22,
} as const;

const FEWEST_MONTHLY = 12;
const FEWEST_ORIGINATION = 24;
const FORM: MonthForm = { length: 6, year: 1, month: 5 };
/** The column that says whether a loan is interest-only, by how many columns the origination file has. */
const INTEREST_ONLY: ReadonlyMap<number, number> = new Map([
  [32, 31],
  [31, 30],
]);
/** Columns of the origination file follow those of the monthly one under numbers of their own. */
const AFTER = 100;

export async function freddieLayout(duck: Duck, request: LayoutRequest): Promise<Planned> {
  const [origination = '', file] = request.files;
  if (file === undefined)
    return refused([shapeFault(origination, '', 'one file', 'two: the origination file, then the monthly performance file')]);
  const columns = columnCount(file);
  const ofOrigination = columnCount(origination);
  const faults: Fault[] = [];
  if (ofOrigination < FEWEST_ORIGINATION)
    faults.push(
      shapeFault(
        origination,
        'row 1',
        `${ofOrigination} columns`,
        '31 or 32 of the origination file, with bars between them and no header',
      ),
    );
  if (columns < FEWEST_MONTHLY)
    faults.push(
      shapeFault(file, 'row 1', `${columns} columns`, '32 or 35 of the monthly file, with bars between them and no header'),
    );
  if (faults.length > 0) return refused(faults);
  const { loan, month, modified } = MONTHLY;
  const monthly = { file, columns, loan, month, form: FORM, modified, modifiedCodes: ['Y', 'P'] };
  const picked = await pickLines(duck, monthly, request.asOfMonth);
  const first = await checkOrigination(duck, origination, ofOrigination);
  if (picked.faults.length + first.faults.length > 0) return refused([...picked.faults, ...first.faults]);
  const names = columnNames(ofOrigination).map((name, place) => `${name} AS ${column(AFTER + place + 1)}`);
  const loans = `(SELECT line AS "first line", ${names.join(', ')} FROM ${numberedLines(origination, ofOrigination, true)})`;
  return {
    ok: true,
    plan: {
      files: [file, origination],
      from: `(SELECT * FROM ${pickedLines(file, columns)} months JOIN ${loans} loans ON trim(loans.${column(AFTER + ORIGINATION.loan)}) = trim(months.${column(loan)}))`,
      rows: ['line', '"first line"'],
      keepsRejected: true,
      warnings: [...picked.warnings, ...first.warnings],
      sources: sourcesOf(request, columns),
    },
  };
}

/** Every loan of the monthly file stands once in the origination file; and of interest-only loans it does not say for how long. */
async function checkOrigination(duck: Duck, file: string, columns: number): Promise<{ faults: Fault[]; warnings: string[] }> {
  const loan = `trim(${column(ORIGINATION.loan)})`;
  const flag = INTEREST_ONLY.get(columns);
  const isInterestOnly = flag === undefined ? 'false' : `bool_or(trim(${column(flag)}) = 'Y')`;
  const lines =
    `(SELECT ${loan} AS loan, count(*) AS count, min(line) AS "first line", ${isInterestOnly} AS "interest only" ` +
    `FROM ${numberedLines(file, columns, false)} GROUP BY 1)`;
  const [absent, example, twice, line, interestOnly] = await reading({ files: [file] }, () =>
    duck.row(
      'SELECT count(*) FILTER (WHERE count IS NULL), min(loan) FILTER (WHERE count IS NULL), count(*) FILTER (WHERE count > 1), ' +
        `min("first line") FILTER (WHERE count > 1), count(*) FILTER (WHERE "interest only") FROM picked LEFT JOIN ${lines} USING (loan)`,
    ),
  );
  const faults: Fault[] = [];
  const refuse = (place: string, got: string, expected: string) =>
    faults.push({ code: 'TAPE_VALUE', file, place, got, expected });
  if (Number(absent) > 0)
    refuse('all rows', `no line for ${absent} loans of the monthly file, such as ${example}`, 'a line for every loan');
  if (Number(twice) > 0) refuse(`row ${line}`, `${twice} loans with more than one line, this the first`, 'one line a loan');
  const warning = `${interestOnly} loans are interest-only, the files do not say for how long: they are taken to amortize from now on`;
  return { faults, warnings: Number(interestOnly) > 0 ? [warning] : [] };
}

function sourcesOf(request: LayoutRequest, columns: number): Source[] {
  const missing = (...own: readonly string[]) => [...own, ...request.missing];
  const monthly = (name: Source['field'], number: number, ...own: readonly string[]) => direct(name, number, missing(...own));
  const percent = (name: Source['field'], number: number, ...own: readonly string[]) =>
    direct(name, number, missing(...own), 'percent');
  const first = (name: Source['field'], number: number, ...own: readonly string[]): Source => ({
    ...direct(name, AFTER + number, missing(...own), 'plain', 1),
    column: `column ${number}`,
  });
  const firstPercent = (name: Source['field'], number: number, ...own: readonly string[]): Source => ({
    ...direct(name, AFTER + number, missing(...own), 'percent', 1),
    column: `column ${number}`,
  });
  const isOwned = `trim(${column(MONTHLY.delinquency)}) = 'RA'`;
  return [
    monthly('id', MONTHLY.loan),
    monthly('upb', MONTHLY.upb),
    first('originalUpb', ORIGINATION.upb),
    percent('noteRate', MONTHLY.rate),
    monthly('remainingTerm', MONTHLY.remainingTerm),
    first('originalTerm', ORIGINATION.term),
    monthly('age', MONTHLY.age),
    first('product', ORIGINATION.product),
    first('purpose', ORIGINATION.purpose, '9'),
    first('occupancy', ORIGINATION.occupancy, '9'),
    first('property', ORIGINATION.property, '99'),
    first('state', ORIGINATION.state),
    first('zip', ORIGINATION.zip, '00'),
    firstPercent('ltv', ORIGINATION.ltv, '999'),
    firstPercent('combinedLtv', ORIGINATION.combinedLtv, '999'),
    ...(columns >= MONTHLY.estimatedLtv ? [percent('updatedLtv', MONTHLY.estimatedLtv, '999')] : []),
    firstPercent('coverage', ORIGINATION.insurance, '999'),
    first('fico', ORIGINATION.score, '9999'),
    firstPercent('debtToIncome', ORIGINATION.debtToIncome, '999'),
    statusField(MONTHLY.zeroBalance, isOwned, missing()),
    daysLateField(MONTHLY.delinquency, missing('RA', 'XX')),
    modifiedField(),
    monthly('forborne', MONTHLY.nonInterestBearing),
    first('units', ORIGINATION.units, '99'),
  ];
}
