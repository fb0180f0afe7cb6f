/** Named workloads, a small part of each: what is counted, by which stages it goes, and that nothing of the measuring stays behind. */
import { expect, it } from 'vitest';
import { measure } from '../../bench/measure.ts';
import { STAGES } from '../../bench/stages.ts';
import { tell } from '../../bench/tell.ts';
import { isWorkload, WORKLOADS } from '../../bench/workloads/all.ts';
import { Kernel } from '../../host/engine/kernel.ts';
import { weir } from '../cli/weir.ts';

const HERE = { rounds: 1, workers: [0], alone: true } as const;

it('are found by name, and what is none is not', async () => {
  expect(isWorkload('trust')).toBe(true);
  expect(isWorkload('toString')).toBe(false);
  for (const [name, load] of Object.entries(WORKLOADS)) expect((await load()).name).toBe(name);
});

it('count live months, all months and months that were stepped', async () => {
  const { timings, size } = await measure(await WORKLOADS['alt-a-1k'](), { ...HERE, scale: 0.05 });
  // 50 loans of 360 months on one path: none ends before another, and each is stepped once.
  expect(size).toMatchObject({ loans: 50, months: 360 });
  expect(timings[0]?.work).toEqual({ live: 18_000, all: 18_000, stepped: 18_000 });

  const mixed = await measure(await WORKLOADS['portfolio-40'](), { ...HERE, scale: 0.001 });
  const { live = 0, all = 0, stepped = 0 } = mixed.timings[0]?.work ?? {};
  // Terms of 300 to 357 months; three loans in ten have a fixed rate and are stepped once for all lanes.
  expect(live / all).toBeGreaterThan(300 / 357);
  expect(live).toBeLessThan(all);
  expect(stepped / live).toBeGreaterThan(0.6);
  expect(stepped / live).toBeLessThan(0.8);
});

it('go through the stages in one thread, whose calls of the kernel are its own again afterwards', async () => {
  const { project, run } = Kernel.prototype;
  const measured = await measure(await WORKLOADS.trust(), { ...HERE, scale: 0.05 });
  expect(measured.stages.map(({ stage }) => stage)).toEqual([
    'resolve',
    'plan',
    'schedule',
    'credit',
    'waterfall',
    'carry',
    'price',
  ]);
  expect(Object.keys(STAGES)).toEqual(expect.arrayContaining(measured.stages.map(({ stage }) => stage)));
  expect([Kernel.prototype.project, Kernel.prototype.run]).toEqual([project, run]);
  expect(measured.scaling).toBeNull();
  const text = tell(measured).join('\n');
  expect(text).toContain('SCALE 0.05');
  expect(text).toMatch(/^ *none +\d/m);
});

it('are listed by the command line, in a process of its own, where a name is none of theirs', async () => {
  const { code, out, err } = await weir(['bench', 'nothing', '--rounds', '3']);
  expect({ code, err }).toEqual({ code: 2, err: '' });
  for (const name of Object.keys(WORKLOADS)) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
});
