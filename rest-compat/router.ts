import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Prepared } from '../src/federation/engine.js';
import { CORRELATOR } from '../src/inbound/correlator.js';
import type { Operations } from '../src/inbound/operations.js';
import { withIdempotency } from '../src/inbound/request.js';
import type { Awaitable } from '../src/kernel/awaitable.js';
import { requireScope, type Caller } from '../src/kernel/caller.js';
import type { RequestContext } from '../src/kernel/context.js';
import { Refusal } from '../src/kernel/refusal.js';
import type { Answer, Api, Dialect, Input, Route, Step } from './route.js';
import { checkAccept, checkMediaType, sentCorrelator } from './router.headers.js';
import { canonicalJson, readInput } from './router.reading.js';
import { nothingHere, refusalOf, refuse, sendJson } from './router.refusing.js';

export interface RestOptions {
  readonly apis: readonly Api[];
  readonly operations: Pick<Operations, 'prepareTrusted' | 'execute' | 'scopesOf'>;
  /** Who asks, and under which correlator. @throws Refusal UNAUTHENTICATED or INVALID_ARGUMENT. */
  readonly contextOf: (request: FastifyRequest) => Awaitable<RequestContext>;
  /** Prefix of the addresses in answers. @default '' (addresses relative to the host) */
  readonly publicUrl?: string;
}

type AnyStep = Step<unknown, unknown, unknown, unknown>;
type AnyInput = Input<unknown, unknown, unknown>;

const CONTEXT = 'restContext';
const JSON_ONLY: readonly string[] = ['application/json'];

/**
 * Puts every route of every API on the server. A request is checked in this order: x-correlator (400), who asks (401),
 * what for (403), Accept (406), media type (415), size (413), path, query and body (400), Idempotency-Key (400, 422).
 * @throws Error when a route's document is not valid.
 */
export async function registerApis(app: FastifyInstance, options: RestOptions): Promise<void> {
  for (const api of options.apis) {
    for (const prefix of prefixesOf(api)) await app.register(async (host) => mount(host, api, prefix, options), { prefix });
  }
}

/**
 * For what the host cannot route at all (percent-encoding that is none, parameters longer than paths are): answers in
 * the dialect of the API that the path belongs to. @returns false when it belongs to none
 */
export function refuseUnroutable(apis: readonly Api[]) {
  const mounts = apis.flatMap((api) => prefixesOf(api).map((prefix) => ({ prefix: `${prefix}/`, api, paths: pathsOf(prefix, api.routes) })));
  return function answerUnroutable(failure: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
    const found = mounts.find(({ prefix }) => request.url.startsWith(prefix));
    if (found === undefined) return false;
    reply.header(CORRELATOR, request.id);
    refuse(knownAt(found.paths, request)?.dialect ?? found.api.dialect, failure, reply, request.log);
    return true;
  };
}

const prefixesOf = ({ basePath, aliases = [] }: Api): readonly string[] => [basePath, ...aliases];

function mount(host: FastifyInstance, api: Api, prefix: string, options: RestOptions): void {
  host.decorateRequest(CONTEXT, null);
  // The media type is checked before the body is read, and the body is parsed where its faults can be told apart.
  host.removeAllContentTypeParsers();
  host.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  host.addHook('onRequest', async (request, reply) => {
    reply.header(CORRELATOR, request.id);
    const sent = sentCorrelator(request.headers);
    if (sent !== undefined) reply.header(CORRELATOR, sent);
  });
  host.setErrorHandler((failure, request, reply) => refuse(api.dialect, failure, reply, contextIn(request)?.log ?? request.log));
  const paths = pathsOf(prefix, api.routes);
  host.setNotFoundHandler((request, reply) => {
    const known = knownAt(paths, request);
    refuse(known?.dialect ?? api.dialect, nothingAt(known, request, reply), reply, request.log);
  });
  for (const path of paths) {
    host.options(fastifyPath(path.path), async (_request, reply) => reply.code(204).header('allow', path.allow).send());
  }
  for (const route of api.routes) addRoute(host, api, route, options);
}

function addRoute(host: FastifyInstance, api: Api, route: Route, { operations, contextOf, publicUrl = '' }: RestOptions): void {
  const first = prepare(route, operations);
  const other = route.instead && { ...prepare(route.instead, operations), when: route.instead.when };
  const base = publicUrl + api.basePath;
  const mediaType = api.mediaType ?? JSON_ONLY[0]!;
  const { dialect } = route;

  host.route({
    method: route.method,
    url: fastifyPath(route.path),
    exposeHeadRoute: true,
    ...(dialect && { errorHandler: (failure, request, reply) => refuse(dialect, failure, reply, contextIn(request)?.log ?? request.log) }),
    onRequest: async (request) => {
      const ctx = await contextOf(request);
      request.setDecorator(CONTEXT, ctx);
      requireAll(ctx.caller, first.scopes);
      checkAccept(request.headers.accept, 'application/json');
      if (route.body !== undefined) checkMediaType(request.headers, route.mediaTypes ?? JSON_ONLY);
    },
    handler: async (request, reply) => {
      const input = await readInput(route, request, base);
      const chosen = other?.when(input) ? other : first;
      const ctx = once(route, request, input, request.getDecorator<RequestContext>(CONTEXT));
      if (chosen !== first) requireAll(ctx.caller, chosen.scopes);
      return send(reply, mediaType, await run(chosen, input, ctx, operations));
    },
  });
}

interface Ready {
  readonly step: AnyStep;
  readonly prepared: Prepared;
  readonly scopes: readonly string[];
}

function prepare(step: AnyStep, operations: RestOptions['operations']): Ready {
  const prepared = operations.prepareTrusted(step.document.text);
  return { step, prepared, scopes: [...operations.scopesOf(prepared), ...(step.needs ?? [])] };
}

function requireAll(caller: Caller, scopes: readonly string[]): void {
  for (const scope of scopes) requireScope(caller, scope);
}

function once(route: Route, request: FastifyRequest, input: AnyInput, ctx: RequestContext): RequestContext {
  const key = request.headers['idempotency-key'];
  if (route.idempotent === undefined || key === undefined) return ctx;
  if (typeof key !== 'string') throw new Refusal('INVALID_ARGUMENT', 'Idempotency-Key must be sent once.', { field: 'Idempotency-Key' });
  return withIdempotency(ctx, key, `${request.method} ${pathname(request)} ${canonicalJson(input.body)}`);
}

async function run({ step, prepared }: Ready, input: AnyInput, ctx: RequestContext, operations: RestOptions['operations']): Promise<Answer> {
  const result = await operations.execute(prepared, step.variables(input), ctx);
  const error = result.errors?.[0];
  if (error === undefined) return step.answer(result.data, input);
  const refusal = refusalOf(error);
  throw step.refused?.(refusal, input) ?? refusal;
}

function send(reply: FastifyReply, mediaType: string, { status, body, headers }: Answer): FastifyReply {
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (body === undefined) return reply.send();
  return sendJson(reply, mediaType, body);
}

interface PathOfApi {
  readonly path: string;
  readonly pattern: RegExp;
  readonly methods: ReadonlySet<string>;
  /** Value of the header `Allow`. */
  readonly allow: string;
  /** Undefined: the API's. */
  readonly dialect: Dialect | undefined;
}

function pathsOf(prefix: string, routes: readonly Route[]): readonly PathOfApi[] {
  return [...new Set(routes.map(({ path }) => path))].map((path) => {
    const own = routes.filter((route) => route.path === path).map(({ method }) => method as string);
    const methods = new Set([...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
    const pattern = new RegExp(`^${(prefix + path).replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    return { path, pattern, methods, allow: [...methods].sort().join(', '), dialect: routes.find((route) => route.path === path)?.dialect };
  });
}

const knownAt = (paths: readonly PathOfApi[], request: FastifyRequest): PathOfApi | undefined => paths.find(({ pattern }) => pattern.test(pathname(request)));

function nothingAt(known: PathOfApi | undefined, request: FastifyRequest, reply: FastifyReply): Refusal {
  // Never a 405 that allows the very method.
  if (known === undefined || known.methods.has(request.method)) return nothingHere();
  reply.header('allow', known.allow);
  return new Refusal('METHOD_NOT_ALLOWED', `This resource does not know the method; it knows ${known.allow}.`);
}

const contextIn = (request: FastifyRequest): RequestContext | null => request.getDecorator<RequestContext | null>(CONTEXT);
const pathname = ({ url }: FastifyRequest): string => url.split('?', 1)[0]!;
const fastifyPath = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');
