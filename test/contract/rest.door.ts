import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { apis as everyApi } from '../../rest-compat/apis.js';
import type { Api } from '../../rest-compat/route.js';
import { registerApis } from '../../rest-compat/router.js';
import { createHttp } from '../../src/inbound/http.js';
import { createContextFactory } from '../../src/inbound/request.js';
import { ANONYMOUS, ROLE_ADMIN, type Caller } from '../../src/kernel/caller.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { createLog } from '../../src/outbound/log.js';
import { officialDefinitions } from '../support/official.js';
import { fakeGraph, SCOPES, type FakeGraph, type Roots } from './rest.graph.js';

export const EAM = '/edge-application-management/vwip';
export const OEG = '/oeg/1.0.0';
export const BASE = 'https://gateway.example';

export interface RestDoor extends FakeGraph, AsyncDisposable {
  readonly app: FastifyInstance;
  /** With a token that holds every scope of the modules. */
  send(request: InjectOptions): Promise<LightMyRequestResponse>;
  /** With a token that holds just these; undefined: no token. */
  sendAs(scopes: readonly string[] | undefined, request: InjectOptions): Promise<LightMyRequestResponse>;
}

/** The APIs on the real HTTP host, over the fake graph. The token is the list of its scopes, and the role admin among them; `bad` is refused. */
export async function restDoor(roots: Roots, apis: readonly Api[] = everyApi()): Promise<RestDoor> {
  const log = createLog({ level: 'silent' });
  const app = createHttp({ log, publicUrl: BASE, bodyLimit: 8192 });
  const graph = fakeGraph(roots);
  await registerApis(app, { apis, operations: graph.operations, contextOf: createContextFactory({ identify, log }), publicUrl: BASE });
  const sendAs: RestDoor['sendAs'] = async (scopes, request) => {
    const answer = await app.inject({ ...request, headers: { ...(scopes && { authorization: `Bearer ${scopes.join(',')}` }), ...request.headers } });
    await checkOfficially(request, answer);
    return answer;
  };
  return { ...graph, app, sendAs, send: (request) => sendAs(Object.values(SCOPES), request), [Symbol.asyncDispose]: () => app.close() };
}

const official = officialDefinitions();

/** @throws Error when the answer breaks the official definition, where that is there. */
async function checkOfficially({ method = 'GET', url, headers }: InjectOptions, { statusCode, headers: answered, body }: LightMyRequestResponse): Promise<void> {
  const path = String(url);
  const header = (name: string) => answered[name]?.toString();
  const faults = await official?.faults({ method, path, correlator: headers?.['x-correlator']?.toString(), status: statusCode, header, text: body });
  if (faults?.length) throw new Error(`${method} ${path} ${statusCode}: ${faults.join('; ')}\n${body}`);
}

async function identify(authorization: string | undefined): Promise<Caller> {
  if (authorization === undefined) return ANONYMOUS;
  const token = authorization.replace('Bearer ', '');
  if (token === 'bad') throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
  return { kind: 'two-legged', clientId: 'client-1', userId: null, scopes: new Set(token.split(',')), admin: token.split(',').includes(ROLE_ADMIN) };
}

/** A connection of the graph. */
export const page = <Node>(nodes: readonly Node[], totalCount = nodes.length) => ({ nodes, totalCount, edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
