/**
 * Tasks as bytes: plain data with typed arrays, Maps and Sets becomes a record of named columns and a head of JSON, in the very
 * format that results are kept in (store/taskFormat.ts), whose checksum finds torn bytes. An array that stands in several places, as a
 * curve that all paths share, is written once. Nothing here knows what a task is made of.
 */
import { decodeRecord, encodeRecord, type TaskColumn } from '../store/taskFormat.ts';

/** What JSON lacks stands as an object with this one key; an object that has it itself is written as a list of its entries. */
const MARK = '$';

/** Kinds of typed array beside those that a record has columns of: their bytes are kept. */
const OTHER_ARRAYS = { Float32Array, Int8Array, Int16Array, Uint16Array, Uint32Array, Uint8ClampedArray } as const;

/** The bytes of plain data. Throws: Error for functions, symbols and instances of classes. */
export function encodePlain(value: unknown): Uint8Array<ArrayBuffer> {
  const columns = new Map<string, TaskColumn>();
  const places = new Map<ArrayBufferView, number>();
  const head = written(value, (view) => {
    let place = places.get(view);
    if (place === undefined) {
      place = places.size;
      places.set(view, place);
      columns.set(String(place), columnOf(view));
    }
    return place;
  });
  return encodeRecord({ head, columns });
}

/** Plain data from its bytes; undefined where they are torn or spoiled. Typed arrays are views of `bytes`, which begin at offset 0. */
export function decodePlain(bytes: Uint8Array<ArrayBuffer>): { readonly value: unknown } | undefined {
  const record = decodeRecord(bytes);
  if (record === undefined) return undefined;
  const columns = [...record.columns.values()];
  const arrays: ArrayBufferView[] = [];
  return {
    value: read(record.head, (place, kind) => {
      const column = columns[place];
      if (column === undefined) throw new Error(`taskCodec: no column ${place}`);
      arrays[place] ??= viewOf(column, kind);
      return arrays[place];
    }),
  };
}

type PlaceOf = (view: ArrayBufferView) => number;

function written(value: unknown, placeOf: PlaceOf): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : { [MARK]: 'number', of: String(value) };
    case 'bigint':
      return { [MARK]: 'bigint', of: String(value) };
    case 'undefined':
      return { [MARK]: 'undefined' };
    case 'object':
      return value === null ? null : writtenObject(value, placeOf);
  }
  throw new Error(`taskCodec: a ${typeof value} is no data`);
}

function writtenObject(value: object, placeOf: PlaceOf): unknown {
  const each = (item: unknown) => written(item, placeOf);
  if (Array.isArray(value)) return Array.from(value, each);
  if (ArrayBuffer.isView(value)) return { [MARK]: 'array', kind: kindOf(value), of: placeOf(value) };
  if (value instanceof Map) return { [MARK]: 'map', of: Array.from(value, ([key, item]) => [each(key), each(item)]) };
  if (value instanceof Set) return { [MARK]: 'set', of: Array.from(value, each) };
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new Error(`taskCodec: an instance of ${prototype.constructor?.name} is no data`);
  // A property without a value counts as absent, as it does in the hash of content.
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => [name, each(item)] as const);
  return Object.hasOwn(value, MARK) ? { [MARK]: 'object', of: entries } : Object.fromEntries(entries);
}

const kindOf = (view: ArrayBufferView) => Object.prototype.toString.call(view).slice(8, -1);

function columnOf(view: ArrayBufferView): TaskColumn {
  if (view instanceof Float64Array || view instanceof Int32Array || view instanceof Uint8Array) return view;
  if (!Object.hasOwn(OTHER_ARRAYS, kindOf(view))) throw new Error(`taskCodec: a ${kindOf(view)} is no data`);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function viewOf(column: TaskColumn, kind: string): ArrayBufferView {
  if (kindOf(column) === kind) return column;
  const known = Object.entries(OTHER_ARRAYS).find(([name]) => name === kind);
  if (known === undefined || !(column.buffer instanceof ArrayBuffer)) throw new Error(`taskCodec: no arrays of kind '${kind}'`);
  const [, Kind] = known;
  return new Kind(column.buffer, column.byteOffset, column.byteLength / Kind.BYTES_PER_ELEMENT);
}

type ArrayAt = (place: number, kind: string) => ArrayBufferView;

function read(value: unknown, arrayAt: ArrayAt): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const each = (item: unknown) => read(item, arrayAt);
  if (Array.isArray(value)) return value.map(each);
  if (!(MARK in value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, each(item)]));
  const of: unknown = Reflect.get(value, 'of');
  const list = Array.isArray(of) ? of : [];
  switch (value[MARK]) {
    case 'number':
      return Number(of);
    case 'bigint':
      return BigInt(String(of));
    case 'undefined':
      return undefined;
    case 'array':
      return arrayAt(Number(of), String(Reflect.get(value, 'kind')));
    case 'set':
      return new Set(list.map(each));
    case 'map':
      return new Map(list.map(pairOf).map(([key, item]) => [each(key), each(item)]));
    case 'object':
      return Object.fromEntries(list.map(pairOf).map(([name, item]) => [String(name), each(item)]));
  }
  throw new Error(`taskCodec: no data of kind '${String(value[MARK])}'`);
}

function pairOf(pair: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new Error('taskCodec: an entry is not a pair');
  return [pair[0], pair[1]];
}
