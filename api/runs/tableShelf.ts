/** Result tables that were read lately: runs that are done do not change, and whoever looks at one table looks at it again. */
import { type DataFolder, type ResultTable, readTables } from '../../host/index.ts';

export interface TableShelf {
  /** A table of a run that is done. `stamp` tells one state of the run from another. Throws: as readTables. */
  table(run: string, name: string, stamp: string): Promise<ResultTable>;
}

/** Units: bytes of all tables on the shelf, about. */
const ROOM = 128 * 1024 * 1024;
/** A text is a pointer and the letters behind it, which rows share more often than not. Units: bytes. */
const TEXT_BYTES = 24;
const NUMBER_BYTES = 8;

/** An empty shelf. */
export function openTables(data: DataFolder): TableShelf {
  const shelf = new Map<string, { readonly table: Promise<ResultTable>; bytes: number }>();
  const drop = (room: number) => {
    let bytes = [...shelf.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of shelf) {
      if (bytes <= room) return;
      bytes -= entry.bytes;
      shelf.delete(key);
    }
  };
  return {
    async table(run, name, stamp) {
      const key = `${run}/${name}/${stamp}`;
      const known = shelf.get(key);
      if (known !== undefined) {
        // Last in line to be dropped.
        shelf.delete(key);
        shelf.set(key, known);
        return known.table;
      }
      const entry = { table: readTables(data, run, [name]).then(([table]) => table ?? missing(key)), bytes: 0 };
      shelf.set(key, entry);
      try {
        const table = await entry.table;
        entry.bytes = bytesOf(table);
        drop(ROOM);
        return table;
      } catch (error) {
        shelf.delete(key);
        throw error;
      }
    },
  };
}

function bytesOf({ columns }: ResultTable): number {
  return columns.reduce((sum, { kind, data }) => sum + data.length * (kind === 'text' ? TEXT_BYTES : NUMBER_BYTES), 0);
}

function missing(key: string): never {
  throw new Error(`tables: ${key} was read and is not there`);
}
