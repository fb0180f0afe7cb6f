/** `weir fit` as a process: remittances that were made with known parameters give them back, in a file that `weir simulate` reads. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBehaviour } from '../../host/scenarios/behaviourFile.ts';
import { smallSnapshot } from '../store/smallSnapshot.ts';
import { weir, weirJson } from './weir.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SNAPSHOT = join(folder, 'snapshot');
const RATES = join(folder, 'rates.csv');
const BASE = join(folder, 'base.yaml');
const FITTED = join(folder, 'fitted.yaml');

const smm = (cpr: number) => 1 - (1 - cpr) ** (1 / 12);
const SEASONS = [0.94, 0.76, 0.74, 0.95, 0.98, 0.92, 0.98, 1.1, 1.18, 1.22, 1.23, 0.98];
/** Mortgage rates that fall and rise, from February 2010 on. */
const rateOf = (month: number) => 0.05 + 0.02 * Math.cos(month / 2);
/** Every loan of the example is seasoned, and penalties keep nothing back: turnover of 6 % and an S-curve of 40 %, 180, 0.4 %. */
const speedOf = (month: number, incentive: number) =>
  smm(0.06) * (SEASONS[month % 12] ?? 1) + smm(0.4) / (1 + Math.exp(-180 * (incentive - 0.004)));

/** Remittances whose prepayments are what speeds make of them: of performing balances, that is without foreclosure and real estate. */
function withSpeeds(text: string): string {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split(',');
  const place = (name: string) => columns.indexOf(name);
  let late = 0;
  const made = lines.map((line) => {
    const cells = line.split(',');
    const number = (name: string) => Number(cells[place(name)]);
    const [year = 0, calendar = 0] = (cells[place('month')] ?? '').split('-').map(Number);
    const month = 12 * year + calendar - 1;
    const left = number('beginUpb') - late - number('scheduled');
    cells[place('prepaid')] = (left * speedOf(month, number('wac') - rateOf(month - 1))).toFixed(2);
    late = number('foreclosure') + number('reo');
    return cells.join(',');
  });
  return [head, ...made, ''].join('\n');
}

beforeAll(() => {
  smallSnapshot(SNAPSHOT, [2002, 2004, 2005, 2006]);
  for (const trust of readdirSync(join(SNAPSHOT, 'trusts'))) {
    const path = join(SNAPSHOT, 'trusts', trust, 'remittances.csv');
    writeFileSync(path, withSpeeds(readFileSync(path, 'utf8')));
  }
  const months = Array.from({ length: 16 }, (_, k) => 2010 * 12 + k);
  const lines = months.map((month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')},${rateOf(month)}`);
  writeFileSync(RATES, ['month,rate', ...lines, ''].join('\n'));
  writeFileSync(BASE, 'behaviour: base\nturnover: {penalty: 0}\nrefinancing: {penalty: 0, burnout: 0}\n');
});

const PREPAYMENT = 'turnover.speed, refinancing.speed, refinancing.steepness, refinancing.centre';

describe('weir fit', () => {
  it('gives back what remittances were made with, and writes a file that a simulation is run with', async () => {
    const { code, out, err } = await weir([
      'fit',
      SNAPSHOT,
      '--rates',
      RATES,
      '--behaviour',
      BASE,
      '--parameters',
      PREPAYMENT,
      '--to',
      FITTED,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    // Twelve months of each of four trusts.
    expect(out).toMatch(
      /48 months of 4 trusts, Apr 2010 to Mar 2011; root mean square error 0\.000% a month, 100\.0% of the variance explained/,
    );
    const { turnover, refinancing } = readBehaviour(FITTED);
    // Prepayments in whole cents.
    expect(turnover.speed).toBeCloseTo(0.06, 5);
    expect(refinancing.speed).toBeCloseTo(0.4, 4);
    expect(refinancing.steepness).toBeCloseTo(180, 1);
    expect(refinancing.centre).toBeCloseTo(0.004, 6);
    expect(refinancing.burnout).toBe(0);
    expect(readFileSync(FITTED, 'utf8')).toMatch(/^# prepayment: 48 months of 4 trusts/m);

    const args = [
      'simulate',
      SNAPSHOT,
      '--trust',
      'alt-a-2002-1',
      '--paths',
      '64',
      '--randomizations',
      '1',
      '--measures',
      'value',
    ];
    const ran = await weirJson([...args, '--behaviour', FITTED, '--workers', '0', '--data', join(folder, 'data')]);
    expect(ran).toMatchObject({ failed: [] });
  });

  it('refuses what the history does not carry, with everything that it lacks, and writes nothing', async () => {
    const to = join(folder, 'nothing.yaml');
    const { code, err } = await weir(['fit', SNAPSHOT, '--trust', 'alt-a-2002-1', '--to', to]);
    expect(code).toBe(2);
    // One benchmark is one mortgage rate, that of the month after.
    expect(err).toMatch(/BEHAVIOUR_HISTORY prepayment: got 0 months of trusts/);
    expect(err).toMatch(/BEHAVIOUR_HISTORY default: got 12 months of trusts/);
    expect(existsSync(to)).toBe(false);
  });

  it('overwrites nothing', async () => {
    const { code, err } = await weir(['fit', SNAPSHOT, '--to', RATES]);
    expect(code).toBe(2);
    expect(err).toContain('STORE_EXISTS');
  });
});
