/** Pages of the analyses: that what they show is what the analyses say, and that every picture can be read out. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { htmlReport, type ReportedValue, runHtml } from '../../../host/report/html.ts';
import { temporaryFolder } from '../../store/folder.ts';
import { BREAK_EVEN, controlled, DISCLOSURE, PAGES, SENSITIVITY, SIMULATION } from './analyses.ts';
import { ATTRIBUTION, BACK_TEST, ROLLFORWARD, TIE_OUT } from './analysesBetween.ts';
import { rowOf, tableIn, textOf } from './reading.ts';
import { ID, MANIFEST } from './sample.ts';

const page = (value: ReportedValue) => runHtml({ id: ID, value, manifest: MANIFEST, tables: [] });
/** The picture of that title. */
function picture(text: string, title: string): string {
  const found = text.split('<figure>').find((each) => each.includes(`<b>${title}</b>`));
  if (found === undefined) throw new Error(`no picture ${title}`);
  return found.slice(0, found.indexOf('</figure>'));
}

describe('the page of every analysis', () => {
  it.each(Object.entries(PAGES))('of kind %s is whole, and keeps to its policy', (_, value) => {
    const text = page(value);
    expect(text).toMatch(/^<!doctype html>/);
    // The policy lets no style through but the sheet's.
    expect(text).not.toMatch(/<[^>]+ style=/);
    for (const wrong of ['NaN', 'undefined', 'Infinity', '[object'])
      expect(textOf(text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))).not.toContain(wrong);
    // Every picture has a heading, a text that is read out, and a unit on an axis.
    const pictures = text
      .split('<figure>')
      .slice(1)
      .map((each) => each.slice(0, each.indexOf('</figure>')));
    expect(pictures.length).toBeGreaterThan(0);
    for (const each of pictures) {
      expect(each).toMatch(/<figcaption><b>[^<]+<\/b> <span class="unit">[^<]+<\/span>/);
      expect(each).toMatch(/role="img" aria-label="[^"]{8,}"/);
      expect(each).not.toContain('NaN');
    }
    // Every link of the contents leads somewhere.
    for (const [, id] of text.matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${id}"`);
    expect(text).toContain('id="manifest"');
  });

  it('shows a name as it is written, whatever it holds', () => {
    const evil = '<script>alert(1)</script>';
    const text = page({ ...SENSITIVITY, snapshot: evil, trusts: SENSITIVITY.trusts.map((each) => ({ ...each, trust: evil })) });
    expect(text).not.toContain(evil);
    expect(text).toContain('&#60;script&#62;');
  });
});

describe('a sensitivity', () => {
  const text = page(SENSITIVITY);

  it('has a tornado whose bars are as long as the changes', () => {
    // Net assets: default -30,000 and +15,000; yields 0. The axis, in thousands: -30 to 20, 90.4 dots each ten of it, from 10 dots on.
    const drawn = picture(text, 'Net trust assets');
    const bars = [...drawn.matchAll(/<path class="bars (\w+)" d="M([\d.]+) [\d.]+h([\d.]+)/g)].map(([, colour, from, wide]) => [
      colour,
      Number(from),
      Number(wide),
    ]);
    const scale = (480 - 10 - 8 - 4) / 50;
    expect(bars[0]).toEqual(['loss', 10, expect.closeTo(30 * scale, 1)]);
    expect(bars[1]).toEqual(['c1', expect.closeTo(10 + 30 * scale, 1), expect.closeTo(15 * scale, 1)]);
    expect(drawn).toContain('Not moved by: yields.');
  });

  it('says what moved, blank where nothing did', () => {
    const table = tableIn(text, 'What moved');
    expect(table.heads.slice(0, 5)).toEqual([
      'Shock',
      'Collateral $ thousands',
      'Derivatives, net $ thousands',
      'Borrowings $ thousands',
      'Net trust assets $ thousands',
    ]);
    expect(rowOf(table, 'default x 1.1').slice(1, 5)).toEqual(['-50', '', '-20', '-30']);
    expect(rowOf(table, 'yields +100 bp').slice(1, 5)).toEqual(['-30', '', '-30', '']);
  });

  it('shades the cells of a grid by their size against the largest', () => {
    // Net assets under default 1 and 2 by severity 1 and 2: 0, -5; -60, -100 thousand.
    expect(tableIn(text, 'Grid losses, Net trust assets').rows).toEqual([
      ['x 1', '0', '-5'],
      ['x 2', '-60', '-100'],
    ]);
    const markup = text.split('aria-label="Grid losses, Net trust assets">')[1]!.split('</table>')[0]!;
    expect([...markup.matchAll(/<td class="(\w+)">/g)].map(([, mark]) => mark)).toEqual(['down1', 'down3', 'down5']);
  });

  it('tells of a class which shocks move it most', () => {
    expect(rowOf(tableIn(text, 'Classes of one'), 'A')).toEqual([
      'A',
      '700,000',
      '-30,000',
      'yields +100 bp',
      '25,000',
      'default x 0.9',
    ]);
  });
});

describe('a simulation', () => {
  const text = page(SIMULATION);

  it('has means with their standard errors beside the base case', () => {
    // In thousands: 900 x 0.9999, 900 x 0.002.
    expect(rowOf(tableIn(text, 'Totals'), 'Collateral').slice(1, 5)).toEqual(['900', '900', '1.8', '819']);
    expect(picture(text, 'Means of the paths')).toContain('99.99 % ± 0.40');
  });

  it('has both means where control variates were asked for, and says which stands', () => {
    expect(text).not.toContain('Means with control variates');
    // In thousands: 900 x 0.9999 with an error of 1.8, times 1.001 with one of 0.9.
    const told = tableIn(page(controlled(SIMULATION)), 'Means with control variates');
    expect(rowOf(told, 'Total')).toEqual(['Total', 'Collateral', 'own yield', '900', '1.8', '901', '0.9', '85.0', 'controls']);
    expect(told.rows[1]?.at(-1)).toBe('plain: one randomization');
  });

  it('counts every path once in a distribution', () => {
    // Bars from the floor at 210 up to the count: 1,000 values in 30 ranges as wide are 33 or 34 each, of an axis that goes to 40.
    const drawn = picture(text, 'Distribution of the residual');
    const path = /<path class="bars c1" d="([^"]*)"/.exec(drawn)?.[1] ?? '';
    const tops = [...path.matchAll(/V([\d.]+)H/g)].map(([, top]) => Number(top));
    expect(tops).toHaveLength(30);
    const counts = tops.map((top) => ((210 - top) / (210 - 8)) * 40);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1_000, -1);
  });

  it('has a fan from the first payment on, and strips of what is likely', () => {
    const fan = picture(text, 'Pool balance');
    expect([...fan.matchAll(/<path class="area (\w+)"/g)].map(([, colour]) => colour)).toEqual(['f1', 'f2', 'f3']);
    const strips = picture(text, 'How likely');
    expect(strips).toContain('lossTrigger: at most 24.0 %, Mar 2013');
    expect(strips).not.toContain('never');
  });
});

describe('what lies between two dates', () => {
  it('is a bridge from one effect to the next, and columns that foot', () => {
    const text = page(ATTRIBUTION);
    const drawn = picture(text, 'Collateral');
    // In millions: 178.99 - 7.25 + 6.23 - 0.25 + 1.48 = 179.20.
    for (const shown of [
      'Opening: 178.99',
      'Cash received and paid: -7.25',
      'Passage of time: +6.23',
      'Default: -0.25',
      'Closing: 179.20',
    ])
      expect(drawn).toContain(shown);
    expect(rowOf(tableIn(text, 'By class of instrument'), 'Closing').slice(1)).toEqual([
      '179,200,000',
      '169,020,001',
      '10,180,000',
    ]);
    expect(textOf(text)).toContain('one, two: no hedges');
  });

  it('is the table of filings, and says whether it foots', () => {
    const text = page(ROLLFORWARD);
    const table = tableIn(text, 'Rollforward of fair values');
    expect(rowOf(table, 'Beginning').slice(1)).toEqual(['1,000,000', '40,000', '1,040,000', '-800,000', '-800,000']);
    expect(rowOf(table, 'End').slice(1)).toEqual(['900,000', '50,000', '950,000', '-710,000', '-710,000']);
    expect(text).toContain('Every column foots to the cent');
    const wrong = {
      ...ROLLFORWARD.table,
      differences: [{ column: 'reo' as const, row: 'end' as const, stated: 2, computed: 1, by: 1 }],
    };
    expect(page({ ...ROLLFORWARD, table: wrong })).toContain('Real estate owned (NRV), End: off by $1.00');
    expect(tableIn(text, 'Real estate owned').foot[0]?.slice(0, 6)).toEqual([
      'All',
      '40,000.00',
      '15,000.00',
      '-5,000.00',
      '0.00',
      '50,000.00',
    ]);
  });
});

describe('what is disclosed and searched', () => {
  it('has ranges of inputs, and each yield as benchmark and premium', () => {
    const text = page(DISCLOSURE);
    expect(picture(text, 'Default, CDR')).toContain('Mortgage collateral: 4.00% to 12.00%');
    expect(rowOf(tableIn(text, 'Yields'), 'alt-a 2005 senior').slice(3, 6)).toEqual(['2.25', '7.00', '9.25']);
    expect(rowOf(tableIn(text, 'Change in fair value'), 'defaults 10 % higher')).toEqual([
      'defaults 10 % higher',
      '-50',
      '',
      '-20',
      '-30',
      '-1',
      '',
      'adverse',
    ]);
  });

  it('has multiples of every class, drawn from the base case', () => {
    const text = page(BREAK_EVEN);
    const drawn = picture(text, 'Defaults: first dollar of loss');
    expect(drawn).toContain('A: 3.000');
    expect(drawn).toContain('B: 0.500');
    // The axis goes to 8, where the multiple of 50 ends; A's bar is 1 to 3, B's 0.5 to 1.
    const bars = [...drawn.matchAll(/<path class="bars (\w+)" d="M([\d.]+) [\d.]+h([\d.]+)/g)].map(([, colour, , wide]) => [
      colour,
      Number(wide),
    ]);
    const one = (480 - 10 - 8 - 4) / 8;
    expect(bars).toEqual([
      ['c1', expect.closeTo(2 * one, 1)],
      ['loss', expect.closeTo(0.5 * one, 1)],
      ['c3', expect.closeTo(0.5 * one, 1)],
    ]);
    expect(rowOf(tableIn(text, 'Frontier of one'), 'A')).toEqual(['A', '6.000', '3.000', 'none']);
  });
});

describe('what tries curves and documents', () => {
  it('draws a curve beside what was realized and the last one', () => {
    const text = page(PAGES.review);
    const [pool, cohort] = text.split('<figure>').filter((each) => each.includes('<b>Prepayment, CPR</b>'));
    // Dots of what was realized, at 10 %; the last curve at 6, today's at 5, one month after the dot. The axis goes to 10: 228 to 8.
    const y = (percent: number) => Math.round((228 - percent * 22) * 10) / 10;
    expect(pool).toContain(`class="dots c3" d="M44 ${y(10)}h0"`);
    expect(/class="line target" d="M([\d.]+) ([\d.]+)/.exec(pool!)?.slice(1).map(Number)).toEqual([
      expect.closeTo(44 + 428 / 3, 1),
      y(6),
    ]);
    expect(/class="line c1" d="M([\d.]+) ([\d.]+)/.exec(pool!)?.slice(1).map(Number)).toEqual([
      expect.closeTo(44 + 428 / 3, 1),
      y(5),
    ]);
    // The snapshot before does not have the cohort's.
    expect(cohort).not.toContain('line target');
    expect(textOf(text)).toContain('1 curve not reviewed');
    expect(textOf(text)).toContain('pool, prepayment: below what was realized: over 1 month by 5.00 points; at most 4.00 points');
  });

  it('says who decided what', () => {
    const decision = {
      decision: 'accepted' as const,
      trust: 'one',
      cohort: 'current',
      curve: 'prepayment' as const,
      text: '5 CPR',
      reviewer: 'B. Hill',
      why: 'in line',
    };
    const entry = { seq: 1, at: '2011-04-02T10:00:00Z', by: 'user', previous: '', snapshot: '', date: '', decisions: [decision] };
    const text = textOf(page({ ...PAGES.review, log: { entries: [entry], head: { seq: 1, sha256: '' } } }));
    expect(text).toContain('current: prepayment accepted by B. Hill on 2011-04-02 (in line)');
    expect(text).toContain('All curves are reviewed');
  });

  it('has what was projected beside what came, and how the periods did', () => {
    const text = page(BACK_TEST);
    const drawn = picture(text, '1 pool together');
    expect(drawn).toContain('all collections: 100.00 / 80.00');
    expect(rowOf(tableIn(text, 'History'), 'losses')).toEqual(['losses', '-10.0%', '25.0%', '7.5%', '17.5%', '1', '1']);
    expect(text).toContain('it has no remittances');
  });

  it('tells what ties from what does not', () => {
    const text = page(TIE_OUT);
    expect(textOf(text)).toContain('1 trust of 2 does not tie to within 1.5 cents.');
    expect(rowOf(tableIn(text, 'What does not tie of two'), '2011-02')).toEqual([
      '2011-02',
      'A',
      'interest',
      '100.50',
      '100.00',
      '0.50',
      '',
    ]);
    // The worst is drawn to the edge, three times what is allowed.
    const bars = [...picture(text, 'Largest difference of each trust').matchAll(/class="bars (\w+)" d="M10 [\d.]+h([\d.]+)/g)];
    expect(bars.map(([, colour]) => colour)).toEqual(['well', 'loss']);
    expect(Number(bars[1]![2])).toBeGreaterThan(10 * 0.9 * Number(bars[0]![2]));
  });
});

describe('the file', () => {
  const { folder, remove } = temporaryFolder();
  afterAll(remove);

  it('stands beside the run and is the page, of any kind', async () => {
    mkdirSync(join(folder, 'runs', ID), { recursive: true });
    const run = { id: ID, value: TIE_OUT, manifest: MANIFEST, tables: [] };
    const path = await htmlReport(folder, run);
    expect(path).toBe(join(folder, 'runs', ID, 'report.html'));
    expect(readdirSync(join(folder, 'runs', ID))).toEqual(['report.html']);
    expect(readFileSync(path, 'utf8')).toBe(runHtml(run));
  });
});
