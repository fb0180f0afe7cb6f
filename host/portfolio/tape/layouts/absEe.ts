/**
 * Asset data of residential mortgages as filed on Form ABS-EE: XML with an element `assets` a loan (Schedule AL, item 1). Percents are
 * decimals; months stand as MM/YYYY, days as MM-DD-YYYY. What an element is called has changed and filers differ, so that a field has
 * several names here, and a snapshot's column map may add others.
 */
import {
  cleaned,
  dateOf,
  firstDay,
  flagOf,
  type MonthForm,
  monthNumberOf,
  numberOf,
  readAs,
  resetMonth,
  type Source,
  wordOf,
} from '../cells.ts';
import { type Duck, identifier } from '../duck.ts';
import { FIELDS, type FieldName, isFieldName } from '../fields.ts';
import { csvRelation } from './csv.ts';
import { type LayoutRequest, type Planned, refused } from './layout.ts';
import { mappedColumns, shapeFault } from './mapped.ts';
import { SEPARATOR, writeAssets } from './xmlLines.ts';

/** Elements by what they say, in small letters; the first that a loan has is taken. Source: Regulation AB, Item 1125, Schedule AL. */
const ELEMENTS = {
  id: ['assetnumber'],
  upb: [
    'reportingperiodactualendbalanceamount',
    'reportingperiodendingactualbalanceamount',
    'reportperiodendactualbalanceamount',
  ],
  originalUpb: ['originalloanamount'],
  nextRate: ['nextinterestratepercentage'],
  rate: ['reportingperiodinterestratepercentage', 'reportperiodinterestratepercentage'],
  servicing: ['servicingfeepercentage'],
  remainingTerm: ['remainingtermtomaturitynumber'],
  originalTerm: ['originalloantermnumber', 'originalloanterm', 'originaltermloannumber'],
  amortization: ['originalamortizationtermnumber'],
  balloon: ['balloonindicator'],
  payment: ['nextreportingperiodpaymentamountdue', 'nextreportingperiodpaymentdueamount'],
  interestOnly: ['originalinterestonlytermnumber'],
  originated: ['originationdate'],
  index: ['armindexcode', 'originalarmindexcode'],
  margin: ['armmarginpercentage', 'armmarginnumber', 'marginpercentage'],
  initialCap: ['initialinterestrateincreasepercentage'],
  periodicCap: ['subsequentinterestrateincreasepercentage'],
  lifeCap: ['lifetimerateceilingpercentage', 'lifetimeratecappercentage'],
  lifeFloor: ['lifetimeratefloorpercentage'],
  rounding: ['armroundpercentage'],
  lookback: ['indexlookbacknumber', 'indexlookbackdaysnumber'],
  resetEvery: ['subsequentinterestrateresetnumber', 'subsequentinterestrateresetperiodnumber'],
  rateChange: ['nextinterestratechangedate', 'nextinterestratechangeadjustmentdate'],
  negative: ['negativeamortizationindicator'],
  purpose: ['originalloanpurposecode', 'loanpurposecode'],
  occupancy: ['mostrecentoccupancystatuscode', 'occupancystatuscode', 'originaloccupancystatuscode'],
  property: ['propertytypecode', 'originalpropertytypecode'],
  lien: ['originallienpositioncode', 'lienpositioncode', 'lienpositionsecuritizationcode'],
  state: ['propertystate', 'propertystatecode'],
  zip: ['geographiclocation', 'geographiclocationcode', 'propertyzip'],
  ltv: ['originalloantovaluepercentage'],
  combinedLtv: ['originalcombinedloantovaluepercentage'],
  coverage: ['mortgageinsurancecoveragepercentage', 'mortgageinsurancepercentage'],
  fico: ['originalobligorcreditscorenumber', 'originalobligorcreditscore', 'obligorcreditscore'],
  debtToIncome: ['originatorbackenddebttoincomepercentage', 'originatorbackenddtipercentage'],
  daysLate: ['currentdelinquencystatus', 'currentdelinquencystatusnumber'],
  paymentsLate: ['numberofpaymentspastduenumber', 'numberpaymentspastduenumber', 'numberofpaymentspastdue'],
  zeroBalance: ['zerobalancecode'],
  foreclosure: ['attorneyreferraldate', 'foreclosureattorneyreferraldate'],
  foreclosureExit: ['foreclosureexitdate'],
  modified: ['mostrecentloanmodificationeffectivedate', 'modificationeffectivedate', 'lastmodificationdate'],
  forborne: [
    'noninterestbearingprincipaldeferredcumulativeamount',
    'noninterestbearingprincipaldeferredamountcumulative',
    'totaldeferredamount',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Item = keyof typeof ELEMENTS;

/** A loan needs one element of each. */
const REQUIRED: readonly (readonly [FieldName, readonly Item[]])[] = [
  ['id', ['id']],
  ['upb', ['upb']],
  ['noteRate', ['nextRate', 'rate']],
  ['remainingTerm', ['remainingTerm']],
];

const MONTH_YEAR: MonthForm = { length: 7, year: 4, month: 1 };
const DAY: MonthForm = { length: 10, year: 7, month: 1 };
const DAYS_A_MONTH = 30;

export async function absEeLayout(duck: Duck, request: LayoutRequest): Promise<Planned> {
  const [file = ''] = request.files;
  const known = [
    ...new Set([...Object.values(ELEMENTS).flat(), ...[...request.columns.keys()].map((name) => name.toLowerCase())]),
  ];
  const found = await writeAssets(file, known, duck.folder);
  if (!found.ok) return refused(found.faults);
  const added = mappedColumns([...request.columns.keys()], request.columns, {
    file,
    filled: new Set(FIELDS.map(({ name }) => name)),
  });
  const lacking = REQUIRED.filter(
    ([name, items]) =>
      !request.filled.has(name) &&
      !added.columns.some((column) => column.field === name) &&
      !items.some((item) => ELEMENTS[item].some((element) => found.seen.has(element))),
  ).map(([name, items]) =>
    shapeFault(
      file,
      'assets',
      'nothing',
      `an element that is ${name}: one of ${items.flatMap((item) => ELEMENTS[item]).join(', ')}`,
    ),
  );
  const unseen = [...request.columns.keys()]
    .filter((name) => !found.seen.has(name.toLowerCase()))
    .map((name) => shapeFault(file, `columns.${name}`, 'no such element', 'an element that some loan has'));
  const faults = [...added.faults, ...lacking, ...unseen];
  if (faults.length > 0) return refused(faults);
  const own = sourcesOf(request).filter(({ field }) => !added.columns.some((column) => column.field === field));
  const mapped = added.columns.map(
    ({ column, field, isPercent }): Source => ({
      field,
      column,
      text: cleaned(identifier(column.toLowerCase()), request.missing),
      value: readAs(field, isPercent),
    }),
  );
  return {
    ok: true,
    plan: {
      files: [file],
      from: csvRelation(found.lines, { columns: known, delimiter: SEPARATOR, skip: 0, isQuoted: false, keepsRejected: false }),
      sources: [...own, ...mapped],
    },
  };
}

function sourcesOf({ asOfMonth, missing }: LayoutRequest): Source[] {
  const cell = (...items: readonly Item[]) =>
    `coalesce(${items.flatMap((item) => ELEMENTS[item].map((element) => cleaned(identifier(element), missing))).join(', ')}, NULL)`;
  const of = (name: FieldName, ...items: readonly Item[]): Source => ({
    field: name,
    column: items.flatMap((item) => ELEMENTS[item])[0] ?? name,
    text: cell(...items),
    value: readAs(name),
  });
  const plain = (...items: readonly Item[]) => items.flatMap((item) => (isFieldName(item) ? [of(item, item)] : []));
  // Interest accrues from the first day of the month after origination: loan age counts from there.
  const ageIn = (text: string) =>
    `(CASE WHEN ${monthIn(text)} IS NOT NULL THEN CAST(greatest(${asOfMonth} - ${monthIn(text)} - 1, 0) AS DOUBLE) END)`;
  const age = ageIn(cell('originated'));
  const stillToCome = (text: string) => `CAST(greatest(${numberOf(text)} - coalesce(${age}, 0), 0) AS DOUBLE)`;
  const isBalloon = `(${flagOf(cell('balloon'))}) = 1`;
  const inForeclosure = `${cell('foreclosure')} IS NOT NULL AND ${cell('foreclosureExit')} IS NULL`;
  return [
    ...plain(
      'id',
      'upb',
      'originalUpb',
      'servicing',
      'remainingTerm',
      'originalTerm',
      'payment',
      'index',
      'margin',
      'initialCap',
    ),
    ...plain(
      'periodicCap',
      'lifeCap',
      'lifeFloor',
      'rounding',
      'resetEvery',
      'purpose',
      'occupancy',
      'property',
      'lien',
      'state',
    ),
    ...plain('zip', 'ltv', 'combinedLtv', 'coverage', 'fico', 'debtToIncome', 'forborne'),
    // The rate of the next period is that of the first month to come.
    of('noteRate', 'nextRate', 'rate'),
    { ...of('age', 'originated'), value: ageIn },
    { ...of('originated', 'originated'), value: dayIn },
    { ...of('modified', 'modified'), value: dayIn },
    { ...of('interestOnly', 'interestOnly'), value: stillToCome },
    {
      ...of('amortTerm', 'amortization'),
      text: `(CASE WHEN ${isBalloon} AND ${numberOf(cell('remainingTerm'))} IS NOT NULL THEN ${cell('amortization')} END)`,
      // A balloon loan whose dates are a month apart would seem to amortize before its last payment.
      value: (text) => `greatest(${stillToCome(text)}, ${numberOf(cell('remainingTerm'))})`,
    },
    { ...of('negativeAmortization', 'negative'), value: flagOf },
    { ...of('firstReset', 'rateChange'), value: (text) => resetMonth(monthIn(text), asOfMonth) },
    { ...of('lookback', 'lookback'), value: (text) => `round(${numberOf(text)} / ${DAYS_A_MONTH})` },
    {
      ...of('daysLate', 'daysLate', 'paymentsLate'),
      value: (text) => `coalesce(${numberOf(cell('daysLate'))}, ${DAYS_A_MONTH} * ${numberOf(text)})`,
    },
    {
      ...of('status', 'zeroBalance'),
      text: `(CASE WHEN ${cell('zeroBalance')} IS NOT NULL THEN 'paid' WHEN ${inForeclosure} THEN 'foreclosure' ELSE 'current' END)`,
      value: (text) => wordOf(text),
    },
  ];
}

/** The month of a date, however it is written. */
function monthIn(text: string): string {
  return `coalesce(${monthNumberOf(text, MONTH_YEAR)}, ${monthNumberOf(text, DAY)}, year(${dateOf(text)}) * 12 + month(${dateOf(text)}) - 1)`;
}

/** A date, the first of its month where no day is written. */
function dayIn(text: string): string {
  const turned = `concat(substr(${text}, 7, 4), '-', substr(${text}, 1, 2), '-', substr(${text}, 4, 2))`;
  return `coalesce(${dateOf(turned)}, ${dateOf(text)}, ${firstDay(monthNumberOf(text, MONTH_YEAR))})`;
}
