/**
 * Explains one payment date in sentences that a trustee would use: the call, tests that changed, hedges, and of each class interest
 * left unpaid, carry-over, writedowns and what came back of them. Every amount is a value of the trace, or of a swap's leg
 * the product of such.
 */
import { ASIDES, inStepText } from '../deal/asides.ts';
import { paidText, returnedText } from '../deal/lowerSteps.ts';
import type { ResolvedDeal, ResolvedTranche } from '../deal/resolved.ts';
import type { PathProjection } from '../engine/project.ts';
import { callWords, conditionWords } from './explainConditions.ts';
import { hedgeWords } from './explainHedges.ts';
import { dollarsText, inSteps, percentText, sentence, shortText, toldApart, yearsText } from './sayings.ts';
import { isSomething, TraceValues } from './traceValues.ts';

/**
 * Sentences about one date of a path that was projected with notes.
 *
 * Shape: `period` counts from the first date that is projected, which is 1. With `tranche` only what concerns that class, and the
 * tests and the call, which concern all.
 */
export function explainDate(deal: ResolvedDeal, path: PathProjection, period: number, tranche?: string): string[] {
  const traced = new TraceValues(deal, path, period);
  const classes = deal.tranches.filter(({ name }) => tranche === undefined || name === tranche);
  return [
    ...callWords(traced),
    ...conditionWords(traced),
    ...(tranche === undefined ? hedgeWords(traced) : []),
    ...classes.flatMap((each) => [
      ...shortfallWords(each, traced),
      ...carryoverWords(each, traced),
      ...writedownWords(each, traced),
    ]),
  ];
}

/** Interest that was or is left unpaid: what was due, what was paid of it, what is left. */
function shortfallWords({ name, interestOnShortfall }: ResolvedTranche, traced: TraceValues): string[] {
  const carried = traced.carried(name, 'shortfall');
  const left = traced.output(name, 'shortfall');
  if (!isSomething(carried) && !isSomething(left)) return [];
  const accrued = traced.noted(name, 'interest accrued');
  const earned = traced.noted(name, 'unpaid interest of earlier months') - carried;
  const owed = [
    ...(isSomething(accrued) ? [`${dollarsText(accrued)} of interest for the period`] : []),
    ...(isSomething(carried) ? [`${dollarsText(carried)} of unpaid interest of earlier periods${withInterest(earned)}`] : []),
  ];
  const paid = traced.output(name, 'interest');
  const added = traced.output(name, 'accreted');
  const { steps } = traced.moved(name, paidText('interest', name), paidText('shortfall', name), returnedText(name));
  const bears = interestOnShortfall ? ', and bears interest at its coupon' : '';
  return [
    sentence([
      `${name} was due ${owed.join(' and ')}`,
      isSomething(paid) ? `${dollarsText(paid)} was paid${inSteps(steps)}` : 'nothing was paid',
      ...(isSomething(added) ? [`${dollarsText(added)} was added to its balance`] : []),
      isSomething(left) ? `${dollarsText(left)} is left unpaid${bears}` : 'nothing is left unpaid',
    ]),
  ];
}

function withInterest(earned: number): string {
  return isSomething(earned) ? `, with ${dollarsText(earned)} of interest on it` : '';
}

/** A rate that was capped, what became carry-over, and what was and is owed of it. */
function carryoverWords({ name, uncapped }: ResolvedTranche, traced: TraceValues): string[] {
  if (uncapped === undefined) return [];
  const [carried, earned, added] = [
    traced.noted(name, ASIDES.carried),
    traced.noted(name, ASIDES.earned),
    traced.noted(name, ASIDES.added),
  ];
  if (!isSomething(carried) && !isSomething(added)) return [];
  const paid = traced.moved(name, paidText('carryover', name));
  const owed = traced.output(name, 'carryover');
  const capped: string[] = [];
  if (isSomething(added)) {
    const rates = [traced.noted(name, 'coupon'), traced.noted(name, ASIDES.uncapped)] as const;
    const [rate, full] = toldApart(rates, percentText, 4);
    const balance = dollarsText(traced.noted(name, 'balance before'));
    const years = yearsText(traced.noted(name, 'length of the period, years'));
    capped.push(
      `${name}'s rate was capped at ${rate}; without the cap it would be ${full}.`,
      `On ${balance} for ${years} years ${dollarsText(added)} became basis-risk carry-over.`,
    );
  }
  const old = dollarsText(carried);
  const stands = isSomething(added)
    ? `${old} was owed from before`
    : `${name} was owed ${old} of basis-risk carry-over from before`;
  const before = `${stands}${withInterest(earned)}`;
  const rest = sentence([
    ...(isSomething(carried) ? [before] : []),
    isSomething(paid.amount) ? `${dollarsText(paid.amount)} was paid${inSteps(paid.steps)}` : 'nothing was paid',
    isSomething(owed) ? `${dollarsText(owed)} is owed now` : 'nothing is owed now',
  ]);
  return [[...capped, rest].join(' ')];
}

/** Writedowns and writeups, a sentence a step, and realized losses reimbursed; the last says what is left of them. */
function writedownWords({ name }: ResolvedTranche, traced: TraceValues): string[] {
  const moved = traced.steps.flatMap((step) => {
    if (step.verb !== 'move' || step.claim === 'defer') return [];
    const { claim, number, upTo } = step;
    const amount = traced.movedIn(number, name, paidText(claim, name));
    if (!isSomething(amount)) return [];
    const bound = dollarsText(traced.movedIn(number, claim, 'up to'));
    const why = upTo.kind === 'number' ? '' : ` (${shortText(upTo)} is ${bound})`;
    const [word, changed] = claim === 'writedown' ? ['down', 'fell'] : ['up', 'rose'];
    const from = dollarsText(traced.noted(name, inStepText('balance before', number)));
    const to = dollarsText(traced.noted(name, inStepText('balance after', number)));
    return [
      `${name} was written ${word} by ${dollarsText(amount)} in step ${number}${why}: its balance ${changed} from ${from} to ${to}`,
    ];
  });
  const back = traced.moved(name, paidText('writedowns', name));
  const reimbursed = isSomething(back.amount)
    ? [`${name} was reimbursed ${dollarsText(back.amount)} of realized losses${inSteps(back.steps)}`]
    : [];
  const all = [...moved, ...reimbursed];
  return all.map((text, place) => sentence(place === all.length - 1 ? [text, leftDownText(name, traced)] : [text]));
}

/** What has been written down on a class on all dates and has not come back. */
function leftDownText(name: string, traced: TraceValues): string {
  const left = traced.noted(name, ASIDES.writedowns);
  if (!isSomething(left)) return 'nothing that was written down on it is left';
  const canRise = traced.steps.some((step) => step.verb === 'move' && step.claim === 'writeup');
  const isLeft = canRise ? 'neither written up nor reimbursed' : 'not reimbursed';
  return `${dollarsText(left)} has been written down on it so far and ${isLeft}`;
}
