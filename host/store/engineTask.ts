/** The engine's tasks and their results as the task store keeps them. */
import { REMITTANCES, type Remittance } from '../deal/program.ts';
import type { Task, TaskResult, TaskTrust } from '../engine/messages.ts';
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

/** A result as the store keeps it. */
export function recordOf({ outputs, remittances, checks, ...counts }: TaskResult): TaskRecord {
  const columns = new Map<string, TaskColumn>();
  for (const [name, plane] of outputs) columns.set(`output ${name}`, plane);
  remittances.forEach((planes, group) => {
    for (const [name, plane] of planes) columns.set(`remittance ${group} ${name}`, plane);
  });
  for (const [name, worst] of checks) columns.set(`check ${name}`, worst);
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
  for (const [key, column] of columns) {
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
  return { firstPath, paths, periods, outputs, remittances, checks, loanMonthPaths };
}
