/** How fair values react to adverse changes of the unobservable inputs: 10 and 20 % of each, 100 and 200 basis points of yields. */
import { Decimal } from 'decimal.js';
import type { PortfolioValue } from '../valuation/records.ts';
import type { Incomplete, ShockedSheets } from './sensitivityTrust.ts';
import type { Shock } from './shock.ts';

/** A shock of the table. `step` 1 is the smaller one of its kind, 2 the larger. */
export interface AdverseShock extends Shock {
  readonly about: string;
  /** How large: `10 %`, `100 bp`. */
  readonly size: string;
  readonly step: 1 | 2;
}

const STEPS = [1, 2] as const;

/**
 * The changes that are made, each of all trusts. Slower and faster prepayment both: which is adverse depends on the price. Together:
 * defaults and severities rise and prepayments slow, as they do when house prices fall.
 */
export const ADVERSE: readonly AdverseShock[] = [
  kind('prepayment * slower', 'Slower prepayment', (size) => ({ prepaymentMultiple: 1 - size })),
  kind('prepayment * faster', 'Faster prepayment', (size) => ({ prepaymentMultiple: 1 + size })),
  kind('defaults * higher', 'More default', (size) => ({ defaultMultiple: 1 + size })),
  kind('severity * higher', 'Higher severity', (size) => ({ severityMultiple: 1 + size })),
  kind('these three * adverse', 'More default, higher severity and slower prepayment together', (size) => ({
    prepaymentMultiple: 1 - size,
    defaultMultiple: 1 + size,
    severityMultiple: 1 + size,
  })),
  kind('discount yields +@ bp', 'Higher discount yields', (size) => ({ yieldShift: size / 10 })),
  kind('index curves and benchmark +@ bp', 'Higher index curves and benchmark', (size) => ({
    indexShift: size / 10,
    benchmarkShift: size / 10,
  })),
].flat();

/** A kind of change in its two sizes: `*` stands for 10 and 20 %, `@` for 100 and 200. */
function kind(name: string, about: string, change: (size: number) => Partial<Shock>): AdverseShock[] {
  return STEPS.map((step) => ({
    ...change(step / 10),
    name: name.replace('*', `${10 * step} %`).replace('@', String(100 * step)),
    about,
    size: name.includes('@') ? `${100 * step} bp` : `${10 * step} %`,
    step,
  }));
}

/** Changes against the base case. Units: dollars, whole cents; borrowings and debt positive where they grow. */
export interface SensitivityRow {
  readonly shock: string;
  readonly about: string;
  readonly size: string;
  readonly step: 1 | 2;
  readonly collateral: number;
  readonly derivatives: number;
  readonly borrowings: number;
  readonly netAssets: number;
  readonly availableForSale: number;
  readonly longTermDebt: number;
  /** It takes from net trust assets; null where it makes no difference to them. */
  readonly isAdverse: boolean | null;
  /** Trusts that have no value under it: no figure of the row has them in it, on either side. */
  readonly without: readonly string[];
}

/** Who is not in a change, to stand behind its name: ` (without other)`. */
export function withoutText(without: readonly string[]): string {
  if (without.length === 0) return '';
  return ` (without ${without.length === 1 ? without[0] : `${without.length} trusts`})`;
}

/** The table: `sheets` are those of each shock of `ADVERSE`, in their order. */
export function sensitivityRows(sheets: ShockedSheets['shocks'], incomplete: readonly Incomplete[] = []): SensitivityRow[] {
  return ADVERSE.flatMap(({ name, about, size, step }, place): SensitivityRow[] => {
    const sides = sheets[place];
    if (sides === undefined) return [];
    const change = (of: (sheet: PortfolioValue['totals']) => Decimal) => of(sides.after).minus(of(sides.before)).toNumber();
    const line = (field: 'collateral' | 'borrowings' | 'netAssets' | 'availableForSale' | 'longTermDebt') =>
      change((sheet) => new Decimal(sheet[field]));
    const netAssets = line('netAssets');
    return [
      {
        shock: name,
        about,
        size,
        step,
        collateral: line('collateral'),
        derivatives: change((sheet) => new Decimal(sheet.derivativeAssets).minus(sheet.derivativeLiabilities)),
        borrowings: line('borrowings'),
        netAssets,
        availableForSale: line('availableForSale'),
        longTermDebt: line('longTermDebt'),
        isAdverse: netAssets === 0 ? null : netAssets < 0,
        without: incomplete.filter(({ shock }) => shock === name).map(({ trust }) => trust),
      },
    ];
  });
}
