/** What a trust can be wrong in, and what a reader is warned of: a trust that is at fault leaves the others to be read. */
import { afterAll, describe, expect, it } from 'vitest';
import { readSnapshot } from '../../host/portfolio/snapshot.ts';
import { snapshotText } from '../../host/report/snapshot.ts';
import {
  ARMS,
  copyWith,
  type Edit,
  type FaultCase,
  FIXED,
  faultOfCase,
  removeCopies,
  trustFaults,
  trustOf,
} from './snapshots.ts';

afterAll(removeCopies);

const TRUST = `${FIXED}/trust.yaml`;
const OTHER = `${ARMS}/trust.yaml`;
const OF_TRUST: readonly FaultCase[] = [
  {
    what: 'a tranche that the deal does not have',
    file: TRUST,
    edit: ['held: {M: 25%}', 'held: {M1: 25%}'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'held.M1',
    got: "'M1'",
    expected: /a tranche of the deal: one of A, M, R/,
  },
  {
    what: 'a share over all',
    file: TRUST,
    edit: ['residualOwned: 100%', 'residualOwned: 101%'],
    code: 'SNAPSHOT_RANGE',
    place: 'residualOwned',
    got: '101%',
    expected: /0 to 100%/,
  },
  {
    what: 'a price of nothing',
    file: TRUST,
    edit: ['price: 81.25', 'price: 0'],
    code: 'SNAPSHOT_RANGE',
    place: 'quotes[0].price',
    got: '0',
    expected: /above 0/,
  },
  {
    what: 'a deal that is not there',
    file: TRUST,
    edit: ['deal: deal.yaml', 'deal: none.yaml'],
    code: 'FILE_UNREADABLE',
    place: '',
    got: /no such file/i,
    expected: /can be read/,
    told: `${FIXED}/none.yaml`,
  },
  {
    what: 'a deal of the wrong shape',
    file: `${FIXED}/deal.yaml`,
    edit: ['coupon: 6%', 'cupon: 6%'],
    code: 'DEAL_SHAPE',
    place: 'tranches.M.cupon',
    got: "the field 'cupon'",
    expected: /perhaps 'coupon' was meant/,
  },
  {
    what: 'a deal that is wrong in itself',
    file: `${FIXED}/deal.yaml`,
    edit: ['to: [A, M], from: principal', 'to: [A, M1], from: principal'],
    code: 'DEAL_UNKNOWN_NAME',
    place: 'steps[1].to[1]',
    got: "'M1'",
    expected: /one of/,
  },
  {
    what: 'an opening that names what the deal does not have: told of trust.yaml',
    file: TRUST,
    edit: ['balances: {A: 400000, M: 100000}', 'balances: {A: 400000, M1: 100000}'],
    code: 'DEAL_UNKNOWN_NAME',
    place: 'opening.balances.M1',
    got: 'M1',
    expected: /one of A, M, R/,
  },
  {
    what: 'a curve that cannot be read: told once, though a state makes a copy of the cohort',
    file: TRUST,
    edit: ['"100 MDR for 1, 0"', '100 MDR for'],
    code: 'VECTOR_SYNTAX',
    place: /^assumptions\.cohorts\.late\.default/,
    got: /./,
    expected: /./,
  },
  {
    what: 'a field of a hedge',
    file: OTHER,
    edit: ['{fixed: 4.75%}', '{fixed: 4.75}'],
    code: 'DEAL_RANGE',
    place: 'hedges.swap.fixed',
    got: '4.75',
    expected: /rate from 0 to 100%/,
    trust: 'arms-2006',
  },
  {
    what: 'a hedge that the deal does not have',
    file: OTHER,
    edit: ['{swap: {fixed', '{swop: {fixed'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'hedges.swop',
    got: "'swop'",
    expected: /perhaps 'swap' was meant/,
    trust: 'arms-2006',
  },
  {
    what: 'payments that were made and not counted',
    file: TRUST,
    edit: ['month: 68', 'month: 67'],
    code: 'SNAPSHOT_DATES',
    place: 'opening.month',
    got: '67',
    expected: /^68: before 2011-04-25 the deal has made 68 payments/,
  },
  {
    what: 'a payment date that leaves one out',
    file: OTHER,
    edit: ['firstPayment: 2011-04-25', 'firstPayment: 2011-05-25'],
    code: 'SNAPSHOT_DATES',
    place: 'dates.firstPayment',
    got: '2011-05-25',
    expected: /2011-04-25 or before/,
    trust: 'arms-2006',
  },
  {
    what: 'a settlement that is not the date',
    file: OTHER,
    edit: ['settlement: 2011-03-31', 'settlement: 2011-03-30'],
    code: 'SNAPSHOT_DATES',
    place: 'dates.settlement',
    got: '2011-03-30',
    expected: /2011-03-31/,
    trust: 'arms-2006',
  },
  {
    what: 'a tape of the future',
    file: TRUST,
    edit: ['asOf: 2011-03-31', 'asOf: 2011-04-01'],
    code: 'SNAPSHOT_DATES',
    place: 'tape.asOf',
    got: '2011-04-01',
    expected: /no later than the snapshot's date, 2011-03-31/,
  },
  {
    what: 'a tape that is a year and more old',
    file: TRUST,
    edit: ['asOf: 2011-03-31', 'asOf: 2010-02-28'],
    code: 'SNAPSHOT_DATES',
    place: 'tape.asOf',
    got: '2010-02-28',
    expected: /at most 12 months older/,
  },
  {
    what: 'a tape that is not there',
    file: TRUST,
    edit: ['file: loans.csv', 'file: none.csv'],
    code: 'FILE_UNREADABLE',
    place: '',
    got: /./,
    expected: /./,
    told: `${FIXED}/none.csv`,
  },
  {
    what: 'a cell of the tape',
    file: `${FIXED}/loans.csv`,
    edit: ['F2,100000,6%', 'F2,100000,six'],
    code: 'TAPE_VALUE',
    place: 'row 2, noteRate',
    got: /six/,
    expected: /./,
  },
  {
    what: 'a loan under no rule',
    file: TRUST,
    edit: ['when: "true"', 'when: "daysLate < 30"'],
    code: 'LOAN_UNASSIGNED',
    place: 'cohorts',
    got: /1 loans that owe 100,000\.00.*F3/,
    expected: /a rule that holds/,
  },
  {
    what: 'a rule for a cohort without assumptions',
    file: TRUST,
    edit: ['cohort: current, when', 'cohort: curent, when'],
    code: 'DEAL_UNKNOWN_NAME',
    place: 'cohorts[1].cohort',
    got: "'curent'",
    expected: /perhaps 'current' was meant/,
  },
  {
    what: 'assumptions that no rule names',
    file: TRUST,
    edit: ['    current: {', '    spare: {source: none}\n    current: {'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'assumptions.cohorts.spare',
    got: "'spare'",
    expected: /a rule of `cohorts`/,
  },
  {
    what: 'a group that the deal does not have',
    file: OTHER,
    edit: ['group: arms', 'group: arm'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'tape.group',
    got: "'arm'",
    expected: /arms/,
    trust: 'arms-2006',
  },
  {
    what: 'a total that does not tie',
    file: TRUST,
    edit: ['control: {upb: 550000', 'control: {upb: 550001'],
    code: 'DATA_CHECK',
    place: 'rule controlUpb',
    got: /550000\.00; the trustee has 550001\.00/,
    expected: /that of the trustee/,
    told: `${FIXED}/loans.csv`,
  },
  {
    what: 'a property that is a loan too',
    file: `${FIXED}/reo.csv`,
    edit: ['P1,60000', 'F1,60000'],
    code: 'SNAPSHOT_DUPLICATE_NAME',
    place: 'id',
    got: 'F1, on the tape with a balance',
    expected: /no loans any more/,
  },
  {
    what: 'a property without a month',
    file: `${FIXED}/reo.csv`,
    edit: ['5000,1,NV', '5000,,NV'],
    code: 'TABLE_VALUE',
    place: 'line 2, month',
    got: 'nothing',
    expected: /a whole number, 1 or more/,
  },
  {
    what: 'a column of remittances for a tranche that there is not',
    file: `${FIXED}/remittances.csv`,
    edit: ['M.balance', 'M1.balance'],
    code: 'TABLE_SHAPE',
    place: 'line 1',
    got: "the column 'M1.balance'",
    expected: /one of month/,
  },
  {
    what: 'a line with too few cells',
    file: `${FIXED}/remittances.csv`,
    edit: ['2011-03,650000', '650000'],
    code: 'TABLE_VALUE',
    place: 'line 3',
    got: '17 cells',
    expected: /18/,
  },
  {
    what: 'an index without a curve',
    file: 'market/indices.csv',
    edit: 'index,month,rate,source\nLIBOR_1M,2011-02,0.25%,forward\n',
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'indices[0]',
    got: 'LIBOR_6M',
    expected: /which has LIBOR_1M/,
    told: `${ARMS}/deal.yaml`,
    trust: 'arms-2006',
  },
  {
    what: 'a curve that begins after the month that the rolled tape needs',
    file: 'market/indices.csv',
    edit: ['LIBOR_6M,2011-03', 'LIBOR_6M,2011-04'],
    code: 'SNAPSHOT_DATES',
    place: 'LIBOR_6M',
    got: 'a curve from 2011-04',
    expected: /^2011-03 or before: .* tape being stale/,
    trust: 'arms-2006',
  },
  {
    what: 'a curve that begins after the first payment',
    file: 'market/indices.csv',
    edit: ['LIBOR_6M,2011-03', 'LIBOR_6M,2011-05'],
    code: 'SNAPSHOT_DATES',
    place: 'LIBOR_6M',
    got: 'a curve from 2011-05',
    expected: /^2011-04 or before/,
    trust: 'arms-2006',
  },
  {
    what: 'rates already set of an index that there is not',
    file: OTHER,
    edit: ['fixings: {LIBOR_1M', 'fixings: {LIBOR_3M'],
    code: 'SNAPSHOT_UNKNOWN_NAME',
    place: 'fixings.LIBOR_3M',
    got: 'LIBOR_3M',
    expected: /LIBOR_6M, LIBOR_1M/,
    trust: 'arms-2006',
  },
];

describe('a trust is refused for', () => {
  it.each(OF_TRUST)('$code: $what', async (given) => {
    const { faults, folder } = await trustFaults({ [given.file]: given.edit }, given.trust);
    expect(faults).toContainEqual(faultOfCase(given, folder));
    const [first] = faults.filter(({ code }) => code === given.code);
    expect(faults.filter(({ code, place }) => code === first?.code && place === first.place)).toHaveLength(1);
  });

  it('while another one is read', async () => {
    const { trusts } = await readSnapshot(copyWith({ [TRUST]: ['residualOwned: 100%', 'residualOwned: all'] }));
    expect(trusts.map((each) => (each.ok ? each.trust.name : `${each.name}: ${each.faults.length} fault`))).toEqual([
      'fixed-2005: 1 fault',
      'arms-2006',
    ]);
  });

  it('a name that another trust has', async () => {
    const folder = copyWith({ [OTHER]: ['trust: arms-2006', 'trust: fixed-2005'] });
    const { trusts } = await readSnapshot(folder);
    expect(trusts.map(({ ok }) => ok)).toEqual([true, false]);
    const [, second] = trusts;
    expect(second?.ok === false && second.faults.map(({ code, place }) => [code, place])).toEqual([
      ['SNAPSHOT_DUPLICATE_NAME', 'trust'],
    ]);
  });

  it('a folder that is not there', async () => {
    const folder = copyWith({ 'snapshot.yaml': ['trusts/arms-2006', 'trusts/arms-2007'] });
    const { trusts } = await readSnapshot(folder);
    expect(trusts.map(({ ok }) => ok)).toEqual([true, false]);
    expect(trusts[1]).toMatchObject({ name: 'arms-2007', faults: [{ code: 'FILE_UNREADABLE' }] });
  });

  it('everything that is wrong with it, at once: trust.yaml, deal, tape, tables and market', async () => {
    const { faults } = await trustFaults(
      {
        [OTHER]: ['residualOwned: 0.5', 'residualOwned: 50'],
        [`${ARMS}/deal.yaml`]: ['to: F, from: interest', 'to: G, from: interest'],
        [`${ARMS}/servicer.txt`]: ['A4|240000', 'A4|much'],
        'market/indices.csv': ['LIBOR_6M,2011-03', 'LIBOR_6M,2011-05'],
      },
      'arms-2006',
    );
    expect(new Set(faults.map(({ code }) => code))).toEqual(
      new Set(['SNAPSHOT_RANGE', 'TAPE_VALUE', 'SNAPSHOT_DATES', 'DEAL_UNKNOWN_NAME']),
    );
  });

  it('curves that were not reviewed, where the snapshot refuses them', async () => {
    const { faults } = await trustFaults({ 'snapshot.yaml': ['method: independent', 'unreviewedCurves: refuse'] });
    expect(faults.map(({ code, place, got }) => [code, place, got])).toEqual([
      ['CURVE_UNREVIEWED', 'assumptions.cohorts.current.reviewed', 'curves that were not reviewed (source: committee)'],
    ]);
  });

  it('data checks that are errors, and still tells of its tape', async () => {
    const folder = copyWith({ [`${FIXED}/loans.csv`]: ['F2,', 'F1,'] });
    const snapshot = await readSnapshot(folder);
    const [first] = snapshot.trusts;
    expect(first?.ok === false && first.faults.map(({ code, place }) => [code, place])).toContainEqual([
      'DATA_CHECK',
      'rule duplicateId',
    ]);
    expect(first?.ok === false && first.tape?.rows).toBe(6);
    // Rows that break it alike are told together, and the rule once.
    const fault = first?.ok === false ? first.faults.find(({ place }) => place === 'rule duplicateId') : undefined;
    expect(fault?.got).toBe('2 rows: rows 1 (F1), 2 (F1) id F1');
    expect(snapshotText(snapshot, 200).match(/duplicateId|DATA_CHECK/g)).toEqual(['duplicateId']);
  });
});

describe('a reader is warned', () => {
  const warnings = async (edits: Readonly<Record<string, Edit>>) =>
    trustOf(await readSnapshot(copyWith(edits), { only: ['fixed-2005'] }), 'fixed-2005').warnings.join('\n');

  it('when balances are not those of the last remittance', async () => {
    expect(await warnings({ [TRUST]: ['balances: {A: 400000', 'balances: {A: 400001'] })).toMatch(
      /remittance of 2011-03: A 400001 and 400000/,
    );
  });

  it('when remittances end before the last payment', async () => {
    expect(await warnings({ [`${FIXED}/remittances.csv`]: ['2011-03,', '2012-03,'] })).toMatch(/there is none of 2011-03/);
  });

  it('when the deal asks for a balance at the cut-off that nobody says', async () => {
    expect(await warnings({ [TRUST]: ['  cutoff: {homes: 1000000}\n', ''] })).toMatch(/cutoff\(homes\)/);
  });

  it('when the tape has no total to be held against, or another than the last remittance', async () => {
    const NO_CONTROL: Edit = ['control: {upb: 550000, count: 6, wac: 6%}', ''];
    // The tape's 550,000 are the remittance's endUpb; with P1 and P2, of 60,000 and 40,000, they are 650,000, where a report counts those in.
    expect(await warnings({ [TRUST]: NO_CONTROL })).not.toMatch(/tape has|held against/);
    const ending = (endUpb: string): Edit => ['650000,550000', `650000,${endUpb}`];
    expect(await warnings({ [TRUST]: NO_CONTROL, [`${FIXED}/remittances.csv`]: ending('650000') })).not.toMatch(/tape has/);
    expect(await warnings({ [TRUST]: NO_CONTROL, [`${FIXED}/remittances.csv`]: ending('550002') })).toMatch(
      /the tape has 550000.00, with real estate owned 650000.00; the remittance of 2011-03 ends with 550002.00/,
    );
    expect(await warnings({ [TRUST]: NO_CONTROL, [`${FIXED}/remittances.csv`]: ['2011-03,', '2012-03,'] })).toMatch(
      /neither `control.upb` nor a remittance of 2011-03/,
    );
  });

  it('when the tape of the snapshot before cannot be read', async () => {
    expect(await warnings({ '../2010-12-31/trusts/fixed-2005/loans.csv': ['F1,100000', 'F1,much'] })).toMatch(
      /drift is not checked: TAPE_VALUE/,
    );
  });
});
