/** The stochastic run that a disclosure takes values by path from: kept in a data folder, of the same snapshot. */
import Type, { type Static } from 'typebox';
import type { SimulatedValues } from '../analysis/disclosureTogether.ts';
import { fail, shown, WeirError } from '../errors.ts';
import type { Snapshot } from '../portfolio/records.ts';
import { type DataFolder, openData } from './folders.ts';
import { kindOfRun } from './keptRun.ts';
import { readTables } from './runBook.ts';
import { readIndex, readManifest } from './runs.ts';
import type { ResultTable } from './tables.ts';

const KIND = 'simulation';

/** A run in a data folder: a part of a request, so that whoever does it again reads the same. */
export const SimulationReadShape = Type.Object({
  /** The data folder. */
  data: Type.String(),
  run: Type.String(),
});
export type SimulationRead = Static<typeof SimulationReadShape>;

export interface KeptSimulation {
  readonly values: SimulatedValues;
  /** Hashes of the tables that were read, by name. */
  readonly tables: Readonly<Record<string, string>>;
}

/**
 * Reads it, which `checkSimulationRead` let pass. Throws: REQUEST_INVALID for a run of other inputs than the snapshot's; STORE_RUN_STATE,
 * STORE_CORRUPT.
 */
export async function readSimulation({ data: root, run }: SimulationRead, snapshot: Snapshot): Promise<KeptSimulation> {
  const data = await openData(root);
  const { files } = await readIndex(data, run);
  const manifest = await readManifest(data, run);
  const read = new Map(manifest?.determines.inputs.map(({ path, sha256 }) => [path, sha256]));
  const other = [...snapshot.files].find(([path, sha256]) => read.get(path) !== sha256);
  if (other !== undefined)
    fail({
      code: 'REQUEST_INVALID',
      place: 'simulation',
      got: `a run that read another ${other[0]}`,
      expected: 'a simulation of this snapshot, as it is now',
    });
  const has = (name: string) => files.some(({ path }) => path === `tables/${name}.parquet`);
  const names = ['instruments', 'path_values'].filter(has);
  const tables = await readTables(data, run, names);
  const model: unknown = Reflect.get(Object(manifest?.determines.options.model), 'kind');
  return {
    values: { run, model: typeof model === 'string' ? model : '', instruments: instrumentsOf(tables) },
    tables: Object.fromEntries(
      names.map((name) => [name, files.find(({ path }) => path === `tables/${name}.parquet`)?.sha256 ?? '']),
    ),
  };
}

/** Refuses a run that is no simulation, or is not done. Throws: REQUEST_INVALID, STORE_RUN_UNKNOWN, STORE_RUN_STATE. */
export async function checkSimulationRead({ data: root, run }: SimulationRead): Promise<void> {
  const data = await openData(root);
  const kind = await asSimulation(kindOfRun(data, run));
  if (kind !== KIND) {
    const expected = `a run of the kind '${KIND}'`;
    fail({ code: 'REQUEST_INVALID', place: 'simulation', got: `a run of the kind '${kind}'`, expected });
  }
  await asSimulation(readIndex(data, run));
}

/** Faults of a run are those of the field that names it. */
async function asSimulation<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    throw new WeirError(error.faults.map((fault) => ({ ...fault, place: 'simulation' })));
  }
}

/** The run that somebody names; it must be there. Throws: STORE_RUN_UNKNOWN, STORE_NAME. */
export async function simulationRead(data: DataFolder, run: string): Promise<SimulationRead> {
  await asSimulation(kindOfRun(data, run));
  return { data: data.root, run };
}

function instrumentsOf(tables: readonly ResultTable[]): SimulatedValues['instruments'] {
  const of = (name: string) => tables.find((table) => table.name === name);
  const key = (trust: unknown, instrument: unknown) => JSON.stringify([trust, instrument]);
  const paths = of('path_values');
  const byInstrument = new Map<string, number[]>();
  const [trusts, names, values] = ['trust', 'instrument', 'value'].map((name) => columnOf(paths, name));
  // Rows stand by instrument, its paths in their order.
  values?.forEach((value, row) => {
    const place = key(trusts?.[row], names?.[row]);
    const list = byInstrument.get(place) ?? [];
    if (list.length === 0) byInstrument.set(place, list);
    list.push(Number(value));
  });
  const head = of('instruments');
  const [trust, name, kind, price] = ['trust', 'instrument', 'kind', 'price'].map((column) => columnOf(head, column));
  return (trust ?? []).map((of_, row) => ({
    trust: String(of_),
    instrument: String(name?.[row]),
    kind: String(kind?.[row]),
    price: Number(price?.[row]),
    values: byInstrument.get(key(of_, name?.[row])) ?? [],
  }));
}

function columnOf(table: ResultTable | undefined, name: string): (string | number | null)[] | undefined {
  if (table === undefined) return undefined;
  const found = table.columns.find((column) => column.name === name);
  if (found === undefined)
    return fail({ code: 'STORE_TABLE', place: `${table.name}.${name}`, got: shown(undefined), expected: 'a column' });
  return Array.from<string | number | null>(found.data);
}
