import { GraphQLError, type ExecutionResult } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../kernel/context.js';
import { isRefusalCode, Refusal, STATUS, type RefusalCode } from '../../kernel/refusal.js';
import { codeOf, type Operations } from '../operations.js';
import { present } from '../present.js';
import { readParams } from './params.js';
import { isSubscription, needsStream, type ContextOf, type Handler } from './post.js';
import type { Starter } from './start.js';

interface ServerContext {
  readonly door: RequestContext;
}

export interface YogaLaneOptions {
  readonly path: string;
  readonly operations: Operations;
  readonly starter: Starter;
  readonly contextOf: ContextOf;
}

/**
 * For who takes neither JSON nor an event stream: graphql-yoga reads the request and settles the media type, or says
 * that there is none; the operation itself runs where all others do. Its own limit of the body's size is off, since Fastify has limited
 * and read the body before.
 */
export function createYogaLane(options: YogaLaneOptions): Handler {
  // Loaded with the first request that needs it, which most starts never see: it takes a tenth of them.
  let loading: ReturnType<typeof loadYoga> | undefined;
  return async function handOver(request, reply) {
    const door = await options.contextOf(request);
    const yoga = await (loading ??= loadYoga(options));
    const response = await yoga.handleNodeRequestAndResponse(request, reply, { door });
    response.headers.forEach((value, name) => void reply.header(name, value));
    return reply.code(response.status).send(response.body ?? '');
  };
}

async function loadYoga({ path, operations, starter }: YogaLaneOptions) {
  const { createYoga } = await import('graphql-yoga');
  const useOperations: Plugin<object, ServerContext> = {
    onParams({ setParamsHandler }) {
      setParamsHandler(({ request, params, context }) => answer(starter, request.method, params, context.door));
    },
  };
  return createYoga<ServerContext>({
    // Asked for each time, as another graph may have become the current one.
    schema: () => operations.schema,
    graphqlEndpoint: path,
    graphiql: false,
    landingPage: false,
    multipart: false,
    cors: false,
    logging: false,
    maxRequestBodySize: false,
    maskedErrors: { maskError: toOurCodes },
    plugins: [useOperations],
  });
}

async function answer(starter: Starter, method: string, params: GraphQLParams, ctx: RequestContext): Promise<ExecutionResult> {
  try {
    const started = starter.start(readParams(params), ctx);
    if (isSubscription(started)) throw needsStream();
    if (method === 'GET' && 'prepared' in started && started.prepared.kind === 'mutation') {
      throw new Refusal('METHOD_NOT_ALLOWED', 'A mutation is sent by POST; GET only reads.');
    }
    const result = await starter.run(started);
    return result.data === undefined ? { errors: result.errors?.map((error) => withStatus(error, true)) } : result;
  } catch (failure) {
    return { errors: [withStatus(present(failure, ctx), false)] };
  }
}

/** `spec` is yoga's word for: not when the answer is `application/json`, where every well-formed request gets 200. */
function withStatus(error: GraphQLError, spec: boolean): GraphQLError {
  const { message, nodes, source, positions, path, extensions } = error;
  const code = codeOf(error);
  const status = isRefusalCode(code) ? STATUS[code] : 400;
  const http = { status, spec, headers: status === 405 ? { allow: 'POST' } : undefined };
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { ...extensions, http } });
}

const CODE_OF_STATUS: Readonly<Record<number, RefusalCode>> = { 400: 'INVALID_ARGUMENT', 405: 'METHOD_NOT_ALLOWED', 413: 'PAYLOAD_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' };

/** Gives what yoga finds wrong with a request a code of ours; `http` is for its own use and is not sent. */
function toOurCodes(error: unknown): Error {
  const http = error instanceof GraphQLError ? error.extensions['http'] : undefined;
  const status = typeof http === 'object' && http !== null && 'status' in http ? Number(http.status) : 500;
  const code = CODE_OF_STATUS[status] ?? 'INTERNAL';
  const message = error instanceof GraphQLError && code !== 'INTERNAL' ? error.message : 'The request could not be read.';
  return new GraphQLError(message, { extensions: { code, http: { ...(typeof http === 'object' ? http : undefined), status } } });
}
