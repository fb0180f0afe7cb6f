/** Deals: check one, compile it, project it, price a class of it, trace a payment date. Nothing is kept: the deal comes with every request. */
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { refuseDeep } from '../limits.ts';
import { PROBLEMS } from '../schemas/common.ts';
import {
  CheckAnswer,
  CompileAnswer,
  CompileBody,
  LIMITS_TEXT,
  PriceAnswer,
  PriceBody,
  ProjectAnswer,
  ProjectBody,
  TraceAnswer,
  TraceBody,
} from '../schemas/deals.ts';
import type { RouteOptions } from './route.ts';

const TAGS = ['deals'];
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export const dealRoutes: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  await app.register(checkRoute, { service });

  app.post(
    '/deals/compile',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'The program that a deal becomes',
        description: 'What the kernel carries out for each payment date: its operations, states, outputs and checks.',
        body: CompileBody,
        response: { 200: CompileAnswer, ...PROBLEMS },
      },
    },
    async ({ body }, reply) => reply.send(await service.ask('compileDeal', refuseDeep(body))),
  );

  app.post(
    '/deals/project',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'Decrement tables, average lives and windows',
        description: `Projects a deal under each speed, as a prospectus prints it. ${LIMITS_TEXT}`,
        body: ProjectBody,
        response: { 200: ProjectAnswer, ...PROBLEMS },
      },
    },
    async ({ body }, reply) => reply.send(await service.ask('projectDeal', refuseDeep(body))),
  );

  app.post(
    '/deals/price',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'Yields from prices and prices from yields',
        description: `Prices one class under each speed, with duration, DV01 and proceeds. ${LIMITS_TEXT}`,
        body: PriceBody,
        response: { 200: PriceAnswer, ...PROBLEMS },
      },
    },
    async ({ body }, reply) => reply.send(await service.ask('priceDeal', refuseDeep(body))),
  );

  app.post(
    '/deals/trace',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'Every amount of one payment date',
        description: `What came in on a payment date and what each step did with it, under one speed. ${LIMITS_TEXT}`,
        body: TraceBody,
        response: { 200: TraceAnswer, ...PROBLEMS },
      },
    },
    async ({ body }, reply) => reply.send(await service.ask('traceDeal', refuseDeep(body))),
  );
};

/** In a scope of its own, because only a body that is nothing but a deal may be YAML. */
const checkRoute: FastifyPluginAsync<RouteOptions> = async (app, { service }) => {
  app.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const deal = Type.Unknown({ description: 'a deal, as the deal language has it' });
  app.post(
    '/deals/check',
    {
      config: { role: 'viewer' },
      schema: {
        tags: TAGS,
        summary: 'Every fault of a deal, or what it holds',
        description: 'The body is the deal itself, in JSON or YAML. It may name no files: a posted deal has no folder.',
        body: { content: { 'application/json': { schema: deal }, 'application/yaml': { schema: deal } } },
        response: { 200: CheckAnswer, ...PROBLEMS },
      },
    },
    async ({ body }, reply) => reply.send(await service.ask('checkDeal', refuseDeep(body))),
  );
};
