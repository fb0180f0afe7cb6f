/** What the page reads and writes: tables, addresses, forms, events, CSV. */
import { describe, expect, it } from 'vitest';
import { messagesOf, streamEvents } from '../../../api/page/client/events.ts';
import { groupsOf, numbersOf, rowsOf, type TableJson } from '../../../api/page/client/frame.ts';
import { bodyOf, formKinds } from '../../../api/page/data/requestForm.ts';
import { csvText, unitInFile } from '../../../api/page/parts/csv.ts';
import { duration, phrase, sentence, short, signed, whole } from '../../../api/page/parts/format.ts';
import { href, routeOf } from '../../../api/page/route.ts';

const TABLE: TableJson = {
  name: 'months',
  columns: [
    { name: 'trust', kind: 'text' },
    { name: 'month', kind: 'integer' },
    { name: 'value', kind: 'number', unit: 'dollars' },
  ],
  rows: [
    ['a', 1, 0.1],
    ['b', 1, null],
    ['a', 2, 'Infinity'],
    [null, 3, -0],
  ],
};

describe('a table', () => {
  it('is read by names, missing figures as NaN and missing texts as empty', () => {
    expect(rowsOf(TABLE, { value: 'number', trust: 'text', later: 'number' })).toEqual([
      { value: 0.1, trust: 'a', later: Number.NaN },
      { value: Number.NaN, trust: 'b', later: Number.NaN },
      { value: Number.POSITIVE_INFINITY, trust: 'a', later: Number.NaN },
      { value: -0, trust: '', later: Number.NaN },
    ]);
    expect(rowsOf(undefined, { value: 'number' })).toEqual([]);
  });

  it('is taken apart in the order of its rows', () => {
    const groups = groupsOf(TABLE, 'trust');
    expect([...groups.keys()]).toEqual(['a', 'b', '']);
    expect([...numbersOf(groups.get('a') ?? TABLE, 'month')]).toEqual([1, 2]);
  });
});

describe('CSV', () => {
  it('has every digit, quotes what must be quoted, and leaves missing cells empty', () => {
    const text = csvText(
      ['a', 'b'],
      [
        [0.1 + 0.2, 'x,"y"'],
        [Number.NaN, null],
        [-0, 'two\nlines'],
      ],
    );
    expect(text).toBe('a,b\n0.30000000000000004,"x,""y"""\n,\n-0,"two\nlines"\n');
  });

  it('says the unit that its digits have, not that of the page', () => {
    expect(['% a year', 'bp', '$ thousands', '$', 'per 100', '% of loans'].map(unitInFile)).toEqual([
      'decimal a year',
      'decimal',
      '$',
      '$',
      'per 100',
      'decimal of loans',
    ]);
  });

  it('lets no text begin like a formula, and leaves negative figures as they are', () => {
    expect(csvText(['h'], [['=1+1'], ['@x'], ['-cmd'], ['-5.2'], [-5.2]])).toBe("h\n'=1+1\n'@x\n'-cmd\n-5.2\n-5.2\n");
  });
});

describe('an address', () => {
  it('comes back as it was written, whatever a name holds', () => {
    const address = href('trusts', ['run 1', 'a/b?c#d%'], { month: 38, tranche: 'M 1', none: undefined });
    const { view, parts, query } = routeOf(address);
    expect([view, ...parts, query.get('month'), query.get('tranche'), query.get('none')]).toEqual([
      'trusts',
      'run 1',
      'a/b?c#d%',
      '38',
      'M 1',
      null,
    ]);
  });

  it('that is not known is the overview', () => {
    expect(routeOf('#/nowhere/x').view).toBe('overview');
    expect(routeOf('').view).toBe('overview');
    expect(routeOf('#/trusts/%E0%A4%A').parts).toEqual(['%E0%A4%A']);
  });
});

describe('a form', () => {
  const snapshot = { type: 'string', maxLength: 64, description: 'the name of a snapshot' };
  const openapi = {
    paths: {
      '/v1/runs': {
        post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/RunRequest' } } } } },
      },
    },
    components: {
      schemas: {
        RunRequest: {
          oneOf: [
            {
              description: 'what it is worth',
              required: ['kind', 'snapshot'],
              properties: {
                kind: { const: 'value' },
                priority: { type: 'string', enum: ['low', 'high'] },
                method: { type: 'string', enum: ['blended'] },
                snapshot,
              },
            },
            {
              required: ['kind'],
              properties: {
                kind: { const: 'simulation' },
                paths: { type: 'integer' },
                withPaths: { type: 'boolean' },
                model: { type: 'string', maxLength: 1_000_000 },
                workers: { type: 'array', items: { type: 'integer' } },
                tranches: { type: 'array', items: { type: 'string' } },
                unknown: { type: 'object' },
              },
            },
          ],
        },
      },
    },
  };

  it('is made of what the service describes: what is needed first, what every kind has last', () => {
    const [value, simulation] = formKinds(openapi);
    expect(value?.fields.map(({ name, isNeeded, input }) => [name, isNeeded, input.kind])).toEqual([
      ['snapshot', true, 'text'],
      ['method', false, 'choice'],
      ['priority', false, 'choice'],
    ]);
    expect(simulation?.fields.map(({ name }) => name)).toEqual(['paths', 'withPaths', 'model', 'workers', 'tranches']);
    expect(formKinds({})).toEqual([]);
  });

  it('becomes a body with numbers, truths and lists, without what was left empty', () => {
    const [, simulation] = formKinds(openapi);
    if (simulation === undefined) throw new Error('no kind');
    const filled = { paths: '512', withPaths: 'true', model: '  ', workers: '1, 2', tranches: 'A1,M 1,' };
    expect(bodyOf(simulation, filled)).toEqual({
      kind: 'simulation',
      paths: 512,
      withPaths: true,
      workers: [1, 2],
      tranches: ['A1', 'M 1'],
    });
    expect(bodyOf(simulation, { withPaths: 'false' })).toEqual({ kind: 'simulation' });
  });
});

function streamOf(...pieces: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

async function all<T>(of: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of of) found.push(one);
  return found;
}

describe('events', () => {
  const PACE = { done: 3, of: 12, what: 'a trust', share: 0.25, elapsed: 6, timeLeft: 18, loanMonthsPerSecond: 2e8 };

  it('are read whatever the pieces they come in; comments are none', async () => {
    const stream = streamOf(
      ': hello\n\nid: 1\nevent: sta',
      'tus\ndata: {"a":\r\ndata: 1}\r\n\r\n',
      'data: x\n\ndata: never ended',
    );
    expect(await all(messagesOf(stream))).toEqual([
      { id: '1', event: 'status', data: '{"a":\n1}' },
      { id: undefined, event: 'message', data: 'x' },
    ]);
  });

  it('go on after the last one when the line breaks, and end with the run', async () => {
    const asked: (string | undefined)[] = [];
    const parts = [
      streamOf(`id: p-1\nevent: progress\ndata: ${JSON.stringify(PACE)}\n\n`),
      streamOf('id: p-2\nevent: status\ndata: {"status":"done"}\n\n', 'id: p-3\nevent: status\ndata: {}\n\n'),
    ];
    const open = async (last: string | undefined) => {
      asked.push(last);
      const next = parts.shift();
      if (next === undefined) throw new Error('asked again after the end');
      return next;
    };
    const events = await all(streamEvents(open, new AbortController().signal));
    expect(events).toEqual([
      { event: 'progress', pace: PACE },
      { event: 'status', status: 'done' },
    ]);
    expect(asked).toEqual([undefined, 'p-1']);
  });

  it('that are not as those of a run are passed over', async () => {
    const progress = (fields: object) => `event: progress\ndata: ${JSON.stringify(fields)}\n\n`;
    const later = { ...PACE, timeLeft: null, loanMonthsPerSecond: null };
    const stream = streamOf(
      progress({ ...PACE, done: '3' }),
      progress({ ...PACE, share: undefined }),
      'event: progress\ndata: no JSON\n\n',
      'event: warning\ndata: {"status":"done"}\n\n',
      'event: status\ndata: {"status":"constructor"}\n\n',
      progress({ ...later, id: 'run' }),
      'event: status\ndata: {"status":"failed","faults":[]}\n\n',
    );
    expect(await all(streamEvents(async () => stream, new AbortController().signal))).toEqual([
      { event: 'progress', pace: later },
      { event: 'status', status: 'failed' },
    ]);
  });

  it('that are refused are not asked for again', async () => {
    let asked = 0;
    const open = async () => {
      asked += 1;
      throw Object.assign(new Error('no such run'), { status: 404 });
    };
    await expect(all(streamEvents(open, new AbortController().signal))).rejects.toThrow('no such run');
    expect(asked).toBe(1);
  });
});

describe('figures', () => {
  it('are short with their unit', () => {
    expect([184_937_345.14, 3_857_378.4, 297_557, 9_999.5, 12, -2_802_240, 0, 2.5e9].map(short)).toEqual([
      '$184.9 m',
      '$3.86 m',
      '$298 k',
      '$10.0 k',
      '$12',
      '-$2.80 m',
      '$0',
      '$2,500 m',
    ]);
    expect(short(Number.NaN)).toBe('-');
  });

  it('of changes have their sign, but for nothing', () => {
    expect([1_234.5, -0.4, 0, 0.2].map((value) => signed(value, whole))).toEqual(['+1,235', '0', '0', '0']);
  });

  it('tell times and names as people do', () => {
    expect([3.14, 12.4, 200, 7_500].map(duration)).toEqual(['3.1 s', '12 s', '3 min 20 s', '2 h 05 min']);
    expect(['netAssets', 'derivative_assets', 'reo'].map(sentence)).toEqual(['Net assets', 'Derivative assets', 'REO']);
    const names = ['netAssets', 'longTermDebt', 'reo', 'end_upb', 'transfersLevel3', 'g2pp'];
    expect(names.map(phrase)).toEqual(['net assets', 'long-term debt', 'REO', 'end UPB', 'transfers level 3', 'g2pp']);
  });
});
