/** What Prometheus is told: the queue, the kernel, the event loop, requests by route. */
import { describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { answering, get, openClient, SNAPSHOT } from './service.ts';
import { finished } from './watch.ts';

const { app } = await openClient({ snapshots: [SNAPSHOT] });

/** A sample of the metrics by its name and labels. */
async function sample(name: string): Promise<number> {
  const text = (await app.inject({ method: 'GET', url: '/metrics' })).body;
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? Number.NaN : Number(line.slice(name.length));
}

describe('metrics', () => {
  it('tell what was done, and by whom it was asked of', async () => {
    expect(await sample('weir_loan_months_total')).toBe(0);
    const { id } = await answering(app)<RunAnswer>('/runs', { kind: 'value', snapshot: SNAPSHOT });
    expect((await sample('weir_runs_running')) + (await sample('weir_runs_queued'))).toBe(1);
    await finished(app, id);
    // Some 300 loans with more than a hundred months to go.
    expect(await sample('weir_loan_months_total')).toBeGreaterThan(10_000);
    expect(await sample('weir_kernel_seconds_total')).toBeGreaterThan(0);
    expect(await sample('weir_runs_total{kind="value",status="done"}')).toBe(1);
    expect(await sample('weir_runs_running')).toBe(0);
    expect(await sample('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    await get(app, '/snapshots');
    await get(app, '/snapshots');
    expect(await sample('http_request_duration_seconds_count{method="GET",route="/v1/snapshots",status_code="200"}')).toBe(2);
  });

  it('count what is answered at once as well', async () => {
    const before = await sample('weir_loan_months_total');
    const month = Number(
      (
        await get<{ rows: number[][] }>(
          app,
          `/runs/${(await get<{ runs: RunAnswer[] }>(app, '/runs')).runs[0]?.id}/tables/instrument_months?trust=alt-a-2005-1&limit=1`,
        )
      ).rows[0]?.[2],
    );
    await get(
      app,
      `/runs/${(await get<{ runs: RunAnswer[] }>(app, '/runs')).runs[0]?.id}/trace?trust=alt-a-2005-1&month=${month}`,
    );
    expect(await sample('weir_loan_months_total')).toBeGreaterThan(before);
  });
});
