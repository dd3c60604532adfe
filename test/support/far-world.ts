import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { composeSupergraph } from '../../src/federation/compose/compose.js';
import { createEngine, type Engine } from '../../src/federation/engine.js';
import { farTransport, type FarOptions, type FarTransport } from '../../src/federation/far/far.js';
import { nearTransport } from '../../src/federation/transport.js';
import { presentError } from '../../src/inbound/present.js';
import { DEVELOPER } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { collectLog, type CollectedLog } from './log.js';

/** A subgraph in this process, and one elsewhere that can be made to fail in every way. They share the entity `Product`. */

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const SHOP = `${LINK}
type Query { products(first: Int = 3): [Product!]! }
type Product @key(fields: "id") { id: ID! name: String! }`;

const STOCK = `${LINK}
type Query { shelves: [String!] count(of: [String!]): Int }
type Mutation { order(id: ID!): Product }
type Subscription { stocked(times: Int = 3): Product }
type Product @key(fields: "id") { id: ID! stock: Int place: Place }
type Place { shelf: String! }`;

const product = (id: string) => ({ __typename: 'Product', id });

const shop = {
  Query: { products: (_: unknown, { first }: { first: number }) => ['p1', 'p2', 'p3', 'p4'].slice(0, first).map(product) },
  Product: { __resolveReference: ({ id }: { id: string }) => product(id), name: ({ id }: { id: string }) => `Product ${id}` },
};

const stock = {
  Query: { shelves: () => ['a', 'b'], count: (_: unknown, { of }: { of: string[] }) => of.length },
  Mutation: { order: (_: unknown, { id }: { id: string }) => product(id) },
  Subscription: {
    stocked: {
      subscribe: async function* (_: unknown, { times }: { times: number }) {
        for (let nth = 1; nth <= times; nth++) yield { stocked: product(`p${nth}`) };
      },
    },
  },
  Product: {
    __resolveReference: ({ id }: { id: string }) => product(id),
    stock: ({ id }: { id: string }) => Number(id.slice(1)) * 10,
    place: ({ id }: { id: string }) => ({ shelf: `shelf ${id}` }),
  },
};

export const stockSchema: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(STOCK), resolvers: stock }]);
const shopSchema = buildSubgraphSchema([{ typeDefs: parse(SHOP), resolvers: shop }]);
export const STOCK_SDL = STOCK;

const supergraph = composeSupergraph([
  { name: 'shop', typeDefs: parse(SHOP) },
  { name: 'stock', typeDefs: parse(STOCK) },
]).sdl;

export interface Asked {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly query: string; readonly variables: Record<string, unknown> };
}

/** Answers a request in place of the subgraph. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, asked: Asked) => unknown;

export interface FarWorld extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  /** What the far subgraph was asked, in order. */
  readonly asked: Asked[];
  readonly log: CollectedLog;
  readonly transport: FarTransport;
  readonly engine: Engine;
  /** From now on. */
  behave(behaviour: Behaviour): void;
  /** @returns data and errors as the caller reads them. */
  run(query: string, variables?: Record<string, unknown>, ctx?: RequestContext): Promise<Shown>;
  subscribe(query: string, variables?: Record<string, unknown>, ctx?: RequestContext): Promise<AsyncIterator<ExecutionResult>>;
  context(more?: Partial<RequestContext>): RequestContext;
  /** Everything that was logged, as text. */
  logged(): string;
}

export interface Shown {
  readonly data: unknown;
  /** `path code: message`. */
  readonly errors: readonly string[];
}

/** As a well-behaved subgraph does. */
export const behaveWell: Behaviour = async (_, response, { body }) => {
  const result = await graphql({ schema: stockSchema, source: body.query, variableValues: body.variables });
  answer(response, 200, result);
};

export function answer(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/graphql-response+json; charset=utf-8', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function farWorld(options: Partial<FarOptions> = {}): Promise<FarWorld> {
  const asked: Asked[] = [];
  let behaviour: Behaviour = behaveWell;
  const server = createServer(async (request, response) => {
    // Some behaviours end the connection while it is still read.
    const body = await text(request).catch(() => '{}');
    const one: Asked = { url: request.url, headers: request.headers, body: JSON.parse(body) as Asked['body'] };
    asked.push(one);
    await behaviour(request, response, one);
  });
  const url = `${await listen(server)}/graphql`;
  const log = collectLog();
  const transport = farTransport({ name: 'stock', url, log, timeoutMs: 2_000, ...options });
  const engine = createEngine({ supergraph, transports: { shop: nearTransport(shopSchema), stock: transport } });
  const context = (more: Partial<RequestContext> = {}): RequestContext => ({ caller: DEVELOPER, correlator: 'c-1', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log, ...more });
  const prepared = (query: string) => {
    const found = engine.prepare(query);
    if (!('execute' in found)) throw found[0];
    return found;
  };

  return {
    url,
    server,
    asked,
    log,
    transport,
    engine,
    context,
    behave: (next) => void (behaviour = next),
    async run(query, variables, ctx = context()) {
      return shown(await prepared(query).execute(variables, ctx), ctx);
    },
    async subscribe(query, variables, ctx = context()) {
      const opened = await prepared(query).subscribe(variables, ctx);
      if (!(Symbol.asyncIterator in opened)) throw new Error(shown(opened, ctx).errors.join());
      return opened[Symbol.asyncIterator]();
    },
    logged: () => JSON.stringify(log.lines, (_, value: unknown) => (value instanceof Error ? { message: value.message, cause: value.cause } : value)),
    async [Symbol.asyncDispose]() {
      await transport.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A result as the caller reads it. */
export function shown({ data, errors = [] }: ExecutionResult, ctx: RequestContext): Shown {
  const told = errors.map((error) => presentError(error, ctx));
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
    errors: told.map(({ path = [], extensions, message }) => `${path.join('.')} ${String(extensions?.['code'])}: ${message}`),
  };
}

export const STOCKED = 'subscription($times: Int) { stocked(times: $times) { id name stock } }';

/** An event of that subscription as the caller reads it. */
export const stocked = (nth: number) => ({ stocked: { id: `p${nth}`, name: `Product p${nth}`, stock: nth * 10 } });

/** The same as the far subgraph sends it. */
export const stockedEvent = (nth: number) => ({ data: { stocked: { __typename: 'Product', id: `p${nth}`, stock: nth * 10 } } });

/** What the subscription brings when nothing goes wrong. */
export const COMPLETED: readonly Shown[] = [1, 2, 3].map((nth) => ({ data: stocked(nth), errors: [] }));

/** The last error of a stream that broke. */
export const BROKEN = ' UNAVAILABLE: The stream of the subgraph stock broke off.';

/** All that a stream still brings, as the caller reads it. */
export async function drain(world: FarWorld, events: AsyncIterator<ExecutionResult>): Promise<readonly Shown[]> {
  const all: Shown[] = [];
  for (let step = await events.next(); step.done !== true; step = await events.next()) all.push(shown(step.value, world.context()));
  return all;
}
