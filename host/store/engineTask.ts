/** The engine's tasks and their results as the task store keeps them. */
import { REMITTANCES, type Remittance } from '../deal/program.ts';
import type { Task, TaskResult, TaskTrust } from '../engine/messages.ts';
import type { Reduced } from '../engine/reduce.ts';
import { contentHash } from './contentHash.ts';
import type { TaskColumn, TaskRecord } from './taskFormat.ts';
import { type TaskMaker, taskHash } from './taskStore.ts';

/** Blocks of paths share a trust, and its loans are most of what is hashed. */
const trustHashes = new WeakMap<TaskTrust, string>();

/** The name of a task's result. Two plans of the same run name their tasks alike, though the trust of each has an id of its own. */
export function engineTaskHash({ trust, ...block }: Task, maker: TaskMaker): string {
  let hash = trustHashes.get(trust);
  if (hash === undefined) {
    const { id: _, ...content } = trust;
    hash = contentHash(content);
    trustHashes.set(trust, hash);
  }
  return taskHash({ trust: hash, ...block }, maker);
}

/** Columns of what every task reduced, but for its fans, which are of 32 bits. */
const REDUCED = ['byYield', 'byRates', 'cash', 'discounted', 'events', 'fanSums'] as const;

/** A result as the store keeps it. */
export function recordOf({ outputs, remittances, checks, reduced, ...counts }: TaskResult): TaskRecord {
  const columns = new Map<string, TaskColumn>();
  for (const [name, plane] of outputs) columns.set(`output ${name}`, plane);
  remittances.forEach((planes, group) => {
    for (const [name, plane] of planes) columns.set(`remittance ${group} ${name}`, plane);
  });
  for (const [name, worst] of checks) columns.set(`check ${name}`, worst);
  if (reduced !== undefined) {
    for (const name of REDUCED) columns.set(`reduced ${name}`, reduced[name]);
    const { fans, taken } = reduced;
    if (taken.length > 0) columns.set('reduced taken', taken);
    columns.set('reduced fans', new Uint8Array(fans.buffer, fans.byteOffset, fans.byteLength));
  }
  return { head: { ...counts, groups: remittances.length }, columns };
}

/** A result from what the store kept; undefined where that is something else. */
export function resultOf({ head, columns }: TaskRecord): TaskResult | undefined {
  if (typeof head !== 'object' || head === null) return undefined;
  const count = (name: string): number => {
    const value: unknown = Reflect.get(head, name);
    return typeof value === 'number' ? value : Number.NaN;
  };
  const [firstPath, paths, periods] = [count('firstPath'), count('paths'), count('periods')];
  const [loanMonthPaths, groups] = [count('loanMonthPaths'), count('groups')];
  if ([firstPath, paths, periods, loanMonthPaths, groups].some(Number.isNaN)) return undefined;
  const outputs = new Map<string, Float64Array>();
  const remittances = Array.from({ length: groups }, () => new Map<Remittance, Float64Array>());
  const checks = new Map<string, Float64Array>();
  const reduced = reducedOf(columns);
  for (const [key, column] of columns) {
    if (key.startsWith('reduced ')) continue;
    if (!(column instanceof Float64Array)) return undefined;
    const [, kind, name = ''] = /^(output|remittance|check) (.*)$/s.exec(key) ?? [];
    if (kind === 'output') outputs.set(name, column);
    else if (kind === 'check') checks.set(name, column);
    else {
      const [group = '', quantity = ''] = name.split(' ');
      const known = REMITTANCES.find((one) => one === quantity);
      const planes = remittances[Number(group)];
      if (known === undefined || planes === undefined) return undefined;
      planes.set(known, column);
    }
  }
  return { firstPath, paths, periods, outputs, remittances, checks, loanMonthPaths, ...(reduced !== undefined && { reduced }) };
}

/** What a task reduced, where it did. */
function reducedOf(columns: TaskRecord['columns']): Reduced | undefined {
  const of = (name: string) => {
    const column = columns.get(`reduced ${name}`);
    return column instanceof Float64Array ? column : undefined;
  };
  const [byYield, byRates, cash, discounted, events, fanSums] = REDUCED.map(of);
  const bytes = columns.get('reduced fans');
  if (!byYield || !byRates || !cash || !discounted || !events || !fanSums || !(bytes instanceof Uint8Array)) return undefined;
  // A copy begins where numbers of 32 bits may.
  const fans = new Float32Array(bytes.slice().buffer);
  return { byYield, byRates, cash, discounted, events, fans, fanSums, taken: of('taken') ?? new Float64Array(0) };
}
