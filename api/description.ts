/** What the description of the service says beside the schemas of its routes. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import packageFile from '../package.json' with { type: 'json' };

const ABOUT = `Values mortgage securitization trusts: runs on snapshots of a portfolio, their results, schedules, and single deals.

Every request but those of health, readiness and this description carries a key: \`Authorization: Bearer weir_...\`. Refusals are
\`application/problem+json\` (RFC 9457) with a code, and every fault at once. Units are said where they stand: dollars, decimals a year, prices per 100.`;

/** What every route may answer besides what it is for stands once, under a name. */
const PROBLEM_RESPONSES = { '4XX': 'Refusal', '5XX': 'Failure' } as const;
const METHODS = ['get', 'post', 'patch', 'delete'] as const;

interface Operation {
  readonly responses?: Record<string, unknown> | undefined;
}
interface Described {
  readonly paths?:
    | Readonly<Record<string, { readonly [M in (typeof METHODS)[number]]?: Operation | undefined } | undefined>>
    | undefined;
  readonly components?: { responses?: Record<string, unknown> | undefined } | undefined;
}

function shareProblems({ paths = {}, components }: Described): void {
  if (components === undefined) return;
  const named: Record<string, unknown> = {};
  for (const path of Object.values(paths))
    for (const method of METHODS) {
      const responses = path?.[method]?.responses ?? {};
      for (const [status, name] of Object.entries(PROBLEM_RESPONSES)) {
        if (!(status in responses)) continue;
        named[name] = responses[status];
        responses[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  components.responses = named;
}

/** Options of the plugin that puts the description together. */
export const DESCRIPTION: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Weir', version: packageFile.version, description: ABOUT },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'a key that `weir keys create` showed' } },
    },
    security: [{ key: [] }],
  },
  // Shapes that several routes share stand once, under their own names.
  refResolver: {
    buildLocalReference: (schema, _base, _fragment, place) => (typeof schema.$id === 'string' ? schema.$id : `shape-${place}`),
  },
  transform: ({ schema, url, route }) => {
    const { role } = route.config ?? {};
    return { schema: { ...schema, ...(role === 'open' ? { security: [] } : { 'x-role': role }) }, url };
  },
  transformObject: (document) => {
    if (!('openapiObject' in document)) return document.swaggerObject;
    const { openapiObject } = document;
    shareProblems(openapiObject);
    const upload = openapiObject.paths?.['/v1/snapshots/{name}']?.post;
    // Nothing is checked of a body that is streamed, so the route has no schema for it.
    if (upload !== undefined)
      upload.requestBody = {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              description: 'a part a file; its file name is its path within the snapshot',
              properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
            },
          },
        },
      };
    return openapiObject;
  },
};
