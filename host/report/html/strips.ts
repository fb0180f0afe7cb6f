/** Strips: how likely something is, month by month, one strip under the other on one axis of time. */
import { fixedText } from '../../valuation/rounding.ts';
import { figure, LEFT, num, RIGHT, WIDTH } from './frame.ts';
import { monthText, thinned, timeMarks } from './scale.ts';
import { type Html, html, trusted } from './template.ts';

export interface Strip {
  readonly name: string;
  /** Shares by date, 0 to 1. */
  readonly shares: Float64Array;
}

export interface StripsPicture {
  readonly title: string;
  readonly about: string;
  readonly dates: readonly string[];
  readonly strips: readonly Strip[];
  readonly note?: string;
}

const LABEL = 15;
const STRIP = 26;
const GAP = 7;
const AXIS = 22;
const MOST_POINTS = 120;

/** The picture: every strip goes from 0 to 100 %. Nothing where there are no strips. */
export function stripsChart({ title, about, dates, strips, note }: StripsPicture): Html | null {
  if (strips.length === 0 || dates.length < 2) return null;
  const x = (place: number) => LEFT + (place / (dates.length - 1)) * (WIDTH - LEFT - RIGHT);
  const places = thinned(dates.length, MOST_POINTS);
  const drawn = strips.map(({ name, shares }, k) => {
    const top = k * (LABEL + STRIP + GAP) + LABEL;
    const floor = top + STRIP;
    const points = places.map((place) => `${num(x(place))} ${num(floor - (shares[place] ?? 0) * STRIP)}`);
    const [end, start] = [num(x(dates.length - 1)), num(x(0))];
    return html`<g><title>${name}: ${mostText(shares, dates)}</title><text x="${LEFT}" y="${top - 4}" class="start ink">${name}</text><text x="${WIDTH - RIGHT}" y="${top - 4}" class="end">${mostText(shares, dates)}</text>
<path class="rail" d="M${start} ${top}H${end}V${floor}H${start}z"/><path class="area c1" d="M${start} ${floor}L${trusted(points.join('L'))}V${floor}z"/><text x="${LEFT - 5}" y="${top + 9}" class="end">100</text><text x="${LEFT - 5}" y="${floor}" class="end">0</text></g>`;
  });
  const floor = strips.length * (LABEL + STRIP + GAP) - GAP;
  const axis = timeMarks(dates).map(({ place, text }) => {
    const side = x(place) > WIDTH - 30 ? 'end' : x(place) < LEFT + 20 ? 'start' : 'mid';
    return html`<path class="tick" d="M${num(x(place))} ${floor}v4"/><text x="${num(x(place))}" y="${floor + 16}" class="${side}">${text}</text>`;
  });
  return figure({
    title,
    unit: `%, ${about}`,
    says: strips.map(({ name, shares }) => `${name} ${mostText(shares, dates)}`).join('; '),
    height: floor + AXIS,
    keys: [],
    drawn: [drawn, axis],
    ...(note !== undefined && { note }),
  });
}

/** `at most 63.2 %, Apr 2014`: the first month with the highest share. */
function mostText(shares: Float64Array, dates: readonly string[]): string {
  const place = shares.reduce((best, share, at) => (share > (shares[best] ?? 0) ? at : best), 0);
  return `at most ${fixedText((shares[place] ?? 0) * 100, 1)} %, ${monthText(dates[place] ?? '')}`;
}
