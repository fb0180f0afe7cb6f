/** What a task's job in the queue says, and what is said of it when it is done. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ERRORS, type ErrorCode, type Fault } from '../errors.ts';

const text = Type.String();

const JobShape = Type.Object({
  task: text,
  trust: text,
  /** The kernel that planned it. */
  layout: Type.Integer(),
  kernel: text,
  /** Who waits for it, in words. */
  run: text,
});
export type TaskJob = Static<typeof JobShape>;
export const jobShape = Compile(JobShape);

const FaultShape = Type.Object({ code: text, file: Type.Optional(text), place: text, got: text, expected: text });

const OutcomeShape = Type.Union([
  Type.Object({ kind: Type.Literal('result') }),
  /** The kernel refused it, and would again. */
  Type.Object({ kind: Type.Literal('refused'), faults: Type.Array(FaultShape) }),
  /** What it reads is gone or spoiled: whoever has it puts it there again. */
  Type.Object({ kind: Type.Literal('spoiled'), faults: Type.Array(FaultShape) }),
]);
/** How a task that did not fail ended. */
export type TaskOutcome = Static<typeof OutcomeShape>;
export const outcomeShape = Compile(OutcomeShape);

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** Faults as they came out of the database; one of a code that is not known here keeps its words. */
export function faultsOf(faults: readonly Static<typeof FaultShape>[]): Fault[] {
  return faults.map(({ code, ...rest }) => ({
    ...rest,
    ...(isCode(code) ? { code } : { code: 'KERNEL_STATUS', got: `${code}: ${rest.got}` }),
  }));
}

/** What a notice on RESULTS_CHANNEL says. */
export const noticeOf = (task: string, kind: TaskOutcome['kind']) => `${task} ${kind}`;

/** The words of a failure as pg-boss keeps it. */
export function failureText(output: unknown): string {
  if (typeof output !== 'object' || output === null) return 'no reason given';
  const value: unknown = 'value' in output ? output.value : output;
  if (typeof value === 'object' && value !== null && 'message' in value) return String(value.message);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
