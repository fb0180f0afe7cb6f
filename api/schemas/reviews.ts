/** The shapes of curve reviews and of what reviewers decide. */
import Type from 'typebox';
import { anyObject, closed, list, optional, text } from './common.ts';

const names = (what: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500, description: `a list of ${what}` });

export const ReviewAnswer = Type.Object(
  {
    snapshot: text,
    date: text,
    previous: Type.Union([text, Type.Null()]),
    flags: Type.Number({ description: 'tests that a curve did not pass' }),
    trusts: list(anyObject('a trust: its realized months and windows, its cohorts, their curves, and what each test found')),
    unread: list(anyObject('a trust that could not be read, and its faults')),
    decisions: list(anyObject('an entry of the log: when, by whom, which curves')),
    standing: list(
      Type.Object({
        trust: text,
        cohort: text,
        curve: text,
        decision: text,
        reviewer: text,
        why: text,
        at: text,
        holds: Type.Boolean({ description: 'the curve is still the one that was decided on' }),
      }),
    ),
  },
  { description: 'the curves of a snapshot, tested, and what was decided of them' },
);

export const DecisionBody = Type.Object(
  {
    decision: Type.Enum(['accepted', 'overridden', 'returned'], { description: 'accepted, overridden or returned' }),
    trusts: names('trusts'),
    cohorts: optional(names('cohorts; default: all')),
    curves: optional(names('prepayment, default, severity; default: all')),
    why: Type.String({ minLength: 1, maxLength: 2_000, description: 'the reason' }),
  },
  { ...closed, description: 'a decision on curves' },
);

export const DecisionAnswer = Type.Object(
  {
    seq: Type.Number({ description: 'place in the log' }),
    at: text,
    decisions: list(
      Type.Object({ decision: text, trust: text, cohort: text, curve: text, text: Type.String(), reviewer: text, why: text }),
    ),
  },
  { description: 'an entry of the log' },
);
