/** Grids of shocks: every combination of a few values of up to three inputs, from the text of a command line or from lists. */
import { parseNumber } from '../deal/expression.ts';
import { suggested } from '../deal/nearest.ts';
import { type Fault, fail, WeirError } from '../errors.ts';
import type { Behaviour } from '../scenarios/behaviour.ts';
import type { Shock } from './shock.ts';

/** Inputs of a grid: factors of curves and yields, shifts of rates. `rates` moves indices, benchmark and discount yields together. */
export const GRID_INPUTS = ['default', 'prepayment', 'severity', 'yields', 'indices', 'rates'] as const;
export type GridInput = (typeof GRID_INPUTS)[number];
const SHIFTS: readonly GridInput[] = ['indices', 'rates'];

const MOST_AXES = 3;
/** More cells than anybody reads; each is a lane of every trust. */
const MOST_CELLS = 1_000;
const MOST_TIMES = 1_000;

/** Factors, or shifts as decimals a year. */
export interface GridAxis {
  readonly input: GridInput;
  readonly values: readonly number[];
}

export interface Grid {
  readonly name: string;
  readonly axes: readonly GridAxis[];
  /** Curves move by it in every cell; absent: they are held. */
  readonly behaviour?: Behaviour;
}

/** How many values each axis has, multiplied. */
export function cellCount({ axes }: Grid): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

/** The shocks of a grid, the last axis running fastest. */
export function gridShocks({ axes, behaviour }: Grid): Shock[] {
  let shocks: Shock[] = [{ name: '', ...(behaviour !== undefined && { behaviour }) }];
  for (const { input, values } of axes)
    shocks = shocks.flatMap((shock) => {
      const { name, ...rest } = shock;
      return values.map((value) => ({
        ...rest,
        ...shockOf(input, value),
        name: `${name === '' ? '' : `${name}, `}${input} ${valueText(input, value)}`,
      }));
    });
  return shocks;
}

/** The change of one input. Throws: Error for an input that is moved twice. */
function shockOf(input: GridInput, value: number): Partial<Shock> {
  switch (input) {
    case 'default':
      return { defaultMultiple: value };
    case 'prepayment':
      return { prepaymentMultiple: value };
    case 'severity':
      return { severityMultiple: value };
    case 'yields':
      return { yields: [{ times: value }] };
    case 'indices':
      return { indexShift: value };
    case 'rates':
      return { indices: [{ plus: value }], yieldShift: value, benchmarkShift: value };
  }
}

/** `x 1.5`, `+100 bp`. */
export function valueText(input: GridInput, value: number): string {
  if (!SHIFTS.includes(input)) return `x ${value}`;
  return `${value < 0 ? '-' : value > 0 ? '+' : ''}${Number(Math.abs(value * 1e4).toPrecision(12))} bp`;
}

/**
 * Grids of a text: axes parted by semicolons, each an input and its values; a bar begins another grid.
 * `default 0.5,1,1.5; severity 0.8,1,1.2 | rates -100bp,0,100bp`.
 *
 * Throws: REQUEST_INVALID, all faults at once.
 */
export function parseGrids(text: string): Grid[] {
  const faults: Fault[] = [];
  const grids = text.split('|').map((part) => {
    const axes = part.split(';').flatMap((axis): GridAxis[] => {
      const [, input = '', list = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(axis) ?? [];
      if (!isInput(input)) {
        const expected = suggested(`one of ${GRID_INPUTS.join(', ')}, then its values`, input, GRID_INPUTS);
        faults.push({ code: 'REQUEST_INVALID', place: 'grid', got: `'${input === '' ? axis.trim() : input}'`, expected });
        return [];
      }
      return [{ input, values: list.split(',').map((value) => readValue(input, value.trim(), faults)) }];
    });
    return { name: gridName(axes), axes };
  });
  if (faults.length === 0) for (const grid of grids) faults.push(...gridFaults(grid, 'grid'));
  if (faults.length > 0) throw new WeirError(faults.map((fault) => ({ ...fault, code: 'REQUEST_INVALID' })));
  return grids;
}

/** What is wrong with the axes of a grid. Faults are of a file of scenarios. */
export function gridFaults(grid: Grid, place: string): Fault[] {
  const faults: Fault[] = [];
  const { axes } = grid;
  const names = axes.map(({ input }) => input);
  if (axes.length === 0 || axes.length > MOST_AXES)
    faults.push({ code: 'SCENARIO_SHAPE', place, got: `${axes.length} inputs`, expected: `one to ${MOST_AXES} inputs` });
  for (const { input, values } of axes) {
    const here = `${place}.${input}`;
    if (names.indexOf(input) !== names.lastIndexOf(input))
      faults.push({ code: 'SCENARIO_DUPLICATE_NAME', place: here, got: `${input} twice`, expected: 'every input once' });
    const repeated = values.find((value, at) => values.indexOf(value) !== at);
    if (repeated !== undefined)
      faults.push({ code: 'SCENARIO_RANGE', place: here, got: `${repeated} twice`, expected: 'every value once' });
  }
  if (names.includes('rates') && (names.includes('indices') || names.includes('yields')))
    faults.push({
      code: 'SCENARIO_SHAPE',
      place,
      got: names.join(', '),
      expected: 'rates, or indices and yields: rates moves both',
    });
  if (cellCount(grid) > MOST_CELLS)
    faults.push({ code: 'SCENARIO_RANGE', place, got: `${cellCount(grid)} cells`, expected: `at most ${MOST_CELLS}` });
  return faults;
}

/** `default x severity`. */
export function gridName(axes: readonly GridAxis[]): string {
  return axes.map(({ input }) => input).join(' x ');
}

function isInput(word: string): word is GridInput {
  return GRID_INPUTS.some((input) => input === word);
}

function readValue(input: GridInput, text: string, faults: Fault[]): number {
  if (SHIFTS.includes(input)) {
    const shift = shiftOf(text);
    if (Math.abs(shift) <= 1) return shift;
    faults.push({ code: 'REQUEST_INVALID', place: `grid, ${input}`, got: `'${text}'`, expected: 'shifts such as -100bp, 0, 1%' });
    return 0;
  }
  const factor = /^[0-9.]/.test(text) ? parseNumber(text) : Number.NaN;
  if (factor >= 0 && factor <= MOST_TIMES) return factor;
  faults.push({
    code: 'REQUEST_INVALID',
    place: `grid, ${input}`,
    got: `'${text}'`,
    expected: `factors such as 0.5, 1, 1.5, at most ${MOST_TIMES}`,
  });
  return 1;
}

/** The decimal of a shift: `1%`, `-100bp`, `0.01`; NaN for any other text. */
export function shiftOf(given: number | string): number {
  if (typeof given === 'number') return given;
  const text = given.trim().replace(/^\+/, '');
  const points = /^(-?[0-9.]+)\s*bp$/.exec(text)?.[1];
  // A hundredth of a percent: the decimal point moves, so that 25bp is the double nearest to 0.0025.
  return points === undefined ? parseNumber(text) : parseNumber(`${points}e-2%`);
}

/** Grids of a command line, or none. */
export function gridsOf(text: string | undefined): Grid[] {
  if (text === undefined) return [];
  if (text.trim() === '') fail({ code: 'REQUEST_INVALID', place: 'grid', got: 'nothing', expected: 'inputs and their values' });
  return parseGrids(text);
}
