/** What can be asked for, read from the service's own description: a form a kind, a field a field, so that new kinds need no new page. */

export interface FormField {
  readonly name: string;
  readonly about: string;
  readonly isNeeded: boolean;
  readonly input:
    | { readonly kind: 'text'; readonly isLong: boolean; readonly isList: boolean; readonly isNumbers?: boolean }
    | { readonly kind: 'number'; readonly isWhole: boolean }
    | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly isList: boolean }
    | { readonly kind: 'flag' };
}

export interface FormKind {
  readonly kind: string;
  readonly about: string;
  readonly fields: readonly FormField[];
}

/** Texts that may be longer than this are written on several lines. */
const LONG = 5_000;

/** The kinds of runs that a description of the service has. */
export function formKinds(openapi: unknown): FormKind[] {
  const resolved = (schema: unknown) => resolvedIn(openapi, schema);
  const schema = resolved(at(openapi, 'paths', '/v1/runs', 'post', 'requestBody', 'content', 'application/json', 'schema'));
  const parts = listOf(at(schema, 'oneOf') ?? at(schema, 'anyOf')).map(resolved);
  return (parts.length > 0 ? parts : [schema]).flatMap((part): FormKind[] => {
    const kind = constOf(at(part, 'properties', 'kind'));
    if (kind === undefined) return [];
    const needed = listOf(at(part, 'required'));
    const fields = Object.entries(objectOf(at(part, 'properties')))
      .filter(([name]) => name !== 'kind')
      .flatMap(([name, given]) => {
        const field = resolved(given);
        const input = inputOf(field);
        return input === undefined
          ? []
          : [{ name, about: textOf(at(field, 'description')), isNeeded: needed.includes(name), input }];
      });
    return [
      {
        kind,
        about: textOf(at(part, 'description')),
        fields: fields.sort((a, b) => rankOf(a) - rankOf(b)),
      },
    ];
  });
}

/** The body of a request from what was filled in; fields left empty are left out. */
export function bodyOf({ kind, fields }: FormKind, filled: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = fields.flatMap(({ name, input }): [string, unknown][] => {
    const text = (filled[name] ?? '').trim();
    if (text === '') return [];
    if (input.kind === 'number') return [[name, Number(text)]];
    if (input.kind === 'flag') return text === 'true' ? [[name, true]] : [];
    if (!input.isList) return [[name, text]];
    return [[name, 'isNumbers' in input && input.isNumbers === true ? listed(text).map(Number) : listed(text)]];
  });
  return { kind, ...Object.fromEntries(given) };
}

/** What must be given stands first, what every kind has last. */
function rankOf({ name, isNeeded }: FormField): number {
  return isNeeded ? 0 : name === 'priority' ? 2 : 1;
}

function listed(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function inputOf(field: unknown): FormField['input'] | undefined {
  const choices = choicesOf(field);
  if (choices.length > 0) return { kind: 'choice', choices, isList: false };
  switch (at(field, 'type')) {
    case 'string':
      return { kind: 'text', isLong: Number(at(field, 'maxLength') ?? 0) > LONG, isList: false };
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: at(field, 'type') === 'integer' };
    case 'boolean':
      return { kind: 'flag' };
    case 'array': {
      const items = at(field, 'items');
      const among = choicesOf(items);
      if (among.length > 0) return { kind: 'choice', choices: among, isList: true };
      const of = at(items, 'type');
      if (of === 'string') return { kind: 'text', isLong: false, isList: true };
      return of === 'integer' || of === 'number' ? { kind: 'text', isLong: false, isList: true, isNumbers: true } : undefined;
    }
    default:
      return undefined;
  }
}

function choicesOf(field: unknown): string[] {
  const listed = listOf(at(field, 'enum'));
  const union = listOf(at(field, 'anyOf') ?? at(field, 'oneOf')).map(constOf);
  return [...listed, ...union].filter((choice) => typeof choice === 'string');
}

function constOf(field: unknown): string | undefined {
  const value = at(field, 'const') ?? listOf(at(field, 'enum'))[0];
  return typeof value === 'string' ? value : undefined;
}

/** What a schema refers to within its document: `#/components/schemas/Run`. */
function resolvedIn(document: unknown, schema: unknown): unknown {
  const reference = at(schema, '$ref');
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  return at(document, ...reference.slice(2).split('/'));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
