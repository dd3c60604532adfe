import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { freePorts } from '../support/child.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';
import { startWorld, type World } from './world.js';

export const SCOPES: readonly string[] = [...new Set(Object.values(EDGE_SCOPES))];
export const SUBGRAPH_SECRET = 'a-secret-between-router-and-us';

/** A world with an identity provider: the clients portal and rival, the reader of apps, an admin, and the users ana and ben. */
export interface Operator extends AsyncDisposable {
  readonly world: World;
  readonly issuer: TestIssuer;
  /** A query at the subgraph server, as a router sends it. */
  atSubgraph(query: string, variables: object, token?: string, secret?: string): Promise<{ readonly status: number; readonly body: { readonly data?: unknown; readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] } }>;
}

export async function startOperator(env: Readonly<Record<string, string>> = {}): Promise<Operator> {
  const issuer = await startIssuer({
    scopes: SCOPES,
    clients: { portal: {}, rival: {}, reader: { scopes: ['edge-application-management:apps:read'] }, operator: { roles: ['admin'] }, hasty: { ttl: 1 }, brief: { ttl: 4 } },
    users: { ana: {}, ben: {}, root: { roles: ['admin'] } },
  });
  const [port] = (await freePorts(1)) as [number];
  const world = await startWorld({
    env: { OAUTH_ISSUER: issuer.issuer, OAUTH_AUDIENCE: issuer.audience, SUBGRAPH_PORT: String(port), SUBGRAPH_SECRET, ...env },
  });
  return {
    world,
    issuer,
    async atSubgraph(query, variables, token, secret = SUBGRAPH_SECRET) {
      const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const headers = { 'content-type': 'application/json', 'x-northbound-subgraph-secret': secret, ...authorization };
      const response = await fetch(`${world.subgraphs}/subgraphs/edge`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      return { status: response.status, body: (await response.json()) as { data?: unknown } };
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await issuer.stop();
    },
  };
}
