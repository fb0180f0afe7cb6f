/** Behaviour files: read with every fault at once, and written. BEHAVIOUR.md says what each parameter means. */
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { stringify } from 'yaml';
import { parseNumber } from '../deal/expression.ts';
import { FaultList } from '../deal/faults.ts';
import { readText, shapeFaults, valueFromText } from '../deal/read.ts';
import { KINDS } from '../deal/schema.ts';
import { type Fault, WeirError } from '../errors.ts';
import { type Behaviour, type BehaviourTerms, DEFAULT_BEHAVIOUR } from './behaviour.ts';
import type { ExposedTrust } from './exposure.ts';
import type { HomePriceGroup } from './market/homePrices.ts';

/** What each number may be, by section and field; whole numbers of months are `ramp`. */
export const PARAMETERS = {
  turnover: { speed: [0, 0.95], ramp: [1, 360], penalty: [0, 1] },
  refinancing: {
    speed: [0, 0.95],
    ramp: [1, 360],
    steepness: [0, 10_000],
    centre: [-0.1, 0.2],
    burnout: [0, 1000],
    penalty: [0, 1],
  },
  default: { floor: [0, 1], steepness: [0, 100], centre: [0.1, 3], paymentShock: [0, 20] },
  severity: { least: [0, 1], cost: [0, 0.95] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;

type SectionName = keyof typeof PARAMETERS;
const SECTION_NAMES = Object.keys(PARAMETERS) as readonly SectionName[];
const MONTHS = 12;
const MOST_SEASON = 5;
const MOST_BYTES = 1024 * 1024;

const { rate, positive, name } = KINDS;
const closed = { additionalProperties: false };
const optional = Type.Optional;
const seasonality = Type.Array(rate, {
  minItems: MONTHS,
  maxItems: MONTHS,
  description: 'twelve multiples, that of January first',
});

const sections = {
  turnover: optional(
    Type.Object(
      { speed: optional(rate), ramp: optional(positive), seasonality: optional(seasonality), penalty: optional(rate) },
      closed,
    ),
  ),
  refinancing: optional(
    Type.Object(
      {
        speed: optional(rate),
        ramp: optional(positive),
        steepness: optional(rate),
        centre: optional(rate),
        burnout: optional(rate),
        penalty: optional(rate),
      },
      closed,
    ),
  ),
  default: optional(
    Type.Object(
      { floor: optional(rate), steepness: optional(rate), centre: optional(rate), paymentShock: optional(rate) },
      closed,
    ),
  ),
  severity: optional(Type.Object({ least: optional(rate), cost: optional(rate) }, closed)),
};
const TermsShape = Type.Object(sections, closed);
const text = Type.String({ minLength: 1, maxLength: 200, description: 'a text' });
const BehaviourShape = Type.Object(
  {
    behaviour: text,
    about: optional(Type.String()),
    ...sections,
    cohorts: optional(Type.Record(Type.String(), TermsShape, { description: 'cohorts by name with parameters of their own' })),
    regions: optional(
      Type.Array(Type.Object({ trust: optional(text), cohort: optional(text), group: name }, closed), {
        description: 'a list of {trust, cohort, group}',
      }),
    ),
  },
  closed,
);
const checker = Compile(BehaviourShape);

/** Reads a behaviour file. Throws: FILE_UNREADABLE, FILE_TOO_LARGE, and as `behaviourFromText`. */
export function readBehaviour(file: string): Behaviour {
  return behaviourFromText(readText(file, MOST_BYTES), file);
}

/**
 * What the text of a behaviour file says; what it leaves out is as it is by default, and a cohort's as in the file. Speeds become decimals.
 *
 * Throws: FILE_NOT_YAML; BEHAVIOUR_SHAPE, BEHAVIOUR_RANGE, all at once.
 */
export function behaviourFromText(text: string, file?: string): Behaviour {
  const value = valueFromText(text, file);
  const at = file === undefined ? {} : { file };
  const ofShape = shapeFaults(BehaviourShape, checker, value, '', at, { shape: 'BEHAVIOUR_SHAPE', range: 'BEHAVIOUR_RANGE' });
  const faults = new FaultList(file);
  const wrong = new Set(ofShape.map(({ place }) => place));
  // Numbers are looked at wherever they are numbers: a fault of shape hides none of range.
  const all = mergedTerms(DEFAULT_BEHAVIOUR, fieldOf(value, undefined), '', wrong, faults);
  const cohorts = Object.entries(objectOf(fieldOf(value, 'cohorts'))).map(
    ([cohort, own]) => [cohort, mergedTerms(all, own, `cohorts.${cohort}.`, wrong, faults)] as const,
  );
  const found = [...ofShape, ...faults.all];
  if (found.length > 0 || !checker.Check(value)) throw new WeirError(found);
  return { ...all, cohorts: Object.fromEntries(cohorts), regions: value.regions ?? [] };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function fieldOf(value: unknown, field: string | undefined): unknown {
  return field === undefined ? value : objectOf(value)[field];
}

/** `base` with the numbers that are given, each within its range. */
function mergedTerms(
  base: BehaviourTerms,
  given: unknown,
  place: string,
  wrong: ReadonlySet<string>,
  faults: FaultList,
): BehaviourTerms {
  const sectionOf = (section: SectionName): Record<string, number> => {
    const ranges: Readonly<Record<string, readonly [number, number]>> = PARAMETERS[section];
    const values: Record<string, number> = {};
    for (const [field, value] of Object.entries(objectOf(fieldOf(given, section)))) {
      const here = `${place}${section}.${field}`;
      const range = ranges[field];
      if (range === undefined || wrong.has(here) || (typeof value !== 'number' && typeof value !== 'string')) continue;
      const number = parseNumber(value);
      const [low, high] = range;
      if (!(number >= low && number <= high)) faults.add('BEHAVIOUR_RANGE', here, value, `a number from ${low} to ${high}`);
      values[field] = number;
    }
    return values;
  };
  return {
    turnover: { ...base.turnover, ...sectionOf('turnover'), ...seasons(given, place, wrong, faults) },
    refinancing: { ...base.refinancing, ...sectionOf('refinancing') },
    default: { ...base.default, ...sectionOf('default') },
    severity: { ...base.severity, ...sectionOf('severity') },
  };
}

function seasons(
  given: unknown,
  place: string,
  wrong: ReadonlySet<string>,
  faults: FaultList,
): { seasonality?: readonly number[] } {
  const here = `${place}turnover.seasonality`;
  const list = fieldOf(fieldOf(given, 'turnover'), 'seasonality');
  if (!Array.isArray(list) || wrong.has(here)) return {};
  const seasonality = list.map((value) => (typeof value === 'number' || typeof value === 'string' ? parseNumber(value) : 1));
  seasonality.forEach((value, month) => {
    if (!(value >= 0 && value <= MOST_SEASON))
      faults.add('BEHAVIOUR_RANGE', `${here}[${month}]`, list[month], `a multiple from 0 to ${MOST_SEASON}`);
  });
  return { seasonality };
}

/** A trust that was read, by its name and the names of its sets of assumptions, or one that was not. */
type NamedTrust =
  | { readonly ok: true; readonly trust: { readonly name: string; readonly deal: ExposedTrust['deal'] } }
  | { readonly ok: false; readonly name: string };

/** Refuses rules of regions that name what a snapshot or a model does not have. Throws: BEHAVIOUR_UNKNOWN_NAME, all at once. */
export function checkRegions(
  { regions = [], cohorts = {} }: Behaviour,
  { trusts }: { readonly trusts: readonly NamedTrust[] },
  groups: readonly Pick<HomePriceGroup, 'name'>[],
  file?: string,
): void {
  const faults: Fault[] = [];
  const names = {
    trust: trusts.map((reading) => (reading.ok ? reading.trust.name : reading.name)),
    cohort: trusts.flatMap((reading) => (reading.ok ? reading.trust.deal.assumptions.map(({ name }) => name) : [])),
    group: groups.map(({ name }) => name),
  };
  const check = (kind: keyof typeof names, got: string | undefined, place: string) => {
    if (got === undefined || names[kind].includes(got)) return;
    const known = [...new Set(names[kind])].filter((each) => each !== '');
    const expected = `one of ${known.join(', ') || 'none: there are no such names'}`;
    faults.push({ code: 'BEHAVIOUR_UNKNOWN_NAME', ...(file !== undefined && { file }), place, got: `'${got}'`, expected });
  };
  // Trusts that could not be read may have any cohort.
  const isWhole = trusts.every(({ ok }) => ok);
  if (isWhole) for (const cohort of Object.keys(cohorts)) check('cohort', cohort, `cohorts.${cohort}`);
  regions.forEach(({ trust, cohort, group }, at) => {
    check('trust', trust, `regions[${at}].trust`);
    if (isWhole) check('cohort', cohort, `regions[${at}].cohort`);
    check('group', group, `regions[${at}].group`);
  });
  if (faults.length > 0) throw new WeirError(faults);
}

/** The text of a behaviour file; `comments` stand above it, a line each. */
export function behaviourText(
  name: string,
  { cohorts = {}, regions = [], ...terms }: Behaviour,
  comments: readonly string[] = [],
): string {
  const value = {
    behaviour: name,
    ...sectionsOf(terms),
    ...(Object.keys(cohorts).length > 0 && {
      cohorts: Object.fromEntries(Object.entries(cohorts).map(([cohort, own]) => [cohort, sectionsOf(own)])),
    }),
    ...(regions.length > 0 && { regions }),
  };
  const above = comments.map((comment) => `# ${comment}\n`).join('');
  return above + stringify(value, { lineWidth: 0, collectionStyle: 'any' });
}

/** Sections as the file has them, each on a line. */
function sectionsOf(terms: BehaviourTerms): Record<string, unknown> {
  return Object.fromEntries(SECTION_NAMES.map((section) => [section, terms[section]]));
}
