/** What a kind of run is to the service: an entry of the table in `kinds.ts`. */
import Type, { type Static, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';
import { shown } from '../../../host/errors.ts';
import {
  type DataFolder,
  fail,
  type KeptRequest,
  type RunKind,
  type RunOptions,
  resumeKept,
  runKept,
  type TaskRunner,
} from '../../../host/index.ts';
import { htmlReport, type ReportedValue } from '../../../host/report/html.ts';

/** What carries a job out is given. */
export interface JobContext {
  readonly data: DataFolder;
  /** The name of the run that it becomes. */
  readonly id: string;
  readonly askedBy: string;
  readonly runner: TaskRunner;
  readonly signal: AbortSignal;
  /** Takes up a run that an earlier process began. */
  readonly isResumed: boolean;
  readonly onProgress: (done: number, of: number, what: string) => void;
}

/** A kind of run. */
export interface ServiceKind {
  readonly kind: string;
  /** For the description of the service. */
  readonly about: string;
  /** Fields of a request beside `kind` and `priority`. */
  readonly fields: TProperties;
  /** Whether it becomes a run of the data folder, with tables; if not, it has a result. */
  readonly keepsRun: boolean;
  /** Nothing else is at work beside it: it measures. */
  readonly isAlone: boolean;
  /** A few words for lists, until the run itself has a title. */
  titleOf(asked: unknown): string;
  /** What is asked, with `latest` and the like made definite. Throws: what is wrong with it that can be told at once. */
  settled(asked: unknown, data: DataFolder): Promise<Record<string, unknown>>;
  /** Does it. Answers the result, JSON, of kinds that keep no run. Throws: WeirError. */
  carryOut(asked: unknown, context: JobContext): Promise<unknown>;
}

const closed = { additionalProperties: false };

interface KindParts<F extends TProperties> {
  readonly kind: string;
  readonly about: string;
  readonly fields: F;
  readonly isAlone?: boolean;
  titleOf(asked: Static<Type.TObject<F>>): string;
  settled?(asked: Static<Type.TObject<F>>, data: DataFolder): Promise<Static<Type.TObject<F>>>;
}

/** A kind whose outcome is a result. */
export function resultKind<F extends TProperties>(
  parts: KindParts<F> & { carryOut(asked: Static<Type.TObject<F>>, context: JobContext): Promise<unknown> },
): ServiceKind {
  return kindOf(parts, false, parts.carryOut);
}

/** A kind whose outcome is a run of the data folder, with its report beside it. */
export function runKind<F extends TProperties, R extends KeptRequest, V extends ReportedValue>(
  parts: KindParts<F> & {
    readonly runs: RunKind<R, V>;
    /** The request as the run keeps it, its paths absolute. Throws: PATH_OUTSIDE and the like. */
    requestOf(asked: Static<Type.TObject<F>>, data: DataFolder): Promise<NoInfer<R>>;
  },
): ServiceKind {
  return kindOf(parts, true, async (asked, { data, id, askedBy, runner, signal, onProgress, isResumed }) => {
    const options: RunOptions = { askedBy, runner, signal, onProgress };
    const request = await parts.requestOf(asked, data);
    const run = isResumed
      ? await resumeKept(parts.runs, data, id, options)
      : await runKept(parts.runs, data, request, { ...options, id });
    await htmlReport(data.root, run);
  });
}

function kindOf<F extends TProperties>(
  { kind, about, fields, isAlone = false, titleOf, settled }: KindParts<F>,
  keepsRun: boolean,
  carryOut: (asked: Static<Type.TObject<F>>, context: JobContext) => Promise<unknown>,
): ServiceKind {
  const shape = Compile(Type.Object(fields, closed));
  const checked = (asked: unknown): Static<Type.TObject<F>> => {
    if (shape.Check(asked)) return asked;
    return fail({
      code: 'REQUEST_INVALID',
      place: kind,
      got: shown(asked),
      expected: `the fields of a request of the kind ${kind}`,
    });
  };
  return {
    kind,
    about,
    fields,
    keepsRun,
    isAlone,
    titleOf: (asked) => titleOf(checked(asked)),
    settled: async (asked, data) => {
      const given = checked(asked);
      return { ...(settled === undefined ? given : await settled(given, data)) };
    },
    carryOut: (asked, context) => carryOut(checked(asked), context),
  };
}
