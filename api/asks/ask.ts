/** What a computing thread is asked: a question has a shape and an answer, both JSON. */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DataFolder, TaskRunner } from '../../host/index.ts';

export interface AskContext {
  readonly data: DataFolder;
  readonly runner: TaskRunner;
}

export type Ask = (body: unknown, context: AskContext) => Promise<unknown>;

/** A question of a shape. Its answer throws WeirError for what is wrong, and Error for a body of another shape: the door has checked it. */
export function ask<S extends TSchema>(shape: S, answer: (body: Static<S>, context: AskContext) => Promise<unknown>): Ask {
  const compiled = Compile(shape);
  return async (body, context) => {
    if (!compiled.Check(body)) throw new Error(`ask: a body of another shape: ${compiled.Errors(body)[0]?.message}`);
    return answer(body, context);
  };
}
