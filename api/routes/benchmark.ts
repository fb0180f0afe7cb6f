/** Throughput of this machine on named workloads. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import { WORKLOADS } from '../../host/index.ts';
import { BenchmarkBody, WorkloadsAnswer } from '../schemas/benchmark.ts';
import { PROBLEMS } from '../schemas/common.ts';
import { RunAnswer } from '../schemas/runs.ts';
import type { RouteOptions } from './route.ts';
import { accept } from './runs.ts';

const TAGS = ['benchmark'];

export const benchmarkRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();

  typed.get(
    '/benchmark',
    {
      config: { role: 'viewer' },
      schema: { tags: TAGS, summary: 'The named workloads', response: { 200: WorkloadsAnswer, ...PROBLEMS } },
    },
    async () => ({
      workloads: WORKLOADS.map(({ name, about, trusts, loans, shocks }) => ({
        name,
        about,
        trusts,
        loans,
        scenarios: shocks.length,
      })),
    }),
  );

  typed.post(
    '/benchmark',
    {
      config: { role: 'analyst' },
      schema: {
        tags: TAGS,
        summary: 'Measure a workload',
        description:
          'A run of its own, beside which nothing else is at work. Its result: loan-months and paths a second by threads, scaling, and quantiles of the time of a trust.',
        body: BenchmarkBody,
        response: { 202: RunAnswer, ...PROBLEMS },
      },
    },
    async (request, reply) => accept(service, request, reply, { kind: 'benchmark', priority: 'normal', asked: request.body }),
  );
};
