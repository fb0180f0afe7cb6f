/** Result tables of runs that are done: which there are, and each as JSON, CSV, Parquet or Arrow, whole or in part. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  csvLines,
  fail,
  isTableName,
  jsonLines,
  type ResultTable,
  runFolder,
  showRun,
  tableFile,
  writeTables,
} from '../../host/index.ts';
import { queryCompiler } from '../queries.ts';
import { arrowBytes } from '../runs/arrowTable.ts';
import type { CatalogEntry } from '../runs/catalog.ts';
import { filteredTable, isWhole } from '../runs/filterTable.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { RunParams, TableAnswer, TableParams, TableQuery, TablesAnswer } from '../schemas/runs.ts';
import type { Service } from '../service.ts';
import type { RouteOptions } from './route.ts';
import { entryOf } from './runs.ts';

const TAGS = ['results'];
const PARQUET = 'application/vnd.apache.parquet';
const ARROW = 'application/vnd.apache.arrow.stream';
/** Text goes out in pieces of about this size. Units: characters. */
const PIECE = 65_536;

export const runTableRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();

  typed.get(
    '/runs/:id/tables',
    {
      config: { role: 'viewer' },
      schema: { tags: TAGS, summary: 'The tables of a run', params: RunParams, response: { 200: TablesAnswer, ...PROBLEMS } },
    },
    async ({ params }) => {
      const entry = await doneEntry(service, params.id);
      const { index } = await showRun(service.data, entry.id);
      return { tables: (index?.tables ?? []).map(({ name, rows, columns }) => ({ name, rows, columns })) };
    },
  );

  app.get<{ Params: TableParams; Querystring: TableQuery }>(
    '/runs/:id/tables/:name',
    {
      config: { role: 'viewer' },
      validatorCompiler: queryCompiler,
      schema: {
        tags: TAGS,
        summary: 'A table of a run',
        description: 'Every digit of it; as JSON, CSV (RFC 4180), Parquet or an Arrow stream.',
        params: TableParams,
        querystring: TableQuery,
        response: {
          200: {
            description: 'the table',
            content: {
              'application/json': { schema: TableAnswer },
              'text/csv': { schema: Type.String() },
              [PARQUET]: { schema: Type.String({ format: 'binary' }) },
              [ARROW]: { schema: Type.String({ format: 'binary' }) },
            },
          },
          304: UNCHANGED,
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const { format = 'json', ...filter } = request.query;
      const { name } = request.params;
      const entry = await doneEntry(service, request.params.id);
      if (!isTableName(name))
        fail({ code: 'STORE_TABLE_UNKNOWN', place: entry.id, got: `'${name}'`, expected: 'the name of a table' });
      if (isKnown(request, reply, entry)) return reply.code(304).send();
      if (format === 'parquet' && isWhole(filter)) return wholeParquet(service, entry, name, reply);
      const table = filteredTable(await service.tables.table(entry.id, name, stampOf(entry)), filter);
      if (format === 'parquet') return partParquet(service, table, reply);
      if (format === 'arrow')
        return named(reply, `${name}.arrow`)
          .type(ARROW)
          .send(Readable.from(arrowBytes(table), { objectMode: false }));
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
      if (format === 'csv') named(reply, `${name}.csv`);
      return reply.send(Readable.from(inPieces(format === 'csv' ? csvLines(table) : jsonLines(table)), { objectMode: false }));
    },
  );
};

/** A run whose tables are there. Throws: STORE_RUN_UNKNOWN, STORE_RUN_STATE. */
export async function doneEntry(service: Service, id: string): Promise<CatalogEntry> {
  const entry = await entryOf(service, id);
  if (entry.isKept && entry.status === 'done') return entry;
  const got =
    entry.isKept || entry.status !== 'done'
      ? `a run that is ${entry.status}`
      : `a run of the kind ${entry.kind}, which has no tables`;
  return fail({ code: 'STORE_RUN_STATE', place: entry.id, got, expected: 'a run that is done' });
}

/** The answer to whoever has it already. */
export const UNCHANGED = { description: 'it is as it was', type: 'null' } as const;

/** One state of a run from another: what came of it does not change, but it may be done again. */
function stampOf({ changed }: CatalogEntry): string {
  return changed.replaceAll(/\D/g, '');
}

/** Whether whoever asks has what came of a run as it is; the answer is marked, so that the next time may tell. */
export function isKnown({ headers }: FastifyRequest, reply: FastifyReply, entry: CatalogEntry): boolean {
  const stamp = `"${stampOf(entry)}"`;
  reply.header('etag', stamp).header('cache-control', 'private, no-cache');
  return headers['if-none-match'] === stamp;
}

async function wholeParquet(service: Service, { id }: CatalogEntry, name: string, reply: FastifyReply): Promise<FastifyReply> {
  const file = tableFile(runFolder(service.data, id), name);
  const { index } = await showRun(service.data, id);
  const known = index?.tables.map((table) => table.name) ?? [];
  if (!known.includes(name))
    fail({ code: 'STORE_TABLE_UNKNOWN', place: id, got: `'${name}'`, expected: `one of ${known.join(', ')}` });
  const { size } = await stat(file);
  named(reply, `${name}.parquet`).type(PARQUET).header('content-length', size);
  return reply.send(createReadStream(file));
}

async function partParquet(service: Service, table: ResultTable, reply: FastifyReply): Promise<FastifyReply> {
  const file = join(service.temporary, `${randomBytes(6).toString('hex')}.parquet`);
  await writeTables([[file, table]]);
  named(reply, `${table.name}.parquet`).type(PARQUET);
  return reply.send(passing(file));
}

/** A file that is gone once it has been read, or nobody reads on. */
export function passing(file: string): Readable {
  return createReadStream(file).on('close', () => void rm(file, { force: true }));
}

/** The answer is a file of a name; names are those of tables and runs, which need no quoting. */
export function named(reply: FastifyReply, name: string): FastifyReply {
  return reply.header('content-disposition', `attachment; filename="${name}"`);
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
