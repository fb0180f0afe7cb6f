/** Prices and spreads that a stochastic run is asked to tell from each other: how they are written, and what may be wrong with them. */
import { FaultList } from '../deal/faults.ts';
import { suggested } from '../deal/nearest.ts';
import { readText } from '../deal/read.ts';
import { type Fault, shown, WeirError } from '../errors.ts';
import { gridOfCsv, readRows, TEXT } from '../portfolio/csv.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { parsePrice } from '../valuation/quote.ts';
import { positionOf, RESIDUAL } from '../valuation/trancheValue.ts';
import { shiftOf } from './grid.ts';

/** Of one instrument of a trust, one of the three. */
export interface PriceOrSpread {
  readonly trust: string;
  /** A class, a hedge, `collateral` or `residual`. */
  readonly instrument: string;
  /** Per 100 of balance or notional at the date, without accrued interest. */
  readonly price?: number;
  /** Dollars for all of it, accrued interest included: the only price of a residual or a hedge. */
  readonly value?: number;
  /** The spread over the paths' rates. Units: decimal a year, continuous. */
  readonly oas?: number;
}

const WIDEST = 10;
const MOST_BYTES = 1024 * 1024;

/** What is wrong with quotes in themselves; whether there are such instruments is seen when the trusts are planned. */
export function quoteFaults(quotes: readonly PriceOrSpread[]): Fault[] {
  return quotes.flatMap(({ trust, instrument, price, value, oas }): Fault[] => {
    const place = `quotes, ${trust} ${instrument}`;
    const fault = (got: string, expected: string): Fault => ({ code: 'REQUEST_INVALID', place, got, expected });
    const given = [price, value, oas].filter((each) => each !== undefined);
    if (given.length !== 1) return [fault(`${given.length} of price, value and oas`, 'one of them')];
    if (!given.every(Number.isFinite)) return [fault(String(given[0]), 'a number')];
    if (price !== undefined && !(price > 0)) return [fault(String(price), 'a price above 0')];
    if (value === 0) return [fault('0', 'dollars that are not 0: no spread makes something worth nothing')];
    if (oas !== undefined && !(oas > -0.9 && oas < WIDEST)) return [fault(String(oas), 'a spread from -90% to 1,000%')];
    return [];
  });
}

const FORM = {
  price: "a trust, an instrument and a price: 'alt-a-2005-1 A 98-16', or its dollars: 'alt-a-2005-1 residual $1,250,000'",
  oas: "a trust, an instrument and a spread: 'alt-a-2005-1 A 150bp', or 1.5%",
} as const;

/**
 * Quotes of a text, several parted by semicolons: a trust, an instrument, a price (`98.5`, `98-16`), dollars (`$1,250,000`) or a spread
 * (`150bp`, `1.5%`). Throws: REQUEST_INVALID, all faults at once.
 */
export function parseQuotes(text: string, kind: 'price' | 'oas'): PriceOrSpread[] {
  const faults: Fault[] = [];
  const quotes = text.split(';').flatMap((part): PriceOrSpread[] => {
    const [, trust, instrument, figure] = /^\s*(\S+)\s+(\S.*?)\s+(\S+)\s*$/.exec(part) ?? [];
    const quote =
      trust === undefined || instrument === undefined || figure === undefined
        ? undefined
        : quoted({ trust, instrument }, figure, kind);
    if (quote === undefined) faults.push({ code: 'REQUEST_INVALID', place: kind, got: shown(part.trim()), expected: FORM[kind] });
    return quote === undefined ? [] : [quote];
  });
  if (faults.length > 0) throw new WeirError(faults);
  return quotes;
}

/**
 * Quotes of a command line: a text as `parseQuotes` has it, or the path of a CSV file with columns `trust,instrument` and `price` or `oas`.
 * Throws: REQUEST_INVALID; FILE_*, TABLE_SHAPE, TABLE_VALUE of the file; all faults at once.
 */
export function readQuotes(textOrFile: string, kind: 'price' | 'oas'): PriceOrSpread[] {
  if (!/^\S+\.csv$/i.test(textOrFile.trim())) return parseQuotes(textOrFile, kind);
  const file = textOrFile.trim();
  const faults = new FaultList(file);
  const grid = gridOfCsv(readText(file, MOST_BYTES), faults);
  const quotes = readRows(grid, { columns: ['trust', 'instrument', kind] }, faults, (cell, place): PriceOrSpread[] => {
    const of = { trust: cell('trust', TEXT), instrument: cell('instrument', TEXT) };
    const figure = cell(kind, TEXT);
    const quote = quoted(of, figure, kind);
    if (quote === undefined) faults.add('TABLE_VALUE', `${place}, ${kind}`, figure, FORM[kind]);
    return quote === undefined ? [] : [quote];
  });
  if (quotes.length === 0 && faults.count === 0) faults.add('TABLE_SHAPE', 'line 2', 'nothing', FORM[kind]);
  faults.throwIfAny();
  return quotes.flat();
}

/** A quote from a figure of it; undefined where that is none. */
function quoted(
  of: Pick<PriceOrSpread, 'trust' | 'instrument'>,
  figure: string,
  kind: 'price' | 'oas',
): PriceOrSpread | undefined {
  if (kind === 'oas') {
    const oas = shiftOf(figure);
    // A bare number of 1 or more would mostly be basis points without their unit.
    return Number.isFinite(oas) && (/(bp|%)$/.test(figure) || Math.abs(oas) < 1) ? { ...of, oas } : undefined;
  }
  const dollars = /^(-?)\$(-?[\d,_]+(?:\.\d+)?)$/.exec(figure);
  if (dollars !== null) return { ...of, value: Number(`${dollars[1]}${dollars[2]?.replaceAll(/[,_]/g, '')}`) };
  try {
    return { ...of, price: parsePrice(figure) };
  } catch (error) {
    if (error instanceof WeirError) return undefined;
    throw error;
  }
}

/** An instrument that quotes may name, with what prices per 100 are of. */
export interface Quotable {
  readonly name: string;
  /** Balance or notional; null where there is none to quote on. Units: dollars. */
  readonly face: number | null;
  /** Interest that a price leaves out. Units: dollars. */
  readonly accrued: number;
}

/** An instrument before it is valued: `face` is null where it never has one, absent where it is not known yet. */
type Named = Pick<Quotable, 'name'> & Partial<Pick<Quotable, 'face'>>;

/** What quotes may name of a snapshot, before anything of it is valued; a trust that could not be read has nothing that is known. */
export function quotableOf({ trusts }: Pick<Snapshot, 'trusts'>): Map<string, readonly Named[] | undefined> {
  return new Map(
    trusts.map((reading): [string, readonly Named[] | undefined] => {
      if (!reading.ok) return [reading.name, undefined];
      const { name, deal } = reading.trust;
      const classes = deal.tranches.filter((tranche) => positionOf(reading.trust, tranche) !== RESIDUAL);
      const unquoted = [{ name: 'residual' }, ...deal.hedges].map((each) => ({ name: each.name, face: null }));
      return [name, [{ name: 'collateral' }, ...classes.map((each) => ({ name: each.name })), ...unquoted]];
    }),
  );
}

/**
 * Refuses quotes of trusts and instruments that there are not, and prices of what has no balance. Throws: REQUEST_INVALID, all at once.
 *
 * `instruments` are by trust; a trust that could not be read or planned has none and is not refused: the run tells of it. Before it is
 * valued, whether a class has a balance is not known, and a price of it is not refused.
 */
export function refuseUnknownQuotes(
  quotes: readonly PriceOrSpread[],
  instruments: ReadonlyMap<string, readonly Named[] | undefined>,
): void {
  const faults = quotes.flatMap(({ trust, instrument, price }): Fault[] => {
    const place = `quotes, ${trust} ${instrument}`;
    if (!instruments.has(trust)) {
      const trusts = [...instruments.keys()];
      const expected = suggested(`one of the trusts ${trusts.join(', ')}`, trust, trusts);
      return [{ code: 'REQUEST_INVALID', place, got: `'${trust}'`, expected }];
    }
    const known = instruments.get(trust);
    if (known === undefined) return [];
    const found = known.find(({ name }) => name === instrument);
    if (found === undefined) {
      const names = known.map(({ name }) => name);
      const expected = suggested(`one of ${names.join(', ')}`, instrument, names);
      return [{ code: 'REQUEST_INVALID', place, got: `'${instrument}'`, expected }];
    }
    if (price === undefined || found.face === undefined || (found.face ?? 0) > 0) return [];
    return [
      { code: 'REQUEST_INVALID', place, got: `a price of ${price} per 100 of nothing`, expected: 'dollars, such as $1,250,000' },
    ];
  });
  if (faults.length > 0) throw new WeirError(faults);
}

/** The dollars of a price. */
export function dollarsOf({ price, value }: PriceOrSpread, { face, accrued }: Quotable): number | undefined {
  if (value !== undefined) return value;
  return price === undefined ? undefined : ((face ?? 0) * price) / 100 + accrued;
}

/** The price per 100 of dollars; null where there is no balance. */
export function priceOf(dollars: number, { face, accrued }: Quotable): number | null {
  return face !== null && face > 0 ? (100 * (dollars - accrued)) / face : null;
}
