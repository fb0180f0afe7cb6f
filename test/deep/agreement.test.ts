/**
 * Kernel against oracle on as many random deals as one asks for: `WEIR_DEALS=20000 npm run test:deep`, from the seed `WEIR_SEED`.
 * It stops after `WEIR_SECONDS` (default 1800) and says how far it came. `WEIR_FEATURES=gross,pipeline` draws only those of the
 * features in `random/features.ts`, each case otherwise the same: so a difference is traced to what makes it.
 */
import { expect, test } from 'vitest';
import { type Agreement, agreement } from '../random/agreement.ts';
import { FEATURES, sampleCases } from '../random/index.ts';

const TOLERANCE = 1e-9;
const DEALS = Number(process.env.WEIR_DEALS ?? 10_000);
const SEED = Number(process.env.WEIR_SEED ?? 1);
const SECONDS = Number(process.env.WEIR_SECONDS ?? 1_800);
const FEATURES_ASKED = process.env.WEIR_FEATURES?.split(',');
const DRAWN = FEATURES.filter((feature) => FEATURES_ASKED === undefined || FEATURES_ASKED.includes(feature));
/** Cases drawn at a time; each batch has the next seed. */
const BATCH = 50;
/** Which deals are drawn, in turns. */
const KINDS = [{}, { extremes: true }, { extraPayments: true }, { extremes: true, extraPayments: true, longest: 60 }];
const SHOWN = 10;

test(`kernel and oracle agree on ${DEALS} random deals`, { timeout: (SECONDS + 60) * 1000 }, () => {
  const until = performance.now() + SECONDS * 1000;
  const failures: string[] = [];
  let worst: Agreement = { difference: 0, breach: 0, differsAt: '', breachedAt: '' };
  let worstOf = '';
  let done = 0;
  for (let batch = 0; done < DEALS && performance.now() < until; batch++) {
    const seed = SEED + batch;
    const options = { ...KINDS[batch % KINDS.length]!, features: DRAWN };
    sampleCases(seed, Math.min(BATCH, DEALS - done), options).forEach((one, at) => {
      const found = agreement(one);
      const name = `seed ${seed}, case ${at}, ${JSON.stringify(options)}`;
      if (found.difference > worst.difference) {
        worst = found;
        worstOf = name;
      }
      if (!(found.difference < TOLERANCE && found.breach < TOLERANCE)) {
        failures.push(`${name}: ${found.differsAt}; ${found.breachedAt}`);
      }
      done += 1;
    });
  }
  console.log(
    `${done} deals; worst difference ${worst.difference.toExponential(2)} of the pool at ${worst.differsAt}; ${worstOf}`,
  );
  expect(failures.slice(0, SHOWN), `${failures.length} of ${done} deals differ by more than ${TOLERANCE} of the pool`).toEqual(
    [],
  );
});
