/** What else there is of a run: its report, its workbook, its manifest, and a trace of any payment date of its trusts. */
import { createReadStream, existsSync } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { fail, readManifest } from '../../host/index.ts';
import { reportPath } from '../../host/report/html.ts';
import { queryCompiler } from '../queries.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { TraceAnswer } from '../schemas/deals.ts';
import { ManifestAnswer, RunParams, TraceQuery } from '../schemas/runs.ts';
import type { RouteOptions } from './route.ts';
import { entryOf } from './runs.ts';
import { doneEntry, isKnown, named, passing, UNCHANGED } from './runTables.ts';

const TAGS = ['results'];
const WAIT = 'A few are made at a time; beyond that the answer is 503 with Retry-After.';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/**
 * A report has a policy of its own inside, which lets nothing run but its own script. It is shown as a page of nowhere: what is in it
 * cannot reach the service in the name of whoever reads it.
 */
const REPORT_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts allow-downloads allow-modals";

export const runFileRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  app.get<{ Params: RunParams }>(
    '/runs/:id/report.html',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'The report of a run, one HTML file',
        description: WAIT,
        params: RunParams,
        response: {
          200: { description: 'the report of a run of any kind', content: { 'text/html': { schema: Type.String() } } },
          304: UNCHANGED,
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const entry = await doneEntry(service, request.params.id);
      if (isKnown(request, reply, entry)) return reply.code(304).send();
      const { id } = entry;
      const file = reportPath(service.data.root, id);
      if (!existsSync(file)) await service.ask('report', { run: id });
      reply.type('text/html; charset=utf-8').header('content-security-policy', REPORT_POLICY);
      return reply.send(createReadStream(file));
    },
  );

  app.get<{ Params: RunParams }>(
    '/runs/:id/report.xlsx',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'The tables of a run as a workbook',
        description: WAIT,
        params: RunParams,
        response: {
          200: { description: 'a workbook', content: { [XLSX]: { schema: Type.String({ format: 'binary' }) } } },
          304: UNCHANGED,
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const entry = await doneEntry(service, request.params.id);
      if (isKnown(request, reply, entry)) return reply.code(304).send();
      const { id } = entry;
      const file = await service.ask('workbook', { run: id, folder: service.temporary });
      if (typeof file !== 'string') throw new Error('workbook: no path');
      named(reply, `${id}.xlsx`).type(XLSX);
      return reply.send(passing(file));
    },
  );

  app.get<{ Params: RunParams }>(
    '/runs/:id/manifest',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'What a run was made from',
        description: 'Request, every input with its sha-256, versions, seed, assumptions, limits, who asked.',
        params: RunParams,
        response: { 200: ManifestAnswer, ...PROBLEMS },
      },
    },
    async ({ params }) => {
      const { id, isKept, status } = await entryOf(service, params.id);
      const manifest = isKept ? await readManifest(service.data, id) : undefined;
      return (
        manifest ??
        fail({
          code: 'STORE_RUN_STATE',
          place: id,
          got: `a run that is ${status}, without a manifest`,
          expected: 'a run that has read its inputs',
        })
      );
    },
  );

  app.get<{ Params: RunParams; Querystring: TraceQuery }>(
    '/runs/:id/trace',
    {
      config: { role: 'viewer' },
      validatorCompiler: queryCompiler,
      schema: {
        tags: TAGS,
        summary: 'Every amount of one payment date of a trust',
        description: 'In the base case of the run, from the inputs that it had; refused where these have changed since.',
        params: RunParams,
        querystring: TraceQuery,
        response: { 200: TraceAnswer, ...PROBLEMS },
      },
    },
    async ({ params, query }, reply) => {
      const { id } = await doneEntry(service, params.id);
      return reply.send(await service.ask('trace', { run: id, ...query }));
    },
  );
};
