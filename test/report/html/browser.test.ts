/** The report in a browser without a network: what it asks for, how it fits, how it sorts, how it looks dark and on paper. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../../host/report/html/valuation.ts';
import { runHtml } from '../../../host/report/html.ts';
import { misplaced, openBrowser } from '../../page/looks.ts';
import { temporaryFolder } from '../../store/folder.ts';
import { PAGES } from './analyses.ts';
import { ID, MANIFEST, sampleRun, TERMS } from './sample.ts';

const { folder, remove } = temporaryFolder();
const file = join(folder, 'report.html');
let browser: Browser;

beforeAll(async () => {
  writeFileSync(file, reportHtml(sampleRun()));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  remove();
});

interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly path?: string;
}

/** Opens a report with the network off; `heard` is everything that it asked for and complained of. */
async function open({ width = 1280, scheme = 'light', path = file }: Look = {}): Promise<{ page: Page; heard: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, offline: true });
  const page = await context.newPage();
  const heard: string[] = [];
  const address = pathToFileURL(path).href;
  page.on('request', (request) => request.url() !== address && heard.push(`asked for ${request.url()}`));
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('dialog', (dialog) => heard.push(dialog.message()));
  await page.goto(address);
  return { page, heard };
}

const MISPLACED = misplaced(`svg.getAttribute('aria-label')`, 2);

describe('the page of an analysis in a browser', () => {
  it.each(Object.entries(PAGES))('of kind %s asks for nothing, fits, and overlaps nowhere', async (kind, value) => {
    const path = join(folder, `${kind}.html`);
    writeFileSync(path, runHtml({ id: ID, value, manifest: MANIFEST, tables: [] }));
    const { page, heard } = await open({ path, scheme: 'dark' });
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(MISPLACED), `${width} dots wide`).toEqual([]);
    }
    // What is drawn is seen: no bar, line or area has the colour of the page, or none.
    const unseen = `[...document.querySelectorAll('svg path.bars, svg path.area, svg path.line, svg path.dots')].filter((path) => {
      const { fill, stroke } = getComputedStyle(path);
      const colour = path.matches('.bars, .area') ? fill : stroke;
      return colour === 'none' || colour === 'rgb(0, 0, 0)' || colour === getComputedStyle(document.body).backgroundColor;
    }).map((path) => path.getAttribute('class'))`;
    expect(await page.evaluate(unseen)).toEqual([]);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});

describe('a report in a browser', () => {
  it.each([
    { width: 1280, scheme: 'light' },
    { width: 1280, scheme: 'dark' },
    { width: 400, scheme: 'light' },
    { width: 400, scheme: 'dark' },
  ] as const)('asks for nothing, complains of nothing and fits $width dots, $scheme', async (look) => {
    const { page, heard } = await open(look);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    const background = String(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    const [red = 0] = background.match(/\d+/g)?.map(Number) ?? [];
    expect(red > 128).toBe(look.scheme === 'light');
    // The page is styled: its policy lets its own style and script through.
    expect(await page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX")).toBe('auto');
    expect(await page.evaluate("document.querySelectorAll('thead button').length")).toBeGreaterThan(10);
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('draws pictures whose texts lie within them and whose marks do not overlap', async () => {
    const { page } = await open({ width: 400 });
    const faults = await page.evaluate(MISPLACED);
    expect(faults).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('svg .area').length")).toBe(3 * 6);
    await page.context().close();
  });

  it('sorts a table by the column that is clicked, figures by size, and back', async () => {
    const { page } = await open();
    const column = (place: number) =>
      page.evaluate(`[...document.querySelectorAll('#trusts tbody tr')].map((row) => row.cells[${place}].textContent)`);
    await page.click('#trusts thead th:nth-child(5) button');
    expect(await column(0)).toEqual(['multifamily-2006-3', 'alt-a-2005-1', 'alt-a-2006-2']);
    expect(await column(4)).toEqual(['88,411', '612,346', '1,834,220']);
    await page.click('#trusts thead th:nth-child(5) button');
    expect(await column(4)).toEqual(['1,834,220', '612,346', '88,411']);
    expect(await page.getAttribute('#trusts thead th:nth-child(5)', 'aria-sort')).toBe('descending');
    await page.context().close();
  });

  it('runs nothing that a name holds', async () => {
    const [first] = TERMS;
    const name = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const path = join(folder, 'evil.html');
    writeFileSync(path, reportHtml({ ...sampleRun([{ ...first!, name, warnings: [name] }]), title: name }));
    const { page, heard } = await open({ path });
    expect(heard).toEqual([]);
    expect(await page.textContent('h1')).toBe(name);
    expect(await page.evaluate("document.querySelectorAll('img').length")).toBe(0);
    await page.context().close();
  });

  it('runs no script but its own, even where markup got through', async () => {
    const path = join(folder, 'through.html');
    writeFileSync(path, reportHtml(sampleRun()).replace('<main>', '<main><script>document.title = "taken"</script>'));
    const { page, heard } = await open({ path });
    expect(await page.title()).toBe('Example Mortgage Holdings, 2011-03-31');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toContain('Content Security Policy');
    await page.context().close();
  });

  it('prints on pages of their own for each trust, with nothing cut off', async () => {
    const { page } = await open({ scheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    // Letter in landscape less its margins, at 96 dots an inch.
    await page.setViewportSize({ width: 965, height: 726 });
    const wide = await page.evaluate(
      "[...document.querySelectorAll('table')].filter((table) => table.getBoundingClientRect().right > innerWidth + 1).map((table) => table.parentElement.ariaLabel)",
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(1 + TERMS.length + 1);
    await page.context().close();
  });
});
