/** Steps of a deal file: verbs, funds and expressions, with every fault of meaning. */
import type { Expression } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { NameTable } from './names.ts';
import { verbOf } from './read.ts';
import type { Claim, ResolvedStep } from './resolved.ts';
import { treeOf } from './resolveTree.ts';
import type { AccrueStep, PayStep, PurchaseStep, ReleaseStep, Step } from './schema.ts';

export interface StepContext {
  readonly names: NameTable;
  readonly faults: FaultList;
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Tranches that have a balance: neither notional nor a bare residual. */
  readonly hasBalance: ReadonlySet<string>;
  readonly variants: readonly string[];
  readonly hedgesWithTerms: ReadonlySet<string>;
  /** Groups that loans are bought for. */
  readonly revolving: ReadonlySet<string>;
  /** Tranches that are residual. */
  readonly residuals: readonly string[];
  /** What bare `interest` and `principal` mean, and other funds by their own name. */
  readonly fundOf: (name: string) => string;
  /** Parses and checks an expression that stands at a place. */
  readonly expression: (source: string | number | boolean, place: string, hasMember?: boolean) => Expression;
}

export function resolveStep(step: Step, index: number, context: StepContext): ResolvedStep | undefined {
  const place = `steps[${index}]`;
  const verb = verbOf(step);
  const common = {
    number: index + 1,
    title: step.name ?? titleOf(step),
    ...(step.when !== undefined && { when: context.expression(step.when, `${place}.when`) }),
    ...(step.variant !== undefined && { variant: step.variant }),
  };
  if (step.variant !== undefined && !context.variants.includes(step.variant)) {
    context.faults.add(
      'DEAL_UNKNOWN_NAME',
      `${place}.variant`,
      step.variant,
      `one of the variants: ${context.variants.join(', ') || 'the deal has none'}`,
    );
  }
  if ('pay' in step) return { ...common, ...resolvePay(step, place, context) };
  if ('accrue' in step) return resolveAccrue(step, place, common, context);
  if ('transfer' in step) {
    const amount = context.expression(step.transfer, `${place}.transfer`);
    return { ...common, verb: 'transfer', amount, from: funds(step.from, `${place}.from`, context), to: context.fundOf(step.to) };
  }
  if ('receive' in step) {
    const kind = context.names.kind(step.receive);
    if (kind === 'tranche') {
      const amount = step.amount === undefined ? {} : { amount: context.expression(step.amount, `${place}.amount`) };
      return { ...common, verb: 'collect', tranche: step.receive, into: context.fundOf(step.into), ...amount };
    }
    if (kind !== 'hedge') {
      const classes = context.names.insteadOf(step.receive, 'tranche');
      const expected = `${context.names.list('hedge')}, or a class that the trust holds: ${classes}`;
      context.faults.add('DEAL_UNKNOWN_NAME', `${place}.receive`, step.receive, expected);
    }
    const amount = hedgeAmount(step.amount, 'receivable', step.receive, place, context);
    return {
      ...common,
      verb: 'receive',
      hedge: step.receive,
      amount,
      isByTerms: step.amount === undefined,
      into: context.fundOf(step.into),
    };
  }
  if ('release' in step) return { ...common, ...resolveRelease(step, place, context) };
  if ('purchase' in step) return { ...common, ...resolvePurchase(step, place, context) };
  const claim = 'writedown' in step ? 'writedown' : 'writeup';
  const tree = 'writedown' in step ? step.writedown : step.writeup;
  const upTo = context.expression(step.upTo, `${place}.upTo`);
  return verb === undefined
    ? undefined
    : { ...common, verb: 'move', claim, to: treeOf(tree, `${place}.${claim}`, 'tranche', context), upTo };
}

function resolvePay(step: PayStep, place: string, context: StepContext) {
  const claims: readonly Claim[] = Array.isArray(step.pay) ? step.pay : [step.pay];
  const outside = claims.filter((claim) => claim === 'fee' || claim === 'hedge');
  if (outside.length > 0 && claims.length > 1)
    context.faults.add('DEAL_STEP', `${place}.pay`, claims.join(', '), 'fee or hedge by itself');
  const payee = outside[0] === 'fee' ? 'fee' : outside[0] === 'hedge' ? 'hedge' : 'tranche';
  if (payee !== 'hedge' && step.amount !== undefined)
    context.faults.add('DEAL_STEP', `${place}.amount`, step.amount, '`upTo` to bound a payment');
  return {
    verb: 'pay' as const,
    claims,
    to: treeOf(step.to, `${place}.to`, payee, context),
    from: funds(step.from, `${place}.from`, context),
    ...(step.upTo !== undefined && { upTo: context.expression(step.upTo, `${place}.upTo`) }),
    ...(payee === 'hedge' && {
      amount: hedgeAmount(step.amount, 'payable', step.to, place, context),
      isByTerms: step.amount === undefined,
    }),
  };
}

/** What a step says that a hedge pays or is paid; or else what its terms say. */
function hedgeAmount(
  amount: string | number | boolean | undefined,
  side: 'payable' | 'receivable',
  hedge: unknown,
  place: string,
  context: StepContext,
): Expression {
  if (amount !== undefined) return context.expression(amount, `${place}.amount`);
  if (typeof hedge === 'string' && context.hedgesWithTerms.has(hedge)) return context.expression(`${side}('${hedge}')`, place);
  context.faults.add('DEAL_STEP', place, 'no amount', '`amount`, or a hedge that has a `kind`');
  return { kind: 'number', value: 0, at: 1 };
}

function resolveAccrue(
  step: AccrueStep,
  place: string,
  common: Pick<ResolvedStep, 'number' | 'title'>,
  context: StepContext,
): ResolvedStep | undefined {
  const list = Array.isArray(step.accrue) ? step.accrue : [step.accrue];
  if (step.amount !== undefined) {
    if (step.from !== undefined || step.to !== undefined || step.into !== undefined || step.upTo !== undefined) {
      context.faults.add(
        'DEAL_STEP',
        place,
        'both `amount` and a fund or `upTo`',
        '`amount` for deferred interest, or `from` with `to` or `into`',
      );
    }
    const upTo = context.expression(step.amount, `${place}.amount`);
    for (const name of list.flatMap((given) => context.sets.get(given) ?? [given])) mustHaveBalance(name, place, context);
    return { ...common, verb: 'move', claim: 'defer', to: treeOf(list, `${place}.accrue`, 'tranche', context), upTo };
  }
  const [tranche = ''] = list;
  if (list.length > 1) context.faults.add('DEAL_STEP', `${place}.accrue`, list, 'one tranche: a step for each');
  if (context.names.kind(tranche) !== 'tranche')
    context.faults.add('DEAL_UNKNOWN_NAME', `${place}.accrue`, tranche, context.names.insteadOf(tranche, 'tranche'));
  mustHaveBalance(tranche, place, context);
  if (step.upTo !== undefined && step.to === undefined)
    context.faults.add('DEAL_STEP', `${place}.upTo`, step.upTo, '`to` with it: it bounds what the targets take');
  if (step.into !== undefined && context.names.kind(context.fundOf(step.into)) === 'account')
    context.faults.add('DEAL_STEP', `${place}.into`, step.into, 'a fund: what is not drawn from it goes back on the same date');
  if (step.from === undefined || (step.to === undefined) === (step.into === undefined)) {
    context.faults.add('DEAL_STEP', place, 'too little or too much', '`from`, and one of `to` and `into`');
    return undefined;
  }
  return {
    ...common,
    verb: 'accrue',
    tranche,
    from: funds(step.from, `${place}.from`, context),
    into: step.into === undefined ? `accrual of ${tranche} in step ${common.number}` : context.fundOf(step.into),
    ...(step.to !== undefined && { to: treeOf(step.to, `${place}.to`, 'tranche', context) }),
    ...(step.upTo !== undefined && { upTo: context.expression(step.upTo, `${place}.upTo`) }),
  };
}

/** Interest can be added to a balance only where there is one. */
function mustHaveBalance(tranche: string, place: string, { names, hasBalance, faults }: StepContext): void {
  if (names.kind(tranche) === 'tranche' && !hasBalance.has(tranche))
    faults.add('DEAL_STEP', `${place}.accrue`, `'${tranche}', which has no balance`, 'a class with a balance');
}

function resolveRelease(step: ReleaseStep, place: string, context: StepContext) {
  if (step.to !== undefined && context.names.kind(step.to) !== 'tranche') {
    context.faults.add('DEAL_UNKNOWN_NAME', `${place}.to`, step.to, context.names.insteadOf(step.to, 'tranche'));
  }
  if (step.to === undefined && context.residuals.length > 1) {
    context.faults.add('DEAL_STEP', place, 'no `to`', `which residual it goes to: ${context.residuals.join(' or ')}`);
  }
  return {
    verb: 'release' as const,
    from: funds(step.release, `${place}.release`, context),
    ...(step.to !== undefined && { to: step.to }),
  };
}

function resolvePurchase(step: PurchaseStep, place: string, context: StepContext) {
  if (!context.revolving.has(step.purchase)) {
    const known = [...context.revolving].join(', ');
    const expected = known === '' ? 'a group with `revolving`, of which the deal has none' : `one of ${known}`;
    context.faults.add('DEAL_UNKNOWN_NAME', `${place}.purchase`, `'${step.purchase}'`, expected);
  }
  return {
    verb: 'purchase' as const,
    group: step.purchase,
    from: funds(step.from, `${place}.from`, context),
    ...(step.amount !== undefined && { amount: context.expression(step.amount, `${place}.amount`) }),
    ...(step.price !== undefined && { price: context.expression(step.price, `${place}.price`) }),
  };
}

/** Every name that a step brings cash into without its being a group's: these are funds. */
export function fundsMadeBy(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if ('accrue' in step) return step.into === undefined ? [] : [step.into];
    if ('receive' in step) return [step.into];
    if ('transfer' in step) return [step.to];
    return [];
  });
}

/** Cash that is brought into a fund which no step takes it from would be lost: most often one of two names is a slip. */
export function checkDrawn(steps: readonly ResolvedStep[], { names, faults }: Pick<StepContext, 'names' | 'faults'>): void {
  const drawn = new Set(steps.flatMap((step) => ('from' in step ? step.from : [])));
  for (const step of steps) {
    const brings = step.verb === 'receive' || step.verb === 'collect';
    const [field, fund] = step.verb === 'transfer' ? ['to', step.to] : brings ? ['into', step.into] : ['', ''];
    if (fund !== '' && names.kind(fund) === 'fund' && !drawn.has(fund))
      faults.add(
        'DEAL_STEP',
        `steps[${step.number - 1}].${field}`,
        `'${fund}', from which no step takes cash`,
        'a fund that a step draws on, or an account',
      );
  }
}

function funds(given: string | readonly string[], place: string, context: StepContext): string[] {
  // A fund that is named twice has its cash once.
  const list = [...new Set((typeof given === 'string' ? [given] : given).map(context.fundOf))];
  return list.map((fund) => {
    const kind = context.names.kind(fund);
    if (kind !== 'fund' && kind !== 'account')
      context.faults.add('DEAL_UNKNOWN_NAME', place, `'${fund}'`, context.names.insteadOf(fund, 'fund', 'account'));
    return fund;
  });
}

/** What a step is called in a trace when it has no name. */
function titleOf(step: Step): string {
  const who = (to: unknown) => (typeof to === 'string' ? to : JSON.stringify(to)?.replaceAll('"', ''));
  if ('pay' in step) return `pay ${Array.isArray(step.pay) ? step.pay.join(' and ') : step.pay} to ${who(step.to)}`;
  if ('accrue' in step) return `accrue ${step.accrue}`;
  if ('transfer' in step) return `transfer from ${step.from} to ${step.to}`;
  if ('receive' in step) return `receive from ${step.receive}`;
  if ('writedown' in step) return `write down ${who(step.writedown)}`;
  if ('writeup' in step) return `write up ${who(step.writeup)}`;
  if ('purchase' in step) return `purchase ${step.purchase}`;
  return `release ${step.release}${step.to === undefined ? '' : ` to ${step.to}`}`;
}
