/**
 * What a run was made from. What determines its bits stands apart from times and from facts of the machine: two runs whose
 * `determines` are the same must give the same results to the bit, wherever and whenever they ran.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { arch, hostname } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import packageFile from '../../package.json' with { type: 'json' };
import { type KernelBuild, LAYOUT_VERSION } from '../engine/kernel.ts';
import { type Fault, fail, shown, WeirError } from '../errors.ts';
import { jsonText, sha256 } from './sealed.ts';

const text = Type.String();

const InputShape = Type.Object({
  /** Relative to the snapshot's folder. */
  path: text,
  sha256: text,
  bytes: Type.Number(),
});
/** A file that a run has read. */
export type InputFile = Static<typeof InputShape>;

const StatementShape = Type.Object({ about: text, text, source: Type.Optional(text) });
/** Something that a reader of the results must know: what it is about, what holds, and who says so. */
export type Statement = Static<typeof StatementShape>;

const VersionsShape = Type.Object({
  weir: text,
  layout: Type.Integer(),
  /** The sha-256 of the kernel. */
  kernel: text,
});
export type Versions = Static<typeof VersionsShape>;

export const ManifestShape = Type.Object({
  version: Type.Literal(1),
  determines: Type.Object({
    /** The sha-256 of the request's JSON. */
    request: text,
    inputs: Type.Array(InputShape),
    versions: VersionsShape,
    seed: Type.Union([Type.Number(), text, Type.Null()]),
    options: Type.Record(text, Type.Unknown()),
  }),
  /** Assumptions that the figures rely on, and limits of what they say. */
  assumptions: Type.Array(StatementShape),
  limits: Type.Array(StatementShape),
  facts: Type.Object({
    askedBy: text,
    started: text,
    finished: Type.Union([text, Type.Null()]),
    node: text,
    platform: text,
    host: text,
  }),
});
export type Manifest = Static<typeof ManifestShape>;
export const manifestShape = Compile(ManifestShape);

export interface ManifestParts {
  /** JSON: the request as it is kept with the run. */
  readonly request: unknown;
  readonly inputs: readonly InputFile[];
  readonly versions: Versions;
  /** Absent where nothing is drawn at random. */
  readonly seed?: number | string;
  /** JSON: whatever else changes the figures. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly assumptions?: readonly Statement[];
  readonly limits?: readonly Statement[];
  readonly askedBy: string;
  readonly started: Date;
  /** Absent while the run is at work. */
  readonly finished?: Date;
}

/** Puts a manifest together; inputs are sorted by path. Throws: Error where request or options are not JSON. */
export function buildManifest(parts: ManifestParts): Manifest {
  const { request, inputs, versions, seed = null, options = {}, assumptions = [], limits = [] } = parts;
  return {
    version: 1,
    determines: {
      request: sha256(jsonText(request)),
      inputs: [...inputs].sort((a, b) => (a.path < b.path ? -1 : 1)),
      versions,
      seed,
      options,
    },
    assumptions: [...assumptions],
    limits: [...limits],
    facts: {
      askedBy: parts.askedBy,
      started: parts.started.toISOString(),
      finished: parts.finished?.toISOString() ?? null,
      node: process.version,
      platform: `${process.platform} ${arch()}`,
      host: hostname(),
    },
  };
}

/** The versions of this Weir and of its kernel. Throws: KERNEL_MISSING. */
export async function currentVersions(build: KernelBuild = 'release'): Promise<Versions> {
  const file = fileURLToPath(new URL(`../../build/kernel.${build}.wasm`, import.meta.url));
  const bytes = await readFile(file).catch(() =>
    fail({ code: 'KERNEL_MISSING', file, place: '', got: 'no file', expected: 'the kernel, which `npm run build` makes' }),
  );
  return { weir: packageFile.version, layout: LAYOUT_VERSION, kernel: sha256(bytes) };
}

/**
 * Length and sha-256 of input files, each read once in pieces.
 *
 * Shape: `files` are paths relative to `folder`, each with the sha-256 that it had when it was read, where that is known.
 * Throws: FILE_UNREADABLE and STORE_INPUT_CHANGED (a file changed since it was read), all at once.
 */
export async function describeInputs(
  folder: string,
  files: Iterable<readonly [string, string | undefined]>,
): Promise<InputFile[]> {
  const inputs: InputFile[] = [];
  const faults: Fault[] = [];
  for (const [path, known] of files) {
    const file = resolve(folder, path);
    try {
      const input = { path, ...(await hashOfFile(file)) };
      inputs.push(input);
      if (known !== undefined && known !== input.sha256) {
        const expected = `the file that was read, with sha-256 ${known}`;
        faults.push({ code: 'STORE_INPUT_CHANGED', file, place: '', got: `sha-256 ${input.sha256}`, expected });
      }
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      faults.push({ code: 'FILE_UNREADABLE', file, place: '', got, expected: 'a file that can be read' });
    }
  }
  if (faults.length > 0) throw new WeirError(faults);
  return inputs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Length and sha-256 of a file of any size. Throws: the system's error. */
export async function hashOfFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    if (!(piece instanceof Uint8Array)) throw new Error(`${file}: read as text`);
    hash.update(piece);
    bytes += piece.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** One thing in which two manifests differ; 'none' stands for what one of them has not. */
export interface ManifestDifference {
  readonly place: string;
  readonly a: string;
  readonly b: string;
}

/**
 * Where what determines the bits differs: inputs by path, versions, seed, options by name, the request. None means that both runs
 * must have the same results. With `stated` also the assumptions and limits.
 */
export function compareManifests(
  a: Manifest,
  b: Manifest,
  { stated = false }: { readonly stated?: boolean } = {},
): ManifestDifference[] {
  const left = flat(a, stated);
  const right = flat(b, stated);
  const places = [...new Set([...left.keys(), ...right.keys()])];
  return places
    .map((place) => ({ place, a: left.get(place) ?? 'none', b: right.get(place) ?? 'none' }))
    .filter((difference) => difference.a !== difference.b);
}

/** What is compared, by place. */
function flat({ determines, assumptions, limits }: Manifest, stated: boolean): Map<string, string> {
  const { request, inputs, versions, seed, options } = determines;
  const entries: [string, string][] = [
    ['request', request],
    ...inputs.map(({ path, sha256: hash, bytes }): [string, string] => [`inputs ${path}`, `sha-256 ${hash}, ${bytes} bytes`]),
    ...Object.entries(versions).map(([name, version]): [string, string] => [`versions ${name}`, String(version)]),
    ['seed', seed === null ? 'none' : shown(seed)],
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [`options ${name}`, jsonText(value)]),
  ];
  if (stated) entries.push(['assumptions', jsonText(assumptions)], ['limits', jsonText(limits)]);
  return new Map(entries);
}
