/** Parts of the page of a trust: its capital structure, its overcollateralization, the table of its classes. */
import { type Asked, useAsked } from '../client/asked.ts';
import { type Book, classesOf, type InstrumentRow, instrumentOf } from '../data/book.ts';
import { balances, type Months, overcollateralization, quantitiesOf, rampColour } from '../data/months.ts';
import { cents, NONE, over, price, rate, share, total, whole, years } from '../parts/format.ts';
import { Shown } from '../parts/state.tsx';
import { DataTable } from '../parts/table.tsx';
import { CapitalStack, type StackPart } from '../pictures/capitalStack.tsx';
import { TimePlot } from '../pictures/timePlot.tsx';

/** Positions from the most senior down. */
const RANKS = ['senior', 'mezzanine', 'subordinate'];

/** What the trust has beside what it owes. */
export function Structure({ book, trust }: { book: Book; trust: string }) {
  const row = book.trusts.find((each) => each.trust === trust);
  if (row === undefined) return null;
  const tape = book.tapes.find((each) => each.trust === trust);
  const late = Math.min(row.upb, tape?.late90 || 0);
  const owed = classesOf(book, trust)
    .filter((each) => each.notional !== 1 && each.position !== 'residual' && each.face > 0)
    .sort((a, b) => RANKS.indexOf(a.position) - RANKS.indexOf(b.position));
  const none = { enhancement: Number.NaN };
  const assets: StackPart[] = [
    {
      name: 'Loans',
      amount: row.upb - late,
      colour: 'c1',
      about: `Loans that are less than 90 days late, $${cents(row.upb - late)}`,
      ...none,
    },
    {
      name: 'Loans 90 days late and more',
      amount: late,
      colour: 'c3',
      about: `Loans 90 days late and more, in foreclosure or bankruptcy, $${cents(late)}`,
      ...none,
    },
    {
      name: 'Real estate owned, net realizable',
      amount: row.reo,
      colour: 'c5',
      about: `Real estate owned, $${cents(row.reo)}`,
      ...none,
    },
  ].filter(({ amount }) => amount > 0);
  const spare = row.upb + row.reo - total(owed, ({ face }) => face);
  const has = row.upb + row.reo;
  const classes: StackPart[] = [
    ...owed.map(
      ({ instrument, face, price: worth }, place): StackPart => ({
        name: instrument,
        amount: face,
        colour: rampColour(place, owed.length),
        enhancement: over(has - total(owed.slice(0, place + 1), (each) => each.face), has),
        about: `${instrument}: balance $${cents(face)}, price ${price(worth)}`,
      }),
    ),
    ...(spare > 0
      ? [
          {
            name: 'OC',
            amount: spare,
            colour: 'oc',
            about: `Overcollateralization, what no class is owed: $${cents(spare)}`,
            ...none,
          },
        ]
      : []),
  ];
  const note = `Enhanced: the share of loans and real estate that is left once a class and those above it are paid what they are owed.${
    spare < 0 ? ` The classes are owed $${whole(-spare)} more than the trust has.` : ''
  }`;
  return <CapitalStack title="Capital structure" classes={classes} assets={assets} note={note} />;
}

/** OC against its target, with the tests of the deal in bands below. */
export function Overcollateralized({ book, trust, months }: { book: Book; trust: string; months: Asked<Months> }) {
  const quantities = useAsked(`quantities ${book.run.id} ${trust}`, () => quantitiesOf(book.run, trust));
  return (
    <Shown asked={months} what="months">
      {(value) => (
        <Shown asked={quantities} what="quantities of the deal">
          {(known) => {
            const { lines, bands, length } = overcollateralization(value, balances(value, classesOf(book, trust)), known);
            return (
              <TimePlot
                title="Overcollateralization"
                about="against its target"
                dates={value.dates.slice(0, length)}
                lines={lines}
                bands={bands}
                isWhole
                note={
                  bands.length === 0
                    ? 'The deal has no tests.'
                    : 'Below: tests of the deal, filled in the months in which they hold.'
                }
              />
            );
          }}
        </Shown>
      )}
    </Shown>
  );
}

/** Every class, then the residual and the collateral. */
export function ClassTable({ book, trust }: { book: Book; trust: string }) {
  const classes = classesOf(book, trust);
  const others = (['residual', 'collateral'] as const).flatMap((kind) => {
    const row = instrumentOf(book, trust, kind);
    return row === undefined ? [] : [{ ...row, position: '' }];
  });
  const owed = classes.filter(({ notional }) => notional !== 1);
  const range = ({ yield_low, yield_high }: InstrumentRow) =>
    Number.isNaN(yield_low) ? NONE : `${rate(yield_low)} – ${rate(yield_high)}`;
  return (
    <DataTable
      title="Classes"
      level={2}
      kind="tight"
      rows={[...classes, ...others]}
      rowClass={({ kind }) => (kind === 'tranche' ? '' : 'total')}
      note="Fair value is face × price / 100 + accrued; yield is benchmark + risk premium, bond equivalent, and the range is that of the discount matrix."
      foot={[
        [
          'All classes',
          '',
          total(owed, ({ face }) => face),
          null,
          total(classes, (row) => row.fair_value),
          total(classes, (row) => row.accrued),
        ],
      ]}
      columns={[
        { head: 'Class', value: ({ instrument }) => instrument },
        { head: 'Position', side: 'left', value: ({ position, notional }) => `${position}${notional === 1 ? ', notional' : ''}` },
        { head: 'Face', unit: '$', value: ({ face }) => face, text: whole },
        { head: 'Price', unit: 'per 100', value: (row) => row.price, text: price },
        { head: 'Fair value', unit: '$', value: (row) => row.fair_value, text: whole },
        { head: 'Accrued', unit: '$', value: (row) => row.accrued, text: whole },
        { head: 'Yield', unit: '% a year', value: (row) => row.yield, text: rate },
        { head: 'Benchmark', unit: '% a year', value: (row) => row.benchmark, text: rate },
        { head: 'Premium', unit: '% a year', value: (row) => row.risk_premium, text: rate },
        { head: 'Range', unit: '% a year', value: range },
        { head: 'Yield from', side: 'left', value: (row) => row.yield_from },
        { head: 'Life', unit: 'years', value: (row) => row.average_life, text: years },
        { head: 'Projected loss', unit: '$', value: (row) => row.projected_loss, text: whole },
        { head: 'Coverage', unit: '×', value: (row) => row.coverage, text: years },
        { head: 'First writedown', side: 'left', value: (row) => row.first_writedown },
        ...(classes.some(({ held }) => held > 0)
          ? [{ head: 'Held', unit: '%', value: (row: InstrumentRow) => row.held, text: share }]
          : []),
      ]}
    />
  );
}
