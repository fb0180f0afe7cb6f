/** Results of tasks: their bits come back, torn files are as good as none, and a result is written once. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../host/store/contentHash.ts';
import { type DataFolder, openData, taskFile } from '../../host/store/folders.ts';
import { decodeRecord, encodeRecord, type TaskRecord } from '../../host/store/taskFormat.ts';
import { getTask, putTask, taskHash } from '../../host/store/taskStore.ts';
import { bitsOf, codesOf, temporaryFolder } from './folder.ts';

const { folder, remove } = temporaryFolder();
let data: DataFolder;
beforeAll(async () => {
  data = await openData(join(folder, 'data'), { create: true });
});
afterAll(remove);

/** Doubles that are easily lost: signed zero, the smallest, one without a finite binary fraction, a NaN with bits of its own. */
const ODD = new Float64Array([-0, 0, 5e-324, 1 / 3, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 0]);
new BigUint64Array(ODD.buffer)[6] = 0x7ff8_0000_0000_1234n;

const record: TaskRecord = {
  head: { trust: 'alt-a', firstPath: 256, zero: -0 },
  columns: new Map<string, Float64Array | Int32Array | Uint8Array>([
    ['odd', ODD],
    ['month', Int32Array.of(-2_147_483_648, 0, 2_147_483_647)],
    ['flags', Uint8Array.of(1, 0, 255)],
    ['none', new Float64Array(0)],
  ]),
};

describe('the format', () => {
  it('lays a small record out as the drawing says', () => {
    const bytes = encodeRecord({ head: null, columns: new Map([['a', Int32Array.of(7)]]) });
    const view = new DataView(bytes.buffer);
    // {"columns": [["a", "i32", 1]], "head": null}, with a line for each item, is 82 bytes, so 88; 64 + 88 + one padded word is 160.
    const json = '{\n  "columns": [\n    [\n      "a",\n      "i32",\n      1\n    ]\n  ],\n  "head": null\n}';
    expect(json.length).toBe(82);
    expect(bytes.length).toBe(160);
    expect(Buffer.from(bytes.subarray(0, 8)).toString()).toBe('WEIRTASK');
    expect([view.getUint32(8, true), view.getUint32(12, true), view.getBigUint64(16, true)]).toEqual([1, 88, 160n]);
    expect(Buffer.from(bytes.subarray(64, 152)).toString()).toBe(`${json}      `);
    expect([...bytes.subarray(152)]).toEqual([7, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('gives every bit back, and the head, and the order of the columns', () => {
    const back = decodeRecord(encodeRecord(record))!;
    expect(back.head).toEqual(record.head);
    expect([...back.columns.keys()]).toEqual(['odd', 'month', 'flags', 'none']);
    for (const [name, column] of record.columns) {
      expect(bitsOf(back.columns.get(name)), name).toBe(bitsOf(column));
      expect(back.columns.get(name)?.constructor, name).toBe(column.constructor);
    }
  });

  it('takes no file with a byte changed, cut or added for a record', () => {
    const bytes = encodeRecord(record);
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const spoiled = bytes.slice();
      spoiled[at]! ^= 0x10;
      if (decodeRecord(spoiled) !== undefined) missed.push(`byte ${at}`);
      if (decodeRecord(bytes.slice(0, at)) !== undefined) missed.push(`cut at ${at}`);
    }
    if (decodeRecord(new Uint8Array([...bytes, 0])) !== undefined) missed.push('one more byte');
    expect(missed).toEqual([]);
  });
});

describe('the store', () => {
  it('keeps a result once: a second writer of the same bits changes nothing', async () => {
    const hash = contentHash('once');
    expect(await getTask(data, hash)).toBeUndefined();
    expect(await putTask(data, hash, record)).toBe(true);
    expect(await putTask(data, hash, record)).toBe(false);
    expect(bitsOf((await getTask(data, hash))?.columns.get('odd'))).toBe(bitsOf(ODD));
  });

  it('refuses other bits for the same content, and says which', async () => {
    const hash = contentHash('differs');
    await putTask(data, hash, { head: null, columns: new Map([['amount', Float64Array.of(1, 0, 3)]]) });
    const other = putTask(data, hash, { head: null, columns: new Map([['amount', Float64Array.of(1, -0, 3)]]) });
    // 0 and -0 are the same number, but not the same bits: 8000000000000000 has the sign alone.
    await expect(other).rejects.toThrow(
      'amount[1]: got 0 (bits 8000000000000000); expected what was kept for the same task: 0 (bits 0',
    );
    expect(await codesOf(other)).toEqual(['STORE_TASK_DIFFERS']);
  });

  it.each([
    ['cut', (file: string) => truncateSync(file, 100)],
    ['empty', (file: string) => truncateSync(file, 0)],
    [
      'spoiled',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 9]! ^= 1;
        writeFileSync(file, bytes);
      },
    ],
    ['of another kind', (file: string) => writeFileSync(file, 'not a task')],
  ])('takes a file that is %s for absent, and writes it anew', async (name, spoil) => {
    const hash = contentHash(name);
    await putTask(data, hash, record);
    spoil(taskFile(data, hash));
    expect(await getTask(data, hash)).toBeUndefined();
    expect(await putTask(data, hash, record)).toBe(true);
    expect((await getTask(data, hash))?.head).toEqual(record.head);
  });

  it('keeps to its folder', async () => {
    for (const name of ['', '../x', `${'a'.repeat(63)}/`, 'A'.repeat(64), 'a'.repeat(65)]) {
      expect(await codesOf(getTask(data, name)), name).toEqual(['STORE_NAME']);
      expect(await codesOf(putTask(data, name, record)), name).toEqual(['STORE_NAME']);
    }
  });

  it('names a result by the kernel too', () => {
    const maker = { layout: 2, kernel: 'ab' };
    const names = [
      taskHash({ block: 1 }, maker),
      taskHash({ block: 2 }, maker),
      taskHash({ block: 1 }, { ...maker, layout: 3 }),
      taskHash({ block: 1 }, { ...maker, kernel: 'ac' }),
    ];
    expect(new Set(names).size).toBe(4);
    expect(taskHash({ block: 1 }, { ...maker })).toBe(names[0]);
  });
});
