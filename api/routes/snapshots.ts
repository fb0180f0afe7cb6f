/** Portfolios and their snapshots: which there are, what one holds, what the data checks say of it, a new one by upload, one less. */
import multipart from '@fastify/multipart';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { fail, WeirError } from '../../host/index.ts';
import { PROBLEMS } from '../schemas/common.ts';
import {
  CheckedSnapshotAnswer,
  PortfoliosAnswer,
  SnapshotAnswer,
  SnapshotParams,
  SnapshotsAnswer,
  UploadAnswer,
} from '../schemas/snapshots.ts';
import { listPortfolios, listSnapshots, resolvedName, snapshotFiles, snapshotLine } from '../snapshots/folder.ts';
import { removeSnapshot } from '../snapshots/remove.ts';
import { receiveSnapshot, UPLOAD_LIMITS, type UploadLimits, type UploadPart } from '../snapshots/upload.ts';
import type { RouteOptions } from './route.ts';

const TAGS = ['snapshots'];

export interface SnapshotRouteOptions extends RouteOptions {
  /** Default: 2 GB a file, 4 GB and 5,000 files together. */
  readonly uploads?: UploadLimits;
}

export const snapshotRoutes: FastifyPluginAsync<SnapshotRouteOptions> = async (app, { service, uploads = UPLOAD_LIMITS }) => {
  const { data } = service;
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();

  typed.get(
    '/portfolios',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'The portfolios of the data folder',
        description: 'A portfolio is the snapshots whose snapshot.yaml has its name; uploading one is all there is to do for it.',
        response: { 200: PortfoliosAnswer, ...PROBLEMS },
      },
    },
    async () => ({ portfolios: listPortfolios(await listSnapshots(data)) }),
  );

  typed.get(
    '/snapshots',
    {
      config: { role: 'viewer' },
      schema: { tags: TAGS, summary: 'The snapshots of the data folder', response: { 200: SnapshotsAnswer, ...PROBLEMS } },
    },
    async () => ({ snapshots: await listSnapshots(data) }),
  );

  typed.get(
    '/snapshots/:name',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'A snapshot and its files',
        params: SnapshotParams,
        response: { 200: SnapshotAnswer, ...PROBLEMS },
      },
    },
    async ({ params }) => {
      const name = await resolvedName(data, params.name);
      const line = await snapshotLine(data, name);
      const files = await snapshotFiles(data, name);
      return { ...line, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
    },
  );

  typed.delete(
    '/snapshots/:name',
    {
      config: { role: 'admin' },
      schema: {
        tags: TAGS,
        summary: 'Delete a snapshot',
        description: 'Refused while a run that was made from it is kept, or another snapshot names it or a file of it.',
        params: SnapshotParams,
        response: { 204: { type: 'null', description: 'deleted' }, ...PROBLEMS },
      },
    },
    async ({ params }, reply) => {
      const readers = await service.catalog.readersOf(params.name);
      await removeSnapshot(
        data,
        params.name,
        readers.map(({ id }) => id),
      );
      return reply.code(204).send(null);
    },
  );

  app.get<{ Params: SnapshotParams }>(
    '/snapshots/:name/check',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'What the data checks find in a snapshot',
        description: 'Every trust is read and its tape held against the rules; nothing is valued.',
        params: SnapshotParams,
        response: { 200: CheckedSnapshotAnswer, ...PROBLEMS },
      },
    },
    async ({ params }, reply) => {
      const name = await resolvedName(data, params.name);
      return reply.send(await service.ask('checkSnapshot', { name }));
    },
  );

  await app.register(async (scope) => {
    await scope.register(multipart, {
      preservePath: true,
      throwFileSizeLimit: false,
      // One byte more, so that the limit itself tells which file was too large.
      limits: { fileSize: uploads.fileBytes + 1, files: uploads.files + 1, parts: uploads.files + 1, fields: 0 },
    });
    scope.withTypeProvider<TypeBoxTypeProvider>().post(
      '/snapshots/:name',
      {
        config: { role: 'analyst' },
        schema: {
          tags: TAGS,
          summary: 'Upload a snapshot',
          description:
            'multipart/form-data, a part a file, whose file name is its path within the snapshot: trusts/alt-a-2005-1/trust.yaml. A snapshot is whole or not there, and never changed afterwards.',
          consumes: ['multipart/form-data'],
          params: SnapshotParams,
          response: { 201: UploadAnswer, ...PROBLEMS },
        },
      },
      async (request, reply) => {
        const { name } = request.params;
        const files = await receiveSnapshot(data, name, partsOf(request), uploads).catch(refuseCutShort);
        reply.code(201).header('location', `/v1/snapshots/${name}`);
        return { name, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
      },
    );
  });
};

/** The files of an upload. Throws: MEDIA_TYPE_UNKNOWN for a body of another kind. */
async function* partsOf(request: FastifyRequest): AsyncGenerator<UploadPart> {
  if (!request.isMultipart())
    fail({
      code: 'MEDIA_TYPE_UNKNOWN',
      place: 'content-type',
      got: `'${request.headers['content-type']}'`,
      expected: 'multipart/form-data',
    });
  for await (const { filename, file } of request.files()) yield { path: filename, content: file };
}

/** What the reader of uploads says of one that is not whole, and what a connection says that was cut. */
const CUT_SHORT = /multipart|part header|unexpected end/i;
const CONNECTION_LOST = ['ECONNRESET', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'];

/** An upload that ends in the midst of a part is whoever sent it's fault. Throws: REQUEST_MALFORMED, else what it was given. */
function refuseCutShort(error: unknown): never {
  const isForeign = error instanceof Error && !(error instanceof WeirError);
  const code = isForeign && 'code' in error ? String(error.code) : '';
  if (isForeign && (code === '' ? CUT_SHORT.test(error.message) : CONNECTION_LOST.includes(code)))
    fail({ code: 'REQUEST_MALFORMED', place: 'upload', got: 'an upload that was cut short', expected: 'parts that end' });
  throw error;
}
