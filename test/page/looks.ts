/** A browser for tests, and what is looked for in pages: scripts that answer with whatever is not as it should be. */
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** A browser that asks for nothing of its own. */
export async function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // The packaged browser is Linux's; elsewhere the one that is installed. In one process it would end with its first page.
  return playwright.launch(
    process.platform === 'linux'
      ? {
          executablePath: await chromium.executablePath(),
          args: [...chromium.args.filter((each) => each !== '--single-process'), ...quiet],
        }
      : { channel: 'chrome', args: quiet },
  );
}

/**
 * Texts of pictures that lie outside of them, or over one another by more than `slack`, each after the name of its picture: an expression of
 * `svg`. Units: dots.
 */
export function misplaced(name: string, slack: number): string {
  return `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const out = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
  const over = boxes.filter(([, a], k) => boxes.some(([, b], j) => j > k && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - ${slack} && b.top < a.bottom - ${slack}));
  return [...out, ...over].map(([text]) => (${name}) + ': ' + text);
})`;
}

/** Tables that scroll under a first column, which is held in place, that leaves them too little room. */
export const CROWDED = `[...document.querySelectorAll('section.scroll')]
  .filter((table) => table.scrollWidth > table.clientWidth && table.querySelector('tbody th').offsetWidth > 0.65 * table.clientWidth)
  .map((table) => table.ariaLabel)`;

/** Controls and pictures without a name for those who do not see them, and headings that are missing. */
export const NAMELESS = `[
  ...[...document.querySelectorAll('button, a[href], select, input, textarea')]
    .filter((element) => !(element.textContent.trim() || element.ariaLabel || (element.labels && element.labels.length > 0)))
    .map((element) => element.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('svg:not([aria-hidden=true]), [role=slider], section.scroll')].filter((element) => !element.ariaLabel).map((element) => element.outerHTML.slice(0, 80)),
  ...(document.querySelectorAll('h1').length === 1 ? [] : ['h1: ' + document.querySelectorAll('h1').length]),
  ...(document.title.length > 0 ? [] : ['title']),
]`;
