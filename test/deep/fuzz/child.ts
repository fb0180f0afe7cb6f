/** A process that tries cases as it is told, one after the other, and says what came of each. What kills it is seen from outside. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Kind, tryCase } from './kinds.ts';

const [folder = ''] = process.argv.slice(2);

process.on('unhandledRejection', (error) => process.send?.({ unhandled: textOf(error) }));
process.on('uncaughtException', (error) => process.send?.({ unhandled: textOf(error) }));
process.on('message', ({ kind, seed }: { kind: Kind; seed: number }) => void answer(kind, seed));
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

async function answer(kind: Kind, seed: number): Promise<void> {
  const codes = await tryCase(kind, seed, folder).catch((error: unknown) => ({ unforeseen: textOf(error) }));
  // A rejection that nobody handles is told in the next turn.
  await pause(0);
  process.send?.({ kind, seed, ...('unforeseen' in codes ? codes : { codes }) });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
