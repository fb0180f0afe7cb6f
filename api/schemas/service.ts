/** The shapes of what the service says of itself. */
import Type from 'typebox';
import { closed, list, number, optional, shared, text } from './common.ts';

export const HealthAnswer = Type.Object(
  {
    status: Type.Literal('ok'),
    version: text,
    kernelLayout: Type.Number({ description: 'the version of the layout that service and kernel share' }),
    uptime: Type.Number({ description: 'seconds since the service was built' }),
  },
  { description: 'the service runs' },
);

export const ReadinessShape = Type.Object(
  { ready: Type.Boolean(), queued: Type.Number(), running: Type.Number() },
  { $id: 'Readiness', description: 'whether the service takes work, and what it has to do' },
);
export const ReadyAnswer = shared(ReadinessShape);

export const AuditQuery = Type.Object(
  {
    limit: optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '1 to 1000 entries; default 100' })),
    before: optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })),
  },
  closed,
);

export const AuditAnswer = Type.Object(
  {
    entries: list(
      Type.Object({
        seq: number,
        at: Type.String({ description: 'UTC' }),
        keyId: Type.String({ description: 'the id of the key; empty without keys' }),
        who: text,
        role: text,
        action: Type.String({ description: 'method and route' }),
        target: Type.Union([text, Type.Null()], { description: 'the run, snapshot or schedule it was done to' }),
        status: Type.Number({ description: 'of the answer' }),
        requestId: text,
        address: text,
      }),
    ),
    next: Type.Union([number, Type.Null()], { description: '`before` of the next page; null at the end' }),
  },
  { description: 'entries of the audit log' },
);
