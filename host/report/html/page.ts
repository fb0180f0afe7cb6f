/** The page around a report: one file that needs nothing else, no network, no fonts, no scripts from elsewhere. */
import { createHash } from 'node:crypto';
import { SCRIPT } from './script.ts';
import { styleText } from './style.ts';
import { type Html, html, type Part, trusted } from './template.ts';

/** A part of a page: its markup, with its own heading, and how the contents call it. */
export interface Section {
  /** The place that the contents lead to: the id of the markup. */
  readonly id: string;
  /** Absent where the contents pass it over. */
  readonly name?: string;
  /** Null where there is nothing to tell. */
  readonly body: Part;
}

/** What a page says. */
export interface Page {
  /** The portfolio. */
  readonly title: string;
  /** YYYY-MM-DD: of the title that a browser shows. Absent where it is of no date. */
  readonly date?: string;
  /** Below the title: what it is and of when. */
  readonly about: Part;
  readonly sections: readonly Section[];
}

/** The text of the page. Parts that there are not stand in no contents. */
export function pageHtml({ title, date, about, sections }: Page): string {
  const style = styleText();
  // Nothing is fetched, and nothing runs but this very script, even if a name of a trust should find a way into the markup.
  const policy = `default-src 'none'; img-src data:; style-src '${digest(style)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const there = sections.filter(({ body }) => body !== null && body !== undefined && body !== false);
  const links = there.flatMap(({ id, name }) => (name === undefined ? [] : [html`<li><a href="#${id}">${name}</a></li>\n`]));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}${date === undefined ? '' : `, ${date}`}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${title}</h1><p class="sub">${about}</p></header>
<nav aria-label="Contents"><ul>
${links}</ul></nav>
<main>
${there.map(({ body }) => [body, html`\n`])}</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

/** The place of the part of a trust, by its place among them. */
export function trustId(place: number): string {
  return `trust-${place + 1}`;
}

/** A link to the part of a trust; of one that is not consolidated it says so. */
export function trustLink(place: number, trust: string, isConsolidated = true): Html {
  const beside = isConsolidated ? null : html` <span class="unit">not consolidated</span>`;
  return html`<a href="#${trustId(place)}">${trust}</a>${beside}`;
}

/** A section with its heading; nothing where all of its parts are nothing. */
export function section(id: string, title: string, parts: readonly Part[], kind?: 'bad' | 'trust'): Html | null {
  if (parts.every((part) => part === null || part === undefined || part === false)) return null;
  return html`<section id="${id}"${kind === undefined ? null : html` class="${kind}"`}><h2>${title}</h2>
${parts}</section>`;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
