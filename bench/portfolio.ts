/** The seeded portfolio that several benchmarks share. */
import { workload as seededTrusts } from '../host/analysis/workload.ts';
import type { Snapshot } from '../host/portfolio/records.ts';
import { LOANS, TRUSTS } from './workloads/portfolio40.ts';

/** 100,000 seeded loans in 60 trusts. */
export function workload(): Snapshot {
  return seededTrusts({ trusts: TRUSTS, loans: LOANS });
}
