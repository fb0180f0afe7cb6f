/** Shapes that stand once in the description, under names of their own. */
import { FaultShape, ProblemShape } from './common.ts';
import { TraceLineShape, TraceShape } from './deals.ts';
import { ColumnShape, PaceShape, RunRequestShape, RunShape, RunSummaryShape } from './runs.ts';
import { ScheduleShape } from './schedules.ts';
import { ReadinessShape } from './service.ts';

export const SHARED_SHAPES = [
  ColumnShape,
  FaultShape,
  PaceShape,
  ProblemShape,
  ReadinessShape,
  RunRequestShape,
  RunShape,
  RunSummaryShape,
  ScheduleShape,
  TraceLineShape,
  TraceShape,
];
