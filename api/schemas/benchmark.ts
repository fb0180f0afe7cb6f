/** The shapes of measurements. */
import Type from 'typebox';
import { benchmarkFields } from '../runs/kinds/benchmark.ts';
import { closed, list, number, text } from './common.ts';

export const BenchmarkBody = Type.Object(benchmarkFields, { ...closed, description: 'a workload, and how to measure it' });

export const WorkloadsAnswer = Type.Object(
  { workloads: list(Type.Object({ name: text, about: text, trusts: number, loans: number, scenarios: number })) },
  { description: 'workloads by name' },
);
