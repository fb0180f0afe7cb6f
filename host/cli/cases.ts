/** Runs conformance cases one after the other, for the commands that compare Weir with what was published. */
import { fileURLToPath } from 'node:url';
import { type Case, type CaseReport, findCases, readCase, runCase } from '../index.ts';
import { watched } from './run.ts';

/** The cases that come with Weir. */
export const GOLDEN = fileURLToPath(new URL('../../test/golden', import.meta.url));
/** The same, where a reader looks for deals to run. */
export const PUBLISHED = fileURLToPath(new URL('../../examples/published', import.meta.url));

export interface TimedCase {
  readonly given: Case;
  readonly report: CaseReport;
  readonly milliseconds: number;
}

/** Runs the cases of a folder that are wanted. Throws: CASE_SHAPE, RUN_CANCELLED, and what deals throw. */
export function runCases(folder: string, isWanted: (given: Case) => boolean = () => true): Promise<TimedCase[]> {
  return watched('Comparing', async ({ onProgress, pause }) => {
    const cases = findCases(folder).map(readCase).filter(isWanted);
    const done: TimedCase[] = [];
    for (const given of cases) {
      await pause();
      const started = performance.now();
      const report = await runCase(given);
      done.push({ given, report, milliseconds: performance.now() - started });
      onProgress(done.length, cases.length);
    }
    return done;
  });
}
