/**
 * Roll rates: how loans that still perform move between current, 30, 60 and 90 or more days late from one month to the next.
 *
 * The kernel takes defaults and prepayments off all states alike; what is left is spread over the states by the matrix, and the
 * share that is 60 and more days late is what triggers test.
 */

/** Months until a matrix has all but settled; the last share holds on. */
const MONTHS = 360;
/** Shares that move by less than this have settled. */
const SETTLED = 1e-12;

/**
 * The share 60 and more days late after each month, from the first on.
 *
 * Shapes: `start` four shares (current, 30, 60, 90), `matrix` four rows of four: `matrix[from][to]`. Rows that add to less than
 * 1 lose what is missing (it cures by paying off, or defaults), and the rest is shared anew. Returns at least one value.
 * Source: a Markov chain conditioned on staying, s' = s M / |s M|.
 */
export function delinquentShares(start: readonly number[], matrix: readonly (readonly number[])[]): number[] {
  let state = normalised(start);
  const shares: number[] = [];
  for (let month = 1; month <= MONTHS; month++) {
    const now = state;
    const next = normalised(
      [0, 1, 2, 3].map((to) => now.reduce((sum, share, from) => sum + share * (matrix[from]?.[to] ?? 0), 0)),
    );
    shares.push((next[2] ?? 0) + (next[3] ?? 0));
    const moved = next.reduce((most, share, place) => Math.max(most, Math.abs(share - (now[place] ?? 0))), 0);
    state = next;
    if (moved < SETTLED) break;
  }
  return shares;
}

function normalised(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => (total > 0 ? share / total : 0));
}
