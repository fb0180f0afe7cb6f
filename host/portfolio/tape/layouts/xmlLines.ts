/** Asset data in XML becomes lines of cells, a piece of the file at a time: filings of many hundred megabytes pass through a small memory. */

import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SaxesParser } from 'saxes';
import { type Fault, fail, WeirError } from '../../../errors.ts';
import { shapeFault } from './mapped.ts';

/** Between the cells of a line: a letter that XML cannot hold. */
export const SEPARATOR = '\u001f';
const PIECE_BYTES = 1024 * 1024;
/** No value of asset data is longer. */
const LONGEST_VALUE = 1000;
const LOAN_ELEMENT = 'assets';

export type Assets =
  | { readonly ok: true; readonly lines: string; readonly seen: ReadonlySet<string> }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Writes a line for each loan with the elements of these names (small letters), wherever in the loan they stand; the first of a name
 * counts. Answers the file of lines and the names that were met.
 *
 * Throws: FILE_UNREADABLE. Faults (TAPE_SHAPE): no XML, no loans, another kind of asset.
 */
export async function writeAssets(file: string, elements: readonly string[], folder: string): Promise<Assets> {
  const lines = join(folder, 'assets.txt');
  const reader = new AssetReader(elements);
  try {
    // A pipeline hears what its streams say until the last of it: a write that was under way when a fault was found fails a moment later.
    await pipeline(
      createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE_BYTES }),
      async function* (pieces: AsyncIterable<string>) {
        for await (const piece of pieces) yield reader.read(piece);
        yield reader.end();
      },
      createWriteStream(lines),
    );
  } catch (error) {
    if (error instanceof WeirError) throw error;
    if (error instanceof XmlError) return { ok: false, faults: [shapeFault(file, error.place, error.got, error.expected)] };
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ code: 'FILE_UNREADABLE', file, place: '', got: reason, expected: 'a file that can be read' });
  }
  if (reader.count === 0)
    return { ok: false, faults: [shapeFault(file, '', 'no loans', `an element \`${LOAN_ELEMENT}\` for each loan`)] };
  return { ok: true, lines, seen: reader.seen };
}

class XmlError extends Error {
  readonly place: string;
  readonly got: string;
  readonly expected: string;

  constructor(place: string, got: string, expected: string) {
    super(got);
    this.place = place;
    this.got = got;
    this.expected = expected;
  }
}

class AssetReader {
  readonly seen = new Set<string>();
  count = 0;
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #places: ReadonlyMap<string, number>;
  readonly #ready: string[] = [];
  #cells: string[] = [];
  /** Open elements within a loan; 0 outside. */
  #depth = 0;
  /** Cell that text goes to, -1 for none. */
  #at = -1;
  #text = '';

  constructor(elements: readonly string[]) {
    this.#places = new Map(elements.map((element, place) => [element, place]));
    this.#parser.on('error', (error) => this.#refuse(error.message.replace(/^\d+:\d+: /, ''), 'XML'));
    this.#parser.on('doctype', () => this.#refuse('a document type', 'asset data without one'));
    this.#parser.on('opentag', ({ local, uri }) => this.#open(local, uri));
    this.#parser.on('text', (text) => this.#add(text));
    this.#parser.on('cdata', (text) => this.#add(text));
    this.#parser.on('closetag', () => this.#close());
  }

  /** Takes a piece of the file, answers the lines that are ready. */
  read(piece: string): string {
    this.#parser.write(piece);
    return this.#take();
  }

  end(): string {
    this.#parser.close();
    return this.#take();
  }

  #take(): string {
    return this.#ready.splice(0).join('');
  }

  #refuse(got: string, expected: string): never {
    throw new XmlError(`line ${this.#parser.line}, column ${this.#parser.column}`, got, expected);
  }

  #open(name: string, uri: string): void {
    if (this.#depth === 0) {
      if (name !== LOAN_ELEMENT) return;
      // Commercial mortgages and car loans are filed in the same form with other elements.
      if (/absee\/(?!rmbs)/.test(uri)) this.#refuse(`assets of ${uri}`, 'asset data of residential mortgages');
      this.#cells = Array.from({ length: this.#places.size }, () => '');
      this.#depth = 1;
      return;
    }
    this.#depth++;
    this.#at = this.#places.get(name.toLowerCase()) ?? -1;
    this.#text = '';
    if (this.#at >= 0) this.seen.add(name.toLowerCase());
  }

  #add(text: string): void {
    if (this.#at >= 0 && this.#text.length < LONGEST_VALUE) this.#text += text;
  }

  #close(): void {
    if (this.#depth === 0) return;
    this.#depth--;
    if (this.#at >= 0 && this.#cells[this.#at] === '')
      this.#cells[this.#at] = this.#text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_VALUE);
    this.#at = -1;
    if (this.#depth > 0) return;
    this.#ready.push(`${this.#cells.join(SEPARATOR)}\n`);
    this.count++;
  }
}
