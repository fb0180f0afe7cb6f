/**
 * Checks what stands in addresses, where everything is text: `3` is a number there if a number is asked for, and one value is a list of
 * one. Bodies are never bent like that.
 */
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { type Fault, shown, WeirError } from '../host/errors.ts';

/** The compiler for routes whose query has numbers or lists. Errors are REQUEST_INVALID, all at once. */
export const queryCompiler: FastifySchemaCompiler<TSchema> = ({ schema }) => {
  const shape = Compile(schema);
  return (given: unknown) => {
    const value: unknown = Value.Convert(schema, given);
    if (shape.Check(value)) return { value };
    const fields: Readonly<Record<string, unknown>> =
      'properties' in schema && isRecord(schema.properties) ? schema.properties : {};
    const faults = new Map<string, Fault>();
    for (const { instancePath, keyword, params, message } of shape.Errors(value)) {
      const missing: unknown = keyword === 'required' ? Reflect.get(params, 'requiredProperties') : undefined;
      const names = Array.isArray(missing) ? missing.map(String) : [instancePath.split('/')[1] ?? ''];
      for (const name of names.filter((one) => one !== '')) {
        const field = fields[name];
        const expected = isRecord(field) && typeof field.description === 'string' ? field.description : message;
        const unknown = `one of ${Object.keys(fields).join(', ')}`;
        const got = shown(isRecord(value) ? value[name] : undefined);
        if (faults.has(name)) continue;
        faults.set(
          name,
          field === undefined
            ? { code: 'REQUEST_INVALID', place: name, got: `the field '${name}'`, expected: unknown }
            : { code: 'REQUEST_INVALID', place: name, got, expected },
        );
      }
    }
    if (faults.size === 0)
      faults.set('', { code: 'REQUEST_INVALID', place: 'query', got: shown(value), expected: 'the fields of the route' });
    return { error: new WeirError([...faults.values()]) };
  };
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
