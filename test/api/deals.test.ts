/** The routes of deals on published deals: the figures that were printed, and answers that hold all that the host computes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  loadDeal,
  type PriceReport,
  type ProjectReport,
  priceReport,
  projectReport,
  type TraceReport,
  traceReport,
} from '../../host/index.ts';
import { type CheckReport, checkReport } from '../../host/report/check.ts';
import { answering, goldenDeal, openClient, post, ROOT } from './service.ts';

const { app } = await openClient();
const answered = answering(app);

const GOLDEN = `${ROOT}/test/golden`;
const SENIOR = goldenDeal('csfb_2004_7_g4');

/** Deal files that stand on their own: a posted deal has no folder for others. */
const DEALS = [
  ...readdirSync(GOLDEN).map((name) => `${GOLDEN}/${name}/deal.yaml`),
  ...readdirSync(`${ROOT}/examples/deals`).map((name) => `${ROOT}/examples/deals/${name}`),
].filter((file) => existsSync(file) && !/\b(file|tape):/.test(readFileSync(file, 'utf8')));

/** What a program gets that reads the JSON of a value. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('check', () => {
  it('tells what a deal in YAML holds', async () => {
    const report = await answered<CheckReport>('/deals/check', SENIOR, 'application/yaml');
    expect(report.groups).toEqual([{ name: 'group4', loans: 1, balance: 55_000_000 }]);
    expect(report.tranches.map(({ name, balance }) => [name, balance])).toEqual([
      ['4A1', 54_000_000],
      ['4B1', 1_000_000],
    ]);
    expect(report.steps.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it.each(['text/yaml', 'application/x-yaml', 'application/yaml; charset=utf-8'])(
    'reads YAML that is called %s',
    async (type) => {
      expect(await answered('/deals/check', SENIOR, type)).toEqual(await answered('/deals/check', SENIOR, 'application/yaml'));
    },
  );

  it.each(DEALS)('says the same of %s in JSON, in YAML and of the file', async (file) => {
    const text = readFileSync(file, 'utf8');
    const inYaml = await answered('/deals/check', text, 'application/yaml');
    expect(inYaml).toEqual(asJson(checkReport(loadDeal(file))));
    expect(await answered('/deals/check', parse(text))).toEqual(inYaml);
  });
});

describe('project', () => {
  it('gives the printed percents of a published class', async () => {
    const { rows, tables } = await answered<ProjectReport>('/deals/project', { deal: SENIOR, speeds: 'PSA 0,100,250,400,500' });
    const table = tables.find(({ of }) => of === '4A1');
    // The prospectus has, for October 2005 and October 2008, these percents of 4A1.
    const percents = (month: string) => {
      const row = rows.findIndex((date) => date.startsWith(month));
      return table?.columns.map(({ cells }) => cells[row]);
    };
    expect(percents('2005-10')).toEqual(['95', '93', '90', '86', '84']);
    expect(percents('2008-10')).toEqual(['79', '65', '47', '33', '25']);
  });

  it('takes a deal as an object as well as a text', async () => {
    const speeds = 'PSA 100';
    const asText = await answered('/deals/project', { deal: SENIOR, speeds });
    expect(await answered('/deals/project', { deal: parse(SENIOR), speeds })).toEqual(asText);
  });

  it.each(DEALS)('answers all that the host computes of %s, to the last bit', async (file) => {
    const report = await projectReport(loadDeal(file), { cdr: '2', severity: '40', lag: 12, noCall: true }, { workers: 0 });
    const body = { deal: readFileSync(file, 'utf8'), cdr: 2, severity: 40, lag: 12, noCall: true };
    expect(await answered('/deals/project', body)).toEqual(asJson(report));
  });

  it('runs an index that the request gives', async () => {
    const deal = readFileSync(`${ROOT}/examples/deals/floater_inverse.yaml`, 'utf8');
    const file = loadDeal(`${ROOT}/examples/deals/floater_inverse.yaml`);
    const [index] = file.indices;
    const request = { index: `${index?.name}=3.57 ramp 5 for 24` };
    const asGiven = await answered<ProjectReport>('/deals/project', { deal, ...request });
    expect(asGiven).toEqual(asJson(await projectReport(file, request, { workers: 0 })));
    expect(asGiven).not.toEqual(await answered('/deals/project', { deal }));
  });
});

describe('price', () => {
  const deal = goldenDeal('csfb_2005_8_g1');

  it('gives the printed yield of a published price', async () => {
    const body = { deal, tranche: '1A3', prices: ['97-29.91'], speeds: 'PPC 100' };
    const { columns } = await answered<PriceReport>('/deals/price', body);
    // The term sheet prints 5.530 percent: within half of its last digit.
    expect(Math.abs((columns[0]?.figures[0]?.yieldBey ?? 0) - 0.0553)).toBeLessThanOrEqual(0.000005);
  });

  it('takes prices and yields as texts and as numbers, and gives each back from the other', async () => {
    const common = { deal, tranche: '1A3', speeds: 'PPC 75,100' };
    const priced = await answered<PriceReport>('/deals/price', { ...common, prices: ['99-24', 99.75], yields: ['5.5%', 0.055] });
    for (const { figures } of priced.columns) {
      expect(figures[0]).toEqual(figures[1]);
      expect(figures[2]).toEqual(figures[3]);
    }
    const yields = priced.columns[0]?.figures.slice(0, 1).map((found) => found?.yieldBey);
    const back = await answered<PriceReport>('/deals/price', { ...common, yields });
    expect(back.columns[0]?.figures[0]?.price).toBeCloseTo(99.75, 8);
    const quotes = [{ price: 99.75 }, { price: 99.75 }, { yieldBey: 0.055 }, { yieldBey: 0.055 }];
    const file = loadDeal(`${GOLDEN}/csfb_2005_8_g1/deal.yaml`);
    expect(priced).toEqual(asJson(await priceReport(file, '1A3', quotes, { speeds: 'PPC 75,100' }, { workers: 0 })));
  });

  it('tells spreads over a curve that the request gives, and over no file', async () => {
    const asked = { deal, tranche: '1A3', prices: [99.75], speeds: 'PPC 100' };
    const flat = await answered<PriceReport>('/deals/price', { ...asked, curve: 'zero 1=2%, 15=2%, 30=2%' });
    const [figures] = flat.columns[0]?.figures ?? [];
    // Over a flat curve of 2 % the Z-spread is the yield less it: both are bond-equivalent.
    expect(figures?.zSpread).toBeCloseTo((figures?.yieldBey ?? 0) - 0.02, 3);
    for (const curve of ['/etc/passwd', './benchmark.csv', 'par /../../etc/passwd', 'par 1=2%, ../x.csv', 'nothing'])
      expect((await post(app, '/deals/price', { ...asked, curve })).body).toContain('"code":"REQUEST_INVALID"');
  });

  it('says null where no yield gives a price', async () => {
    // Cash to come is worth more than nothing at any yield.
    const { columns } = await answered<PriceReport>('/deals/price', { deal, tranche: '1A3', prices: [-5], speeds: 'PPC 100' });
    expect(columns[0]?.figures).toEqual([null]);
  });
});

describe('trace', () => {
  it('shows the defaults that the standard prints for the first two months', async () => {
    const deal = goldenDeal('bma_cashflow_a');
    const defaultsIn = async (month: number) => {
      const { collateral } = await answered<TraceReport>('/deals/trace', { deal, month });
      return Math.round(collateral.find(({ text }) => text === 'new defaults')?.value ?? 0);
    };
    expect([await defaultsIn(1), await defaultsIn(2)]).toEqual([1_000_000, 979_342]);
  });

  it('answers all that the host traces, and only what concerns a class when one is named', async () => {
    const file = loadDeal(`${GOLDEN}/csfb_2004_7_g4/deal.yaml`);
    const request = { month: 12, speeds: 'PSA 300' };
    const whole = await answered<TraceReport>('/deals/trace', { deal: SENIOR, ...request });
    expect(whole).toEqual(asJson(await traceReport(file, request)));
    const one = await answered<TraceReport>('/deals/trace', { deal: SENIOR, ...request, tranche: '4B1' });
    expect(one).toEqual(asJson(await traceReport(file, { ...request, tranche: '4B1' })));
    expect(one.steps.length).toBeLessThan(whole.steps.length);
  });
});
