/**
 * The deal file of a trust: what its documents say, in the deal language. Loans come from the snapshot's tape, and what the trust
 * remembers, its dates and its curves from the snapshot's trust file. waterfall.ts says the same by hand.
 */
import { dateText, dollars, monthText, percentText, trimmed } from './numbers.ts';
import { INDICES } from './rates.ts';
import { type ClassTerms, LOSS_LIMITS, type TrustTerms } from './structure.ts';
import { CALL_VALUE, DELINQUENCY_LIMIT, FIRST_STEP_DOWN, HARD_CAP, ranksOf, TRUSTEE_FEE } from './waterfall.ts';

/** The name of the only group of collateral. */
export const GROUP = 'mortgages';
const percent = (share: number): string => `${trimmed(share * 100, 4)}%`;
const money = (cents: number): string => dollars(cents).replace(/\.00$/, '');

/** The text of deal.yaml. */
export function dealText(terms: TrustTerms): string {
  const { seniors, juniors } = ranksOf(terms);
  return [
    header(terms),
    schedules(terms),
    tranches(terms, seniors, juniors),
    definitions(terms, seniors, juniors),
    steps(terms, seniors, juniors),
    '# Nobody calls a pool that is worth less than the notes cost.',
    `call: {when: "end(pool) <= ${percent(terms.model.callShare)} * cutoff(pool) and ${percent(CALL_VALUE)} * end(pool) > callCost", price: callCost}`,
    '',
  ].join('\n');
}

function header({ name, closing, firstPayment, model }: TrustTerms): string {
  return [
    `# Floating-rate notes on Alt-A and multifamily loans of ${model.vintage}. Synthetic: no such deal exists.`,
    `deal: Example ${name}`,
    `about: Synthetic, made by examples/portfolio/generate.ts; sizes and margins of its vintage are calibrated to a filing.`,
    '',
    `dates: {settlement: ${dateText(closing, 28)}, dated: ${dateText(closing, 25)}, firstPayment: ${dateText(firstPayment, 25)}}     # Act/360 from payment to payment`,
    '',
    `collateral: {${GROUP}: {}}     # the loans are on the tape of the snapshot`,
    '',
    `indices: [${INDICES.join(', ')}]`,
    '',
  ].join('\n');
}

function schedules({ model, notionals }: TrustTerms): string {
  const limits = LOSS_LIMITS.map(([month, share]) => `[${month}, ${percent(share)}]`).join(', ');
  const lines = [
    'schedules:',
    '  # Cumulative loss, share of the pool at issue, above which the loss trigger is on.',
    `  lossLimit: {points: [${limits}], between: linear, before: 100%}`,
  ];
  const { hedge } = model;
  if (hedge === undefined) return [...lines, ''].join('\n');
  const points = [...notionals].map(([month, cents]) => `[${monthText(month)}, ${money(cents)}]`);
  const rows: string[] = [];
  for (let at = 0; at < points.length; at += 6) rows.push(`      ${points.slice(at, at + 6).join(', ')},`);
  const terms =
    hedge.kind === 'swap'
      ? `  swap: {kind: swap, index: LIBOR_1M, fixed: ${percentText(hedge.rate)}, notional: notional}`
      : `  cap: {kind: cap, index: LIBOR_1M, strike: ${percentText(hedge.rate)}, notional: notional}`;
  const about =
    hedge.kind === 'swap'
      ? 'The trust pays fixed (30/360) and receives the index.'
      : 'The trust receives the index over the strike.';
  return [
    ...lines,
    '  # The part of the hedge that is still to come at the first snapshot, and the year before it.',
    '  notional:',
    '    points: [',
    ...rows,
    '    ]',
    '    after: 0',
    '',
    'hedges:',
    `  # ${about}`,
    terms,
    '',
  ].join('\n');
}

function tranches(terms: TrustTerms, seniors: readonly ClassTerms[], juniors: readonly ClassTerms[]): string {
  const lines = terms.classes.map(
    ({ name, original }) =>
      `  ${name}: {balance: ${money(original)}, coupon: "min(rate${name}, netWac)", uncapped: rate${name}, dayCount: act/360, interestOnShortfall: true}`,
  );
  const names = (of: readonly ClassTerms[]) => of.map(({ name }) => name).join(', ');
  return [
    'fees:',
    `  trustee: {amount: ${percent(TRUSTEE_FEE)} * begin(pool) / 12, carry: true}`,
    '',
    'tranches:',
    ...lines,
    '  R: {residual: true}',
    '',
    `sets: {SENIORS: [${names(seniors)}], JUNIORS: [${names(juniors)}], NOTES: [SENIORS, JUNIORS]}`,
    '',
  ].join('\n');
}

function definitions(terms: TrustTerms, seniors: readonly ClassTerms[], juniors: readonly ClassTerms[]): string {
  const { model } = terms;
  const swap = model.hedge?.kind === 'swap' ? ' - payable(swap)' : '';
  const owed = model.hedge?.kind === 'swap' ? ' + payable(swap)' : '';
  const [senior] = seniors;
  const [junior] = juniors;
  const { initial, steppedDown, floor } = model.oc;
  const rates = terms.classes.map(
    ({ name, margin, position }) =>
      `  rate${name}: min(index(LIBOR_1M) + ${percentText(margin)} * ${position === 'senior' ? 'seniorStep' : 'juniorStep'}, ${percent(HARD_CAP)})`,
  );
  const targets = juniors.slice(0, -1).map(({ name, target }) => `  target${name}: min(${percent(target)} * backing, mostNotes)`);
  return [
    'define:',
    '  # What the loans earn after the trustee and the swap, from 30/360 to Act/360.',
    `  netWac: "max(0, ratio(interest(pool) - ${percent(TRUSTEE_FEE)} * begin(pool) / 12${swap}, begin(pool), 0)) * 360 / days"`,
    '',
    '  # Margins step up when the deal could first have been called.',
    `  pastCall: everTrue(begin(pool) <= ${percent(model.callShare)} * cutoff(pool))`,
    `  seniorStep: if(pastCall, ${trimmed(senior?.step ?? 1, 6)}, 1)`,
    `  juniorStep: if(pastCall, ${trimmed(junior?.step ?? 1, 6)}, 1)`,
    ...rates,
    '',
    '  # REO is in no balance of the pool, but it backs the notes until it is sold: its balance falls as its cash comes in.',
    '  reoRecovery: previous(reoRecovery, 0)                # expected net cash over balance, from the opening',
    '  reoUpb: "max(0, previous(reoUpb, 0) - ratio(reo(pool), reoRecovery, 0))"',
    '  backing: end(pool) + reoUpb',
    '  collected: principal(pool) + reo(pool)',
    '',
    '  # Step-down latches; the triggers are tested afresh each month.',
    '  enhancement: ratio(backing - (begin(SENIORS) - collected), backing, 1)',
    `  stepDown: everTrue(begin(SENIORS) <= 0 or (month >= ${FIRST_STEP_DOWN} and enhancement >= ${percent(terms.stepDownAt)}))`,
    '  delinquency: rolling(3, ratio(delinquent(pool) + reoUpb, backing, 0))',
    `  delinquencyTrigger: delinquency > ${percent(DELINQUENCY_LIMIT)} * enhancement`,
    '  lossTrigger: cumulativeLosses(pool) > lossLimit * cutoff(pool)',
    '  byTargets: stepDown and not (delinquencyTrigger or lossTrigger)',
    '',
    '  # OC; a trigger freezes its target.',
    `  initialTarget: ${percent(initial)} * cutoff(pool)`,
    `  ocFloor: ${percent(floor)} * cutoff(pool)`,
    `  ocTarget: "if(byTargets, min(initialTarget, max(${percent(steppedDown)} * backing, ocFloor)), previous(ocTarget, initialTarget))"`,
    '  ocRelease: "min(collected, max(0, backing - (begin(NOTES) - collected) - ocTarget))"',
    '',
    '  # What each class may have outstanding, with all above it, after step-down.',
    '  mostNotes: "max(0, backing - ocFloor)"',
    `  targetSeniors: min(${percent(seniors.at(-1)?.target ?? 1)} * backing, mostNotes)`,
    ...targets,
    '  # What retires the notes on the date of a call: what they are owed and what is paid before them, less what came in.',
    `  callCost: "max(0, begin(NOTES) + accrued(NOTES) + shortfall(NOTES) + carryover(NOTES) + fee(trustee)${owed} - interest(pool) - collected)"`,
    '',
  ].join('\n');
}

function steps(terms: TrustTerms, seniors: readonly ClassTerms[], juniors: readonly ClassTerms[]): string {
  const { hedge, writesDown } = terms.model;
  const names = seniors.map(({ name }) => name);
  const tree = (by: string) => (names.length === 1 ? `${names[0]}` : `{prorata: [${names.join(', ')}], by: ${by}}`);
  const upwards = [...juniors].reverse().map(({ name }) => name);
  const supplemental = hedge === undefined ? '' : ', supplemental';
  const released = [
    'interest',
    'principal',
    ...(hedge === undefined ? [] : ['supplemental']),
    ...(terms.hasPenalties ? ['penalties'] : []),
  ];
  const byTarget = juniors.slice(0, -1).map(({ name }, at) => {
    const above = juniors.slice(0, at + 1).map((one) => ` + balance(${one.name})`);
    return `  - {pay: principal, to: ${name}, from: principal, upTo: balance(SENIORS)${above.join('')} - target${name}, when: byTargets}`;
  });
  return [
    'steps:',
    '  - {pay: fee, to: trustee, from: [interest, principal]}',
    ...(hedge?.kind === 'swap' ? ['  - {pay: hedge, to: swap, from: [interest, principal]}'] : []),
    ...(hedge === undefined ? [] : [`  - {receive: ${hedge.kind}, into: supplemental}`]),
    '',
    `  - {pay: [shortfall, interest], to: ${tree('due')}, from: [interest, principal]}`,
    '  - {pay: interest, to: JUNIORS, from: interest}',
    ...(hedge === undefined
      ? []
      : [`  - {name: interest from the hedge, pay: [shortfall, interest], to: [${tree('due')}, JUNIORS], from: supplemental}`]),
    '',
    '  - {name: OC given back, transfer: "min(fund(principal), ocRelease)", from: principal, to: interest}',
    '  - name: extra principal',
    '    transfer: "max(0, ocTarget - (backing - (balance(NOTES) - fund(principal))))"',
    `    from: [interest${supplemental}]`,
    '    to: principal',
    '    when: ocRelease <= 0',
    '',
    '  # By targets after step-down; in turn before it and in a trigger; what targets do not take, in turn.',
    `  - {pay: principal, to: ${tree('balance')}, from: principal, upTo: balance(SENIORS) - targetSeniors, when: byTargets}`,
    ...byTarget,
    `  - {pay: principal, to: [${upwards.join(', ')}], from: principal, when: byTargets}`,
    `  - {pay: principal, to: [${tree('balance')}, JUNIORS], from: principal}`,
    '',
    ...(writesDown
      ? [
          '  # Losses beyond OC write classes down from below; the first senior class keeps its claim.',
          `  - {writedown: [${[...upwards, ...names.slice(1).reverse()].join(', ')}], upTo: balance(NOTES) - backing}`,
        ]
      : ['  # These notes are not written down: they may come to more than what backs them.']),
    `  - {pay: [interest, shortfall], to: JUNIORS, from: [interest${supplemental}]}`,
    `  - {pay: carryover, to: [${tree('due')}, JUNIORS], from: [${hedge === undefined ? '' : 'supplemental, '}interest]}`,
    `  - {release: [${released.join(', ')}], to: R}`,
    '',
  ].join('\n');
}
