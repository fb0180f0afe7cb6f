/** Figures as the page shows them: those of the report, and a few of its own. */
import { count, dollars, NONE } from '../../../host/report/words.ts';

export { cents, counts, over, price, rate, share, thousands, total, whole, years } from '../../../host/report/html/figures.ts';
export { counted, longDate, monthYear, NONE } from '../../../host/report/words.ts';

const MILLION = 1e6;
const THOUSAND = 1e3;

/** A figure in few letters with its unit: `$184.9 m`, `$12.3 k`, `$140`. Units: dollars. */
export function short(value: number): string {
  if (Number.isNaN(value)) return NONE;
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  if (size >= 1000 * MILLION) return `${sign}$${dollars(size / MILLION, 0)} m`;
  if (size >= MILLION) return `${sign}$${dollars(size / MILLION, size >= 100 * MILLION ? 1 : 2)} m`;
  if (size >= THOUSAND) return `${sign}$${dollars(size / THOUSAND, size >= 100 * THOUSAND ? 0 : 1)} k`;
  return `${sign}$${dollars(size, 0)}`;
}

/** A change with its sign: `+1,235`, `-12`, `0`. */
export function signed(value: number, text: (value: number) => string): string {
  if (Number.isNaN(value)) return NONE;
  const shown = text(value);
  return value > 0 && !/^[\D0]*$/.test(shown) ? `+${shown}` : shown;
}

/** `12 s`, `3 min 20 s`, `2 h 05 min`. Units: seconds. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `14 Apr 2011, 09:30` in the reader's own time zone. Shape: an ISO instant. */
export function instant(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return NONE;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return NONE;
  return at.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
}

/** `5 minutes ago`. Shape: an ISO instant. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - new Date(iso).getTime()) / 1000;
  if (Number.isNaN(seconds)) return NONE;
  if (seconds < 60) return 'just now';
  const [size, word] = seconds < 3600 ? [60, 'minute'] : seconds < 86_400 ? [3600, 'hour'] : [86_400, 'day'];
  const number = Math.floor(seconds / size);
  return `${count(number)} ${word}${number === 1 ? '' : 's'} ago`;
}

/** `Net trust assets` of `netAssets` and of `net_assets`. */
export function sentence(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/([a-z]{3})(\d+)\b/g, '$1 $2')
    .toLowerCase();
  return spelled(words.charAt(0).toUpperCase() + words.slice(1));
}

/** `Net assets` of a name as `sentence` reads it, but within a line of words: `net assets`. */
export function phrase(name: string): string {
  const words = sentence(name);
  return spelled(words.charAt(0).toLowerCase() + words.slice(1));
}

const spelled = (words: string): string =>
  words.replaceAll(/\b(reo|oc|ltv|upb|wac|fico|oas)\b/gi, (word) => word.toUpperCase()).replace(/^(l)ong term\b/i, '$1ong-term');

/** What kinds of runs are called. */
const KINDS: Readonly<Record<string, string>> = {
  value: 'Valuation',
};

/** `Valuation` of `value`; others as they are named. */
export function kindText(kind: string): string {
  return KINDS[kind] ?? sentence(kind);
}
