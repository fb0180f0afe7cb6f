/** A program written out as a module of its own gives the bits of the register machine: on random deals and on the examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as L from '../../engine-as/layout.ts';
import { scenariosFor } from '../../host/analysis/requests.ts';
import { dealFromText } from '../../host/deal/read.ts';
import { resolveDeal } from '../../host/deal/resolve.ts';
import type { ResolvedDeal } from '../../host/deal/resolved.ts';
import { executeTask } from '../../host/engine/execute.ts';
import type { Task, TaskResult } from '../../host/engine/messages.ts';
import { planRun } from '../../host/engine/plan.ts';
import { canBeWrittenOut } from '../../host/engine/waterfallModule.ts';
import type { Scenario } from '../../host/scenarios/scenario.ts';
import { kernelScenario, resolved } from './agreement.ts';
import { sampleCases } from './index.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/deals', import.meta.url));

const tasksOf = (deal: ResolvedDeal, scenarios: readonly Scenario[]): Task[] =>
  planRun(deal, scenarios).flatMap(({ tasks }) => [...tasks]);

/** The first plane in which two results have other bits. */
function otherBits(a: TaskResult, b: TaskResult): string | undefined {
  const planes = (result: TaskResult) => [...result.outputs, ...result.checks];
  const others = new Map(planes(b));
  const isSame = (x: Float64Array, y: Float64Array | undefined) =>
    y !== undefined && Buffer.from(x.buffer).equals(Buffer.from(y.buffer));
  return planes(a).find(([name, plane]) => !isSame(plane, others.get(name)))?.[0];
}

function expectSameBits(task: Task, name: string): void {
  const machine = executeTask(task, 'machine');
  const module = executeTask(task, 'module');
  expect(machine.outputs.size, name).toBeGreaterThan(0);
  expect(otherBits(machine, module), name).toBeUndefined();
}

/** Operations that were tried, by their numbers. */
const tried = new Set<number>();

function noteOperations({ trust: { program } }: Task): boolean {
  if (!canBeWrittenOut(program)) return false;
  program.words.forEach((word, k) => k % L.INSTRUCTION_WORDS === 0 && tried.add(word));
  return true;
}

describe('a program that is written out', () => {
  it('gives the bits of the register machine on random deals', () => {
    const seed = 20_261_122;
    let written = 0;
    sampleCases(seed, 60, { extremes: true, extraPayments: true }).forEach(({ deal, scenario }, at) => {
      for (const task of tasksOf(resolved(deal), [kernelScenario(scenario)])) {
        expectSameBits(task, `seed ${seed}, case ${at}`);
        if (noteOperations(task)) written++;
      }
    });
    expect(written).toBeGreaterThan(40);
  });

  it('gives them on the example deals, several paths at a time, with every operation in some deal', () => {
    // What no example asks: whether amounts or months are the same, the nearest multiple, the one below.
    const oddities = `define:
  odd: if(month == 7, round(begin(NOTES), 1000), floor(begin(NOTES), 1000)) + if(begin(NOTES) == begin(pool), 1, 2)
`;
    for (const file of readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'))) {
      const path = join(EXAMPLES, file);
      const given = readFileSync(path, 'utf8');
      const text = file.startsWith('corridor') ? given.replace('define:\n', oddities) : given;
      const deal = resolveDeal(dealFromText(text, path), path);
      const lanes = scenariosFor(deal, { speeds: 'CPR 0,6,20', cdr: '4', severity: '50' });
      for (const task of tasksOf(deal, lanes)) {
        expectSameBits(task, file);
        noteOperations(task);
      }
    }
    const never = Array.from({ length: L.OP_COUNT }, (_, op) => op).filter((op) => !tried.has(op));
    expect(never).toEqual([L.OP_CONVOLVE]);
  });
});
