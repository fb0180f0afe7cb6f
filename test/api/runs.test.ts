/** Runs through the service: asked for, watched, looked at, done again, signed off. The figures are those of the same run without it. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import {
  type DataFolder,
  type Manifest,
  openData,
  type ResultTable,
  readManifest,
  readTables,
  runValue,
} from '../../host/index.ts';
import { compareTables } from '../../host/store/compare.ts';
import { readTable } from '../../host/store/parquet.ts';
import { answering, dataFolder, get, openClient, post, problemIn, refusing, SNAPSHOT, TRUSTS } from './service.ts';
import { finished, PATIENCE } from './watch.ts';

const { app, service, folder } = await openClient({ snapshots: [SNAPSHOT, '2011-06-30'] });
const answered = answering(app);
const refused = refusing(app);

let run: RunAnswer;
beforeAll(async () => {
  run = await finished(app, (await answered<RunAnswer>('/runs', { kind: 'value', snapshot: SNAPSHOT })).id);
}, PATIENCE);

interface JsonTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: string; readonly unit?: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Cells of a column by the first column's text. */
function byFirst({ columns, rows }: JsonTable, name: string): ReadonlyMap<unknown, number> {
  const place = columns.findIndex((column) => column.name === name);
  return new Map(rows.map((row) => [row[0], Number(row[place])]));
}

describe('a run', () => {
  it('is accepted with the place where it will be', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/v1/runs',
      payload: { kind: 'value', snapshot: '2011-06-30', priority: 'high' },
    });
    const { id } = reply.json<RunAnswer>();
    expect([reply.statusCode, reply.headers.location]).toEqual([202, `/v1/runs/${id}`]);
    expect(await finished(app, id)).toMatchObject({ status: 'done', snapshot: '2011-06-30', askedBy: 'tester' });
  });

  it('ends with tables, links and a title of its own', () => {
    expect(run).toMatchObject({
      kind: 'value',
      status: 'done',
      title: 'Example Mortgage Holdings, 2011-03-31',
      faults: [],
      result: null,
      locked: false,
    });
    expect(run.tables).toEqual(expect.arrayContaining(['sheet', 'trusts', 'instruments', 'instrument_months']));
    expect(run.links).toMatchObject({ report: `/v1/runs/${run.id}/report.html`, trace: `/v1/runs/${run.id}/trace` });
    expect(run.asked).toEqual({ snapshot: SNAPSHOT });
  });

  it('is in the data folder like any other', async () => {
    const manifest = await get<Manifest>(app, `/runs/${run.id}/manifest`);
    expect(manifest).toEqual(await readManifest(service.data, run.id));
    const { determines, facts } = manifest;
    expect(facts.askedBy).toBe('tester');
    expect(determines.inputs.map(({ path }) => path)).toContain('trusts/alt-a-2005-1/deal.yaml');
    expect(JSON.stringify(determines)).not.toContain(folder);
  });

  it('gives the same bits as without the service', async () => {
    const data = await openData(dataFolder(), { create: true });
    const alone = await runValue(data, join(folder, 'snapshots', SNAPSHOT), { askedBy: 'tester', workers: 0 });
    for (const table of alone.tables) expect(await differences(data, alone.id, table.name), table.name).toEqual([0, []]);
  });

  async function differences(data: DataFolder, id: string, name: string) {
    const [mine] = await readTables(data, id, [name]);
    const [theirs] = await readTables(service.data, run.id, [name]);
    if (mine === undefined || theirs === undefined) throw new Error(`${name} is missing`);
    const { differing, shapes } = compareTables(mine, theirs);
    return [differing, shapes];
  }
});

describe('a table', () => {
  it('ties: assets less liabilities are net assets, and those are residual and classes held', async () => {
    const amount = byFirst(await get(app, `/runs/${run.id}/tables/sheet`), 'amount');
    const of = (line: string) => amount.get(line) ?? Number.NaN;
    expect(of('collateral')).toBeGreaterThan(0);
    // Whole cents, so that a difference of rounding in the last bit is far below one.
    expect(of('assets') - of('liabilities')).toBeCloseTo(of('netAssets'), 6);
    expect(of('residual') + of('held')).toBeCloseTo(of('netAssets'), 6);
  });

  it('is told with its columns, units and rows', async () => {
    const { tables } = await get<{ tables: { name: string; rows: number; columns: { name: string; unit?: string }[] }[] }>(
      app,
      `/runs/${run.id}/tables`,
    );
    const trusts = tables.find(({ name }) => name === 'trusts');
    expect(trusts?.rows).toBe(2);
    expect(trusts?.columns).toContainEqual({ name: 'collateral', kind: 'number', unit: 'dollars' });
  });

  it('comes as JSON, CSV and Parquet with every digit', async () => {
    const json = await get<JsonTable>(app, `/runs/${run.id}/tables/instruments`);
    const csv = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/tables/instruments?format=csv` });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = csv.body.trimEnd().split('\n');
    expect(lines[0]).toBe(json.columns.map(({ name }) => name).join(','));
    expect(lines.length).toBe(json.rows.length + 1);
    const value = json.columns.findIndex(({ name }) => name === 'fair_value');
    // No text before it holds a comma.
    expect(lines.slice(1).map((line) => Number(line.split(',')[value]))).toEqual(json.rows.map((row) => row[value]));
    const parquet = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/tables/instruments?format=parquet` });
    expect(parquet.rawPayload.equals(readFileSync(join(folder, 'runs', run.id, 'tables/instruments.parquet')))).toBe(true);
  });

  it('comes in part: by trust, instrument and measure, and a stretch of rows', async () => {
    const part = await get<JsonTable>(
      app,
      `/runs/${run.id}/tables/instrument_months?trust=alt-a-2005-1&instrument=M1&instrument=M2&measure=principal&limit=5&offset=2`,
    );
    expect(part.columns.map(({ name }) => name)).toEqual(['trust', 'instrument', 'month', 'date', 'principal']);
    expect(part.rows.length).toBe(5);
    const whole = await get<JsonTable>(app, `/runs/${run.id}/tables/instrument_months`);
    const place = whole.columns.findIndex(({ name }) => name === 'principal');
    const expected = whole.rows.filter((row) => row[0] === 'alt-a-2005-1' && (row[1] === 'M1' || row[1] === 'M2')).slice(2, 7);
    expect(part.rows).toEqual(expected.map((row) => [...row.slice(0, 4), row[place]]));
  });

  it('comes as an Arrow stream with every digit, null where there is none, and units', async () => {
    const reply = await app.inject(`/v1/runs/${run.id}/tables/instruments?format=arrow`);
    expect(reply.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
    const arrow = tableFromIPC(reply.rawPayload);
    const { columns, rows } = await get<JsonTable>(app, `/runs/${run.id}/tables/instruments`);
    expect(arrow.schema.fields.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
    expect(arrow.toArray().map((row) => columns.map(({ name }) => row[name]))).toEqual(rows);
    expect(columns.flatMap(({ unit }) => unit ?? [])).toEqual(
      arrow.schema.fields.flatMap(({ metadata }) => metadata.get('unit') ?? []),
    );
  });

  it('comes in part as Parquet', async () => {
    const reply = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/tables/trusts?format=parquet&trust=${TRUSTS[1]}` });
    const file = join(folder, 'part.parquet');
    writeFileSync(file, reply.rawPayload);
    const table: ResultTable = await readTable(file);
    expect(table.columns[0]?.data).toEqual([TRUSTS[1]]);
  });

  it('is not sent again to whoever has it', async () => {
    const url = `/v1/runs/${run.id}/tables/sheet`;
    const { headers } = await app.inject({ method: 'GET', url });
    const again = await app.inject({ method: 'GET', url, headers: { 'if-none-match': String(headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('is refused where there is none, or no such column', async () => {
    const problem = async (path: string) => {
      const reply = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/tables/${path}` });
      return problemIn({
        status: reply.statusCode,
        type: String(reply.headers['content-type']),
        requestId: String(reply.headers['x-request-id']),
        body: reply.body,
      });
    };
    expect(await problem('nothing')).toMatchObject({ status: 404, code: 'STORE_TABLE_UNKNOWN' });
    expect(await problem('..%2F..%2Fmanifest')).toMatchObject({ status: 404, code: 'STORE_TABLE_UNKNOWN' });
    expect(await problem('sheet?trust=alt-a-2005-1')).toMatchObject({ status: 422, faults: [{ place: 'trust' }] });
    expect(await problem('trusts?measure=balance')).toMatchObject({ status: 422, faults: [{ place: 'measure' }] });
    expect(await problem('sheet?limit=none&colour=red')).toMatchObject({
      status: 422,
      faults: [{ place: 'colour' }, { place: 'limit' }],
    });
  });
});

describe('what else there is of a run', () => {
  it('is a report that nothing else runs in', async () => {
    const reply = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/report.html` });
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(reply.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(reply.body).toContain('Example Mortgage Holdings');
  });

  it('is not sent again to whoever has it', async () => {
    for (const name of ['report.html', 'report.xlsx']) {
      const path = `/v1/runs/${run.id}/${name}`;
      const { etag } = (await app.inject(path)).headers;
      const again = await app.inject({ url: path, headers: { 'if-none-match': String(etag) } });
      expect([name, again.statusCode, again.body]).toEqual([name, 304, '']);
    }
  });

  it('is a workbook, also for two at once', async () => {
    const ask = () => app.inject({ method: 'GET', url: `/v1/runs/${run.id}/report.xlsx` });
    for (const reply of await Promise.all([ask(), ask()])) {
      expect(reply.headers['content-disposition']).toBe(`attachment; filename="${run.id}.xlsx"`);
      // A zip file.
      expect(reply.rawPayload.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    }
    await expect.poll(() => readdirSync(service.temporary)).toEqual([]);
  });

  it('is made for four at a time; others are asked to wait', async () => {
    rmSync(join(folder, 'runs', run.id, 'report.html'), { force: true });
    const path = `/v1/runs/${run.id}`;
    const reports = await Promise.all(Array.from({ length: 6 }, () => app.inject(`${path}/report.html`)));
    expect(reports.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 200, 503, 503]);
    for (const { statusCode, headers, body } of reports) {
      if (statusCode === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      else expect(body).toContain('Example Mortgage Holdings');
    }
  });

  it('is a trace of a date, which is what the tables say of it', async () => {
    const months = await get<JsonTable>(app, `/runs/${run.id}/tables/instrument_months?trust=alt-a-2005-1&instrument=A2&limit=3`);
    const [, , month, date] = months.rows[2] ?? [];
    const interest = months.columns.findIndex(({ name }) => name === 'interest');
    const trace = await get<{ month: number; date: string; steps: { lines: { of: string; text: string; value: number }[] }[] }>(
      app,
      `/runs/${run.id}/trace?trust=alt-a-2005-1&month=${month}&tranche=A2`,
    );
    expect([trace.month, trace.date]).toEqual([month, date]);
    const lines = trace.steps.flatMap((step) => step.lines).filter(({ of }) => of === 'A2');
    expect(lines.map(({ value }) => value)).toContain(months.rows[2]?.[interest]);
  });

  it('is no trace of a trust that the run has not', async () => {
    const reply = await app.inject({ method: 'GET', url: `/v1/runs/${run.id}/trace?trust=alt-a-2006-1&month=70` });
    expect(reply.json()).toMatchObject({ status: 422, faults: [{ place: 'trust', expected: `one of ${TRUSTS.join(', ')}` }] });
  });
});

describe('a list of runs', () => {
  it('is newest first, in pages, each run once', async () => {
    const all = await get<{ runs: RunAnswer[]; next: string | null }>(app, '/runs?limit=200');
    const ids = all.runs.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(all.next).toBeNull();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { runs: RunAnswer[]; next: string | null } = await get(
        app,
        `/runs?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.runs.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(ids);
  });

  it('may be of one status, kind or title', async () => {
    const count = async (query: string) => (await get<{ runs: RunAnswer[] }>(app, `/runs?${query}`)).runs.length;
    expect(await count('status=failed')).toBe(0);
    expect(await count('kind=value&status=done&title=mortgage')).toBeGreaterThan(0);
    expect(await count('title=nobody')).toBe(0);
  });
});

describe('a run that is asked for again', () => {
  const body = { kind: 'value', snapshot: SNAPSHOT, priority: 'low' };
  const asked = (key: string, payload: object = body) =>
    app.inject({ method: 'POST', url: '/v1/runs', headers: { 'idempotency-key': key }, payload });

  it('under the same idempotency key is the same run, also at the same moment', async () => {
    const replies = await Promise.all([asked('close-2011-03'), asked('close-2011-03'), asked('close-2011-03')]);
    const ids = new Set(replies.map((reply) => reply.json<RunAnswer>().id));
    expect([replies.map(({ statusCode }) => statusCode), ids.size]).toEqual([[202, 202, 202], 1]);
    const [id = ''] = ids;
    await finished(app, id);
    expect((await asked('close-2011-03')).json()).toMatchObject({ id, status: 'done' });
    expect((await asked('another')).json<RunAnswer>().id).not.toBe(id);
  });

  it('with another body under the same key is refused', async () => {
    await asked('once');
    const reply = await asked('once', { kind: 'value', snapshot: SNAPSHOT, method: 'independent' });
    expect(reply.json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_REUSED' });
  });
});

describe('a replay', () => {
  it('finds no bit that differs', async () => {
    const { id } = await answered<RunAnswer>(`/runs/${run.id}/replay`, {});
    const replay = await finished(app, id);
    expect(replay).toMatchObject({
      kind: 'replay',
      status: 'done',
      tables: [],
      result: { same: true, differing: 0, inputs: [] },
    });
  });

  it('is of a run that is there', async () => {
    expect(await refused('/runs/20110331T170000000Z-0123456789ab/replay', {})).toMatchObject({
      status: 404,
      code: 'STORE_RUN_UNKNOWN',
    });
  });
});

describe('a request for a run', () => {
  it('is told what is wrong with it, for the kind that was meant', async () => {
    expect(await refused('/runs', { kind: 'value' })).toMatchObject({
      status: 422,
      faults: [{ place: 'snapshot', got: 'nothing' }],
    });
    expect(await refused('/runs', { kind: 'value', snapshot: SNAPSHOT, methd: 'blended' })).toMatchObject({
      faults: [{ place: 'methd', expected: expect.stringContaining('method') }],
    });
    expect(await refused('/runs', { kind: 'guess', snapshot: SNAPSHOT })).toMatchObject({
      status: 422,
      faults: [{ place: 'kind' }],
    });
    expect(await refused('/runs', { kind: 'value', snapshot: 'nowhere' })).toMatchObject({
      status: 404,
      code: 'SNAPSHOT_UNKNOWN',
    });
    expect(await refused('/runs', { kind: 'value', snapshot: '../runs' })).toMatchObject({
      status: 404,
      code: 'SNAPSHOT_UNKNOWN',
    });
  });

  it('for the latest snapshot names it', async () => {
    const { snapshot, id } = await answered<RunAnswer>('/runs', { kind: 'value', snapshot: 'latest' });
    // Both snapshots are of one date: the last name wins.
    expect(snapshot).toBe('2011-06-30');
    await finished(app, id);
  });
});

describe('a sign-off', () => {
  it('comes after adjustments, by two people, and ends all changes', async () => {
    const { id } = await answered<RunAnswer>('/runs', { kind: 'value', snapshot: SNAPSHOT });
    await finished(app, id);
    const adjusted = await answered<RunAnswer>(`/runs/${id}/adjustments`, {
      target: 'alt-a-2005-1 collateral',
      amount: -125_000,
      why: 'appraisals of March',
    });
    expect(adjusted.adjusted).toMatchObject([{ by: 'tester', target: 'alt-a-2005-1 collateral', amount: -125_000 }]);
    const signed = { preparer: 'A. Moss', reviewer: 'a. moss ' };
    expect(await refused(`/runs/${id}/lock`, signed)).toMatchObject({ status: 422, code: 'STORE_SIGN_OFF' });
    const locked = await answered<RunAnswer>(`/runs/${id}/lock`, { ...signed, reviewer: 'B. Hill', note: 'March close' });
    expect(locked).toMatchObject({ locked: true, signOff: { preparer: 'A. Moss', reviewer: 'B. Hill' } });
    expect(await refused(`/runs/${id}/adjustments`, { target: 'x', amount: 1, why: 'late' })).toMatchObject({
      status: 409,
      code: 'STORE_RUN_LOCKED',
    });
  });

  it('is refused for a run that is not done', async () => {
    const { id } = await answered<RunAnswer>('/runs', { kind: 'value', snapshot: SNAPSHOT });
    const answer = await post(app, `/runs/${id}/lock`, { preparer: 'A', reviewer: 'B' });
    expect([404, 409]).toContain(problemIn(answer).status);
    await finished(app, id);
  });
});
