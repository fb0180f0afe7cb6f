/**
 * What the shapes of requests and answers share. A shape is what is checked at the door, what handlers are given and what OpenAPI says,
 * in one.
 */
import Type, { type Static, type TSchema } from 'typebox';

export const closed = { additionalProperties: false };
export const optional = Type.Optional;
export const number = Type.Number();
export const text = Type.String();
export const flag = Type.Boolean();

/** A list that nobody changes. */
export const list = <T extends TSchema>(of: T, options: Type.TArrayOptions = {}) => Type.Immutable(Type.Array(of, options));

export const orNull = <T extends TSchema>(of: T) => Type.Union([of, Type.Null()]);

/** An object whose fields are told elsewhere. */
export const anyObject = (description: string) => Type.Object({}, { additionalProperties: true, description });

/** A shape that stands once in the description, under its name, where others use it. `SHARED_SHAPES` lists it. */
export function shared<S extends TSchema>({ $id }: S & { readonly $id?: string }) {
  if ($id === undefined) throw new Error('schemas: a shared shape without a name');
  return Type.Unsafe<Static<S>>({ $ref: `${$id}#` });
}

/** What is wrong, and where. `file` is a path within the data folder. */
export const FaultShape = Type.Object(
  { code: text, file: optional(text), place: text, got: text, expected: text },
  { $id: 'Fault', description: 'what is wrong, and where; a file is told by its path within the data folder' },
);
export const FaultsShape = list(shared(FaultShape));

/** Where a list goes on: the `cursor` of the next request; null at its end. */
export const nextCursor = Type.Union([text, Type.Null()], { description: 'the cursor of the next page; null at the end' });

/** A problem, as every refusal is one. */
export const ProblemShape = Type.Object(
  {
    type: text,
    title: text,
    status: number,
    code: text,
    detail: text,
    faults: FaultsShape,
    omitted: Type.Number({ description: 'faults found beyond those listed' }),
    requestId: text,
  },
  { $id: 'Problem', description: 'a problem as RFC 9457 has it, with a code and every fault' },
);

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: shared(ProblemShape) } },
});

/** What every route may answer besides what it is for. */
export const PROBLEMS = {
  '4xx': problem('The request is at fault: what was found where, and what was expected.'),
  '5xx': problem("A fault of the service's own."),
};
