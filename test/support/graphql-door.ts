import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, execute, getOperationAST, GraphQLError, parse, specifiedRules, subscribe, validate, type ValidationRule } from 'graphql';
import type { Engine, Prepared } from '../../src/federation/engine.js';
import { registerGraphql, type GraphqlDoor, type GraphqlDoorOptions } from '../../src/inbound/graphql/edge.js';
import { DEFAULT_LIMITS, limitRules, type Limits } from '../../src/inbound/graphql/limits.js';
import type { ContextOf } from '../../src/inbound/graphql/post.js';
import { createTrustedDocuments, type TrustedMode } from '../../src/inbound/graphql/trusted.js';
import { trustedTexts } from '../../src/inbound/graphql/trusted-files.js';
import { createOperations, type Operations } from '../../src/inbound/operations.js';
import { announceRate } from '../../src/inbound/rate.js';
import { ANONYMOUS, DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { Log, RequestContext } from '../../src/kernel/context.js';
import { Refusal } from '../../src/kernel/refusal.js';

const SDL = `
  type App { id: ID! name: String }
  type Apps { nodes: [App!]! }
  type Change { cursor: String! status: String! client: String }
  input AppInput { name: String! secret: String replicas: Int }
  type Query { hello: String! app(id: ID!): App apps(first: Int): Apps! private: String broken: String secret: String! slow(ms: Int!): Int }
  type Mutation { submit(input: AppInput!): String! }
  type Subscription { changed(after: String): Change! refused: Change! failing: Change! }
`;

/** A log whose lines can be read again. */
export function createMemoryLog(): Log & { readonly lines: readonly { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string): void => void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Something that subscriptions follow, and how many do. */
export interface Feed {
  publish(status: string): void;
  end(): void;
  readonly followers: number;
}

type Root = Record<string, (args: Record<string, unknown>, ctx: RequestContext) => unknown>;

function createFeed(): Feed & { follow(ctx: RequestContext, after?: string): AsyncIterableIterator<unknown> } {
  const published: unknown[] = [];
  const queues = new Set<{ push(value: unknown): void; end(): void }>();
  let count = 0;
  return {
    publish(status) {
      count += 1;
      const event = { changed: { cursor: `c${count}`, status } };
      published.push(event);
      for (const queue of queues) queue.push(event);
    },
    end: () => [...queues].forEach((queue) => queue.end()),
    get followers() {
      return queues.size;
    },
    follow(ctx, after) {
      const ready = after === undefined ? [] : published.slice(Number(after.slice(1)));
      let wake: (() => void) | undefined;
      let over = false;
      const queue = {
        push: (value: unknown): void => (ready.push(value), wake?.()),
        end: (): void => ((over = true), queues.delete(queue), wake?.()),
      };
      queues.add(queue);
      ctx.signal.addEventListener('abort', queue.end);
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        async next() {
          while (ready.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
          return ready.length > 0 ? { done: false, value: ready.shift() } : { done: true, value: undefined };
        },
        async return() {
          queue.end();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** An engine of one schema on graphql-js, to the same contract as the real one. */
export function createStubEngine(root: Root, options: { rules?: readonly ValidationRule[]; maxTokens?: number } = {}): Engine {
  const schema = buildSchema(SDL);
  const cache = new Map<string, Prepared | readonly GraphQLError[]>();
  function prepare(query: string, operationName?: string | null): Prepared | readonly GraphQLError[] {
    try {
      const document = parse(query, { maxTokens: options.maxTokens });
      const errors = validate(schema, document, [...specifiedRules, ...(options.rules ?? [])]);
      if (errors.length > 0) return errors;
      const operation = getOperationAST(document, operationName);
      if (!operation) return [new GraphQLError('Unknown operation.')];
      const args = { schema, document, rootValue: root, operationName };
      return {
        kind: operation.operation,
        operation,
        document,
        generation: 0,
        far: false,
        execute: async (variableValues, contextValue) => execute({ ...args, variableValues, contextValue }),
        subscribe: async (variableValues, contextValue) => subscribe({ ...args, variableValues, contextValue }),
      };
    } catch (failure) {
      if (failure instanceof GraphQLError) return [failure];
      throw failure;
    }
  }
  return {
    schema,
    supergraph: '',
    generation: 0,
    latest: () => [],
    prepare(query, operationName) {
      const key = `${operationName}\n${query}`;
      const found = cache.get(key) ?? prepare(query, operationName);
      cache.set(key, found);
      return found;
    },
  };
}

export interface DoorOptions extends Partial<Omit<GraphqlDoorOptions, 'limits'>> {
  readonly limits?: Partial<Limits>;
  readonly introspection?: boolean;
  /** Documents of our own. */
  readonly trusted?: { readonly mode: TrustedMode; readonly files: Readonly<Record<string, string>> };
  /** Who comes without a token. @default the developer */
  readonly nobody?: Caller;
}

export interface TestDoor extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly door: GraphqlDoor;
  readonly operations: Operations;
  readonly feed: Feed;
  readonly log: ReturnType<typeof createMemoryLog>;
  readonly url: string;
  /** Contexts of the mutations and subscriptions that were run. */
  readonly seen: readonly RequestContext[];
}

/** `Bearer bad` holds no more, `Bearer later` cannot be checked now, any other token is the name of a client. */
function contextWith(log: Log, nobody: Caller): ContextOf {
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === 'Bearer bad') throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
    if (authorization === 'Bearer later') throw new Refusal('UNAVAILABLE', 'The identity provider does not answer.', { retryAfter: 3 });
    const caller: Caller = authorization ? { kind: 'two-legged', clientId: authorization.slice(7), userId: null, scopes: new Set(), admin: false } : nobody;
    request.caller = caller;
    return { caller, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log };
  };
}

function rootWith(feed: ReturnType<typeof createFeed>, seen: RequestContext[]): Root {
  const refuse = (): never => {
    throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
  };
  return {
    hello: () => 'world',
    app: ({ id }) => {
      if (id === 'none') throw new Refusal('NOT_FOUND', 'There is no such app.', { field: 'id' });
      return { id, name: `app ${String(id)}` };
    },
    apps: () => ({ nodes: [] }),
    private: (_args, { caller }) => (caller.kind === 'anonymous' ? refuse() : caller.clientId),
    secret: (_args, { caller }) => (caller.kind === 'anonymous' ? refuse() : 'opened'),
    broken: () => {
      throw new Error('password=hunter2');
    },
    slow: async ({ ms }) => new Promise((resolve) => setTimeout(resolve, Number(ms), ms)),
    submit: ({ input }, ctx) => {
      seen.push(ctx);
      return (input as { name: string }).name;
    },
    changed: ({ after }, ctx) => {
      seen.push(ctx);
      return feed.follow(ctx, typeof after === 'string' ? after : undefined);
    },
    refused: refuse,
    failing: async function* failing() {
      yield { failing: { cursor: 'c1', status: 'up' } };
      throw new Error('password=hunter2');
    },
  };
}

/** The GraphQL door on a free port of 127.0.0.1, with a small graph behind it. */
export async function aDoor({ limits: given, introspection, trusted, nobody = DEVELOPER, ...options }: DoorOptions = {}): Promise<TestDoor> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const log = createMemoryLog();
  const feed = createFeed();
  const seen: RequestContext[] = [];
  const root = rootWith(feed, seen);
  const engine = createStubEngine(root, { rules: limitRules({ limits, introspection }), maxTokens: limits.tokens });
  const operations = createOperations({ engine, trusted: createStubEngine(root), scopes: new Map([['Query.private', 'apps:read']]) });
  const texts = trustedTexts(Object.entries(trusted?.files ?? {}).map(([name, text]) => ({ name, text })));
  const documents = trusted && createTrustedDocuments({ mode: trusted.mode, texts, operations, limits, log });
  const app = Fastify({ bodyLimit: 1 << 20 });
  if (options.rate) announceRate(app, options.rate);
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-correlator', 'test'));
  const door = await registerGraphql(app, { operations, contextOf: contextWith(log, nobody), log, limits, documents, ...options });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  async function dispose(): Promise<void> {
    // fetch opens a connection ahead when one is cut; no request ever comes on it, and so it is not idle to Node.
    setTimeout(() => app.server.closeAllConnections(), 100).unref();
    await app.close();
  }
  return { app, door, operations, feed, log, url, seen, [Symbol.asyncDispose]: dispose };
}

export { ANONYMOUS };
