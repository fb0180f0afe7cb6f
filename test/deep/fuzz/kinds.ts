/** What is made wrong and what is then done with it: each kind says, by the number of a case, what came of it. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { build } from '../../../api/app.ts';
import type { Problem } from '../../../api/problems.ts';
import { openService } from '../../../api/service.ts';
import { valueTrusts } from '../../../host/analysis/valueTrusts.ts';
import { vectorReport } from '../../../host/analysis/vectorReport.ts';
import { parseDate } from '../../../host/curves/dates.ts';
import { ERRORS, WeirError } from '../../../host/errors.ts';
import { dealFromText, projectDeal, readSnapshot, resolveDeal, scenariosFor } from '../../../host/index.ts';
import type { LayoutName } from '../../../host/portfolio/tape/layouts/layout.ts';
import { readTape } from '../../../host/portfolio/tape/load.ts';
import { randomFrom } from '../../deal/mutate.ts';
import { mutated, mutatedTree, oneOf, type Random } from './mutate.ts';

export const KINDS = ['deal', 'tape', 'curve', 'api'] as const;
export type Kind = (typeof KINDS)[number];

/** Codes of what was refused; none where it was taken. Throws: whatever should not be. */
export type Tried = readonly string[];

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
/** Loan lines times scenarios that are projected, so that a case takes moments. */
const MOST_PROJECTED = 20_000;

const DEALS = [
  ...readdirSync(join(ROOT, 'examples/deals')).map((name) => read('examples/deals', name)),
  ...readdirSync(join(ROOT, 'test/golden'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(ROOT, 'test/golden', entry.name)).includes('deal.yaml'))
    .map(({ name }) => read('test/golden', name, 'deal.yaml')),
];

const CURVES = [
  '8 ramp 20 for 30 CPR',
  '.2 ramp 6 for 30, 6',
  '100 PSA',
  'SDA 100',
  '11.61 ramp 11.3 for 69, 11.3 CPR',
  '6%',
  '2.36 ramp 2.48 for 69, 2.48 CDR',
  '0 for 12, 5 ramp 10 for 24, 10 ramp 2 for 36, 2',
  '6 vector 1 2 3 4 5',
  '100 PPC',
  '1.5 SMM',
  '5 CPR for 12 then 10 CPR',
  '0.5 MDR',
  'PSA 165',
  '2 CDR @ 13',
  '[1, 2, 3]',
  '7;8;9',
  '12 CPR from age 30',
];

/** Taken, or refused with codes that the table has. Throws: what is refused in any other way. */
async function refusedOr(work: () => Promise<Tried>): Promise<Tried> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const codes = error.faults.map(({ code }) => code);
    const odd = error.faults.filter(({ code, got, expected }) => !Object.hasOwn(ERRORS, code) || got === '' || expected === '');
    if (codes.length === 0 || odd.length > 0) throw new Error(`a refusal without words: ${JSON.stringify(odd)}`);
    return codes;
  }
}

async function deal(random: Random): Promise<Tried> {
  const source = oneOf(random, DEALS);
  // Half of them keep the form of a file, so that more comes past the first door.
  const text =
    random() < 0.5 ? mutated(source, random, oneOf(random, DEALS)) : JSON.stringify(mutatedTree(parse(source), random));
  return refusedOr(async () => {
    const resolved = resolveDeal(dealFromText(text));
    const request = { speeds: 'CPR 0,25', cdr: '4', severity: '40', lag: 6 };
    const loans = resolved.groups.reduce((sum, group) => sum + group.loans.count, 0);
    const scenarios = scenariosFor(resolved, request);
    if (loans * scenarios.length > MOST_PROJECTED) return [];
    const { paths } = await projectDeal(resolved, scenarios, { workers: 0 });
    if (paths.length !== scenarios.length) throw new Error(`${paths.length} paths of ${scenarios.length} scenarios`);
    return [];
  });
}

async function curve(random: Random): Promise<Tried> {
  const text = mutated(oneOf(random, CURVES), random, oneOf(random, CURVES));
  return refusedOr(async () => {
    const { values } = vectorReport({ text, ...(random() < 0.3 && { age: Math.floor(random() * 200) }) });
    const odd = values.filter((value) => !Number.isFinite(value));
    if (odd.length > 0) throw new Error(`'${text}' has ${odd.length} values that are no numbers`);
    return [];
  });
}

const TAPES: readonly (readonly [LayoutName, readonly string[]])[] = [
  ['fannie', ['fannie.txt']],
  ['freddie', ['freddie_origination.txt', 'freddie_monthly.txt']],
  ['absEe', ['absee.xml']],
  ['weir', ['weir.csv']],
];
const TRUST = 'alt-a-2002-1';
const SNAPSHOT = '2011-03-31';
const OF_TRUST = ['loans.csv', 'loans.csv', 'remittances.csv', 'reo.csv', 'trust.yaml', 'deal.yaml'];
const OF_MARKET = ['indices.csv', 'discount.csv', 'benchmark.csv', 'homePrices.csv'];

/** A tape of some layout, or a file of a snapshot that is then read and valued. */
async function tape(random: Random, folder: string): Promise<Tried> {
  return random() < 0.5 ? tapeAlone(random, folder) : inSnapshot(random, folder);
}

async function tapeAlone(random: Random, folder: string): Promise<Tried> {
  const [layout, names] = oneOf(random, TAPES);
  const wrong = oneOf(random, names);
  const files = names.map((name) => {
    const text = read('test/portfolio/tape/files', name);
    const path = join(folder, name);
    writeFileSync(path, name === wrong ? mutated(text, random, text) : text);
    return path;
  });
  return refusedOr(async () => {
    const tape = await readTape({
      files,
      layout,
      asOf: parseDate('2011-02-28'),
      groups: [{ group: 'all', when: 'true' }],
      cohorts: [{ cohort: 'current', when: 'true' }],
      indices: new Map([
        ['LIBOR_6M', 0],
        ['SOFR_30', 3],
      ]),
      places: new Map([
        ['', 0],
        ['current', 1],
      ]),
    });
    const { upb } = tape;
    tape.close();
    if (!Number.isFinite(upb)) throw new Error(`a tape of ${upb}`);
    return [];
  });
}

async function inSnapshot(random: Random, folder: string): Promise<Tried> {
  const root = join(folder, 'snapshot');
  const source = join(ROOT, 'examples/portfolio', SNAPSHOT);
  mkdirSync(join(root, 'trusts'), { recursive: true });
  cpSync(join(source, 'market'), join(root, 'market'), { recursive: true });
  cpSync(join(source, 'trusts', TRUST), join(root, 'trusts', TRUST), { recursive: true });
  const yaml = read('examples/portfolio', SNAPSHOT, 'snapshot.yaml').split('\n');
  const own = yaml.filter((line) => !line.startsWith('previous:') && (!/^ {2}- trusts\//.test(line) || line.endsWith(TRUST)));
  writeFileSync(join(root, 'snapshot.yaml'), own.join('\n'));
  const draw = random();
  const path =
    draw < 0.1
      ? 'snapshot.yaml'
      : draw < 0.3
        ? join('market', oneOf(random, OF_MARKET))
        : join('trusts', TRUST, oneOf(random, OF_TRUST));
  const text = readFileSync(join(root, path), 'utf8');
  writeFileSync(join(root, path), mutated(text, random, text));
  return refusedOr(async () => {
    const snapshot = await readSnapshot(root);
    const outcomes = await valueTrusts(snapshot, undefined, { workers: 0 });
    return outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.faults.map(({ code }) => code)));
  });
}

const DEAL = read('examples/deals/sequential.yaml');
const BODIES: readonly (readonly [path: string, body: unknown])[] = [
  ['/deals/project', { deal: DEAL, speeds: 'PSA 0,100,300', cdr: 2, severity: 40, lag: 6 }],
  ['/deals/price', { deal: DEAL, tranche: 'A', prices: [99.5, '101-16'], yields: ['5.2%'], speeds: 'CPR 10' }],
  ['/deals/trace', { deal: DEAL, month: 12, tranche: 'A', speeds: 'CPR 10' }],
  ['/deals/check', { deal: DEAL }],
  ['/vectors', { text: '8 ramp 20 for 30 CPR', months: 60, age: 3 }],
  ['/runs', { kind: 'value', snapshot: 'latest', priority: 'low', method: 'blended' }],
  ['/runs', { kind: 'sensitivity', snapshot: SNAPSHOT, grid: 'default 0.5,1,1.5; severity 0.8,1,1.2', trust: TRUST }],
  ['/runs', { kind: 'sensitivity', snapshot: SNAPSHOT, scenarios: 'scenarios:\n  - {name: twice, default: {times: 2}}\n' }],
  ['/runs', { kind: 'simulation', snapshot: SNAPSHOT, model: 'g2pp', paths: 64, measures: 'value', seed: 3 }],
  ['/runs', { kind: 'break-even', snapshot: SNAPSHOT, trust: TRUST }],
  ['/runs', { kind: 'attribution', snapshot: SNAPSHOT, order: 'yields, default' }],
  ['/runs', { kind: 'rollforward', snapshot: SNAPSHOT, interest: 'coupon', layout: 'netted' }],
  ['/benchmark', { workload: 'small', workers: [1], rounds: 1 }],
  [
    '/schedules',
    {
      name: 'nightly',
      cron: '30 2 * * 1-5',
      timeZone: 'America/New_York',
      catchUp: 'once',
      request: { kind: 'value', snapshot: 'latest' },
    },
  ],
];

type App = Awaited<ReturnType<typeof build>>;
let app: App | undefined;

/** A service that has runs in line and starts none: what is asked is tried, not what a run takes. */
async function opened(folder: string): Promise<App> {
  const service = await openService({ data: join(folder, 'data'), workers: 0, atOnce: 0, mostWaiting: 1_000_000 });
  cpSync(join(ROOT, 'examples/portfolio', SNAPSHOT), join(folder, 'data', 'snapshots', SNAPSHOT), { recursive: true });
  return build({ service, access: { kind: 'loopback', user: 'tester' }, rate: 1_000_000_000 });
}

async function api(random: Random, folder: string): Promise<Tried> {
  app ??= await opened(folder);
  const [path, body] = oneOf(random, BODIES);
  const isText = random() < 0.25;
  const text = JSON.stringify(isText ? body : mutatedTree(body, random));
  const payload = isText ? mutated(text, random, text) : text;
  const type =
    random() < 0.95
      ? 'application/json'
      : oneOf(random, ['application/yaml', 'text/plain', '', 'multipart/form-data; boundary=x']);
  const reply = await answered(app, path, type, payload);
  if (reply.statusCode < 300) return [];
  const problem: Problem = JSON.parse(reply.body);
  if (!Object.hasOwn(ERRORS, problem.code) || problem.faults.length === 0)
    throw new Error(`${path} answered without a code: ${reply.body.slice(0, 500)}`);
  if (reply.statusCode >= 500)
    throw new Error(`${path} answered ${reply.statusCode}: ${reply.body.slice(0, 1_000)}; asked: ${payload.slice(0, 2_000)}`);
  return problem.faults.map(({ code }) => code);
}

/** What is answered once the service is not too busy to: it is busy where the machine is. */
async function answered(to: App, path: string, type: string, payload: string) {
  for (;;) {
    const reply = await to.inject({ method: 'POST', url: `/v1${path}`, headers: { 'content-type': type }, payload });
    if (reply.statusCode !== 503) return reply;
    await pause(200);
  }
}

const WORK: Record<Kind, (random: Random, folder: string) => Promise<Tried>> = { deal, tape, curve, api };

/** Tries a case; `folder` is for its files. */
export async function tryCase(kind: Kind, seed: number, folder: string): Promise<Tried> {
  const place = join(folder, kind);
  if (kind === 'tape') rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  return WORK[kind](randomFrom(seed), place);
}
