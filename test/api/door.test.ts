/** What a run would refuse is refused when it is asked for, with every fault; what only the tapes tell, before anything is kept. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { answering, BEFORE, get, openClient, pause, refusing, SNAPSHOT, TRUSTS, withPair } from './service.ts';
import { finished } from './watch.ts';

const { app, folder } = await openClient({});
withPair(folder);
const answered = answering(app);
const refused = refusing(app);
const [SMALL = ''] = TRUSTS;

const placesOf = (faults: readonly { readonly place: string }[]) => faults.map(({ place }) => place).toSorted();

it('a service is ready while the thread that looks at requests starts', async () => {
  let isOver = false;
  const asked = refused('/runs', { kind: 'tie-out', snapshot: SNAPSHOT, trusts: ['alt-b'] }).finally(() => {
    isOver = true;
  });
  const seen = new Set<number>();
  while (!isOver) {
    seen.add((await app.inject('/v1/ready')).statusCode);
    await pause(10);
  }
  expect([...seen]).toEqual([200]);
  expect(placesOf((await asked).faults)).toEqual(['trusts']);
});

describe('a request for a run is refused with all that is wrong with it', () => {
  const quote = { trust: SMALL, instrument: 'collateral' };
  it.each<[what: string, body: { kind: string } & Record<string, unknown>, places: string[]]>([
    ['more paths than there can be', { kind: 'simulation', paths: 1e308 }, ['paths']],
    [
      'numbers out of bounds',
      { kind: 'simulation', paths: 262_145, randomizations: 257, seed: 2 ** 60, untilError: 1, measures: 'some' },
      ['measures', 'paths', 'randomizations', 'seed', 'untilError'],
    ],
    ['no standard error to go by', { kind: 'simulation', untilError: 0.01, randomizations: 1 }, ['randomizations']],
    [
      'a snapshot that there is not, and quotes that say nothing or too much',
      { kind: 'simulation', snapshot: 'never', quotes: [quote, { ...quote, price: 98, oas: 0.01 }, { ...quote, price: 0 }] },
      ['quotes, alt-a-2002-1 collateral', 'quotes, alt-a-2002-1 collateral', 'quotes, alt-a-2002-1 collateral', 'snapshot'],
    ],
    [
      'a model, a behaviour and names that there are not',
      {
        kind: 'simulation',
        trust: 'alt-b',
        modelText: 'model: hull-white\nparameters: {a: 9, sigma: 0.01}\nseed: -1',
        behaviour: { behaviour: 'mine', turnover: { speed: 2 }, prepayment: {} },
        quotes: [{ ...quote, trust: 'alt-c', price: 98 }],
      },
      [
        'behaviour, prepayment',
        'behaviour, turnover.speed',
        'modelText, parameters.a',
        'modelText, seed',
        'quotes, alt-c collateral',
        'trust',
      ],
    ],
    [
      'regions and quotes of trusts that there are not',
      {
        kind: 'simulation',
        behaviour: { behaviour: 'mine', regions: [{ trust: 'alt-b', group: 'nowhere' }] },
        quotes: [{ ...quote, trust: 'alt-c', price: 98 }],
      },
      ['behaviour, regions[0].group', 'behaviour, regions[0].trust', 'quotes, alt-c collateral'],
    ],
    [
      'a snapshot and a grid',
      { kind: 'sensitivity', snapshot: 'never', grid: 'luck 1,2; severity 0.5,x' },
      ['grid', 'grid, severity', 'snapshot'],
    ],
    [
      'scenarios',
      {
        kind: 'sensitivity',
        trust: 'alt-b',
        scenarios:
          'scenarios:\n  - {name: a, trusts: [alt-c], severity: {plus: 5}}\n  - {name: a, default: {times: 2}}\ngrids: [{rates: [0], yields: [1]}]',
      },
      [
        'scenarios, grids[0]',
        'scenarios, scenarios',
        'scenarios, scenarios[0].severity.plus',
        'scenarios, scenarios[0].trusts',
        'trust',
      ],
    ],
    [
      'scenarios that name files',
      {
        kind: 'sensitivity',
        scenarios:
          'behaviour: ../../secret.yaml\ntables: {q: {file: ../../weir-data.json}}\nscenarios: [{name: x, default: {times: 2}}]',
      },
      ['scenarios, behaviour', 'scenarios, tables.q'],
    ],
    ['scenarios that are no YAML', { kind: 'sensitivity', scenarios: 'scenarios: [a' }, ['scenarios, line 1, column 14']],
    [
      'multiples beyond those that are tried',
      { kind: 'break-even', upTo: 1e308, frontier: [1, 1_001], writedown: 1.5, of: ['luck'] },
      ['frontier[1]', 'of[0]', 'upTo', 'writedown'],
    ],
    ['a trust that there is not', { kind: 'break-even', trust: 'alt-b' }, ['trust']],
    ['factors, and the snapshot to begin from', { kind: 'attribution', order: 'luck', from: 'never' }, ['from', 'order']],
    ['an order that does not matter', { kind: 'attribution', sharing: 'shapley', order: 'default' }, ['order']],
    ['no snapshot before', { kind: 'attribution', snapshot: BEFORE }, ['previous']],
    ['a younger snapshot to begin from', { kind: 'rollforward', snapshot: BEFORE, from: SNAPSHOT }, ['from']],
    ['the snapshot itself to begin from', { kind: 'rollforward', from: SNAPSHOT }, ['from']],
    ['a simulation that there is not', { kind: 'disclosure', simulation: '20110331T000000-000000' }, ['simulation']],
    ['no snapshot before, and trusts', { kind: 'tie-out', snapshot: BEFORE, trusts: ['alt-b', SMALL] }, ['previous', 'trusts']],
    ['trusts', { kind: 'back-test', trusts: ['alt-b', 'alt-c'] }, ['trusts', 'trusts']],
    ['periods', { kind: 'back-test', periods: 61 }, ['periods']],
    ['a run to do again', { kind: 'replay', snapshot: undefined, run: 'mine' }, ['run']],
    [
      'a machine beyond any',
      { kind: 'benchmark', snapshot: undefined, workload: 'small', workers: [257], rounds: 51 },
      ['rounds', 'workers[0]'],
    ],
  ])('%s: %j', async (_, { kind, ...fields }, places) => {
    const body = { kind, snapshot: SNAPSHOT, ...fields };
    const { faults } = await refused('/runs', body);
    expect(placesOf(faults)).toEqual(places);
    expect(JSON.stringify(faults)).not.toContain(folder);
    // A schedule of it as well.
    if (kind === 'attribution')
      expect((await refused('/schedules', { name: 'x', cron: '0 2 * * *', request: body })).faults).toEqual(faults);
  });

  it('and nothing of it is kept', async () => {
    expect(await get(app, '/runs')).toMatchObject({ runs: [] });
    for (const kept of ['scenarios', 'models', 'behaviours'])
      expect([kept, existsSync(join(folder, kept))]).toEqual([kept, false]);
    expect(readdirSync(join(folder, 'service', 'tmp'))).toEqual([]);
  });
});

describe('what only the tapes tell ends a run before it is one', () => {
  it.each([
    [{ kind: 'break-even', trust: SMALL, tranches: ['Z1', 'Z2'] }, ['tranche', 'tranche']],
    [
      {
        kind: 'simulation',
        trust: SMALL,
        paths: 64,
        randomizations: 1,
        measures: 'value',
        behaviour: { behaviour: 'mine', cohorts: { unheard: { default: { floor: 0 } } } },
        quotes: [
          { trust: SMALL, instrument: 'Z1', price: 98 },
          { trust: SMALL, instrument: 'residual', price: 98 },
          { trust: SMALL, instrument: 'collateral', price: 98 },
        ],
      },
      ['cohorts.unheard', `quotes, ${SMALL} Z1`, `quotes, ${SMALL} residual`],
    ],
  ])('%j', async (body, places) => {
    const { id } = await answered<RunAnswer>('/runs', { snapshot: SNAPSHOT, ...body });
    const run = await finished(app, id);
    expect([run.status, placesOf(run.faults)]).toEqual(['failed', places]);
    expect(readdirSync(join(folder, 'runs'))).not.toContain(id);
  });
});
