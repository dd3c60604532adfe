import { randomUUID } from 'node:crypto';
import { type TestIssuer, startIssuer } from '../support/oidc.js';

const APPLICATIONS = ['edge-cloud-zones:read', ...['apps', 'instances', 'deployments'].flatMap((noun) => ['read', 'write', 'delete'].map((verb) => `${noun}:${verb}`)), 'deployments:update'];
const SESSIONS = ['create', 'read', 'update', 'delete', 'retrieve-by-device'];

const SCOPES = [...APPLICATIONS.map((scope) => `edge-application-management:${scope}`), ...SESSIONS.map((verb) => `quality-on-demand:sessions:${verb}`), 'qos-profiles:read'];

/** The user whose device a three-legged token tells. */
export const DEVICE_OWNER = `user-${randomUUID()}`;

/** Access tokens of a real OpenID provider. All but the last three have every scope of the APIs. */
export interface Tokens {
  readonly issuer: string;
  readonly audience: string;
  /** Two-legged; with all scopes but one where that is named. */
  client(without?: string): Promise<string>;
  /** Two-legged, of a client that has made nothing. */
  otherClient(): Promise<string>;
  /** Three-legged, of `DEVICE_OWNER`. */
  user(): Promise<string>;
  expired(): Promise<string>;
  /** With a signature that is none. */
  invalid(): Promise<string>;
  /** Of the operator, who makes what the plans want to find. */
  admin(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the provider. */
export async function startTokens(): Promise<Tokens> {
  const client = { ttl: 3600 };
  const issuer = await startIssuer({ scopes: SCOPES, clients: { consumer: client, other: client, operator: { ...client, roles: ['admin'] } }, users: { [DEVICE_OWNER]: {} } });
  const kept = remembering();
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    client: (without = '') => kept(`without ${without}`, () => issuer.token({ client: 'consumer', scopes: SCOPES.filter((scope) => scope !== without) })),
    otherClient: () => kept('other', () => issuer.token({ client: 'other' })),
    user: () => kept('user', () => issuer.token({ client: 'consumer', user: DEVICE_OWNER })),
    expired: () => kept('expired', () => expired(issuer)),
    invalid: () => kept('invalid', async () => `${(await issuer.token({ client: 'consumer' })).split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`),
    admin: () => kept('admin', () => issuer.token({ client: 'operator' })),
    stop: () => issuer.stop(),
  };
}

function remembering(): (name: string, get: () => Promise<string>) => Promise<string> {
  const given = new Map<string, Promise<string>>();
  return (name, get) => {
    const token = given.get(name) ?? get();
    given.set(name, token);
    return token;
  };
}

function expired(issuer: TestIssuer): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return issuer.forge({ client_id: 'consumer', sub: 'consumer', scope: SCOPES.join(' '), iat: now - 7200, exp: now - 3600 });
}
