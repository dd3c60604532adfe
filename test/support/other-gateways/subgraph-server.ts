import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execute, parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';

export interface SubgraphServer extends AsyncDisposable {
  /** By subgraph name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Names of the subgraphs that were asked since this was last emptied. */
  readonly asked: string[];
}

/** Serves schemas over HTTP by graphql-js, each at its name: subgraphs on another machine, as plain as can be. */
export async function serveSubgraphs(schemas: Readonly<Record<string, GraphQLSchema>>, contextValue: unknown): Promise<SubgraphServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    const schema = schemas[name];
    asked.push(name);
    answer(request, response, schema, contextValue).catch((failure: unknown) => response.destroy(failure instanceof Error ? failure : new Error(String(failure))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urls: Object.fromEntries(Object.keys(schemas).map((name) => [name, `http://127.0.0.1:${port}/${name}`])),
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, schema: GraphQLSchema | undefined, contextValue: unknown): Promise<void> {
  if (!schema) return void response.writeHead(404).end();
  const { query, variables } = JSON.parse(await bodyOf(request)) as { query: string; variables?: Record<string, unknown> };
  const result = await run(schema, query, variables, contextValue);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

/** A subgraph elsewhere checks what it is asked: a plan's fetches must be right in themselves. */
async function run(schema: GraphQLSchema, query: string, variableValues: Record<string, unknown> | undefined, contextValue: unknown): Promise<ExecutionResult> {
  const document = parse(query);
  const errors = validate(schema, document);
  return errors.length ? { errors } : await execute({ schema, document, variableValues, contextValue });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
