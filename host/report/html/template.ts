/** HTML by a tagged template that escapes every value: what a user named can never become markup. */

/** Finished markup. Nobody makes one but this file. */
export class Html {
  readonly #text: string;

  constructor(key: symbol, text: string) {
    if (key !== KEY) throw new Error('Html is made by `html` and `trusted`');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const KEY = Symbol('html');

/** What may stand in a template: texts are escaped, lists are put one after another, nothing stands for null, undefined and false. */
export type Part = string | number | Html | null | undefined | false | readonly Part[];

/**
 * Markup of a template. Values may stand between tags and inside quoted attributes; not in the name of a tag or an attribute, not in an
 * attribute without quotes, not in a script or a style.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = strings.map((piece, place) => (place < parts.length ? piece + textOf(parts[place]) : piece));
  return new Html(KEY, pieces.join(''));
}

/** Takes a text for markup as it stands: only for texts that are written or computed here, such as a style or the points of a line. */
export function trusted(text: string): Html {
  return new Html(KEY, text);
}

/** The text with the characters that mean something in markup written as references. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'string') return escaped(part);
  return typeof part === 'number' ? String(part) : part.map(textOf).join('');
}
