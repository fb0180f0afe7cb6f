/** What was read of the sample trusts' tapes. */
import { integers, numbers, tableOf, text } from '../../../host/store/tableBuilder.ts';
import type { ResultTable } from '../../../host/store/tables.ts';
import type { SampleTerms } from './sample.ts';

const STRATA: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  balance: [
    ['up to 50,000', 0.01],
    ['50,000 to 100,000', 0.06],
    ['100,000 to 200,000', 0.21],
    ['200,000 to 300,000', 0.24],
    ['300,000 to 500,000', 0.33],
    ['over 500,000', 0.15],
  ],
  rate: [
    ['up to 5%', 0.12],
    ['5% to 6%', 0.44],
    ['6% to 7%', 0.39],
    ['over 7%', 0.05],
  ],
  ltv: [
    ['up to 60%', 0.08],
    ['60% to 70%', 0.14],
    ['70% to 80%', 0.63],
    ['over 80%', 0.13],
    ['missing', 0.02],
  ],
  updatedLtv: [['missing', 1]],
  state: [
    ['CA', 0.51],
    ['FL', 0.13],
    ['AZ', 0.06],
    ['NV', 0.05],
    ['NY', 0.04],
    ['others', 0.21],
  ],
  status: [
    ['current', 0.71],
    ['90 days late and more', 0.14],
    ['foreclosure', 0.09],
    ['30 days late', 0.06],
  ],
};

export function tapeTables(terms: readonly SampleTerms[]): ResultTable[] {
  const rows = <Row>(of: (term: SampleTerms) => readonly Row[]) =>
    terms.flatMap((term) => of(term).map((row) => ({ trust: term.name, ...row })));
  const loans = (upb: number) => Math.round(upb / 265_000);
  return [
    tableOf(
      'checks',
      rows(({ vintage }) =>
        vintage === 2005
          ? [
              {
                rule: 'rateAboveLifeCap',
                severity: 'warning',
                count: 3,
                about: 'the note rate is above the life cap',
                examples: 'row 17, 1000234, noteRate: 0.1325; row 90, 1000717, noteRate: 0.1275',
              },
              { rule: 'balanceRose', severity: 'warning', count: 0, about: 'the balance of a fixed loan rose', examples: '' },
            ]
          : [],
      ),
      [
        text('trust', ({ trust }) => trust),
        text('rule', ({ rule }) => rule),
        text('severity', ({ severity }) => severity),
        integers('count', ({ count }) => count),
        text('about', ({ about }) => about),
        text('examples', ({ examples }) => examples),
      ],
    ),
    tableOf(
      'cohorts',
      rows(({ upb }) =>
        [
          ['current', 0.71],
          ['delinquent', 0.29],
        ].map(([cohort, share]) => ({ cohort: String(cohort), upb: upb * Number(share) })),
      ),
      [
        text('trust', ({ trust }) => trust),
        text('cohort', ({ cohort }) => cohort),
        integers('count', ({ upb }) => loans(upb)),
        numbers('upb', ({ upb }) => upb, 'dollars'),
      ],
    ),
    tableOf(
      'defaults',
      rows(({ vintage, upb }) =>
        vintage === 2005 ? [{ field: 'margin', upb: upb * 0.011, because: 'pool average of the prospectus supplement' }] : [],
      ),
      [
        text('trust', ({ trust }) => trust),
        text('field', ({ field }) => field),
        integers('count', ({ upb }) => loans(upb)),
        numbers('upb', ({ upb }) => upb, 'dollars'),
        text('because', ({ because }) => because),
      ],
    ),
    tableOf(
      'strata',
      rows(({ upb }) =>
        Object.entries(STRATA).flatMap(([dimension, buckets]) =>
          buckets.map(([bucket, share]) => ({ dimension, bucket, upb: upb * share })),
        ),
      ),
      [
        text('trust', ({ trust }) => trust),
        text('dimension', ({ dimension }) => dimension),
        text('bucket', ({ bucket }) => bucket),
        integers('count', ({ upb }) => loans(upb)),
        numbers('upb', ({ upb }) => upb, 'dollars'),
        numbers('note_rate', () => 0.0612, 'a year'),
        numbers('ltv', () => 0.762, 'share'),
        numbers('fico', ({ bucket }) => (bucket === 'missing' ? null : 701.4), 'score'),
      ],
    ),
    tableOf('tapes', terms, [
      text('trust', ({ name }) => name),
      text('file', ({ name }) => `/snapshots/trusts/${name}/loans.parquet`),
      text('sha256', ({ vintage }) => (vintage === 2005 ? '3' : 'c').repeat(64)),
      integers('rows', ({ upb }) => loans(upb)),
      numbers('upb', ({ upb }) => upb, 'dollars'),
      numbers('wac', () => 0.06213, 'a year'),
      numbers('late90', ({ upb }) => upb * 0.2312, 'dollars'),
    ]),
  ];
}
