/** Prometheus metrics: requests by route, the process and its event loop, the queue, the kernel. */
import type { FastifyInstance } from 'fastify';
import fastifyMetrics from 'fastify-metrics';
import { WATCHED } from './routes/health.ts';
import type { Service } from './service.ts';

/** Buckets of the time of a request. Units: seconds. */
const BUCKETS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** Counts and the route that tells them, `GET /metrics`. */
export async function addMetrics(app: FastifyInstance, service: Service): Promise<void> {
  await app.register(fastifyMetrics.default, {
    // One service a process; a second one, as in tests, begins anew.
    clearRegisterOnInit: true,
    routeMetrics: { enabled: { histogram: true, summary: false }, overrides: { histogram: { buckets: BUCKETS } } },
    endpoint: {
      url: '/metrics',
      method: 'GET',
      config: { role: 'viewer', ...WATCHED },
      schema: { hide: true },
      handler: () => undefined,
    },
  });
  const { client } = app.metrics;
  const gauge = (name: string, help: string, value: () => number) =>
    new client.Gauge({
      name,
      help,
      collect() {
        this.set(value());
      },
    });
  gauge('weir_runs_queued', 'runs that wait in line', () => service.queue.counts().queued);
  gauge('weir_runs_running', 'runs at work', () => service.queue.counts().running);
  // Totals that are kept elsewhere; a counter could not be set.
  gauge(
    'weir_kernel_seconds_total',
    'seconds that threads were at work on tasks, all together',
    () => service.counters.kernelSeconds,
  );
  gauge('weir_loan_months_total', 'loan-month-paths projected', () => service.counters.loanMonthPaths);
  new client.Gauge({
    name: 'weir_runs_total',
    help: 'runs that ended',
    labelNames: ['kind', 'status'],
    collect() {
      for (const [name, count] of service.counters.runs) {
        const [kind = '', status = ''] = name.split(' ');
        this.set({ kind, status }, count);
      }
    },
  });
}
