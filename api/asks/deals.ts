/**
 * Posted deals: what one holds, decrement tables, prices, a trace. Nothing of them is kept. Each says the shape of its answer, so that what
 * is computed and what is described cannot part.
 */
import Type from 'typebox';
import { fail, shown } from '../../host/errors.ts';
import {
  compileDeal,
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
  type CheckAnswer,
  type CompileAnswer,
  CompileBody,
  type PriceAnswer,
  PriceBody,
  type ProjectAnswer,
  ProjectBody,
  type ScenarioFields,
  type TraceAnswer,
  TraceBody,
} from '../schemas/deals.ts';
import { ask } from './ask.ts';

export const dealAsks = {
  checkDeal: ask(Type.Unknown(), async (deal): Promise<CheckAnswer> => checkReport(postedDeal(deal))),
  compileDeal: ask(CompileBody, async (body): Promise<CompileAnswer> => compiledReport(postedDeal(body.deal), body)),
  projectDeal: ask(ProjectBody, async (body, { runner }): Promise<ProjectAnswer> => {
    const { deal, request } = askedOf(body);
    return projectReport(deal, request, { runner });
  }),
  priceDeal: ask(PriceBody, async (body, { runner }): Promise<PriceAnswer> => {
    const quotes = quotesOf(body);
    const { deal, request } = askedOf(body);
    return priceReport(deal, body.tranche, quotes, request, { runner }, spreadsOf(body, deal));
  }),
  traceDeal: ask(TraceBody, async (body, { runner }): Promise<TraceAnswer> => {
    const { deal, request, scenarios } = askedOf(body);
    if (scenarios > 1)
      fail({ code: 'REQUEST_INVALID', place: 'speeds', got: `${scenarios} speeds`, expected: 'one: a trace is of one path' });
    const { month, tranche } = body;
    return traceReport(deal, { ...request, month, ...(tranche !== undefined && { tranche }) }, { runner });
  }),
};

/** The program of a deal, by its names and counts. Throws: REQUEST_INVALID for a variant that it does not have, DEAL_RANGE. */
function compiledReport(deal: ResolvedDeal, { noCall, variant }: { readonly noCall?: boolean; readonly variant?: string }) {
  const options = { ...(noCall !== undefined && { noCall }), ...(variant !== undefined && { variant }) };
  const { instructions, states, scalars, outputs, checks, notes } = compileDeal(deal, options);
  const byOperation = Map.groupBy(instructions, ({ op }) => op);
  return {
    deal: deal.name,
    variant: variant ?? deal.variants[0] ?? null,
    instructions: instructions.length,
    operations: [...byOperation].map(([operation, all]) => ({ operation, count: all.length })).sort((a, b) => b.count - a.count),
    states: states.map(({ name, initial }) => ({ name, initial })),
    byDate: [...new Set(scalars.map(({ kind }) => kind))],
    outputs: outputs.map(({ name }) => name),
    checks: checks.map(({ name }) => name),
    traced: notes.length,
  };
}

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

/** `par 1=2%, 10=4%`, whole: what is anything else would be read as the name of a file. */
const RATES_BY_YEARS = /^(par|zero)\s+(?:[^\s=,/\\]+\s*=\s*[^=,/\\]+,?\s*)+$/;

/** What spreads are over; a curve names no file here. Throws: REQUEST_INVALID. */
function spreadsOf({ over, curve }: PriceBody, deal: ResolvedDeal): { over?: string; curve?: string } {
  const indices = deal.indices.map(({ name }) => name);
  if (curve !== undefined && !RATES_BY_YEARS.test(curve) && !indices.includes(curve))
    fail({
      code: 'REQUEST_INVALID',
      place: 'curve',
      got: shown(curve),
      expected: ["'par 1=2%, 10=4%'", "'zero 1=2%, 10=4%'", ...indices].join(' or '),
    });
  return { ...(over !== undefined && { over }), ...(curve !== undefined && { curve }) };
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
