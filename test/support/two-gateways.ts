import { CLIENT_SECRET, startIssuer, type TestIssuer } from './oidc.js';

/** Who asks at A: the developer whose app runs at the partner, and the partner's callbacks. At B: its administrator, A, another partner, somebody else. */
export interface TwoOperators extends AsyncDisposable {
  readonly atA: TestIssuer;
  readonly atB: TestIssuer;
  /** Settings of A, which is at `a` and knows B at `b`, and of B. */
  settings(a: string, b: string): { readonly a: Record<string, string>; readonly b: Record<string, string> };
}

const EAM = 'edge-application-management';
export const DEVELOPER_SCOPES = [
  'federations:read', 'federations:write', 'federations:onboardings:read', 'federations:onboardings:write', 'openid',
  ...['edge-cloud-zones:read', 'apps:read', 'apps:write', 'apps:delete', 'instances:read', 'instances:write', 'instances:delete', 'deployments:read'].map((name) => `${EAM}:${name}`),
];
const EVERY_SCOPE = [...DEVELOPER_SCOPES, 'fed-mgmt'];

/** Two operators, each with an OpenID provider of its own, that give each other an OAuth client. */
export async function startTwoOperators(): Promise<TwoOperators> {
  const [atA, atB] = await Promise.all([
    startIssuer({ scopes: EVERY_SCOPE, clients: { developer: { scopes: DEVELOPER_SCOPES, ttl: 3_600 }, 'op-b': { scopes: ['fed-mgmt'] } } }),
    startIssuer({ scopes: EVERY_SCOPE, clients: { admin: { roles: ['admin'], ttl: 3_600 }, 'op-a': { scopes: ['fed-mgmt'] }, 'op-c': { scopes: ['fed-mgmt'] }, somebody: { scopes: DEVELOPER_SCOPES } } }),
  ]);
  return {
    atA,
    atB,
    settings: (a, b) => ({
      a: {
        PUBLIC_URL: a, OAUTH_ISSUER: atA.issuer, OAUTH_AUDIENCE: atA.audience,
        FEDERATION_MANAGER_HOST: `${b}/operatorplatform/federation/v1`, FEDERATION_TOKEN_URL: `${atB.issuer}/token`, FEDERATION_CLIENTS: `danube=op-a:${CLIENT_SECRET}`,
        FEDERATION_CALLBACK_TOKEN_URL: `${atA.issuer}/token`, FEDERATION_CALLBACK_CLIENT: `op-b:${CLIENT_SECRET}`,
        FEDERATION_OPERATOR_ID: 'op-a', FEDERATION_OPERATOR_COUNTRY: 'PT', FEDERATION_OPERATOR_NETWORKS: '268-01,351', FEDERATION_POLL_MS: '1000', FEDERATION_TIMEOUT_MS: '3000',
      },
      b: {
        PUBLIC_URL: b, OAUTH_ISSUER: atB.issuer, OAUTH_AUDIENCE: atB.audience, FEDERATION_CALLBACK_HOSTS: '127.0.0.1',
        FEDERATION_OPERATOR_ID: 'op-b', FEDERATION_OPERATOR_COUNTRY: 'AT', FEDERATION_OPERATOR_NETWORKS: '232-01,43', FEDERATION_ZONES: '*=48.2082:16.3738', FEDERATION_POLL_MS: '1000', FEDERATION_TIMEOUT_MS: '3000',
      },
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all([atA.stop(), atB.stop()]);
    },
  };
}
