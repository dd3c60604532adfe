import { createHash, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled, ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Awaitable } from '../kernel/awaitable.js';
import type { Log, RequestContext } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { presentError, type PresentContext } from './present.js';
import { sendProblem, toRefusal } from './problem.js';
import { withForwardedIdempotency, type RequestSource } from './request.js';

/** What a router sends to show that it is ours. */
export const SUBGRAPH_SECRET = 'x-northbound-subgraph-secret';

export interface SubgraphServersOptions {
  /** Served at `/subgraphs/<name>`. */
  readonly subgraphs: readonly { readonly name: string; readonly schema: GraphQLSchema }[];
  readonly secret: string;
  readonly contextOf: (request: RequestSource) => Awaitable<RequestContext>;
  readonly log: Log;
}

/**
 * Hangs every subgraph on an internal host (a `createHttp` of its own), for a federation router that plans on another
 * machine. Two locks: the shared secret, as `_entities` and `_service` are for routers alone, and the caller's own
 * token, which the router passes on: whoever has the secret still sees only what the caller may.
 */
export async function registerSubgraphs(app: FastifyInstance, { subgraphs, secret, contextOf, log }: SubgraphServersOptions): Promise<void> {
  const isSecret = createSecretCheck(secret);
  app.addHook('onRequest', function admit(request, reply, done) {
    if (isSecret(request.headers[SUBGRAPH_SECRET])) done();
    else void sendProblem(reply, new Refusal('UNAUTHENTICATED', 'This port is for the federation router alone.'));
  });
  await Promise.all(subgraphs.map(async ({ name, schema }) => {
    const server = createApollo(schema, log);
    await server.start();
    app.post(`/subgraphs/${name}`, { handler: answerWith(server, contextOf) });
    app.addHook('onClose', () => server.stop());
  }));
}

/** Compares digests, so that neither the time nor the length tells how much of a guess was right. */
function createSecretCheck(secret: string): (given: string | string[] | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(secret);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), expected);
}

function createApollo(schema: GraphQLSchema, log: Log): ApolloServer<RequestContext> {
  const contexts = new WeakMap<object, PresentContext>();
  return new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    // No browser holds the secret, and it does not travel by itself as a cookie would.
    csrfPrevention: false,
    allowBatchedHttpRequests: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: { debug: say(log, 'debug'), info: say(log, 'info'), warn: say(log, 'warn'), error: say(log, 'error') },
    formatError: (formatted, error) => format(formatted, error, contexts.get(error as object) ?? { correlator: '', log }),
    plugins: [
      // Nothing is reported to anybody, whatever the environment says.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      rememberContext(contexts),
    ],
  });
}

const say = (log: Log, level: keyof Log) => (message?: unknown): void => log[level]({}, String(message));

/** `formatError` is not told whose error it formats. */
const rememberContext = (contexts: WeakMap<object, PresentContext>): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: async () => ({
    async didEncounterErrors({ errors, contextValue }) {
      for (const error of errors) contexts.set(error, contextValue);
    },
  }),
});

/** Faults of the router's request that Apollo Server finds before anything is executed. */
const OF_THE_REQUEST: ReadonlySet<unknown> = new Set(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED']);

function format(formatted: GraphQLFormattedError, error: unknown, ctx: PresentContext): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (OF_THE_REQUEST.has(code)) return { message: formatted.message, extensions: { code } };
  return presentError(error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) }), ctx);
}

function answerWith(server: ApolloServer<RequestContext>, contextOf: SubgraphServersOptions['contextOf']) {
  return async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ctx = await Promise.resolve(contextOf(request))
      .then((held) => withForwardedIdempotency(held, request.headers))
      .catch((failure: unknown) => toRefusal(failure));
    if (ctx instanceof Refusal) return refuse(reply, ctx);
    const { status = 200, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers: headersOf(request), search: '', body: request.body },
      context: async () => ctx,
    });
    for (const [name, value] of headers) reply.header(name, value);
    return reply.code(status).send(body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator));
  };
}

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

/** A router hands errors in GraphQL's form on to its own caller. */
function refuse(reply: FastifyReply, { status, message, code, retryAfter }: Refusal): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send({ errors: [{ message, extensions: { code, ...(retryAfter !== undefined && { retryAfter }) } }] });
}
