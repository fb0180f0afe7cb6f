/** How fair values react to adverse changes of the unobservable inputs: 10 and 20 % of each, 100 and 200 basis points of yields. */
import { Decimal } from 'decimal.js';
import type { PortfolioValue } from '../valuation/records.ts';
import type { Shock } from './shock.ts';

/** A shock of the table. `step` 1 is the smaller one of its kind, 2 the larger. */
export interface AdverseShock extends Shock {
  readonly about: string;
  readonly step: 1 | 2;
}

const STEPS = [1, 2] as const;

/**
 * The changes that are made, each of all trusts. Slower and faster prepayment both: which is adverse depends on the price. Together:
 * defaults and severities rise and prepayments slow, as they do when house prices fall.
 */
export const ADVERSE: readonly AdverseShock[] = STEPS.flatMap((step): AdverseShock[] => {
  const [up, down, percent] = [1 + step / 10, 1 - step / 10, `${10 * step} %`];
  return [
    { name: `prepayment ${percent} slower`, about: 'Slower prepayment', step, prepaymentMultiple: down },
    { name: `prepayment ${percent} faster`, about: 'Faster prepayment', step, prepaymentMultiple: up },
    { name: `defaults ${percent} higher`, about: 'More default', step, defaultMultiple: up },
    { name: `severity ${percent} higher`, about: 'Higher severity', step, severityMultiple: up },
    {
      name: `all three ${percent} adverse`,
      about: 'More default, higher severity and slower prepayment together',
      step,
      prepaymentMultiple: down,
      defaultMultiple: up,
      severityMultiple: up,
    },
    { name: `discount yields +${100 * step} bp`, about: 'A rise of all discount yields', step, yieldShift: step / 100 },
    {
      name: `index curves +${100 * step} bp`,
      about: 'A rise of index curves and of the benchmark',
      step,
      indexShift: step / 100,
      benchmarkShift: step / 100,
    },
  ];
}).toSorted((a, b) => (a.about < b.about ? -1 : a.about > b.about ? 1 : a.step - b.step));

/** Changes against the base case. Units: dollars, whole cents; borrowings and debt positive where they grow. */
export interface SensitivityRow {
  readonly shock: string;
  readonly about: string;
  readonly step: 1 | 2;
  readonly collateral: number;
  readonly derivatives: number;
  readonly borrowings: number;
  readonly netAssets: number;
  readonly availableForSale: number;
  readonly longTermDebt: number;
  /** The worse one of its kind for net trust assets: null where it makes no difference to them. */
  readonly isAdverse: boolean | null;
}

/** The table: `sheets` are the totals of the base case and then of each shock of `ADVERSE`. */
export function sensitivityRows(sheets: readonly PortfolioValue['totals'][]): SensitivityRow[] {
  const [base, ...shocked] = sheets;
  if (base === undefined) return [];
  return ADVERSE.flatMap(({ name, about, step }, place): SensitivityRow[] => {
    const totals = shocked[place];
    if (totals === undefined) return [];
    const change = (of: (sheet: PortfolioValue['totals']) => Decimal) => of(totals).minus(of(base)).toNumber();
    const line = (field: 'collateral' | 'borrowings' | 'netAssets' | 'availableForSale' | 'longTermDebt') =>
      change((sheet) => new Decimal(sheet[field]));
    const netAssets = line('netAssets');
    return [
      {
        shock: name,
        about,
        step,
        collateral: line('collateral'),
        derivatives: change((sheet) => new Decimal(sheet.derivativeAssets).minus(sheet.derivativeLiabilities)),
        borrowings: line('borrowings'),
        netAssets,
        availableForSale: line('availableForSale'),
        longTermDebt: line('longTermDebt'),
        isAdverse: netAssets === 0 ? null : netAssets < 0,
      },
    ];
  });
}
