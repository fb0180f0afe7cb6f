/**
 * Reading JSON whose shape a kind of run decides: each field as what it is taken for, or as missing. A newer service may send more, an older
 * one less; the page shows what there is.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** An object; empty for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A list of objects; empty for anything else. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Texts of a list. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A text; empty for anything else. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A number; NaN for anything else. */
export function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
