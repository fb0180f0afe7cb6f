/** A trust with several groups: which loans, sales and cash are whose. The files of the tiny snapshot with another deal in them. */
import { afterAll, describe, expect, it } from 'vitest';
import { checkedDeal } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import { newColumns } from '../../host/deal/resolveCollateral.ts';
import { projectDeal } from '../../host/engine/project.ts';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { copyWith, FIXED, removeCopies, trustFaults, trustOf } from './snapshots.ts';

afterAll(removeCopies);

const DEAL = `
deal: Two groups
dates: {settlement: 2005-07-29, dated: 2005-07-25, firstPayment: 2005-08-25}
collateral:
  east: {}
  west: {}
  bought: {revolving: 12, loans: [{upb: 1000, noteRate: 5%, remainingTerm: 60}]}
accounts: {reserve: {balance: 5000}}
tranches: {A: {balance: 900000, coupon: 5%}, M: {balance: 100000, coupon: 6%}, R: {residual: true}}
steps:
  - {pay: interest, to: [A, M], from: [east.interest, west.interest]}
  - {pay: principal, to: [A, M], from: [east.principal, west.principal]}
  - {release: [east.interest, west.interest, east.principal, west.principal, bought.interest, bought.principal], to: R}
`;

/** trust.yaml with rules for groups in place of those for cohorts. */
function trustYaml(parts: { readonly tape?: string; readonly cash?: string; readonly cohorts?: string }): string {
  const { tape = `groups: [{when: "state = 'NY'", group: east}, {when: "true", group: west}]`, cash = '', cohorts = '' } = parts;
  return `
trust: fixed-2005
deal: deal.yaml
type: alt-a
vintage: 2005
residualOwned: 100%
tape:
  file: loans.csv
  layout: weir
  asOf: 2011-03-31
  ${tape}
assumptions: {default: 0 CDR, source: third party, reviewed: true, cohorts: {west: {prepayment: 6 CPR}}}
${cohorts}
opening: {month: 68, balances: {A: 400000, M: 100000}, accounts: {reserve: 4000}}
reo: reo.csv
${cash}
`;
}

const REO = 'id,upb,proceeds,costs,month,state,group\nP1,60000,20000,5000,1,NV,west\n';
const files = (parts: Parameters<typeof trustYaml>[0] = {}) => ({
  [`${FIXED}/deal.yaml`]: DEAL,
  [`${FIXED}/trust.yaml`]: trustYaml(parts),
  [`${FIXED}/reo.csv`]: REO,
});
const read = async (parts: Parameters<typeof trustYaml>[0] = {}) =>
  trustOf(await readSnapshot(copyWith(files(parts)), { only: ['fixed-2005'] }), 'fixed-2005');

describe('a trust with several groups', () => {
  it('has loans by the first rule that holds, and those that it buys from its deal file', async () => {
    const { deal } = await read();
    expect(deal.groups.map(({ name, loans }) => [name, loans.count, loans.upb[0]])).toEqual([
      ['east', 2, 100_000],
      ['west', 4, 100_000],
      ['bought', 1, 1000],
    ]);
  });

  it('has, without rules for cohorts, loans in the cohort of their group’s name or under the trust’s own assumptions', async () => {
    const { deal, curveSources, tape } = await read();
    const names = deal.groups.map(({ loans }) => deal.assumptions[loans.assumption[0] ?? -1]?.name);
    expect(names.slice(0, 2)).toEqual(['', 'west']);
    expect(curveSources.map(({ cohort, reviewed }) => [cohort, reviewed])).toEqual([
      ['all', true],
      ['west', true],
    ]);
    expect(tape.cohorts.map(({ name, count }) => [name, count])).toEqual([
      ['all', 2],
      ['west', 4],
    ]);
  });

  it('sells real estate into the group that the list says', async () => {
    const { deal } = await read();
    expect(deal.groups.map(({ reo }) => reo)).toEqual([[], [{ month: 69, cash: 15_000 }], []]);
  });

  it('has cash in transit of the group that is named', async () => {
    const { deal } = await read({ cash: 'cash: {collections: {principal: 700, group: east}}' });
    expect(deal.accounts.get('principal in transit')).toBe(700);
    expect(deal.steps[0]).toMatchObject({ verb: 'transfer', from: ['principal in transit'], to: 'east.principal', number: 4 });
  });

  it.each([
    ['cash without a group', { cash: 'cash: {collections: 700}' }, 'SNAPSHOT_SHAPE', 'cash.collections.group'],
    [
      'cash of a group that buys',
      { cash: 'cash: {collections: {principal: 7, group: bought}}' },
      'SNAPSHOT_UNKNOWN_NAME',
      'cash.collections.group',
    ],
    ['a tape without a group', { tape: '' }, 'SNAPSHOT_SHAPE', 'tape.group'],
    [
      'a rule for a group that there is not',
      { tape: 'groups: [{when: "true", group: north}]' },
      'SNAPSHOT_UNKNOWN_NAME',
      'tape.groups[0].group',
    ],
    ['group and groups', { tape: 'group: east\n  groups: [{when: "true", group: west}]' }, 'SNAPSHOT_SHAPE', 'tape'],
    ['loans under no group', { tape: 'groups: [{when: "state = \'NY\'", group: east}]' }, 'LOAN_UNASSIGNED', 'groups'],
  ])('is refused for %s', async (_, parts, code, place) => {
    const { faults } = await trustFaults(files(parts));
    expect(faults.map((fault) => [fault.code, fault.place])).toContainEqual([code, place]);
  });

  it('may have a group whose loans are all gone', async () => {
    const { deal } = await read({ tape: 'group: west' });
    expect(deal.groups.map(({ loans }) => loans.count)).toEqual([0, 6, 1]);
    const { paths } = await projectDeal(deal, [{ name: 'only' }], { workers: 0 });
    // 5 x 100,000 and 50,000 at the start, all of it in the west.
    expect([0, 1].map((group) => paths[0]?.remittance(group, 'performing')[0])).toEqual([0, 550_000]);
  });
});

describe('a deal that is handed its loans', () => {
  const DEAL_FILE = {
    deal: 'Ready',
    dates: { settlement: '2011-03-31', firstPayment: '2011-04-25' },
    collateral: { homes: { tape: 'no such file.csv' } },
    indices: ['SOFR'],
    assumptions: { indices: { SOFR: '2%' }, cohorts: { idle: { prepayment: '6 CPR' } } },
    tranches: { R: { residual: true } },
    steps: [{ release: ['interest', 'principal'] }],
  };

  it('neither reads its tape nor minds cohorts without loans, and takes rates of indices', () => {
    const loans = newColumns(2);
    loans.upb.set([300, 200]);
    loans.term.fill(12);
    const rates = { unit: 'PERCENT', segments: [{ kind: 'step', values: [3] }], anchor: 'projection', multiplier: 1 } as const;
    const deal = resolveDeal(checkedDeal(DEAL_FILE), undefined, {
      loans: new Map([['homes', loans]]),
      indices: new Map([['SOFR', rates]]),
    });
    expect(deal.groups[0]?.loans).toBe(loans);
    expect(deal.groups[0]?.cutoff).toBe(500);
    expect(deal.indices[0]).toEqual({ name: 'SOFR', rates, isGiven: true });
  });
});
