/** Shapes that stand once in the description, under names of their own. */
import { ProblemShape } from './common.ts';
import { RunRequestShape, RunShape } from './runs.ts';
import { ScheduleShape } from './schedules.ts';

export const SHARED_SHAPES = [ProblemShape, RunRequestShape, RunShape, ScheduleShape];
