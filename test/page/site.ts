/** The page as it is now, built and served on loopback over a data folder with the example portfolio, and a browser that looks at it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build as buildPage } from 'vite';
import { build } from '../../api/app.ts';
import { openService } from '../../api/service.ts';
import { createKey } from '../../api/store/keys.ts';
import { openBrowser } from './looks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The dates of the example portfolio. */
const DATES = ['2010-12-31', '2011-03-31'];
/** Those of its trusts that are looked at: one of them is not consolidated. */
const TRUSTS = ['alt-a-2002-1', 'alt-a-2003-1', 'alt-a-2006-1'];

export interface Site {
  /** With a slash at its end. */
  readonly url: string;
  /** Where the page was built to. */
  readonly folder: string;
  readonly browser: Browser;
  /** What the service answers, as JSON. */
  readonly ask: (path: string) => Promise<unknown>;
  /** The same service on another port, where every request needs a key, and a key. */
  readonly withKeys: () => Promise<{ readonly url: string; readonly key: string; readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}

/** Builds, serves and opens a browser. */
export async function openSite(): Promise<Site> {
  const root = mkdtempSync(join(tmpdir(), 'weir-page-'));
  const [folder, data] = [join(root, 'page'), join(root, 'data')];
  await buildPage({
    configFile: join(ROOT, 'api/page/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder },
  });
  const service = await openService({ data });
  for (const date of DATES) {
    mkdirSync(join(data, 'snapshots'), { recursive: true });
    putSnapshot(join(ROOT, 'examples/portfolio', date), join(data, 'snapshots', date));
  }
  const app = await build({ service, mostDelay: 0, access: { kind: 'loopback', user: 'tester' }, page: folder });
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/`;
  const browser = await openBrowser();
  return {
    url,
    folder,
    browser,
    ask: async (path) => (await fetch(url + path)).json(),
    async withKeys() {
      const { text } = await createKey(service.database, { name: 'reader', role: 'viewer', by: 'tester' });
      const guarded = await build({ service, mostDelay: 0, access: { kind: 'keys' }, page: folder });
      const address = await guarded.listen({ host: '127.0.0.1', port: 0 });
      return { url: `${address}/`, key: text, close: () => guarded.close() };
    },
    async close() {
      await browser.close();
      await app.close();
      await service.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A snapshot with a few of its trusts: a test has no time for all. */
function putSnapshot(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const file = join(to, 'snapshot.yaml');
  const lines = readFileSync(file, 'utf8').split('\n');
  const isKept = (line: string) => !/^ {2}- trusts\//.test(line) || TRUSTS.some((trust) => line.endsWith(trust));
  writeFileSync(file, lines.filter(isKept).join('\n'));
}

/** A page, and everything that it asked of others than the service, complained of, or was refused. */
export interface Watched {
  readonly page: Page;
  readonly heard: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** What runs in the page before anything of it. */
  readonly init?: string;
}

/** Opens a page of a site. */
export async function openPage(
  { browser, url }: Site,
  hash = '',
  { width = 1280, scheme = 'light', init }: Look = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, acceptDownloads: true });
  const page = await context.newPage();
  if (init !== undefined) await page.addInitScript(init);
  const heard: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith(`blob:${url}`)) heard.push(`asked for ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) heard.push(`${response.status()} ${response.url()}`);
  });
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  await page.goto(url + hash);
  return { page, heard };
}
