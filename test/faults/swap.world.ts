import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import Fastify from 'fastify';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { createGraph, type Graph } from '../../src/app.graph.js';
import type { Subgraph } from '../../src/federation/subgraph/subgraph.js';
import { registerGraphql } from '../../src/inbound/graphql/edge.js';
import { systemClock } from '../../src/kernel/clock.js';
import { DEVELOPER } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { createMetrics, type Metrics } from '../../src/outbound/metrics.js';
import { createMemoryLog } from '../support/graphql-door.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

const NEAR = `${LINK}
  type Query { apps: [App!]! }
  type Subscription { ticked: App! }
  type App @key(fields: "id") { id: ID! name: String! }`;

/** The SDL of the partner, with further fields of an app. */
export const partnerSdl = (fields = ''): string => `${LINK} type Query { partner: String } type App @key(fields: "id") { id: ID! cost: Int! ${fields} }`;

/** A subgraph server that can be given another schema at any time. */
export interface Partner {
  readonly url: string;
  become(sdl: string): void;
  close(): Promise<void>;
}

export async function startPartner(sdl: string): Promise<Partner> {
  let schema: GraphQLSchema = schemaOf(sdl);
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      void graphql({ schema, source: query, variableValues: variables }).then((result) => response.setHeader('content-type', 'application/json').end(JSON.stringify(result)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    become: (next) => void (schema = schemaOf(next)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What cannot be built is served by `_service` all the same, as a broken partner would. */
function schemaOf(sdl: string): GraphQLSchema {
  const cost = ({ id }: { id: string }): number => Number(id) * 10;
  const schema = buildSubgraphSchema([{ typeDefs: parse(partnerSdl()), resolvers: { App: { __resolveReference: (ref: object) => ref, cost }, Query: { partner: () => 'yes' } } }]);
  const known = sdl.includes('Nothing') ? schema : buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { App: { __resolveReference: (ref: object) => ref, cost }, Query: { partner: () => 'yes' } } }]);
  const service = known.getQueryType()?.getFields()['_service'];
  if (service) service.resolve = () => ({ sdl });
  return known;
}

function nearSubgraph(): Subgraph {
  const typeDefs = parse(NEAR);
  const app = (id: number): object => ({ id: String(id), name: `app ${id}` });
  async function* tick(): AsyncGenerator<object> {
    for (let count = 1; ; count += 1) {
      await sleep(10);
      yield { ticked: app(count) };
    }
  }
  const resolvers = { Query: { apps: () => [app(1), app(2), app(3)] }, Subscription: { ticked: { subscribe: tick } } };
  return { name: 'near', sdl: NEAR, typeDefs, schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]), scopes: new Map() };
}

export interface World extends AsyncDisposable {
  readonly graph: Graph;
  readonly metrics: Metrics;
  readonly log: ReturnType<typeof createMemoryLog>;
  readonly url: string;
  readonly ctx: RequestContext;
}

/** The graph of one subgraph here and one at the partner's, behind the GraphQL door. */
export async function aWorld(partner: Partner, documents: readonly string[] = []): Promise<World> {
  const log = createMemoryLog();
  const metrics = createMetrics({ process: false });
  const dataDir = await mkdtemp(join(tmpdir(), 'northbound-swap-'));
  const config = { graph: { far: [{ name: 'partner', url: partner.url }], supergraph: undefined, timeoutMs: 2000, pollMs: 40 }, introspection: true, dataDir };
  const graph = await createGraph({ config, subgraphs: [nearSubgraph()], metrics, log, clock: systemClock });
  for (const document of documents) graph.operations.prepareTrusted(document);
  await graph.start();
  const ctx: RequestContext = { caller: DEVELOPER, correlator: 'c', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log };
  const app = Fastify();
  await registerGraphql(app, { operations: graph.operations, contextOf: () => Promise.resolve(ctx), log, retireWithin: 200 });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    graph,
    metrics,
    log,
    ctx,
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`,
    async [Symbol.asyncDispose]() {
      await app.close();
      await graph.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
