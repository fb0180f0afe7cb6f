/** What a computing thread answers at once: work for one request, too long for the thread that hears all of them. */
import type { DataFolder, TaskRunner } from '../../host/index.ts';

export interface AskContext {
  readonly data: DataFolder;
  readonly runner: TaskRunner;
}

/** Answers are JSON. Throws: WeirError. */
export const ASKS: Readonly<Record<string, (body: unknown, context: AskContext) => Promise<unknown>>> = {};
