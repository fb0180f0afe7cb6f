/**
 * What the service answers when it refuses or fails: `application/problem+json` (RFC 9457) with a code, a status from the table of
 * errors and every fault. Never a stack, and never a path of the machine it runs on.
 */

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { isAbsolute, relative, sep } from 'node:path';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode, type Fault, shown, WeirError } from '../host/errors.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  /** A file is told where it stands in the data folder, and by its path there. */
  readonly faults: readonly Fault[];
  /** Faults found beyond those listed. */
  readonly omitted: number;
  readonly requestId: string;
}

/** Faults that an answer lists before it only counts them. */
export const FAULTS_LISTED = 100;
/** When to try again. Units: seconds. */
export const RETRY_AFTER = 5;
/** A place is a path into the deal, and a deal can be nested without end. Units: characters. */
const LONGEST_PLACE = 200;

/** The problem of faults: that of the worst of them by status, and of the first among equals. `root` is the data folder's. */
export function problemOf(faults: readonly Fault[], requestId: string, root = ''): Problem {
  const [first, ...rest] = faults;
  if (first === undefined) throw new Error('problems: a refusal without faults');
  const worst = rest.reduce((worst, fault) => (ERRORS[fault.code].http > ERRORS[worst.code].http ? fault : worst), first);
  const { http, about } = ERRORS[worst.code];
  const listed = faultsTold(faults.slice(0, FAULTS_LISTED), root);
  return {
    type: `urn:weir:problem:${worst.code}`,
    title: about,
    status: http,
    code: worst.code,
    detail: withoutRoot(detailOf(worst), root),
    faults: listed,
    omitted: faults.length - listed.length,
    requestId,
  };
}

/** Faults as whoever asks may see them: no path of the machine, only those within the data folder. */
export function faultsTold(faults: readonly Fault[], root: string): Fault[] {
  return faults.map(({ code, file, place, got, expected }) => {
    const path = file === undefined || root === '' ? '' : relative(root, file);
    const isInside = path !== '' && !path.startsWith('..') && !isAbsolute(path);
    return {
      code,
      ...(isInside && { file: path.split(sep).join('/') }),
      place: cut(withoutRoot(place, root)),
      got: withoutRoot(got, root),
      expected: withoutRoot(expected, root),
    };
  });
}

/** A text without the path of the data folder, which system messages put into it. */
function withoutRoot(text: string, root: string): string {
  return root === '' ? text : text.replaceAll(`${root}${sep}`, '').replaceAll(root, 'the data folder');
}

function detailOf({ place, got, expected }: Fault): string {
  return `${place === '' ? '' : `${cut(place)}: `}got ${got}; expected ${expected}`;
}

function cut(place: string): string {
  return place.length > LONGEST_PLACE ? `${place.slice(0, LONGEST_PLACE - 3)}...` : place;
}

/** What Node says of bytes that are no request, with the status of the answer. */
const BROKEN: Readonly<Record<string, readonly [status: number, got: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'a request that did not come to its end in time'],
  HPE_HEADER_OVERFLOW: [431, 'headers that are too large'],
};

/** Answers on a connection whose bytes are no request: no route, no id, but a problem all the same. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, got] = BROKEN[error.code ?? ''] ?? [400, 'bytes that are no request'];
  const problem = problemOf([{ code: 'REQUEST_MALFORMED', place: '', got, expected: 'a request as HTTP has it' }], '');
  const body = JSON.stringify({ ...problem, status });
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nContent-Type: application/problem+json; charset=utf-8\r\nConnection: close\r\n\r\n${body}`,
    );
  socket.destroy(error);
}

/** How errors and unknown routes are answered by a service on a data folder. */
export interface ProblemSender {
  /** The error handler: every error becomes a problem. What nobody foresaw is logged in full and told in general. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  /** The handler for requests that no route takes. */
  sendUnknownRoute(request: FastifyRequest, reply: FastifyReply): void;
}

/** Answers for a service whose data folder is `root`; `told` says errors of what it stands on in words for whoever asked. */
export function problemSender(root: string, told: (error: unknown) => unknown = (error) => error): ProblemSender {
  const send: ProblemSender['send'] = (error, request, reply) => {
    const problem = problemOf(faultsOf(told(error), request), request.id, root);
    if (problem.status >= 500 && problem.code !== 'SERVICE_BUSY') request.log.error({ err: error }, problem.code);
    if (problem.code === 'SERVICE_BUSY' && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER);
    reply.code(problem.status).header('x-request-id', request.id).type('application/problem+json; charset=utf-8').send(problem);
  };
  return {
    send,
    sendUnknownRoute(request, reply) {
      const got = shown(`${request.method} ${request.url}`);
      const expected = 'a method and a path that /v1/openapi.json lists';
      send(new WeirError([{ code: 'ROUTE_UNKNOWN', place: '', got, expected }]), request, reply);
    },
  };
}

function faultsOf(error: unknown, request: FastifyRequest): readonly Fault[] {
  if (error instanceof WeirError) return error.faults;
  return isFastifyError(error) ? [...frameworkFaults(error, request)] : [failure()];
}

function failure(): Fault {
  const expected = 'an answer; the log has the error under the id of this request';
  return { code: 'SERVICE_FAILED', place: '', got: 'an error that is not foreseen', expected };
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
}

/** What Fastify refuses before a route is asked. */
function frameworkFaults(error: FastifyError, request: FastifyRequest): Fault[] {
  if (error.validation !== undefined) return shapeFaults(error.validation);
  const { bodyLimit } = request.routeOptions;
  const contentType = request.headers['content-type'];
  switch (error.code) {
    case 'FST_UNDER_PRESSURE':
      return [
        { code: 'SERVICE_BUSY', place: '', got: 'more requests than the service keeps up with', expected: 'another try later' },
      ];
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
    case 'FST_REQ_FILE_TOO_LARGE':
      return [
        { code: 'FILE_TOO_LARGE', place: 'upload', got: error.message, expected: 'files and nothing else, within the limits' },
      ];
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return [{ code: 'MEDIA_TYPE_UNKNOWN', place: 'content-type', got: shown(contentType), expected: 'multipart/form-data' }];
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return [{ code: 'FILE_TOO_LARGE', place: 'body', got: 'a larger body', expected: `at most ${bodyLimit} bytes` }];
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return [{ code: 'FILE_NOT_YAML', place: 'body', got: error.message, expected: 'JSON' }];
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return [{ code: 'MEDIA_TYPE_UNKNOWN', place: 'content-type', got: shown(contentType), expected: mediaTypes(request) }];
    default: {
      const isRefusal = error.statusCode !== undefined && error.statusCode < 500;
      return [
        isRefusal ? { code: 'REQUEST_MALFORMED', place: '', got: error.message, expected: 'a well-formed request' } : failure(),
      ];
    }
  }
}

function mediaTypes(request: FastifyRequest): string {
  const known = ['application/json', 'application/yaml'].filter((type) => request.server.hasContentTypeParser(type));
  return known.join(' or ');
}

/** An error as Ajv tells it in its verbose form. */
interface ShapeError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly data?: unknown;
  readonly parentSchema?: { readonly description?: string; readonly properties?: object };
}

/** One fault a place. Where a value fits no part of a union, the union says what was expected, not each of its parts. */
function shapeFaults(errors: readonly ShapeError[]): Fault[] {
  const faults = new Map<string, Fault>();
  const outermostFirst = errors.toSorted((a, b) => a.schemaPath.split('/').length - b.schemaPath.split('/').length);
  for (const { keyword, instancePath, params, message, data, parentSchema } of outermostFirst) {
    const missing = keyword === 'required' ? params.missingProperty : undefined;
    const unknown = keyword === 'additionalProperties' ? params.additionalProperty : undefined;
    const place = placeOf(instancePath, missing ?? unknown ?? (keyword === 'discriminator' ? params.tag : undefined));
    const [got, expected] =
      unknown !== undefined
        ? [`the field '${unknown}'`, `one of the fields ${Object.keys(parentSchema?.properties ?? {}).join(', ')}`]
        : missing !== undefined
          ? ['nothing', `a value: '${missing}' is required`]
          : [shown(data), parentSchema?.description ?? message ?? keyword];
    if (!faults.has(place)) faults.set(place, { code: 'REQUEST_INVALID', place, got, expected });
  }
  return [...faults.values()];
}

/** `prices[0]` of `/prices/0`. */
function placeOf(pointer: string, field: unknown): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return [...parts, ...(field === undefined ? [] : [String(field)])]
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
