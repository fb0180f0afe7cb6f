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
  /** A reading of the documents, several parted by commas, or `all`: compared side by side. */
  readonly variant?: string;
  /** Project loan by loan even where schedule x survival applies. */
  readonly fullerLoop?: boolean;
}

/** The name of the scenario in which the deal's own assumptions hold. */
export const BASE = 'base';

/** What a request changes besides speeds, in words with their units: `CDR 6, severity 45%, lag 12 months, LIBOR_1M=9%, no call`. */
export function givenText(request: ScenarioRequest): string {
  const parts = [
    request.cdr === undefined ? '' : /[a-z]/i.test(request.cdr) ? request.cdr : `CDR ${request.cdr}`,
    request.severity === undefined ? '' : `severity ${withPercent(request.severity)}`,
    request.lag === undefined ? '' : `lag ${request.lag} ${request.lag === 1 ? 'month' : 'months'}`,
    withPercent(request.index ?? ''),
    request.noCall === true ? 'no call' : '',
    request.variant ?? '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Numbers that stand alone in a text are percent. */
function withPercent(text: string): string {
  return text.replaceAll(/((?:^|[,;=])\s*-?[\d.]+)(?=\s*(?:[,;]|$))/g, '$1%');
}

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
    ...(request.fullerLoop !== undefined && { fullerLoop: request.fullerLoop }),
  };
  const variants = variantsOf(deal, request.variant);
  if (request.speeds === undefined || request.speeds.trim() === '') {
    return inVariants([{ name: BASE, ...common, ...ownSpeed(deal, common) }], variants);
  }
  const scenarios = parseSpeedList(request.speeds, { place: 'speeds', units: PREPAYMENT_UNITS }).map(({ label, vector }) => {
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
  return inVariants(scenarios, variants);
}

/** The readings asked for: names, or `all` of them. None means the deal's first. Throws: REQUEST_INVALID. */
function variantsOf(deal: ResolvedDeal, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const expected = deal.variants.length === 0 ? 'no variant: the deal has none' : `one of ${deal.variants.join(', ')}, or all`;
  const names = text.trim() === 'all' ? deal.variants : text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!deal.variants.includes(name)) fail({ code: 'REQUEST_INVALID', place: 'variant', got: `'${name}'`, expected });
  if (names.length === 0) fail({ code: 'REQUEST_INVALID', place: 'variant', got: `'${text}'`, expected });
  return names;
}

/** Every scenario under every reading, side by side; one reading needs no name. */
function inVariants(scenarios: readonly Scenario[], variants: readonly string[]): Scenario[] {
  const [only] = variants;
  if (only === undefined) return [...scenarios];
  if (variants.length === 1) return scenarios.map((scenario) => ({ ...scenario, variant: only }));
  return scenarios.flatMap((scenario) =>
    variants.map((variant) => ({ ...scenario, name: `${scenario.name}, ${variant}`, variant })),
  );
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
