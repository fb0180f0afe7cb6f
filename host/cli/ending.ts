/** How a command ends: exit codes, and failures as words for people or as data for machines. */
import { ERRORS, WeirError } from '../errors.ts';

export const END = { done: 0, missed: 1, badInput: 2, internal: 3, cancelled: 130 } as const;

/** The exit code of a failure: bad input where every fault is the user's, cancelled, or internal. */
export function endOf(error: unknown): number {
  if (!(error instanceof WeirError)) return END.internal;
  const codes = error.faults.map(({ code }) => code);
  if (codes.includes('RUN_CANCELLED')) return END.cancelled;
  return codes.every((code) => ERRORS[code].http < 500) ? END.badInput : END.internal;
}

/** Tells of a failure: a fault a line and their number on stderr, or `{"faults": [...]}` on stdout. */
export function reportFailure(error: unknown, asJson: boolean): void {
  if (process.env.WEIR_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (!(error instanceof WeirError)) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`weir: ${message}\n(a fault of Weir's own; WEIR_DEBUG=1 shows where)\n`);
    return;
  }
  if (asJson) printJson({ faults: error.faults });
  else if (endOf(error) === END.cancelled) process.stderr.write('cancelled\n');
  else process.stderr.write(`${error.message}\n${error.faults.length === 1 ? '1 fault' : `${error.faults.length} faults`}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
