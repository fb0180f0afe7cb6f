/** Curve reviews: the curves of a snapshot tested before they are used, and what reviewers decide of them. */
import type { FastifyPluginAsync } from 'fastify';
import type { Static } from 'typebox';
import { askedByOf, principalOf } from '../safety/access.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { DecisionAnswer, DecisionBody, ReviewAnswer } from '../schemas/reviews.ts';
import { SnapshotParams } from '../schemas/snapshots.ts';
import { resolvedName } from '../snapshots/folder.ts';
import type { RouteOptions } from './route.ts';

const TAGS = ['snapshots'];

export const reviewRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  app.get<{ Params: SnapshotParams }>(
    '/snapshots/:name/review',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'The curves of a snapshot, tested, and what was decided of them',
        description:
          "Every curve held against what the loans did, the last snapshot's, peers and home prices (host/analysis/REVIEW.md).",
        params: SnapshotParams,
        response: { 200: ReviewAnswer, ...PROBLEMS },
      },
    },
    async ({ params }, reply) => {
      const name = await resolvedName(service.data, params.name);
      return reply.send(await service.ask('reviewSnapshot', { name }));
    },
  );

  app.post<{ Params: SnapshotParams; Body: Static<typeof DecisionBody> }>(
    '/snapshots/:name/review',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Accept, override or return curves',
        description: 'The reviewer is whoever asks. Runs that are asked for afterwards go by it.',
        params: SnapshotParams,
        body: DecisionBody,
        response: { 201: DecisionAnswer, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const name = await resolvedName(service.data, params.name);
      const reviewer = principalOf(request).name;
      reply.code(201);
      return reply.send(await service.ask('decideCurves', { name, by: askedByOf(request), reviewer, asked: body }));
    },
  );
};
