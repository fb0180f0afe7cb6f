/** Months of the sample trusts: a pool that shrinks and loses, classes paid in turn and written down from below. */
import { integers, numbers, stack, tableOf, text } from '../../../host/store/tableBuilder.ts';
import type { ResultTable } from '../../../host/store/tables.ts';
import type { SampleTerms } from './sample.ts';

const MONTHS = 300;

export interface FlowClass {
  readonly name: string;
  readonly position: string;
  readonly face: number;
  readonly balance: Float64Array;
  readonly writtenDown: number;
  readonly firstWritedown: string | null;
}

export interface Flow {
  readonly dates: readonly string[];
  readonly performing: Float64Array;
  readonly foreclosure: Float64Array;
  readonly loss: Float64Array;
  readonly recovery: Float64Array;
  readonly prepaid: Float64Array;
  readonly amortized: Float64Array;
  readonly classes: readonly FlowClass[];
  readonly quantities: ReadonlyMap<string, Float64Array>;
}

/** Classes at the start, as shares of the pool: together less than all of it. */
const CLASSES = [
  ['A1', 'senior', 0.42],
  ['A2', 'senior', 0.28],
  ['M1', 'mezzanine', 0.09],
  ['M2', 'mezzanine', 0.07],
  ['M3', 'mezzanine', 0.05],
  ['B', 'subordinate', 0.04],
] as const;

export function flowOf({ upb, vintage, hasInterestOnly }: SampleTerms): Flow {
  const column = () => new Float64Array(MONTHS);
  const [performing, foreclosure, loss, recovery, prepaid, amortized] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const dates = Array.from({ length: MONTHS }, (_, month) => dateAfter(month + 1));
  const names = hasInterestOnly ? [...CLASSES, ['X', 'senior', 0.42] as const] : CLASSES;
  const classes = names.map(([name, position, share]) => ({
    name: String(name),
    position: String(position),
    face: Math.round(upb * share * 100) / 100,
    balance: column(),
    writtenDown: 0,
    firstWritedown: null as string | null,
  }));
  let [good, bad] = [upb * 0.82, upb * 0.18];
  const owed = classes.map(({ face }) => face);
  const quantities = new Map(
    ['oc', 'ocTarget', 'stepDown', 'delinquencyTrigger', 'lossTrigger', 'netWac'].map((name) => [name, column()]),
  );
  for (let at = 0; at < MONTHS; at++) {
    const cdr = 0.06 * Math.exp(-at / 60) + 0.004;
    const [newBad, out] = [(good * cdr) / 12, bad / 14];
    prepaid[at] = good * (0.006 + 0.002 * Math.sin(at / 6));
    amortized[at] = (good / (MONTHS - at)) * 0.7;
    loss[at] = out * (0.45 + (vintage - 2005) * 0.04);
    recovery[at] = out - loss[at]!;
    good = Math.max(0, good - newBad - prepaid[at]! - amortized[at]!);
    bad += newBad - out;
    [performing[at], foreclosure[at]] = [good, bad];
    pay(owed, classes, prepaid[at]! + amortized[at]! + recovery[at]!, good + bad, dates[at]!);
    classes.forEach((each, k) => {
      if (each.name === 'X') owed[k] = owed[0]!;
      each.balance[at] = owed[k]!;
    });
    const notes = classes.reduce((sum, { name }, k) => sum + (name === 'X' ? 0 : owed[k]!), 0);
    const put = (name: string, value: number) => {
      const values = quantities.get(name);
      if (values !== undefined) values[at] = value;
    };
    put('oc', good + bad - notes);
    put('ocTarget', Math.max(0.005 * upb, Math.min(0.05 * upb, 0.1 * (good + bad))));
    put('stepDown', at >= 14 ? 1 : 0);
    put('delinquencyTrigger', at < 96 ? 1 : 0);
    put('netWac', 0.041 + 0.004 * Math.sin(at / 20));
  }
  return { dates, performing, foreclosure, loss, recovery, prepaid, amortized, classes, quantities };
}

/** Principal in turn, then writedowns from below to what backs the classes. */
function pay(
  owed: number[],
  classes: { name: string; writtenDown: number; firstWritedown: string | null }[],
  cash: number,
  pool: number,
  date: string,
) {
  let left = cash;
  classes.forEach(({ name }, k) => {
    if (name === 'X') return;
    const paid = Math.min(left, owed[k]!);
    owed[k]! -= paid;
    left -= paid;
  });
  let excess = classes.reduce((sum, { name }, k) => sum + (name === 'X' ? 0 : owed[k]!), 0) - pool;
  for (let k = classes.length - 1; k >= 2 && excess > 0; k--) {
    const each = classes[k]!;
    if (each.name === 'X') continue;
    const written = Math.min(excess, owed[k]!);
    if (written > 0.005) each.firstWritedown ??= date.slice(0, 7);
    each.writtenDown += written;
    owed[k]! -= written;
    excess -= written;
  }
}

function dateAfter(months: number): string {
  const month = 2011 * 12 + 2 + months;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-25`;
}

/** instrument_months, collateral_months and quantity_months, as runs keep them. */
export function monthTables(terms: readonly SampleTerms[], flows: readonly Flow[]): ResultTable[] {
  const months = (
    trust: string,
    of: string,
    name: string,
    dates: readonly string[],
    columns: Readonly<Record<string, Float64Array>>,
  ) =>
    tableOf(
      'months',
      dates.map((date, place) => ({ date, place })),
      [
        text('trust', () => trust),
        text(of, () => name),
        integers('month', ({ place }) => place + 1),
        text('date', ({ date }) => date),
        ...Object.entries(columns).map(([column, values]) =>
          numbers<{ place: number }>(column, ({ place }) => values[place], 'dollars'),
        ),
      ],
    );
  const each = (of: (flow: Flow, trust: string) => ResultTable[]) => flows.flatMap((flow, k) => of(flow, terms[k]!.name));
  const zero = new Float64Array(MONTHS);
  return [
    stack(
      'instrument_months',
      each((flow, trust) => [
        ...flow.classes.map(({ name, balance }) => months(trust, 'instrument', name, flow.dates, { balance })),
        months(trust, 'instrument', 'R', flow.dates, { balance: zero }),
      ]),
    ),
    stack(
      'collateral_months',
      each((flow, trust) => {
        const { performing, foreclosure, loss, recovery, prepaid, amortized } = flow;
        // Two groups that share the pool.
        const part = (share: number) =>
          Object.fromEntries(
            Object.entries({ performing, foreclosure, loss, recovery, prepaid, amortized, amortized_defaulted: zero }).map(
              ([name, values]) => [name, values.map((value) => value * share)],
            ),
          );
        return [months(trust, 'group', 'g1', flow.dates, part(0.625)), months(trust, 'group', 'g2', flow.dates, part(0.375))];
      }),
    ),
    stack(
      'quantity_months',
      each((flow, trust) => [...flow.quantities].map(([name, value]) => months(trust, 'quantity', name, flow.dates, { value }))),
    ),
  ];
}
