/** Writes down every request that needed a key: who, what, to what, and how it ended. */
import type { FastifyInstance } from 'fastify';
import type { AuditLog } from '../store/audit.ts';

/** Adds an entry for each answer. */
export function auditRequests(app: FastifyInstance, audit: AuditLog): void {
  app.addHook('onResponse', async (request, reply) => {
    const { config, url = '' } = request.routeOptions;
    const { principal, method } = request;
    if (config.role === undefined || config.role === 'open' || principal === null) return;
    const isChange = method !== 'GET' && method !== 'HEAD';
    await audit.add(
      {
        at: new Date().toISOString(),
        keyId: principal.keyId,
        who: principal.name,
        role: principal.role,
        action: `${method} ${url}`,
        target: request.target ?? targetOf(request.params),
        status: reply.statusCode,
        requestId: request.id,
        address: request.ip,
      },
      isChange,
    );
  });
}

/** What the address names. */
function targetOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null;
  const parts = Object.values(params).filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? null : parts.join(' ');
}
