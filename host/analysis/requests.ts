/** From the words of a command line, a case or a request body to scenarios. */
import { parseSpeedList } from '../curves/speedList.ts';
import { DEFAULT_UNITS, type ParsedVector, PREPAYMENT_UNITS } from '../curves/vectors.ts';
import { parseVector } from '../curves/vectorText.ts';
import type { ResolvedDeal } from '../deal/resolved.ts';
import { fail, shown } from '../errors.ts';
import type { CurveSource, Scenario } from '../scenarios/scenario.ts';

/** What may be asked of a projection, as text. */
export interface ScenarioRequest {
  /** `PSA 0,100,250; CPR 10`: a scenario each. Default: the deal's own prepayments. */
  readonly speeds?: string;
  readonly cdr?: string;
  readonly severity?: string;
  readonly lag?: number;
  /** `LIBOR_1M=3.57%, CMT_1Y=3.9%` or a vector in percent: `LIBOR_1M=3.57 ramp 4.6 for 18`. */
  readonly index?: string;
  readonly noCall?: boolean;
  readonly variant?: string;
  /** Project loan by loan even where schedule x survival applies. */
  readonly fullerLoop?: boolean;
}

/** The name of the scenario in which the deal's own assumptions hold. */
export const BASE = 'base';

/** Scenarios for a request. Throws: VECTOR_*, REQUEST_INVALID. */
export function scenariosFor(deal: ResolvedDeal, request: ScenarioRequest): Scenario[] {
  const common = {
    ...(request.cdr !== undefined && {
      default: curve(parseVector(request.cdr, { place: 'cdr', unit: 'CDR', units: DEFAULT_UNITS })),
    }),
    ...(request.severity !== undefined && {
      severity: curve(parseVector(request.severity, { place: 'severity', unit: 'PERCENT', units: ['PERCENT'] })),
    }),
    ...(request.lag !== undefined && { lag: lagOf(request.lag) }),
    ...(request.index !== undefined && { indices: indicesOf(deal, request.index) }),
    ...(request.noCall !== undefined && { noCall: request.noCall }),
    ...(request.variant !== undefined && { variant: request.variant }),
    ...(request.fullerLoop !== undefined && { fullerLoop: request.fullerLoop }),
  };
  if (request.speeds === undefined || request.speeds.trim() === '') return [{ name: BASE, ...common, ...ownSpeed(deal, common) }];
  return parseSpeedList(request.speeds, { place: 'speeds', units: PREPAYMENT_UNITS }).map(({ label, vector }) => {
    if (vector.unit === 'PPC' && deal.assumptions.every(({ ppc }) => ppc === undefined)) {
      fail({
        code: 'REQUEST_INVALID',
        place: 'speeds',
        got: label,
        expected: "a deal with a ramp of its own: 'assumptions.ppc'",
      });
    }
    return { name: label, prepayment: curve(vector), ...common };
  });
}

/** The deal's own prepayments, named, where all its cohorts share them: so that terms that hold under one speed apply. */
function ownSpeed(deal: ResolvedDeal, common: Partial<Scenario>): Partial<Scenario> {
  const [first] = deal.assumptions;
  if (first === undefined || deal.assumptions.length > 1 || common.prepayment !== undefined) return {};
  return { prepayment: curve(first.prepayment) };
}

function curve(vector: ParsedVector): CurveSource {
  return { kind: 'vector', vector };
}

function lagOf(lag: number): number {
  if (!Number.isInteger(lag) || lag < 0 || lag > 120)
    fail({ code: 'REQUEST_INVALID', place: 'lag', got: shown(lag), expected: 'whole months, 0 to 120' });
  return lag;
}

function indicesOf(deal: ResolvedDeal, text: string): Map<string, CurveSource> {
  const indices = new Map<string, CurveSource>();
  // An index begins wherever a name and an equals sign do: its rates may hold commas.
  for (const match of text.matchAll(/([A-Za-z_]\w*)\s*=\s*((?:(?![A-Za-z_]\w*\s*=).)*)/gs)) {
    const [, name = '', rates = ''] = match;
    if (!deal.indices.some((index) => index.name === name)) {
      const known = deal.indices.map((index) => index.name).join(', ');
      fail({
        code: 'REQUEST_INVALID',
        place: 'index',
        got: `'${name}'`,
        expected: known === '' ? 'no index: the deal has none' : `one of ${known}`,
      });
    }
    indices.set(
      name,
      curve(parseVector(rates.replace(/[\s,;]+$/, ''), { place: `index ${name}`, unit: 'PERCENT', units: ['PERCENT'] })),
    );
  }
  if (indices.size === 0)
    fail({ code: 'REQUEST_INVALID', place: 'index', got: shown(text), expected: 'NAME=rates, such as LIBOR_1M=3.57%' });
  return indices;
}
