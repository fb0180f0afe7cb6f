/** The shapes of what the service says of itself. */
import Type from 'typebox';
import { text } from './common.ts';

export const HealthAnswer = Type.Object(
  {
    status: Type.Literal('ok'),
    version: text,
    kernelLayout: Type.Number({ description: 'the version of the layout that service and kernel share' }),
    uptime: Type.Number({ description: 'seconds since the service was built' }),
  },
  { description: 'the service runs' },
);

export const ReadyAnswer = Type.Object(
  { ready: Type.Boolean(), queued: Type.Number(), running: Type.Number() },
  { description: 'whether the service takes work, and what it has to do' },
);
