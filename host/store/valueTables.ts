/** The tables that a valuation keeps: what every report, export and comparison reads. Names and units are in the columns. */

import type { ValuedTrust } from '../analysis/valueUnder.ts';
import { formatDate } from '../curves/dates.ts';
import { outputName } from '../deal/outputs.ts';
import { REMITTANCES } from '../deal/program.ts';
import type { PathProjection } from '../engine/project.ts';
import type { Fault } from '../errors.ts';
import type { TapeReport } from '../portfolio/records.ts';
import { trustLine } from '../valuation/portfolioTotals.ts';
import type { PortfolioValue, TrustValue, YieldFigure } from '../valuation/records.ts';
import { integers, numbers, stack, tableOf, text } from './tableBuilder.ts';
import type { ResultTable } from './tables.ts';

/** A trust that could not be valued. */
export interface FailedTrust {
  readonly trust: string;
  readonly faults: readonly Fault[];
}

/** Every table of a valuation. `valued` are the trusts of `value`, in its order, each with its projection. */
export function valueTables(
  value: PortfolioValue,
  valued: readonly ValuedTrust[],
  failed: readonly FailedTrust[],
): ResultTable[] {
  const tapes = valued.map(({ trust }): [string, TapeReport] => [trust.name, trust.tape]);
  const tables = [
    sheetTable(value),
    trustTable(value.trusts),
    instrumentTable(value),
    quoteTable(value.trusts),
    stack('instrument_months', valued.flatMap(instrumentMonths)),
    stack('collateral_months', valued.flatMap(collateralMonths)),
    stack('quantity_months', valued.flatMap(quantityMonths)),
    ...tapeTables(tapes),
    tableOf(
      'warnings',
      value.trusts.flatMap(({ trust, warnings }) => warnings.map((warning) => ({ trust, warning }))),
      [text('trust', ({ trust }) => trust), text('warning', ({ warning }) => warning)],
    ),
    tableOf(
      'failures',
      failed.flatMap(({ trust, faults }) => faults.map((fault) => ({ trust, ...fault }))),
      [
        text('trust', ({ trust }) => trust),
        text('code', ({ code }) => code),
        text('file', ({ file }) => file ?? null),
        text('place', ({ place }) => place),
        text('got', ({ got }) => got),
        text('expected', ({ expected }) => expected),
      ],
    ),
  ];
  // Where every trust failed, or no deal defines a quantity, a table by month has nothing to have columns of.
  return tables.filter(({ columns }) => columns.length > 0);
}

/** The balance sheet, a line a row, in whole cents. */
function sheetTable({ totals, longTermDebt }: PortfolioValue): ResultTable {
  const lines = [...Object.entries(totals), ...longTermDebt.map(({ name, fairValue }) => [`debt: ${name}`, fairValue] as const)];
  return tableOf('sheet', lines, [text('line', ([line]) => line), numbers('amount', ([, amount]) => amount, 'dollars')]);
}

function trustTable(trusts: readonly TrustValue[]): ResultTable {
  const rows = trusts.map((value) => ({ ...value, line: trustLine(value) }));
  return tableOf('trusts', rows, [
    text('trust', ({ trust }) => trust),
    text('type', ({ type }) => type),
    integers('vintage', ({ vintage }) => vintage),
    integers('consolidated', ({ consolidated }) => Number(consolidated)),
    numbers('residual_owned', ({ residualOwned }) => residualOwned, 'share'),
    text('method', ({ method }) => method),
    text('side', ({ side }) => side),
    numbers('upb', ({ collateral }) => collateral.upb, 'dollars'),
    numbers('collateral', ({ line }) => line.collateral, 'dollars'),
    numbers('reo', ({ line }) => line.reo, 'dollars'),
    numbers('derivative_assets', ({ line }) => line.derivativeAssets, 'dollars'),
    numbers('cash', ({ line }) => line.cash, 'dollars'),
    numbers('assets', ({ line }) => line.assets, 'dollars'),
    numbers('borrowings', ({ line }) => line.borrowings, 'dollars'),
    numbers('derivative_liabilities', ({ line }) => line.derivativeLiabilities, 'dollars'),
    numbers('liabilities', ({ line }) => line.liabilities, 'dollars'),
    numbers('net_assets', ({ line }) => line.netAssets, 'dollars'),
    numbers('residual', ({ line }) => line.residual, 'dollars'),
    numbers('residual_of_others', ({ line }) => line.residualOfOthers, 'dollars'),
    numbers('held', ({ line }) => line.held, 'dollars'),
    numbers('residual_discounted', ({ residualDiscounted }) => residualDiscounted, 'dollars'),
    numbers('remainder', ({ remainder }) => remainder, 'dollars'),
    numbers('mean_yield', ({ meanYield }) => meanYield, 'a year'),
    numbers('observable_assets', ({ observable }) => observable.assets, 'share'),
    numbers('observable_liabilities', ({ observable }) => observable.liabilities, 'share'),
    numbers('cash_breach', ({ cashBreach }) => cashBreach, 'dollars'),
  ]);
}

interface Instrument {
  readonly trust: string | null;
  readonly instrument: string;
  readonly kind: 'collateral' | 'reo' | 'cash' | 'hedge' | 'tranche' | 'residual' | 'debt';
  readonly position?: string;
  readonly face?: number;
  readonly isNotional?: boolean;
  readonly fairValue: number;
  readonly price?: number | null;
  readonly accrued?: number;
  readonly figure?: YieldFigure | null;
  readonly life?: number | null;
  readonly loss?: number;
  readonly coverage?: number | null;
  readonly firstWritedown?: string | null;
  readonly held?: number;
}

function instrumentTable(value: PortfolioValue): ResultTable {
  const debts = value.longTermDebt.map(
    ({ name, balance, fairValue }): Instrument => ({ trust: null, instrument: name, kind: 'debt', face: balance, fairValue }),
  );
  return tableOf(
    'instruments',
    [...value.trusts.flatMap(instrumentsOf), ...debts],
    [
      text('trust', ({ trust }) => trust),
      text('instrument', ({ instrument }) => instrument),
      text('kind', ({ kind }) => kind),
      text('position', ({ position }) => position ?? null),
      numbers('face', ({ face }) => face, 'dollars'),
      numbers('fair_value', ({ fairValue }) => fairValue, 'dollars'),
      numbers('price', ({ price }) => price, 'per 100'),
      numbers('accrued', ({ accrued }) => accrued, 'dollars'),
      numbers('yield', ({ figure }) => figure?.yieldBey, 'a year'),
      text('yield_from', ({ figure }) => figure?.from ?? null),
      numbers('benchmark', ({ figure }) => figure?.benchmark, 'a year'),
      numbers('risk_premium', ({ figure }) => figure?.riskPremium, 'a year'),
      numbers('yield_low', ({ figure }) => figure?.low, 'a year'),
      numbers('yield_high', ({ figure }) => figure?.high, 'a year'),
      text('yield_source', ({ figure }) => figure?.source ?? null),
      text('orderly', ({ figure }) => (figure === undefined || figure === null ? null : figure.orderly ? 'yes' : 'no')),
      numbers('average_life', ({ life }) => life, 'years'),
      numbers('projected_loss', ({ loss }) => loss, 'dollars'),
      numbers('coverage', ({ coverage }) => coverage, 'multiple'),
      text('first_writedown', ({ firstWritedown }) => firstWritedown ?? null),
      numbers('held', ({ held }) => held, 'share'),
    ],
  );
}

/** Everything a trust has and owes, each once. */
function instrumentsOf(value: TrustValue): Instrument[] {
  const { trust, collateral } = value;
  return [
    {
      trust,
      instrument: 'collateral',
      kind: 'collateral',
      face: collateral.upb,
      fairValue: collateral.fairValue,
      price: collateral.price,
      figure: collateral.yield,
      life: collateral.averageLife,
      loss: collateral.projectedLoss,
    },
    { trust, instrument: 'real estate owned', kind: 'reo', fairValue: value.reo },
    { trust, instrument: 'cash', kind: 'cash', fairValue: value.cash },
    ...value.hedges.map(({ name, fairValue }): Instrument => ({ trust, instrument: name, kind: 'hedge', fairValue })),
    ...value.tranches.map(
      (tranche): Instrument => ({
        trust,
        instrument: tranche.name,
        kind: 'tranche',
        position: tranche.position,
        face: tranche.face,
        isNotional: tranche.isNotional,
        fairValue: tranche.fairValue,
        price: tranche.price,
        accrued: tranche.accrued,
        figure: tranche.yield,
        life: tranche.averageLife,
        loss: tranche.projectedLoss,
        coverage: tranche.coverage,
        firstWritedown: tranche.firstWritedown,
        held: tranche.held,
      }),
    ),
    {
      trust,
      instrument: 'residual',
      kind: 'residual',
      position: 'residual',
      fairValue: value.residual,
      figure: value.residualYield,
      held: value.residualOwned,
    },
  ];
}

function quoteTable(trusts: readonly TrustValue[]): ResultTable {
  const rows = trusts.flatMap(({ trust, tranches }) =>
    tranches.flatMap(({ name, price, quotes }) => quotes.map((quote) => ({ trust, name, model: price, ...quote }))),
  );
  return tableOf('quotes', rows, [
    text('trust', ({ trust }) => trust),
    text('tranche', ({ name }) => name),
    text('vendor', ({ source }) => source),
    numbers('quote', ({ price }) => price, 'per 100'),
    numbers('model', ({ model }) => model, 'per 100'),
    numbers('low', ({ lowPrice }) => lowPrice, 'per 100'),
    numbers('high', ({ highPrice }) => highPrice, 'per 100'),
    text('orderly', ({ orderly }) => (orderly ? 'yes' : 'no')),
    text('outside', ({ isOutside }) => (isOutside === null ? null : isOutside ? 'yes' : 'no')),
  ]);
}

/** A table of one trust by month, of what `columns` has: entry 0 of a column is the cut-off and left out. */
function byMonth(
  trust: string,
  of: readonly [string, string],
  path: PathProjection,
  columns: readonly (readonly [string, Float64Array])[],
) {
  const { months, payments } = path.calendar;
  const rows = Array.from(months, (month, place) => ({ month, date: formatDate(payments[place] ?? 0), place: place + 1 }));
  return tableOf('months', rows, [
    text('trust', () => trust),
    text(of[0], () => of[1]),
    integers('month', ({ month }) => month),
    text('date', ({ date }) => date),
    ...columns.map(([name, column]) => numbers<{ place: number }>(name, ({ place }) => column[place], 'dollars')),
  ]);
}

function pathOf({ trust, path }: ValuedTrust): PathProjection {
  if (path === undefined) throw new Error(`valueTables: ${trust.name} was valued without keeping its projection`);
  return path;
}

function instrumentMonths(valued: ValuedTrust): ResultTable[] {
  const path = pathOf(valued);
  const outputs = [
    'interest',
    'principal',
    'other',
    'balance',
    'shortfall',
    'carryover',
    'writtenDown',
    'writtenUp',
    'coupon',
  ] as const;
  return valued.trust.deal.tranches.map(({ name }) =>
    byMonth(
      valued.trust.name,
      ['instrument', name],
      path,
      outputs.map((output) => [IN_TABLE[output] ?? output, path.output(outputName(name, output))]),
    ),
  );
}

const IN_TABLE: Readonly<Record<string, string>> = { writtenDown: 'written_down', writtenUp: 'written_up' };

function collateralMonths(valued: ValuedTrust): ResultTable[] {
  const path = pathOf(valued);
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return valued.trust.deal.groups.map(({ name }, group) =>
    byMonth(
      valued.trust.name,
      ['group', name],
      path,
      REMITTANCES.map((quantity) => [snake(quantity), path.remittance(group, quantity)]),
    ),
  );
}

/** Defined quantities and enhancements: triggers, targets, tests. */
function quantityMonths(valued: ValuedTrust): ResultTable[] {
  const path = pathOf(valued);
  const { deal, name } = valued.trust;
  const quantities = [
    ...[...deal.define.keys()].map((quantity) => [quantity, outputName(quantity, 'value')] as const),
    ...deal.ranks.flat().map((tranche) => [`enhancement ${tranche}`, outputName(tranche, 'enhancement')] as const),
  ];
  return quantities.map(([quantity, output]) => byMonth(name, ['quantity', quantity], path, [['value', path.output(output)]]));
}

/** What was read of the tapes: checks, cohorts, defaults taken, strata. */
function tapeTables(tapes: readonly (readonly [string, TapeReport])[]): ResultTable[] {
  const rows = <T>(of: (tape: TapeReport) => readonly T[]) =>
    tapes.flatMap(([trust, tape]) => of(tape).map((row) => ({ trust, ...row })));
  return [
    tableOf(
      'checks',
      rows(({ checks }) => checks),
      [
        text('trust', ({ trust }) => trust),
        text('rule', ({ rule }) => rule),
        text('severity', ({ severity }) => severity),
        integers('count', ({ count }) => count),
        text('about', ({ about }) => about),
        text('examples', ({ examples }) =>
          examples.map(({ row, id, field, got }) => `row ${row}, ${id}, ${field}: ${got}`).join('; '),
        ),
      ],
    ),
    tableOf(
      'cohorts',
      rows(({ cohorts }) => cohorts),
      [
        text('trust', ({ trust }) => trust),
        text('cohort', ({ name }) => name),
        integers('count', ({ count }) => count),
        numbers('upb', ({ upb }) => upb, 'dollars'),
      ],
    ),
    tableOf(
      'defaults',
      rows((tape) => tape.defaults),
      [
        text('trust', ({ trust }) => trust),
        text('field', ({ name }) => name),
        integers('count', ({ count }) => count),
        numbers('upb', ({ upb }) => upb, 'dollars'),
        text('because', ({ because }) => because),
      ],
    ),
    tableOf(
      'strata',
      rows(({ strata }) => [...strata].flatMap(([dimension, buckets]) => buckets.map((bucket) => ({ dimension, ...bucket })))),
      [
        text('trust', ({ trust }) => trust),
        text('dimension', ({ dimension }) => dimension),
        text('bucket', ({ bucket }) => bucket),
        integers('count', ({ count }) => count),
        numbers('upb', ({ upb }) => upb, 'dollars'),
        numbers('note_rate', ({ noteRate }) => noteRate, 'a year'),
        numbers('ltv', ({ ltv }) => ltv, 'share'),
        numbers('fico', ({ fico }) => fico, 'score'),
      ],
    ),
    tableOf(
      'tapes',
      tapes.map(([trust, tape]) => ({ trust, ...tape })),
      [
        text('trust', ({ trust }) => trust),
        text('file', ({ file }) => file),
        text('sha256', ({ sha256 }) => sha256),
        integers('rows', ({ rows: count }) => count),
        numbers('upb', ({ upb }) => upb, 'dollars'),
        numbers('wac', ({ wac }) => wac, 'a year'),
        numbers('late90', ({ late90Upb }) => late90Upb, 'dollars'),
      ],
    ),
  ];
}
