/** The named workloads, each loaded when it is asked for. */
import type { Workload } from './workload.ts';

/** In the order in which `all` runs them. */
export const WORKLOADS = {
  loops: async () => (await import('./loops.ts')).loops,
  'frm-psa': async () => (await import('./frmPsa.ts')).frmPsa,
  'alt-a-1k': async () => (await import('./altA1k.ts')).altA1k,
  trust: async () => (await import('./trust.ts')).trust,
  'portfolio-40': async () => (await import('./portfolio40.ts')).portfolio40,
  'portfolio-1k': async () => (await import('./portfolio1k.ts')).portfolio1k,
  tape: async () => (await import('./tape.ts')).tape,
  million: async () => (await import('./million.ts')).million,
  shapley: async () => (await import('./shapley.ts')).shapley,
  'api-run': async () => (await import('./apiRun.ts')).apiRun,
  'api-read': async () => (await import('./apiRead.ts')).apiRead,
} as const satisfies Readonly<Record<string, () => Promise<Workload>>>;

export type WorkloadName = keyof typeof WORKLOADS;

export function isWorkload(name: string): name is WorkloadName {
  return Object.hasOwn(WORKLOADS, name);
}
