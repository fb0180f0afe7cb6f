/** The means of a stochastic run without and with control variates, one under another, as tables and reports tell them. */
import type { SimulationReport } from './simulate.ts';
import type { InstrumentKind } from './simulateCash.ts';
import type { Estimates } from './simulateControl.ts';

/** A mean of an instrument, or of all of a kind (`trust` null), at their yields or at the rates of the paths. */
export interface EstimateRow {
  readonly trust: string | null;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly at: 'yield' | 'rates';
  readonly estimates: Estimates;
}

/** Every mean that has controls; none where they were not asked for. */
export function estimateRows({ totals, trusts }: Pick<SimulationReport, 'totals' | 'trusts'>): EstimateRow[] {
  const all = [
    ...totals.map((figures) => ({ trust: null, name: figures.kind, figures })),
    ...trusts.flatMap(({ trust, instruments }) => instruments.map((figures) => ({ trust, name: figures.name, figures }))),
  ];
  return all.flatMap(({ trust, name, figures: { kind, byYield, byRates } }) =>
    [['yield', byYield] as const, ['rates', byRates] as const].flatMap(([at, { estimates }]) =>
      estimates === undefined ? [] : [{ trust, name, kind, at, estimates }],
    ),
  );
}
