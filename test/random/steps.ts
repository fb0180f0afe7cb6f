/** The priority of payments of a random deal. Every step of it can run dry, and the last one pays out what is left. */
import type { Blueprint } from './blueprint.ts';
import { type Classes, quoted } from './classes.ts';
import { planned } from './definitions.ts';
import { hedgeSteps } from './hedges.ts';
import { chargesPenalty, collateralNow, enhanced, purchases } from './serviced.ts';

/** How the shortfalls of the junior classes are read: shared, or paid in order. */
export const VARIANTS = ['prospectus', 'indenture'];

export type StepFields = Record<string, unknown>;

interface Funds {
  interest: string[];
  principal: string[];
}

export function fundsOf(blueprint: Blueprint): Funds {
  if (blueprint.pools.length === 1) return { interest: ['interest'], principal: ['principal'] };
  const groups = blueprint.pools.map((_, at) => `g${at + 1}`);
  return { interest: groups.map((group) => `${group}.interest`), principal: groups.map((group) => `${group}.principal`) };
}

const cash = (fund: string): string => `fund(${quoted(fund)})`;
const all = (funds: string[]): string => funds.map(cash).join(' + ');

function seniorTree(blueprint: Blueprint, names: string[]): unknown {
  const { style, by, weight, overflow } = blueprint.seniors;
  const [first, second, third] = names;
  if (second === undefined || style === 'sequential' || style === 'planned') return names;
  if (style === 'prorata') return { prorata: third === undefined ? names : [[first, second], third], by };
  const shares = [`${weight / 1000}%`, `${(100_000 - weight) / 1000}%`];
  if (style === 'sharedTail' && third !== undefined) {
    return {
      weights: [
        [shares[0], [first, third]],
        [shares[1], [second, third]],
      ],
      overflow,
    };
  }
  return {
    weights: [
      [shares[0], first],
      [shares[1], names.slice(1)],
    ],
    overflow,
  };
}

/** Principal to the seniors, within `bound` altogether. */
function seniorPrincipal(blueprint: Blueprint, classes: Classes, funds: Funds, bound: string | undefined): StepFields[] {
  const pay = (to: unknown, limit?: string): StepFields => {
    const rest = bound === undefined ? undefined : `${bound} - principalPaid(SENIORS)`;
    const upTo = limit !== undefined && rest !== undefined ? `min(${limit}, ${rest})` : (limit ?? rest);
    return { pay: 'principal', to, from: funds.principal, ...(upTo === undefined ? {} : { upTo }) };
  };
  const { seniors, accrual } = classes;
  const last = accrual === undefined ? [] : [accrual];
  const catchAll = pay([...seniors, ...last]);
  if (blueprint.seniors.style === 'planned') {
    const tier = planned(classes);
    const support = seniors.filter((name) => !tier.includes(name));
    const toPlan = pay(tier, 'balance(PLANNED) - plan');
    return support.length === 0 ? [toPlan, catchAll] : [toPlan, pay(support), catchAll];
  }
  // Each senior from its own group first.
  const own = seniors.length > 1 && funds.principal.length > 1 && blueprint.seniors.style === 'sequential';
  const crossed = own ? funds.principal.map((fund, at) => ({ ...pay(seniors[at]), from: fund })) : [];
  return [...crossed, pay([seniorTree(blueprint, seniors), ...last]), catchAll];
}

function principal(blueprint: Blueprint, classes: Classes, funds: Funds): StepFields[] {
  const { mezzanine, subordinate, seniors, notes } = classes;
  const junior = [...mezzanine, ...(subordinate === undefined ? [] : [subordinate])];
  const ifFewLate = blueprint.isLate ? { when: `delinquent(pool) <= ${blueprint.limits.delinquency / 1000}% * begin(pool)` } : {};
  const rest: StepFields[] = junior.length === 0 ? [] : [{ pay: 'principal', to: junior, from: funds.principal, ...ifFewLate }];
  if (blueprint.credit === 'sequential') return [...seniorPrincipal(blueprint, classes, funds, undefined), ...rest];
  if (blueprint.credit === 'shifting') {
    const backwards = { pay: 'principal', to: [...junior].reverse(), from: funds.principal, ...ifFewLate };
    const toJunior = junior.length === 0 ? [] : [backwards];
    return [
      ...seniorPrincipal(blueprint, classes, funds, 'seniorPrincipal'),
      ...toJunior,
      { pay: 'principal', to: notes, from: funds.principal },
    ];
  }
  const bound = '(principal(pool) - freed)';
  const together = { prorata: [[...seniors, ...notes.filter((name) => name === classes.accrual)], ...junior], by: 'balance' };
  const within = { from: funds.principal, upTo: `${bound} - principalPaid(NOTES)` };
  const intoInterest = funds.principal.map((fund, at) => ({ transfer: cash(fund), from: fund, to: funds.interest[at]! }));
  return [
    { name: 'after the step-down, to all together', when: 'stepDown and not trigger', pay: 'principal', to: together, ...within },
    ...seniorPrincipal(blueprint, classes, funds, bound),
    { pay: 'principal', to: notes, ...within },
    ...intoInterest,
    {
      name: 'turbo',
      pay: 'principal',
      to: notes,
      from: funds.interest,
      upTo: `balance(NOTES) - (${collateralNow(blueprint)} - ocTarget)`,
    },
  ];
}

function accrual(blueprint: Blueprint, classes: Classes, funds: Funds): StepFields[] {
  if (classes.accrual === undefined) return [];
  const z = classes.accrual;
  const targets = seniorTree(blueprint, classes.seniors);
  if (blueprint.accrual === 'to') return [{ accrue: z, from: funds.interest, to: targets }];
  if (blueprint.accrual === 'bounded') return [{ accrue: z, from: funds.interest, to: targets, upTo: `0.6137 * accrued(${z})` }];
  const [first, ...others] = classes.seniors;
  const rest = others.length === 0 ? [] : [{ pay: 'principal', to: others, from: 'accretion', upTo: '5237.11' }];
  return [
    { accrue: z, from: funds.interest, into: 'accretion' },
    { pay: 'principal', to: first, from: 'accretion', upTo: `0.4871 * accrued(${z})` },
    ...rest,
  ];
}

function interest(blueprint: Blueprint, classes: Classes, funds: Funds): StepFields[] {
  const { seniors, mezzanine } = blueprint;
  const notional = [classes.inverse, classes.interestOnly].filter((name) => name !== undefined);
  const senior = [...classes.seniors, ...(classes.accrual === undefined ? [] : [classes.accrual]), ...notional];
  const from = seniors.interestFromPrincipal ? [...funds.interest, ...funds.principal] : funds.interest;
  const steps: StepFields[] = [
    { pay: 'interest', to: { prorata: senior, by: 'due' }, from },
    { pay: 'shortfall', to: { prorata: senior }, from },
  ];
  const [deferring] = classes.mezzanine;
  if (mezzanine.isDeferring && deferring !== undefined)
    steps.push({ accrue: [deferring], amount: `0.3719 * due(${quoted(deferring)})` });
  const junior = [...classes.mezzanine, ...(classes.subordinate === undefined ? [] : [classes.subordinate])];
  if (junior.length > 0)
    steps.push({ pay: mezzanine.interestOnShortfall ? ['interest', 'shortfall'] : 'interest', to: junior, from: funds.interest });
  return steps;
}

function losses(blueprint: Blueprint, classes: Classes, funds: Funds): StepFields[] {
  if (blueprint.losses === 'none') return [];
  const collateral = collateralNow(blueprint);
  const down = { writedown: [...classes.notes].reverse(), upTo: `balance(NOTES) - ${collateral}` };
  if (blueprint.losses === 'writeup') return [{ writeup: classes.notes, upTo: `${collateral} - balance(NOTES)` }, down];
  const repaid = { pay: 'writedowns', to: classes.notes, from: funds.interest };
  return blueprint.losses === 'reimbursed' ? [repaid, down] : [down];
}

/** The funds of groups whose loans have penalties. */
const penaltyFunds = (blueprint: Blueprint): string[] =>
  blueprint.pools.flatMap((loans, at) => (loans.some(chargesPenalty) ? [`g${at + 1}.penalties`] : []));

function penalties(blueprint: Blueprint, classes: Classes, into: string): StepFields[] {
  const funds = penaltyFunds(blueprint);
  if (funds.length === 0 || blueprint.penaltiesTo === 'release') return [];
  if (blueprint.penaltiesTo === 'junior') return [{ release: funds, to: classes.notes.at(-1)! }];
  return funds.map((from) => ({ transfer: `penalties(${from.split('.')[0]})`, from, to: into }));
}

/** What the loans deferred, added to the classes from the most junior up. */
function deferral(blueprint: Blueprint, classes: Classes): StepFields[] {
  const isDeferred = blueprint.pools.flat().some((loan) => loan.negativeAmortization === true);
  return isDeferred && blueprint.passesDeferral ? [{ accrue: [...classes.notes].reverse(), amount: 'deferred(pool)' }] : [];
}

export function steps(blueprint: Blueprint, classes: Classes): StepFields[] {
  const funds = fundsOf(blueprint);
  const everything = [...funds.interest, ...funds.principal];
  const mainFund = funds.interest[0]!;
  const found: StepFields[] = [];

  if (blueprint.fees.length > 0) found.push({ pay: 'fee', to: blueprint.fees.map((_, at) => `fee${at + 1}`), from: everything });
  if (blueprint.swap !== 'none') {
    found.push({ pay: 'hedge', to: 'swap', amount: 'max(0, netSwap)', from: everything });
    found.push({ receive: 'swap', amount: 'max(0, -netSwap)', into: mainFund });
  }
  if (blueprint.hedge !== undefined) found.push(...hedgeSteps(blueprint.hedge, everything, mainFund));
  found.push(...penalties(blueprint, classes, mainFund), ...deferral(blueprint, classes));
  if (blueprint.reserve > 0) {
    const need = `max(0, sum(NOTES, due(it)) - (${all(funds.interest)}))`;
    found.push({ transfer: `min(fund(reserve), ${need})`, from: 'reserve', to: mainFund });
  }
  found.push(
    ...accrual(blueprint, classes, funds),
    ...interest(blueprint, classes, funds),
    ...purchases(blueprint, classes, funds.principal),
    ...principal(blueprint, classes, funds),
  );

  const { mezzanine, subordinate, notes } = classes;
  const junior = [...mezzanine, ...(subordinate === undefined ? [] : [subordinate])];
  if (junior.length > 0) {
    const [together, inOrder] = blueprint.hasVariants ? VARIANTS.map((variant) => ({ variant })) : [{}];
    found.push({ pay: 'shortfall', to: { prorata: junior, by: 'due' }, from: funds.interest, ...together });
    if (inOrder !== undefined) found.push({ pay: 'shortfall', to: junior, from: funds.interest, ...inOrder });
  }
  if (blueprint.mezzanine.isCapped && mezzanine.length > 0) found.push({ pay: 'carryover', to: mezzanine, from: funds.interest });
  found.push(...enhanced(blueprint, classes, funds.interest), ...losses(blueprint, classes, funds));
  if (blueprint.reserve > 0) {
    found.push({ transfer: 'max(0, reserveTarget - fund(reserve))', from: mainFund, to: 'reserve' });
    found.push({ transfer: 'max(0, fund(reserve) - reserveTarget)', from: 'reserve', to: mainFund });
  }
  // With everything retired, even principal is left over.
  found.push({ pay: 'principal', to: notes, from: everything, when: 'end(pool) <= 0.1371% * cutoff(pool)' });
  const left = [...everything, ...penaltyFunds(blueprint)];
  found.push(classes.residual === undefined ? { release: left } : { release: left, to: classes.residual });
  return found;
}
