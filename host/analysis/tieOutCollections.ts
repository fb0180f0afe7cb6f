/**
 * What one group collected for a payment date. Units: dollars.
 *
 * `interest` is what was collected net of servicing, and net of what prepayments and relief acts took: it is distributed as it is.
 * `servicing` is beside it, so that gross interest is both together. `recoveries` is what liquidations brought, REO included, and
 * `losses` what of their balance they did not bring; recoveries on a loss already taken stand in both, in `losses` below 0.
 * `defaults` are new ones and no cash. So `endUpb` = `beginUpb` - scheduled - prepaid - recoveries - losses + deferred.
 *
 * Real estate that is told apart (`reoBegin`, `reoEnd`, `reoProceeds`) is to the deal what it is in a projection: in no balance of the
 * pool, and its cash is `reo(...)`. Where it is not, it is a part of the pool like any other.
 */
export interface GroupCollections {
  readonly beginUpb: number;
  readonly endUpb: number;
  readonly interest: number;
  readonly scheduled: number;
  readonly prepaid: number;
  readonly recoveries: number;
  readonly defaults: number;
  readonly losses: number;
  readonly servicing: number;
  /** Of the balances, in foreclosure; default 0. */
  readonly foreclosureBegin?: number;
  readonly foreclosureEnd?: number;
  /** Performing and 60 and more days late at the end, for deals that test it; default 0. */
  readonly delinquentEnd?: number;
  /** Prepayment penalties collected; default 0. */
  readonly penalties?: number;
  /** Interest added to balances; default 0. */
  readonly deferred?: number;
}

/** Collections by month as the planes that a program reads: entry 0 is the cut-off. */
function planesOf(months: readonly GroupCollections[], group: CollateralGroup | undefined): GroupRemittances {
  const [first] = months;
  // Only groups with such loans take deferred interest off what was due.
  const hasDeferred = group?.loans.details !== undefined;
  const of = (amount: (month: GroupCollections) => number, before = 0) => [before, ...months.map(amount)];
  const deferred = (month: GroupCollections) => (hasDeferred ? (month.deferred ?? 0) : 0);
  const held = ({ foreclosureEnd = 0 }: GroupCollections) => foreclosureEnd;
  return new Map([
    ['performing', of((month) => month.endUpb - held(month), (first?.beginUpb ?? 0) - (first?.foreclosureBegin ?? 0))],
    ['foreclosure', of(held, first?.foreclosureBegin ?? 0)],
    ['defaults', of(({ defaults }) => defaults)],
    ['prepaid', of(({ prepaid }) => prepaid)],
    ['amortized', of(({ scheduled }) => scheduled)],
    ['recovery', of(({ recoveries }) => recoveries)],
    ['loss', of(({ losses }) => losses)],
    ['interestDue', of((month) => month.interest + month.servicing + deferred(month))],
    ['servicing', of(({ servicing }) => servicing)],
    ['deferred', of(deferred)],
    ['penalty', of(({ penalties = 0 }) => penalties)],
    ['delinquent', of(({ delinquentEnd = 0 }) => delinquentEnd)],
  ]);
}

const SHARED = [
  'beginUpb',
  'endUpb',
  'interest',
  'scheduled',
  'prepaid',
  'recoveries',
  'defaults',
  'losses',
  'servicing',
] as const;

/** Collections by group, in the deal's order, of the payment `months` after the next. Refuses what does not fit the deal, or each other. */
function collectionsOf(
  deal: ResolvedDeal,
  remittance: Remittance,
  months: number,
  { groups }: TieOutOptions,
): GroupCollections[] {
  const faults = new FaultList(deal.file);
  const refuse = (place: string, got: unknown, expected: string) => faults.add('REQUEST_INVALID', place, got, expected);
  const { year, month } = dateOf(addMonths(deal.dates.firstPayment, months * deal.dates.every));
  const next = `${year}-${String(month).padStart(2, '0')}`;
  if (remittance.month !== next)
    refuse('remittance.month', remittance.month, `${next}, the next payment of the deal as it stands`);
  const classes = [...deal.tranches, ...deal.exchanges].map(({ name }) => name);
  for (const name of remittance.tranches.keys()) {
    if (!classes.includes(name)) refuse(`remittance.${name}`, `'${name}'`, suggested('a tranche of the deal', name, classes));
  }
  const known = deal.groups.map(({ name }) => name);
  for (const name of groups?.keys() ?? []) {
    if (!known.includes(name)) refuse(`groups.${name}`, `'${name}'`, suggested(`one of ${known.join(', ')}`, name, known));
  }
  if (groups === undefined && known.length > 1) refuse('groups', 'nothing', `collections of each of ${known.join(', ')}`);
  const collections = deal.groups.flatMap((group): GroupCollections[] => {
    const given = groups === undefined ? remittance : groups.get(group.name);
    if (given === undefined) refuse(`groups.${group.name}`, 'nothing', 'its collections');
    else refuseAmounts(given, group, deal.funds, refuse);
    return given === undefined ? [] : [given];
  });
  if (groups !== undefined && collections.length === known.length) {
    for (const field of SHARED) {
      const { ties, model, trustee } = figure(sumOf(collections, field), remittance[field], known.length);
      if (!ties) refuse(`groups, ${field}`, model.toFixed(2), `${trustee.toFixed(2)}, as in the remittance`);
    }
  }
  faults.throwIfAny();
  return collections;
}

/** Amounts that are none, or that the group's program does not read. */
function refuseAmounts(
  given: GroupCollections,
  { name, loans, revolving }: CollateralGroup,
  funds: readonly string[],
  refuse: (place: string, got: unknown, expected: string) => void,
): void {
  const at = `groups.${name}`;
  const more = ['foreclosureBegin', 'foreclosureEnd', 'delinquentEnd', 'penalties', 'deferred'] as const;
  for (const field of [...SHARED, ...more]) {
    const amount = given[field] ?? 0;
    if (!Number.isFinite(amount)) refuse(`${at}.${field}`, amount, 'dollars');
  }
  const none = '0: no loan of the group has such terms';
  if ((given.penalties ?? 0) !== 0 && !funds.includes(`${name}.penalties`)) refuse(`${at}.penalties`, given.penalties, none);
  if ((given.deferred ?? 0) !== 0 && loans.details === undefined) refuse(`${at}.deferred`, given.deferred, none);
  // A remittance does not say what was bought, nor the deal's opening what was bought before.
  if (revolving !== undefined) refuse(at, 'a group that is bought date by date', 'one that was there from the start');
}

