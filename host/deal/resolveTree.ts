/** Payee trees of a deal file, with every fault of meaning. */
import { type Expression, parseNumber } from './expression.ts';
import type { FaultList } from './faults.ts';
import { nearest } from './nearest.ts';
import type { Tree } from './resolved.ts';
import type { StepContext } from './resolveSteps.ts';

/** Deeper than a person writes. */
const DEEPEST_TREE = 40;

/** What shares of a prospectus lose by being rounded. */
const SHARE_DUST = 1e-6;

/** What may be a payee, by what is paid. */
const PAYEES = { fee: ['fee'], hedge: ['hedge'], tranche: ['tranche', 'set'] } as const;

/** A payee tree. A set stands for its tranches in sequence. */
export function treeOf(given: unknown, place: string, payee: keyof typeof PAYEES, context: StepContext, depth = 0): Tree {
  const nothing: Tree = { kind: 'sequential', legs: [] };
  if (depth > DEEPEST_TREE) {
    context.faults.add('DEAL_STEP', place, 'a deeper tree', `at most ${DEEPEST_TREE} levels`);
    return nothing;
  }
  if (typeof given === 'string' || typeof given === 'number') return leafOf(String(given), place, payee, context);
  const legsOf = (list: readonly unknown[], at: string) =>
    list.map((leg, index) => treeOf(leg, `${at}[${index}]`, payee, context, depth + 1));
  if (Array.isArray(given)) return { kind: 'sequential', legs: legsOf(given, place) };
  if (typeof given === 'object' && given !== null) {
    const fields = new Map<string, unknown>(Object.entries(given));
    const extra = (allowed: readonly string[]) => {
      for (const field of fields.keys()) {
        if (!allowed.includes(field))
          context.faults.add(
            'DEAL_SHAPE',
            `${place}.${field}`,
            `the field '${field}'`,
            `one of the fields ${allowed.join(', ')}`,
          );
      }
    };
    const sequential = fields.get('sequential');
    if (Array.isArray(sequential)) {
      extra(['sequential']);
      return { kind: 'sequential', legs: legsOf(sequential, `${place}.sequential`) };
    }
    const divided = fields.get('prorata');
    // A set divided pro rata is its tranches side by side.
    const prorata = typeof divided === 'string' ? context.sets.get(divided) : divided;
    if (Array.isArray(prorata)) {
      extra(['prorata', 'by']);
      const by = keyOf(fields.get('by'), `${place}.by`, context);
      if (payee !== 'tranche' && by !== 'due')
        context.faults.add('DEAL_STEP', `${place}.by`, fields.get('by'), `due: a ${payee} has no balance`);
      return { kind: 'prorata', legs: legsOf(prorata, `${place}.prorata`), by };
    }
    const weights = fields.get('weights');
    if (Array.isArray(weights)) {
      extra(['weights', 'overflow']);
      return weightsOf(weights, fields.get('overflow'), place, context, (leg, at) => treeOf(leg, at, payee, context, depth + 1));
    }
  }
  context.faults.add(
    'DEAL_STEP',
    place,
    given,
    'a name, a list, or one of {sequential: [...]}, {prorata: [...]}, {weights: [[share, ...], ...]}',
  );
  return nothing;
}

function leafOf(name: string, place: string, payee: keyof typeof PAYEES, context: StepContext): Tree {
  const kind = context.names.kind(name);
  const allowed: readonly string[] = PAYEES[payee];
  if (kind === undefined || !allowed.includes(kind)) {
    context.faults.add('DEAL_UNKNOWN_NAME', place, `'${name}'`, context.names.insteadOf(name, ...PAYEES[payee]));
  }
  if (kind !== 'set') return { kind: 'leaf', name };
  return { kind: 'sequential', legs: (context.sets.get(name) ?? []).map((member) => ({ kind: 'leaf', name: member })) };
}

/** What a division pro rata may go by, besides expressions. */
const KEYS = ['due', 'balance', 'original'];

function keyOf(given: unknown, place: string, context: StepContext): 'due' | 'balance' | 'original' | Expression {
  if (given === undefined || given === 'due' || given === 'balance' || given === 'original') return given ?? 'due';
  const meant = typeof given === 'string' && context.names.kind(given) === undefined ? nearest(given, KEYS) : undefined;
  if (meant !== undefined)
    context.faults.add(
      'DEAL_STEP',
      place,
      `'${given}'`,
      `${KEYS.join(', ')}, or an expression in \`it\`; perhaps '${meant}' was meant`,
    );
  else if (typeof given === 'string') return context.expression(given, place, true);
  else context.faults.add('DEAL_STEP', place, given, `${KEYS.join(', ')}, or an expression in \`it\``);
  return 'due';
}

function weightsOf(
  given: readonly unknown[],
  overflow: unknown,
  place: string,
  context: StepContext,
  legOf: (leg: unknown, at: string) => Tree,
): Tree {
  if (overflow !== undefined && overflow !== 'others' && overflow !== 'next') {
    context.faults.add('DEAL_STEP', `${place}.overflow`, overflow, 'others or next');
  }
  const legs: Tree[] = [];
  const weights: Expression[] = [];
  given.forEach((pair: unknown, index) => {
    const at = `${place}.weights[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2 || (typeof pair[0] !== 'string' && typeof pair[0] !== 'number')) {
      context.faults.add('DEAL_STEP', at, pair, '[share, who]');
      return;
    }
    weights.push(context.expression(pair[0], `${at}[0]`));
    legs.push(legOf(pair[1], `${at}[1]`));
  });
  checkShares(given, overflow === 'next', place, context.faults);
  return { kind: 'weights', legs, weights, overflow: overflow === 'next' ? 'next' : 'others' };
}

/** Shares written as percents are parts of a whole: those that do not add to it were misread. Plain numbers may be in any proportion. */
function checkShares(given: readonly unknown[], mayLeave: boolean, place: string, faults: FaultList): void {
  const written = given.map((pair: unknown): unknown => (Array.isArray(pair) ? pair[0] : undefined));
  const shares = written.map((text) => (typeof text === 'string' && /^[\d._]+%$/.test(text) ? parseNumber(text) : Number.NaN));
  const sum = shares.reduce((total, share) => total + share, 0);
  if (given.length === 0 || Number.isNaN(sum) || Math.abs(sum - 1) <= SHARE_DUST || (mayLeave && sum < 1)) return;
  const whole = mayLeave ? 'at most 100%' : 'to 100%; weights in another proportion are written as plain numbers';
  faults.add(
    'DEAL_STEP',
    `${place}.weights`,
    `shares of ${Number((sum * 100).toPrecision(10))}% in all`,
    `shares that add ${whole}`,
  );
}
