/** Result tables as Apache Arrow: the format of streams between processes, which data frames of every language read without parsing. */
import {
  AsyncByteQueue,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { type Column, type ResultTable, rowsOf } from '../../host/index.ts';

/** Rows that go out at a time. */
const BATCH = 65_536;

/** Keeps the pieces that a writer writes until they are taken. */
class Pieces extends AsyncByteQueue {
  #kept: Uint8Array[] = [];
  override write(piece: Uint8Array): void {
    this.#kept.push(piece);
  }
  take(): Uint8Array[] {
    const taken = this.#kept;
    this.#kept = [];
    return taken;
  }
}

/**
 * The bytes of a table as an Arrow stream, some 65,000 rows at a time. Missing figures and missing texts are null; the unit of a column is
 * in the metadata of its field. Units: those of the table.
 */
export function* arrowBytes(table: ResultTable): Generator<Uint8Array> {
  const schema = new Schema(table.columns.map(fieldOf));
  const pieces = new Pieces();
  const writer = new RecordBatchStreamWriter().reset(pieces, schema);
  for (let from = 0, rows = rowsOf(table); from < rows; from += BATCH) {
    const to = Math.min(rows, from + BATCH);
    const children = table.columns.map((column) => partOf(column, from, to));
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: to - from, children })));
    yield* pieces.take();
  }
  writer.finish();
  yield* pieces.take();
}

function fieldOf({ name, kind, unit }: Column): Field {
  const type = kind === 'text' ? new Utf8() : kind === 'number' ? new Float64() : new Int32();
  return new Field(name, type, kind !== 'integer', unit === undefined ? undefined : new Map([['unit', unit]]));
}

function partOf(column: Column, from: number, to: number) {
  if (column.kind === 'integer') return makeData({ type: new Int32(), data: column.data.subarray(from, to) });
  if (column.kind === 'number') {
    const data = column.data.subarray(from, to);
    return makeData({ type: new Float64(), data, ...presence(data) });
  }
  const [data] = vectorFromArray(column.data.slice(from, to), new Utf8()).data;
  if (data === undefined) throw new Error('arrow: a column of texts without data');
  return data;
}

/** A bit a figure, the lowest first: 0 where it is missing. */
function presence(data: Float64Array): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  let nullCount = 0;
  const nullBitmap = new Uint8Array(Math.ceil(data.length / 8));
  for (const [at, value] of data.entries()) {
    if (Number.isNaN(value)) nullCount++;
    else nullBitmap[at >> 3]! |= 1 << (at & 7);
  }
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}
