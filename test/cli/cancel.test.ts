/** Ctrl-C: a run that would take minutes ends at once, with the exit code of the signal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { weir } from './weir.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-cancel-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Adjustable loans, no two alike, which are projected one by one. */
function slowDeal(): string {
  const loans = Array.from({ length: 20_000 }, (_, loan) => `${100_000 + loan},6%,360,L,2.5%,${(loan % 60) + 1}`);
  writeFileSync(join(folder, 'loans.csv'), `upb,noteRate,remainingTerm,index,margin,firstReset\n${loans.join('\n')}\n`);
  const file = join(folder, 'deal.yaml');
  writeFileSync(
    file,
    `deal: Slow
dates: {settlement: 2024-01-30, firstPayment: 2024-02-25}
collateral: {g: {tape: loans.csv}}
indices: [L]
assumptions: {indices: {L: 3.5%}}
tranches: {A: {balance: 1e9, coupon: 3%}}
steps:
  - {pay: interest, to: A, from: interest}
  - {pay: principal, to: A, from: principal}
  - {release: [interest, principal]}
`,
  );
  return file;
}

it('ends a run with 130 and says so', async () => {
  const speeds = `CPR ${Array.from({ length: 990 }, (_, speed) => speed / 100).join(',')}`;
  const started = performance.now();
  const args = ['project', slowDeal(), '--speeds', speeds, '--cdr', '2', '--workers', '1'];
  const { code, out, err } = await weir(args, { interruptAfter: 2_500 });
  expect({ code, out, err }).toEqual({ code: 130, out: '', err: 'cancelled\n' });
  expect(performance.now() - started).toBeLessThan(10_000);
});
