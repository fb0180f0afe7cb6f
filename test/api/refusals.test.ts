/** What the service refuses: each with a code, a status from the tables of errors, and every fault. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LIMITS } from '../../api/limits.ts';
import { FAULTS_LISTED, type Problem, problemOf } from '../../api/problems.ts';
import type { Fault } from '../../host/index.ts';
import { answering, goldenDeal, openClient, refusing } from './service.ts';

const { app } = await openClient();
const answered = answering(app);
const refused = refusing(app);

const DEAL = goldenDeal('csfb_2004_7_g4');
const MEGABYTE = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'weir-api-'));
afterAll(() => rmSync(folder, { recursive: true }));

function placesOf({ faults }: Problem): string[] {
  return faults.map(({ place }) => place);
}

/** The golden deal with a text replaced, which it has. */
function changed(from: string, to: string): string {
  expect(DEAL).toContain(from);
  return DEAL.replace(from, to);
}

/** The golden deal with so many loan lines in place of its one. */
function withLoans(count: number): object {
  const deal: object = parse(DEAL);
  const upb = 55_000_000 / count;
  return {
    ...deal,
    collateral: { group4: { loans: Array.from({ length: count }, () => ({ upb, noteRate: 0.049, remainingTerm: 175 })) } },
  };
}

/** So many different speeds. */
function speeds(count: number): string {
  return `CPR ${Array.from({ length: count }, (_, place) => (1 + place / 100).toFixed(2)).join(', ')}`;
}

describe('a body that cannot be read', () => {
  it('is no YAML', async () => {
    const problem = await refused('/deals/check', 'deal: [a\ntranches: {', 'application/yaml');
    expect(problem).toMatchObject({ status: 400, code: 'FILE_NOT_YAML', type: 'urn:weir:problem:FILE_NOT_YAML' });
    expect(problem.faults[0]?.place).toMatch(/^line 2, column \d+$/);
  });

  it('is no JSON', async () => {
    expect(await refused('/deals/project', '{"deal": ')).toMatchObject({ status: 400, code: 'FILE_NOT_YAML' });
    expect(await refused('/deals/project', '')).toMatchObject({ status: 400, code: 'FILE_NOT_YAML' });
  });

  it('is a deal whose text is no YAML', async () => {
    expect(await refused('/deals/project', { deal: 'deal: [a' })).toMatchObject({ status: 400, code: 'FILE_NOT_YAML' });
  });

  it('would change what objects are', async () => {
    expect(await refused('/deals/check', '{"__proto__": {"deal": "x"}}')).toMatchObject({ status: 400, code: 'FILE_NOT_YAML' });
  });

  it('is of a kind that the route does not read', async () => {
    const problem = await refused('/deals/project', DEAL, 'application/yaml');
    expect(problem).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNKNOWN' });
    expect(problem.faults).toEqual([
      { code: 'MEDIA_TYPE_UNKNOWN', place: 'content-type', got: "'application/yaml'", expected: 'application/json' },
    ]);
    const plain = await refused('/deals/check', DEAL, 'text/plain');
    expect(plain.faults[0]?.expected).toBe('application/json or application/yaml');
  });

  it('is over 8 MB', async () => {
    const problem = await refused('/deals/check', '#'.repeat(8 * MEGABYTE + 1), 'application/yaml');
    expect(problem).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE' });
    expect(problem.faults[0]?.expected).toBe(`at most ${8 * MEGABYTE} bytes`);
  });

  it('is just under 8 MB and a deal all the same', async () => {
    const padding = `# ${'-'.repeat(100)}\n`;
    const room = 8 * MEGABYTE - Buffer.byteLength(DEAL) - 1;
    const text = `${padding.repeat(Math.floor(room / padding.length))}${DEAL}`;
    expect(await answered('/deals/check', text, 'application/yaml')).toMatchObject({ deal: 'CSFB 2004-7 Group 4' });
  });
});

describe('a request of the wrong shape', () => {
  it('is told every fault at once, with its place', async () => {
    const body = { deal: 5, lag: 121, noCall: 'yes', cpr: 6, prices: [100, true] };
    const problem = await refused('/deals/price', body);
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_INVALID' });
    expect(placesOf(problem).toSorted()).toEqual(['cpr', 'deal', 'lag', 'noCall', 'prices[1]', 'tranche']);
    const faultAt = (place: string) => problem.faults.find((fault) => fault.place === place);
    expect(faultAt('lag')).toMatchObject({ got: '121', expected: expect.stringContaining('0 to 120') });
    expect(faultAt('cpr')).toMatchObject({ got: "the field 'cpr'", expected: expect.stringContaining('speeds, cdr') });
    expect(faultAt('tranche')).toMatchObject({ got: 'nothing' });
  });

  // A coercing check takes null for a lag of 0 months, which changes losses without a word.
  it.each([null, '12', [12], 1.5, -1])('is not bent into shape: a lag of %j', async (lag) => {
    const problem = await refused('/deals/project', { deal: DEAL, lag });
    expect([problem.code, ...placesOf(problem)]).toEqual(['REQUEST_INVALID', 'lag']);
  });

  it.each(['/deals/project', '/deals/price', '/deals/trace', '/vectors'])('is nothing at all, at %s', async (path) => {
    expect(await refused(path, 'null')).toMatchObject({ status: 422, code: 'REQUEST_INVALID' });
  });
});

describe('a deal with faults', () => {
  it('has an unknown tranche', async () => {
    const text = changed('to: [4B1, 4A1], from: principal', 'to: [4B1, 4A2], from: principal');
    const problem = await refused('/deals/check', text, 'application/yaml');
    expect(problem).toMatchObject({ status: 422, code: 'DEAL_UNKNOWN_NAME' });
    expect(problem.faults).toEqual([
      {
        code: 'DEAL_UNKNOWN_NAME',
        place: 'steps[2].to[1]',
        got: expect.stringContaining('4A2'),
        expected: expect.stringContaining('4B1'),
      },
    ]);
    for (const path of ['/deals/project', '/deals/trace', '/deals/price']) {
      const asked = {
        deal: text,
        ...(path === '/deals/trace' && { month: 1 }),
        ...(path === '/deals/price' && { tranche: '4A1', prices: [100] }),
      };
      expect((await refused(path, asked)).faults, path).toEqual(problem.faults);
    }
  });

  it('has faults of shape, all told', async () => {
    const deal: object = parse(DEAL);
    const problem = await refused('/deals/check', { ...deal, dates: {}, tranche: 1 });
    expect(problem).toMatchObject({ status: 422, code: 'DEAL_SHAPE' });
    expect(placesOf(problem)).toEqual(expect.arrayContaining(['dates.settlement', 'dates.firstPayment', 'tranche']));
  });

  it('has more faults than are listed, and the rest are counted', async () => {
    const steps = Array.from({ length: 150 }, () => ({ pay: 'interest', to: 'NOBODY', from: 'interest' }));
    const deal: object = parse(DEAL);
    const problem = await refused('/deals/check', { ...deal, steps });
    expect(problem.faults.length).toBe(FAULTS_LISTED);
    expect(problem.omitted).toBeGreaterThanOrEqual(50);
  });

  it('is nested deeper than anybody writes', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const step = `{"pay": "interest", "from": "interest", "to": ${deep}}`;
    const text = JSON.stringify({ ...parse(DEAL), steps: ['STEP'] }).replace('"STEP"', step);
    const problem = await refused('/deals/check', text);
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_TOO_LARGE' });
    // 90 lists in a list are only a step that nobody knows; its place is cut.
    const nested = JSON.stringify({ ...parse(DEAL), steps: ['STEP'] }).replace(
      '"STEP"',
      step.replace(deep, `${'['.repeat(90)}${']'.repeat(90)}`),
    );
    const known = await refused('/deals/check', nested);
    expect(known).toMatchObject({ status: 422, code: 'DEAL_STEP' });
    expect(Math.max(...placesOf(known).map((place) => place.length))).toBeLessThanOrEqual(200);
  });
});

describe('a deal that names files', () => {
  // The files exist, with a good tape and good points: they are refused for being files, not for being unreadable.
  const tape = join(folder, 'tape.csv');
  const points = join(folder, 'points.csv');
  writeFileSync(tape, 'upb,noteRate,remainingTerm\n55000000,4.9%,175\n');
  writeFileSync(points, 'month,value\n1,100%\n');
  const deal: object = parse(DEAL);
  const withFiles = { ...deal, collateral: { group4: { tape } }, schedules: { shift: { file: points } } };

  it('is refused for each of them, on every route', async () => {
    for (const [path, body] of [
      ['/deals/check', withFiles],
      ['/deals/project', { deal: withFiles }],
      ['/deals/project', { deal: JSON.stringify(withFiles) }],
      ['/deals/price', { deal: withFiles, tranche: '4A1', prices: [100] }],
      ['/deals/trace', { deal: withFiles, month: 1 }],
    ] as const) {
      const problem = await refused(path, body);
      expect(problem, path).toMatchObject({ status: 422, code: 'DEAL_FILE_REFERENCE' });
      expect(placesOf(problem), path).toEqual(['collateral.group4.tape', 'schedules.shift.file']);
    }
  });

  it('is refused alike whether the file is there or not', async () => {
    const problemFor = (name: string) => refused('/deals/check', { ...deal, collateral: { group4: { tape: name } } });
    const codes = await Promise.all(['package.json', 'nowhere.csv', '/etc/passwd', '../../package.json'].map(problemFor));
    expect(codes.map(({ code }) => code)).toEqual(Array(4).fill('DEAL_FILE_REFERENCE'));
  });

  it('is refused with every file of a published deal', async () => {
    const problem = await refused('/deals/check', goldenDeal('fnr_2006_018'), 'application/yaml');
    expect(placesOf(problem)).toEqual(['schedules.planI.file', 'schedules.planII.file']);
  });
});

describe('a request that is too large', () => {
  it('has more loan lines x scenarios than the limit', async () => {
    const count = LIMITS.loanScenarios / 100;
    const problem = await refused('/deals/project', { deal: withLoans(count), speeds: speeds(101) });
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_TOO_LARGE' });
    expect(problem.detail).toBe(
      `deal: got ${count} loan lines x 101 scenarios; expected at most ${LIMITS.loanScenarios} loan lines x scenarios`,
    );
    expect(await answered('/deals/project', { deal: withLoans(count), speeds: speeds(100) })).toHaveProperty('tables');
  });

  it('has more loan lines than could run under one scenario', async () => {
    const deal = withLoans(LIMITS.loanScenarios + 1);
    expect(await refused('/deals/check', deal)).toMatchObject({ status: 422, code: 'REQUEST_TOO_LARGE' });
  });

  it('has more classes and groups x scenarios than the limit', async () => {
    // Two classes and one group.
    const most = Math.floor(LIMITS.classScenarios / 3);
    const problem = await refused('/deals/price', { deal: DEAL, tranche: '4A1', prices: [100], speeds: speeds(most + 1) });
    expect(problem).toMatchObject({ status: 422, code: 'REQUEST_TOO_LARGE' });
    expect(problem.faults[0]?.got).toBe(`3 classes and groups x ${most + 1} scenarios`);
  });
});

describe('a request for what there is not', () => {
  it.each([
    ['/deals/price', { tranche: '4A9', prices: [100] }, 'tranche'],
    ['/deals/trace', { tranche: '4A9', month: 1 }, 'tranche'],
    ['/deals/trace', { month: 2000 }, 'month'],
    ['/deals/trace', { month: 1, speeds: 'PSA 100,200' }, 'speeds'],
    ['/deals/price', { tranche: '4A1' }, 'prices'],
    ['/deals/price', { tranche: '4A1', prices: ['101-40'] }, 'price'],
    ['/deals/price', { tranche: '4A1', yields: ['5'] }, 'yield'],
    ['/deals/project', { variant: 'indenture' }, 'variant'],
    ['/deals/project', { index: 'LIBOR_1M=4' }, 'index'],
  ])('is refused: %s %j', async (path, asked, place) => {
    const problem = await refused(path, { deal: DEAL, ...asked });
    expect([problem.status, problem.code, ...placesOf(problem)]).toEqual([422, 'REQUEST_INVALID', place]);
  });

  it('is refused where a speed cannot be read, with its position', async () => {
    const problem = await refused('/deals/project', { deal: DEAL, speeds: 'PSA fast' });
    expect(problem).toMatchObject({ status: 422, code: 'VECTOR_SYNTAX' });
    expect(problem.faults[0]?.place).toContain('speeds');
  });

  it.each([
    ['GET', '/v1/deals/check'],
    ['GET', '/v1/nothing'],
    ['POST', '/v1/health'],
  ] as const)('is refused where no route is: %s %s', async (method, url) => {
    const reply = await app.inject({ method, url });
    expect(reply.json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN', faults: [{ got: `'${method} ${url}'` }] });
    expect(reply.headers['content-type']).toContain('application/problem+json');
  });

  it('is refused where the address is malformed', async () => {
    const reply = await app.inject({ method: 'GET', url: '/v1/%zz' });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
  });
});

describe('problems', () => {
  const fault = (code: Fault['code'], place: string): Fault => ({ code, place, got: 'this', expected: 'that' });

  it('have the status and the code of the worst fault', () => {
    const problem = problemOf([fault('FILE_NOT_YAML', 'a'), fault('DEAL_SHAPE', 'b'), fault('DEAL_RANGE', 'c')], 'id');
    expect(problem).toMatchObject({ status: 422, code: 'DEAL_SHAPE', detail: 'b: got this; expected that', omitted: 0 });
    expect(placesOf(problem)).toEqual(['a', 'b', 'c']);
  });

  it('name no file of the machine', () => {
    const problem = problemOf([{ ...fault('KERNEL_MISSING', ''), file: '/somewhere/kernel.wasm' }], 'id');
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('somewhere');
  });
});
