/** Bridges: what makes one value another, step by step. */
import type { Bridge } from '../../analysis/attributionWords.ts';
import { type Row, rowsChart } from './rows.ts';
import type { Html } from './template.ts';

/** The first and the last step as marks, every other a bar from where the one before it ended. */
export function bridgeChart({ of, steps }: Bridge): Html | null {
  const rows = steps.map(({ label, from, to }, place): Row => {
    const isEnd = place === 0 || place === steps.length - 1;
    if (isEnd) return { label, text: (shown) => shown(to), bars: [], marks: [{ at: to, colour: 'ink', shape: 'dot' }] };
    return {
      label,
      text: (shown) => (to < from ? shown(to - from) : `+${shown(to - from)}`),
      bars: [{ from, to, colour: to < from ? 'loss' : 'c1' }],
    };
  });
  return rowsChart({
    title: of,
    about: 'step by step; the axis need not begin at 0',
    counts: 'dollars',
    isFitted: true,
    rows,
    keys: [
      { name: 'value', colour: 'ink', kind: 'dot' },
      { name: 'takes', colour: 'loss', kind: 'fill' },
      { name: 'adds', colour: 'c1', kind: 'fill' },
    ],
  });
}
