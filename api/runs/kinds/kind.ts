/** What a kind of run is to the service: an entry of the table in `kinds.ts`. */
import Type, { type Static, type TProperties } from 'typebox';
import { Compile } from 'typebox/compile';
import { shown } from '../../../host/errors.ts';
import {
  type DataFolder,
  fail,
  type KeptRequest,
  type PartialResult,
  type RunKind,
  type RunOptions,
  readHead,
  resumeKept,
  runKept,
  type TaskRunner,
} from '../../../host/index.ts';
import { htmlReport, isMadeOfTables, type ReportedValue } from '../../../host/report/html.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { type PostedField, postedFile } from './postedFile.ts';

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
  /** Called with what is known so far, where a request asks for that. */
  readonly onPartial?: (partial: PartialResult) => void;
  readonly onProgress: (done: number, of: number, what: string) => void;
}

/** What becomes of the names and texts of a request: folders and files, those of a run or those of a moment. */
export interface RequestPlace {
  readonly data: DataFolder;
  /**
   * The folder of a snapshot whose files name none but those of snapshots, and so of as many before it as are read; default 1.
   * Throws: SNAPSHOT_UNKNOWN, PATH_OUTSIDE.
   */
  folderOf(name: string, before?: number): Promise<string>;
  /** Puts a text that came in a field into a file, and gives its path. */
  posted(field: PostedField, text: string): Promise<string>;
}

/** A kind of run. */
export interface ServiceKind {
  readonly kind: string;
  /** Words for it that requests may use: its own first, under which it is kept. */
  readonly words: readonly string[];
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
  /** Refuses what can be told of a settled request by the small files of its snapshot; absent where that is nothing. Throws: all faults at once. */
  check?(asked: unknown, place: RequestPlace): Promise<void>;
  /** Does it. Answers the result, JSON, of kinds that keep no run. Throws: WeirError. */
  carryOut(asked: unknown, context: JobContext): Promise<unknown>;
}

const closed = { additionalProperties: false };

interface KindParts<F extends TProperties> {
  readonly kind: string;
  /** Other words for it. */
  readonly also?: readonly string[];
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
    requestOf(asked: Static<Type.TObject<F>>, place: RequestPlace): Promise<NoInfer<R>>;
    /** Whether what is known so far is told; default: no. */
    tellsPartials?(asked: Static<Type.TObject<F>>): boolean;
  },
): ServiceKind {
  const { runs, requestOf } = parts;
  const kind = kindOf(parts, true, async (asked, context) => {
    const { data, id, askedBy, runner, signal, onProgress, onPartial, isResumed } = context;
    const isTold = onPartial !== undefined && parts.tellsPartials?.(asked) === true;
    const options: RunOptions = { askedBy, runner, signal, onProgress, ...(isTold && { onPartial }) };
    const request = await requestOf(asked, {
      data,
      folderOf: (name, before) => confinedSnapshot(data, name, before),
      posted: (field, text) => postedFile(data, field, text),
    });
    const run = isResumed ? await resumeKept(runs, data, id, options) : await runKept(runs, data, request, { ...options, id });
    // One that its tables give is made when somebody asks for it.
    if (!isMadeOfTables(runs.kind)) await htmlReport(data.root, run);
  });
  if (runs.check === undefined) return kind;
  return {
    ...kind,
    async check(given, place) {
      const request = await requestOf(kind.checked(given), place);
      await runs.check?.(request, request.snapshot === undefined ? undefined : readHead(request.snapshot));
    },
  };
}

function kindOf<F extends TProperties>(
  { kind, also = [], about, fields, isAlone = false, titleOf, settled }: KindParts<F>,
  keepsRun: boolean,
  carryOut: (asked: Static<Type.TObject<F>>, context: JobContext) => Promise<unknown>,
): ServiceKind & { checked(asked: unknown): Static<Type.TObject<F>> } {
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
    words: [kind, ...also],
    about,
    fields,
    keepsRun,
    isAlone,
    checked,
    titleOf: (asked) => titleOf(checked(asked)),
    settled: async (asked, data) => {
      const given = checked(asked);
      return { ...(settled === undefined ? given : await settled(given, data)) };
    },
    carryOut: (asked, context) => carryOut(checked(asked), context),
  };
}
