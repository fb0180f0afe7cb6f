/**
 * The bytes of a task's result: named columns of numbers, and a head of JSON. Little-endian, as the kernel's memory is.
 *
 *     0   'WEIRTASK'
 *     8   u32 version of this format
 *     12  u32 bytes of the JSON that follows the header
 *     16  u64 bytes of the file
 *     24  sha-256 of bytes 0 to 23 and of all from 56 on
 *     56  zeros
 *     64  JSON {columns: [[name, kind, length], ...], head}, padded with spaces to a multiple of 8
 *         the columns, each padded with zeros to a multiple of 8
 */
import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { jsonText } from './sealed.ts';

export type TaskColumn = Float64Array | Int32Array | Uint8Array;

/** What a task gave. `head` is JSON: names, counts, whatever is not a column. */
export interface TaskRecord {
  readonly head: unknown;
  readonly columns: ReadonlyMap<string, TaskColumn>;
}

const MAGIC = 'WEIRTASK';
const VERSION = 1;
const HEADER_BYTES = 64;
const HASH_AT = 24;
const HASH_BYTES = 32;

const contentShape = Compile(
  Type.Object({
    columns: Type.Array(
      Type.Tuple([
        Type.String(),
        Type.Union([Type.Literal('f64'), Type.Literal('i32'), Type.Literal('u8')]),
        Type.Integer({ minimum: 0 }),
      ]),
    ),
    head: Type.Unknown(),
  }),
);

const WIDTHS = { f64: 8, i32: 4, u8: 1 } as const;

function kindOf(column: TaskColumn): keyof typeof WIDTHS {
  if (column instanceof Float64Array) return 'f64';
  return column instanceof Int32Array ? 'i32' : 'u8';
}

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;

function checksum(bytes: Uint8Array): Uint8Array {
  return createHash('sha256')
    .update(bytes.subarray(0, HASH_AT))
    .update(bytes.subarray(HASH_AT + HASH_BYTES))
    .digest();
}

/** The bytes of a record; the same record gives the same bytes. Throws: Error where the head is not JSON. */
export function encodeRecord({ head, columns }: TaskRecord): Uint8Array<ArrayBuffer> {
  const list = [...columns].map(([name, column]) => [name, kindOf(column), column.length]);
  const json = Buffer.from(jsonText({ columns: list, head: head ?? null }), 'utf8');
  const jsonBytes = padded(json.length);
  const columnBytes = [...columns.values()].map((column) => padded(column.byteLength));
  const bytes = new Uint8Array(HEADER_BYTES + jsonBytes + columnBytes.reduce((sum, length) => sum + length, 0));
  bytes.set(Buffer.from(MAGIC, 'latin1'));
  const header = new DataView(bytes.buffer);
  header.setUint32(8, VERSION, true);
  header.setUint32(12, jsonBytes, true);
  header.setBigUint64(16, BigInt(bytes.length), true);
  bytes.fill(0x20, HEADER_BYTES, HEADER_BYTES + jsonBytes);
  bytes.set(json, HEADER_BYTES);
  let at = HEADER_BYTES + jsonBytes;
  for (const column of columns.values()) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += padded(column.byteLength);
  }
  bytes.set(checksum(bytes), HASH_AT);
  return bytes;
}

/**
 * A record from its bytes, whose columns are views of them; undefined where they are torn, spoiled or of another version.
 * Shape: `bytes` begins at offset 0 of its buffer, so that columns are aligned.
 */
export function decodeRecord(bytes: Uint8Array<ArrayBuffer>): TaskRecord | undefined {
  if (bytes.length < HEADER_BYTES || Buffer.from(bytes.buffer, 0, 8).toString('latin1') !== MAGIC) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (header.getUint32(8, true) !== VERSION || header.getBigUint64(16, true) !== BigInt(bytes.length)) return undefined;
  if (Buffer.compare(checksum(bytes), bytes.subarray(HASH_AT, HASH_AT + HASH_BYTES)) !== 0) return undefined;
  const jsonBytes = header.getUint32(12, true);
  const content: unknown = JSON.parse(Buffer.from(bytes.buffer, HEADER_BYTES, jsonBytes).toString('utf8'));
  if (!contentShape.Check(content)) return undefined;
  const columns = new Map<string, TaskColumn>();
  let at = HEADER_BYTES + jsonBytes;
  for (const [name, kind, length] of content.columns) {
    columns.set(name, viewOf(kind, bytes.buffer, at, length));
    at += padded(length * WIDTHS[kind]);
  }
  return { head: content.head, columns };
}

function viewOf(kind: keyof typeof WIDTHS, buffer: ArrayBuffer, at: number, length: number): TaskColumn {
  if (kind === 'f64') return new Float64Array(buffer, at, length);
  return kind === 'i32' ? new Int32Array(buffer, at, length) : new Uint8Array(buffer, at, length);
}

/** Where two records first differ, in words; undefined where they are the same to the bit. */
export function firstDifference(a: TaskRecord, b: TaskRecord): { place: string; a: string; b: string } | undefined {
  const heads = [jsonText(a.head), jsonText(b.head)] as const;
  if (heads[0] !== heads[1]) return { place: 'head', a: heads[0], b: heads[1] };
  const names = [[...a.columns.keys()].join(', '), [...b.columns.keys()].join(', ')] as const;
  if (names[0] !== names[1]) return { place: 'columns', a: names[0], b: names[1] };
  for (const [name, left] of a.columns) {
    const right = b.columns.get(name)!;
    const shapes = [`${left.length} x ${kindOf(left)}`, `${right.length} x ${kindOf(right)}`] as const;
    if (shapes[0] !== shapes[1]) return { place: name, a: shapes[0], b: shapes[1] };
    const item = firstOtherItem(left, right);
    if (item !== undefined) return { place: `${name}[${item}]`, a: bitText(left, item), b: bitText(right, item) };
  }
  return undefined;
}

function firstOtherItem(left: TaskColumn, right: TaskColumn): number | undefined {
  const bytesOf = (column: TaskColumn) => Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  const [a, b] = [bytesOf(left), bytesOf(right)];
  if (a.equals(b)) return undefined;
  const at = a.findIndex((byte, place) => byte !== b[place]);
  return Math.floor(at / left.BYTES_PER_ELEMENT);
}

/** A number with its bits, since two that print alike may differ. */
function bitText(column: TaskColumn, item: number): string {
  const width = column.BYTES_PER_ELEMENT;
  const bytes = Buffer.from(column.buffer, column.byteOffset + item * width, width);
  return `${column[item]} (bits ${Buffer.from(bytes).reverse().toString('hex')})`;
}
