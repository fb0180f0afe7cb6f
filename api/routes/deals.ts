/** Deals: check one, project it, price a class of it, trace a payment date. Nothing is kept: the deal comes with every request. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { fail } from '../../host/errors.ts';
import {
  parsePrice,
  parseYield,
  priceReport,
  projectReport,
  type Quote,
  type ResolvedDeal,
  type ScenarioRequest,
  scenariosFor,
  traceReport,
} from '../../host/index.ts';
import { checkReport } from '../../host/report/check.ts';
import { refuseTooLarge } from '../limits.ts';
import { postedDeal } from '../postedDeal.ts';
import {
  CheckAnswer,
  LIMITS_TEXT,
  PROBLEMS,
  PriceAnswer,
  PriceBody,
  ProjectAnswer,
  ProjectBody,
  type ScenarioFields,
  TraceAnswer,
  TraceBody,
} from '../schemas.ts';

const TAGS = ['deals'];
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
/** In this thread: starting others costs more than a request within the limits. */
const HERE = { workers: 0 };

export const dealRoutes: FastifyPluginAsync = async (app) => {
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  app.register(checkRoute);

  typed.post(
    '/deals/project',
    {
      schema: {
        tags: TAGS,
        summary: 'Decrement tables, average lives and windows',
        description: `Projects a deal under each speed, as a prospectus prints it. ${LIMITS_TEXT}`,
        body: ProjectBody,
        response: { 200: ProjectAnswer, ...PROBLEMS },
      },
    },
    async ({ body }) => {
      const { deal, request } = askedOf(body);
      return projectReport(deal, request, HERE);
    },
  );

  typed.post(
    '/deals/price',
    {
      schema: {
        tags: TAGS,
        summary: 'Yields from prices and prices from yields',
        description: `Prices one class under each speed, with duration, DV01 and proceeds. ${LIMITS_TEXT}`,
        body: PriceBody,
        response: { 200: PriceAnswer, ...PROBLEMS },
      },
    },
    async ({ body }) => {
      const quotes = quotesOf(body);
      const { deal, request } = askedOf(body);
      return priceReport(deal, body.tranche, quotes, request, HERE);
    },
  );

  typed.post(
    '/deals/trace',
    {
      schema: {
        tags: TAGS,
        summary: 'Every amount of one payment date',
        description: `What came in on a payment date and what each step did with it, under one speed. ${LIMITS_TEXT}`,
        body: TraceBody,
        response: { 200: TraceAnswer, ...PROBLEMS },
      },
    },
    async ({ body }) => {
      const { deal, request, scenarios } = askedOf(body);
      if (scenarios > 1)
        fail({ code: 'REQUEST_INVALID', place: 'speeds', got: `${scenarios} speeds`, expected: 'one: a trace is of one path' });
      const { month, tranche } = body;
      return traceReport(deal, { ...request, month, ...(tranche !== undefined && { tranche }) }, HERE);
    },
  );
};

/** In a scope of its own, because only a body that is nothing but a deal may be YAML. */
const checkRoute: FastifyPluginAsync = async (app) => {
  app.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const deal = Type.Unknown({ description: 'a deal, as the deal language has it' });
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/deals/check',
    {
      schema: {
        tags: TAGS,
        summary: 'Every fault of a deal, or what it holds',
        description: 'The body is the deal itself, in JSON or YAML. It may name no files: a posted deal has no folder.',
        body: { content: { 'application/json': { schema: deal }, 'application/yaml': { schema: deal } } },
        response: { 200: CheckAnswer, ...PROBLEMS },
      },
    },
    async ({ body }) => checkReport(postedDeal(body)),
  );
};

interface Asked {
  readonly deal: ResolvedDeal;
  readonly request: ScenarioRequest;
  readonly scenarios: number;
}

/** The deal and the request of a body, within the limits. Throws: every fault of the deal, REQUEST_*, VECTOR_*. */
function askedOf(body: ScenarioFields & { readonly deal: unknown }): Asked {
  const deal = postedDeal(body.deal);
  const request = requestOf(body);
  const scenarios = scenariosFor(deal, request).length;
  refuseTooLarge(deal, scenarios);
  return { deal, request, scenarios };
}

function requestOf(body: ScenarioFields): ScenarioRequest {
  const { speeds, cdr, severity, lag, index, noCall, variant } = body;
  return {
    ...(speeds !== undefined && { speeds }),
    ...(cdr !== undefined && { cdr: String(cdr) }),
    ...(severity !== undefined && { severity: String(severity) }),
    ...(lag !== undefined && { lag }),
    ...(index !== undefined && { index }),
    ...(noCall !== undefined && { noCall }),
    ...(variant !== undefined && { variant }),
  };
}

/** Prices first, then yields. Throws: REQUEST_INVALID. */
function quotesOf({ prices = [], yields = [] }: PriceBody): Quote[] {
  const quotes = [
    ...prices.map((price): Quote => ({ price: typeof price === 'number' ? price : parsePrice(price) })),
    ...yields.map((given): Quote => ({ yieldBey: typeof given === 'number' ? given : parseYield(given) })),
  ];
  if (quotes.length === 0)
    fail({ code: 'REQUEST_INVALID', place: 'prices', got: 'no prices and no yields', expected: 'one of them at least' });
  return quotes;
}
