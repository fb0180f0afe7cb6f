/**
 * The work of an open peer, Hastructure 0.52: 1,000 fixed-rate loans over 360 months at 10 CPR, 2 CDR, 40 % severity and a lag of 12
 * months, one path, with every row of every loan kept. Each loan is a collateral group of its own, whose collections by month are its
 * rows: sixteen quantities.
 */
import { projectDeal } from '../../host/engine/project.ts';
import { passThrough } from './passThrough.ts';
import type { Made, Workload } from './workload.ts';

const LOANS = 1_000;
const TERM = 360;
/** Loans of a deal: as many as a thread has at a time. */
const LOANS_A_DEAL = 50;
const BASE = { name: '10 CPR, 2 CDR' };
const ASSUMPTIONS = { prepayment: '10 CPR', default: '2 CDR', severity: '40', lag: 12 };
/** What the peer does on one thread of a server of this kind, as it was measured once. Units: loan-months a second. */
const PEER = 35_000;
const KEPT = ['performing', 'interestDue', 'amortized', 'prepaid', 'defaults', 'recovery', 'loss', 'foreclosure'] as const;

export const altA1k: Workload = {
  name: 'alt-a-1k',
  about: '1,000 fixed-rate loans, 10 CPR, 2 CDR, 40 % severity, lag 12, one path, every row of every loan kept',
  rounds: 11,
  async make({ scale }) {
    const loans = Math.max(LOANS_A_DEAL, Math.round(LOANS * scale));
    const given = Array.from({ length: Math.ceil(loans / LOANS_A_DEAL) }, (_, deal) => {
      const first = deal * LOANS_A_DEAL;
      const places = Array.from({ length: Math.min(LOANS_A_DEAL, loans - first) }, (_, place) => first + place + 1);
      const groups = new Map(places.map((loan) => [`loan${loan}`, [loanOf(loan)]]));
      return { name: `loans from ${first + 1}`, groups, assumptions: ASSUMPTIONS };
    });
    let rows = 0;
    let fastest = Number.POSITIVE_INFINITY;
    return {
      size: { loans, months: TERM, paths: 1 },
      ways: [
        {
          name: 'weir',
          isStaged: true,
          async run({ runner, mark }) {
            const started = performance.now();
            mark('resolve');
            const deals = given.map(passThrough);
            mark('plan');
            const projections = await Promise.all(deals.map((deal) => projectDeal(deal, [BASE], { runner, outputs: new Set() })));
            mark('price');
            const kept = projections.flatMap(({ deal, paths }) =>
              paths.flatMap((path) =>
                deal.groups.map((_, group) => new Map(KEPT.map((quantity) => [quantity, path.remittance(group, quantity)]))),
              ),
            );
            rows = kept.reduce((sum, loan) => sum + (loan.get('performing')?.length ?? 1) - 1, 0);
            fastest = Math.min(fastest, performance.now() - started);
            return undefined;
          },
        },
      ],
      figures: () => [
        { name: 'rows kept, of 8 quantities', value: rows, unit: 'rows' },
        { name: 'the peer, one thread', value: PEER, unit: 'loan-months a second' },
        { name: 'times the peer, fastest run', value: ((loans * TERM) / fastest) * (1000 / PEER), unit: 'x' },
      ],
    } satisfies Made;
  },
};

/** The peer's loan i. Units: dollars, a share a year. */
function loanOf(i: number): object {
  return {
    upb: 100_000 + ((7_919 * i) % 400_000),
    noteRate: 0.03 + 0.0001 * ((31 * i) % 400),
    originalTerm: TERM,
    remainingTerm: TERM,
  };
}
