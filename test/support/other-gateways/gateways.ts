import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled, ApolloServerPluginSchemaReportingDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';
import { GraphQLError, type ExecutionResult } from 'graphql';

/** Another federation gateway, in front of subgraphs over HTTP. */
export interface OtherGateway extends AsyncDisposable {
  readonly name: string;
  ask(query: string, variables?: Record<string, unknown>, headers?: Readonly<Record<string, string>>): Promise<ExecutionResult>;
}

interface Incoming {
  /** What travels on to the subgraphs. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Apollo's. Reports nothing to anybody. */
export async function apolloGateway(supergraphSdl: string): Promise<OtherGateway> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: SILENT,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<Incoming>({
        ...(url !== undefined && { url }),
        willSendRequest({ request, context }) {
          for (const [name, value] of Object.entries<string>(context.headers ?? {})) request.http?.headers.set(name, value);
        },
      }),
  });
  const server = new ApolloServer<Incoming>({
    gateway,
    nodeEnv: 'test',
    logger: SILENT,
    includeStacktraceInErrorResponses: false,
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginSchemaReportingDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  await server.start();
  return {
    name: 'Apollo Gateway',
    async ask(query, variables = {}, headers = {}) {
      const { body } = await server.executeOperation({ query, variables }, { contextValue: { headers } });
      if (body.kind !== 'single') throw new Error('Apollo answered in parts.');
      return JSON.parse(JSON.stringify(body.singleResult)) as ExecutionResult;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Milliseconds after which a gateway counts as one that does not answer: some documents are never answered. */
const PATIENCE_MS = 3000;

/** Hive's, with its own way of planning and executing. Reports nothing to anybody. */
export async function hiveGateway(supergraph: string): Promise<OtherGateway> {
  const gateway = createGatewayRuntime({
    supergraph,
    transports: { http },
    logging: false,
    maskedErrors: false,
    landingPage: false,
    graphiql: false,
    propagateHeaders: { fromClientToSubgraphs: ({ request }) => Object.fromEntries([...request.headers].filter(([name]) => name === 'authorization' || name.startsWith('x-'))) },
  });
  return {
    name: 'Hive Gateway',
    async ask(query, variables = {}, headers = {}) {
      const given = gateway.fetch('http://hive.test/graphql', { method: 'POST', headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify({ query, variables }) });
      const response = await Promise.race([given, sleep(PATIENCE_MS, undefined, { ref: false })]);
      return response ? ((await response.json()) as ExecutionResult) : { errors: [new GraphQLError('No answer came.')] };
    },
    [Symbol.asyncDispose]: async () => gateway[Symbol.asyncDispose](),
  };
}
