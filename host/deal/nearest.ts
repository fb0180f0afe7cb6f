/** What a name that is not known may have been meant to be. */
import { WeirError } from '../errors.ts';

/** Edits that a slip of the pen takes, for names of this length. */
const MOST_EDITS = 2;
const SHORTEST = 3;
const LONGEST = 64;

/** The known name nearest to one that is not, when they are near; capitals do not count. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length < SHORTEST || name.length > LONGEST) return undefined;
  const most = Math.min(MOST_EDITS, Math.floor(name.length / SHORTEST));
  let best: string | undefined;
  let fewest = most + 1;
  for (const candidate of known) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** `expected`, and what was perhaps meant. */
export function suggested(expected: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? expected : `${expected}; perhaps '${meant}' was meant`;
}

/** Refuses names that are not among those known. Throws: REQUEST_INVALID, all at once, with the known names and the one that may be meant. */
export function refuseUnknown(place: string, names: readonly string[], known: readonly string[]): void {
  const faults = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'REQUEST_INVALID' as const,
      place,
      got: `'${name}'`,
      expected: known.length === 0 ? 'nothing: there is none' : suggested(`one of ${known.join(', ')}`, name, known),
    }));
  if (faults.length > 0) throw new WeirError(faults);
}

/** Letters put in, taken out or changed. Source: Levenshtein distance, row by row. */
function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return MOST_EDITS + 1;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
