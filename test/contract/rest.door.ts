import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { APIS } from '../../rest-compat/apis.js';
import { registerApis } from '../../rest-compat/router.js';
import { createHttp } from '../../src/inbound/http.js';
import { createContextFactory } from '../../src/inbound/request.js';
import { ANONYMOUS, type Caller } from '../../src/kernel/caller.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { createLog } from '../../src/outbound/log.js';
import { fakeGraph, type FakeGraph, type Roots } from './rest.graph.js';

export const EAM = '/edge-application-management/vwip';
export const OEG = '/oeg/1.0.0';
export const BASE = 'https://gateway.example';

export interface RestDoor extends FakeGraph, AsyncDisposable {
  readonly app: FastifyInstance;
  /** With a token that holds every scope of the module. */
  send(request: InjectOptions): Promise<LightMyRequestResponse>;
  /** With a token that holds just these; undefined: no token. */
  sendAs(scopes: readonly string[] | undefined, request: InjectOptions): Promise<LightMyRequestResponse>;
}

/** Both APIs on the real HTTP host, over the fake graph. The token is the list of its scopes; `bad` is refused. */
export async function restDoor(roots: Roots): Promise<RestDoor> {
  const log = createLog({ level: 'silent' });
  const app = createHttp({ log, publicUrl: BASE, bodyLimit: 8192 });
  const graph = fakeGraph(roots);
  await registerApis(app, { apis: APIS, operations: graph.operations, contextOf: createContextFactory({ identify, log }), publicUrl: BASE });
  const sendAs: RestDoor['sendAs'] = (scopes, request) =>
    app.inject({ ...request, headers: { ...(scopes && { authorization: `Bearer ${scopes.join(' ')}` }), ...request.headers } });
  return { ...graph, app, sendAs, send: (request) => sendAs(Object.values(EDGE_SCOPES), request), [Symbol.asyncDispose]: () => app.close() };
}

async function identify(authorization: string | undefined): Promise<Caller> {
  if (authorization === undefined) return ANONYMOUS;
  const token = authorization.replace('Bearer ', '');
  if (token === 'bad') throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
  return { kind: 'two-legged', clientId: 'client-1', userId: null, scopes: new Set(token.split(' ')), admin: false };
}

/** A connection of the graph. */
export const page = <Node>(nodes: readonly Node[], totalCount = nodes.length) => ({ nodes, totalCount, edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
