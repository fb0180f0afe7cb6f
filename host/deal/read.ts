/** From a file to a deal of the right shape: size, YAML, then the schema, with every fault of shape at once. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { type Document, isCollection, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { type ErrorCode, type Fault, fail, shown, WeirError } from '../errors.ts';
import { suggested } from './nearest.ts';
import { type DealFile, DealShape, STEPS, type Step, type Verb } from './schema.ts';

/** A deal file is written by hand: one of this size is another kind of file. */
export const MOST_DEAL_BYTES = 8 * 1024 * 1024;

Settings.Set({ maxErrors: 1000 });
const dealShape = Compile(DealShape);
const stepShapes = Object.fromEntries(Object.entries(STEPS).map(([verb, schema]) => [verb, Compile(schema)]));

/** The path of a file that a deal names, which is beside the deal's own. Throws: DEAL_FILE_REFERENCE where the deal has none. */
export function besideDeal(dealFile: string | undefined, named: string, place: string): string {
  if (dealFile !== undefined) return resolvePath(dirname(dealFile), named);
  return fail({
    code: 'DEAL_FILE_REFERENCE',
    place,
    got: `the file '${named}'`,
    expected: 'its content in the deal itself: this deal was not read from a file',
  });
}

/** The text of a file up to `mostBytes`; `place` is where another file names it. Throws: FILE_UNREADABLE, FILE_TOO_LARGE. */
export function readText(file: string, mostBytes: number, place = ''): string {
  return readBytes(file, mostBytes, place).toString('utf8');
}

/** The bytes of a file, as `readText`. Throws: FILE_UNREADABLE, FILE_TOO_LARGE. */
export function readBytes(file: string, mostBytes: number, place = ''): Buffer {
  try {
    const { size } = statSync(file);
    if (size > mostBytes) {
      fail({ code: 'FILE_TOO_LARGE', file, place, got: `${size} bytes`, expected: `at most ${mostBytes} bytes` });
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof WeirError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ code: 'FILE_UNREADABLE', file, place, got: reason, expected: 'a file that can be read' });
  }
}

/** Reads the text of a deal. Throws: FILE_NOT_YAML, DEAL_SHAPE. */
export function dealFromText(text: string, file?: string): DealFile {
  return checkedDeal(valueFromText(text, file), file);
}

/** What the text of a deal says, of whatever shape. Throws: FILE_NOT_YAML. */
export function valueFromText(text: string, file?: string): unknown {
  const at = file === undefined ? {} : { file };
  const notYaml = (got: string): never => fail({ code: 'FILE_NOT_YAML', ...at, place: '', got, expected: 'YAML or JSON' });
  const lines = new LineCounter();
  // A class called 4E1 is no number; and the reader's own search for repeated keys takes the square of their number.
  const document = parseDocument(text, { stringKeys: true, uniqueKeys: false, lineCounter: lines });
  // The reader goes down into what is nested and tells of the end of the stack as if it were one more fault of the text.
  if (document.errors.some(({ message }) => /stack/i.test(message))) notYaml('lists or mappings nested too deep');
  if (document.errors.length > 0) {
    throw new WeirError(
      document.errors.map((error) => {
        const [start] = error.linePos ?? [];
        const place = start === undefined ? '' : `line ${start.line}, column ${start.col}`;
        return {
          code: 'FILE_NOT_YAML',
          ...at,
          place,
          got: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
          expected: 'YAML or JSON',
        };
      }),
    );
  }
  const faults = faultsWithin(document, lines);
  if (faults.length > 0) throw new WeirError(faults.map((fault) => ({ ...fault, ...at })));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    notYaml(error instanceof Error ? error.message : String(error));
  }
  return value;
}

/**
 * Keys that a mapping has twice: one of the two would be lost; and aliases of something that they stand in themselves: what is read would
 * have no end.
 */
function faultsWithin(document: Document.Parsed, lines: LineCounter): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const { line, col } = lines.linePos(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
        const place = `line ${line}, column ${col}`;
        if (seen.has(name))
          faults.push({ code: 'FILE_NOT_YAML', place, got: `'${name}' a second time`, expected: 'every key once' });
        seen.add(name);
      }
    },
    Alias(_, { source, range }, path) {
      if (!path.some((node) => isCollection(node) && node.anchor === source)) return;
      const { line, col } = lines.linePos(range?.[0] ?? 0);
      const expected = 'an alias of something that does not hold it';
      faults.push({ code: 'FILE_NOT_YAML', place: `line ${line}, column ${col}`, got: `*${source} within &${source}`, expected });
    },
  });
  return faults;
}

/** Checks the shape of a parsed deal. Throws: DEAL_SHAPE, all faults at once. */
export function checkedDeal(value: unknown, file?: string): DealFile {
  const at = file === undefined ? {} : { file };
  const faults = [...shapeFaults(DealShape, dealShape, value, '', at), ...stepFaults(value, at)];
  if (faults.length > 0) throw new WeirError(faults);
  if (!isDeal(value)) return fail({ code: 'DEAL_SHAPE', ...at, place: '', got: shown(value), expected: 'a deal' });
  return value;
}

/** After `stepFaults` has found none, the shape of the whole is that of its parts. */
function isDeal(value: unknown): value is DealFile {
  return dealShape.Check(value) && value.steps.every((step): step is Step => verbOf(step) !== undefined);
}

/** The verb of a step, when it has exactly one. */
export function verbOf(step: unknown): Verb | undefined {
  if (typeof step !== 'object' || step === null) return undefined;
  const verbs = Object.keys(STEPS).filter((verb): verb is Verb => verb in step);
  return verbs.length === 1 ? verbs[0] : undefined;
}

function stepFaults(deal: unknown, at: { file?: string }): Fault[] {
  if (typeof deal !== 'object' || deal === null || !('steps' in deal) || !Array.isArray(deal.steps)) return [];
  return deal.steps.flatMap((step: unknown, index): Fault[] => {
    const place = `steps[${index}]`;
    const verb = verbOf(step);
    if (verb === undefined) {
      return [
        { code: 'DEAL_STEP', ...at, place, got: shown(step), expected: `one of the verbs ${Object.keys(STEPS).join(', ')}` },
      ];
    }
    const checker = stepShapes[verb];
    return checker === undefined ? [] : shapeFaults(STEPS[verb], checker, step, place, at);
  });
}

/** What tells whether a value has a shape, and where not. */
export interface Checker {
  Check(value: unknown): boolean;
  Errors(
    value: unknown,
  ): readonly { keyword: string; schemaPath: string; instancePath: string; params: object; message: string }[];
}

/** The codes of a fault of shape and of a number outside its range. */
interface ShapeCodes {
  readonly shape: ErrorCode;
  readonly range: ErrorCode;
}
const DEAL_CODES: ShapeCodes = { shape: 'DEAL_SHAPE', range: 'DEAL_RANGE' };

/** One fault a place: what the schema describes there, what is missing, or what is not known. */
export function shapeFaults(
  schema: TSchema,
  checker: Checker,
  value: unknown,
  prefix: string,
  at: { file?: string },
  codes: ShapeCodes = DEAL_CODES,
): Fault[] {
  if (checker.Check(value)) return [];
  const faults = new Map<string, Fault>();
  const put = (place: string, got: string, expected: string) => {
    const isOfRange = got !== 'nothing' && !expected.startsWith('one of') && isNumberOutside(got, expected);
    const code = isOfRange ? codes.range : codes.shape;
    if (!faults.has(place)) faults.set(place, { code, ...at, place, got, expected });
  };
  for (const error of checker.Errors(value)) {
    const place = joined(prefix, error.instancePath);
    const here = valueAt(value, error.instancePath);
    if (error.keyword === 'required' && 'requiredProperties' in error.params && Array.isArray(error.params.requiredProperties)) {
      for (const field of error.params.requiredProperties)
        put(`${place}${place === '' ? '' : '.'}${field}`, 'nothing', `a value: '${field}' is required`);
    } else if (error.keyword === 'additionalProperties' && 'additionalProperties' in error.params) {
      const unknown = error.params.additionalProperties;
      const known = Object.keys(propertiesAt(schema, error.schemaPath));
      for (const field of Array.isArray(unknown) ? unknown : []) {
        put(
          `${place}${place === '' ? '' : '.'}${field}`,
          `the field '${field}'`,
          suggested(`one of the fields ${known.join(', ')}`, String(field), known),
        );
      }
    } else if (error.keyword !== 'boolean') {
      put(place, shown(here), descriptionAt(schema, error.schemaPath) ?? KINDS[error.message] ?? error.message);
    }
  }
  return [...faults.values()];
}

/** What the checker says of a value of the wrong kind, in plain words. */
const KINDS: Readonly<Record<string, string>> = {
  'must be object': 'fields with their values: {field: value, ...}',
  'must be array': 'a list: [..., ...]',
  'must be string': 'text',
  'must be number': 'a number',
  'must be boolean': 'true or false',
};

/** A number of the right kind in the wrong size is a matter of range. */
function isNumberOutside(got: string, expected: string): boolean {
  const isNumber = got !== 'null' && Number.isFinite(Number(got));
  return isNumber && /whole number|months|number/.test(expected);
}

function joined(prefix: string, pointer: string): string {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');
  return prefix === '' ? path.replace(/^\./, '') : `${prefix}${path}`;
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
      value,
    );
}

/** The nearest description on the way to where a schema failed. */
function descriptionAt(schema: TSchema, schemaPath: string): string | undefined {
  let described: string | undefined;
  let inner: unknown = schema;
  for (const part of schemaPath.split('/').slice(1)) {
    inner = typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined;
    if (typeof inner === 'object' && inner !== null && 'description' in inner) described = String(inner.description);
  }
  return described;
}

function propertiesAt(schema: TSchema, schemaPath: string): object {
  const parent = valueAt(schema, schemaPath.replace(/^#/, '').replace(/\/additionalProperties$/, ''));
  const properties = typeof parent === 'object' && parent !== null && 'properties' in parent ? parent.properties : undefined;
  return typeof properties === 'object' && properties !== null ? properties : {};
}
