/** An errand of the tests: projects a deal under speeds and says what came of it, and what it was given by whom. */

import { loadDeal } from '../../host/deal/resolve.ts';
import type { Errand } from '../../host/engine/errand.ts';
import { projectDeal } from '../../host/engine/project.ts';

interface Given {
  readonly file: string;
  /** Decimal a month, by scenario. */
  readonly speeds: readonly number[];
  /** Paths of a task. */
  readonly block: number;
}

const PROJECTED: Errand<Given, Float64Array[]> = {
  module: import.meta.url,
  async work({ file, speeds, block }, runner) {
    const scenarios = speeds.map((speed) => ({ name: `${speed}`, prepayment: { kind: 'values' as const, values: [speed] } }));
    const { paths } = await projectDeal(loadDeal(file), scenarios, { runner, blockPaths: block });
    return paths.map((path) => path.output('A balance').slice());
  },
  planes: (balances) => balances,
};
export default PROJECTED;
