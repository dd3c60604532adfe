import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { errors, type GrantContext, Provider } from 'oidc-provider';

export interface PeerIdentityOptions {
  /** Seconds that an access token lasts. */
  readonly ttl: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuth: 'client_secret_basic' | 'client_secret_post';
  readonly username: string;
  readonly password: string;
}

export interface PeerIdentity {
  readonly tokenUri: string;
  /** Grant types of the token requests, in their order, those that were refused with a `!`. */
  readonly grants: readonly string[];
  /** Whether an access token is one of its own that has not ended. */
  accepts(authorization: string | undefined): Promise<boolean>;
  /** Signs with a new key, and knows none of its former tokens. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const AUDIENCE = 'urn:peered-oss';
const SCOPE = 'admin read';

/** A real OpenID provider on loopback with the password grant and refresh tokens, as a peered OSS has one. */
export async function startPeerIdentity(options: PeerIdentityOptions): Promise<PeerIdentity> {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  let keys = createLocalJWKSet({ keys: [] });
  const grants: string[] = [];
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function restart(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const kid = `key-${grants.length}-${Date.now()}`;
    keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }] });
    const provider = providerOf(issuer, { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }, options);
    noteGrants(provider, grants);
    answer = provider.callback();
  }

  await restart();
  return {
    tokenUri: `${issuer}/token`,
    grants,
    restart,
    async accepts(authorization) {
      const [, token] = /^Bearer (.+)$/.exec(authorization ?? '') ?? [];
      return token !== undefined && (await jwtVerify(token, keys, { issuer, audience: AUDIENCE, typ: 'at+jwt' }).then(() => true, () => false));
    },
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

function noteGrants(provider: Provider, grants: string[]): void {
  provider.on('grant.success', ({ oidc }) => void grants.push(oidc.params?.['grant_type'] ?? ''));
  provider.on('grant.error', ({ oidc }) => void grants.push(`${oidc.params?.['grant_type'] ?? ''}!`));
}

function providerOf(issuer: string, jwk: object, { ttl, clientId, clientSecret, clientAuth, username, password }: PeerIdentityOptions): Provider {
  const resource = { scope: SCOPE, audience: AUDIENCE, accessTokenFormat: 'jwt', accessTokenTTL: ttl, jwt: { sign: { alg: 'RS256' } } };
  const provider: Provider = new Provider(issuer, {
    jwks: { keys: [jwk] },
    scopes: ['offline_access', ...SCOPE.split(' ')],
    ttl: { AccessToken: ttl, RefreshToken: 1800, Grant: 1800 },
    clients: [{ client_id: clientId, client_secret: clientSecret, grant_types: ['password', 'refresh_token'], redirect_uris: [], response_types: [], token_endpoint_auth_method: clientAuth, scope: `${SCOPE} offline_access` }],
    findAccount: (_ctx: unknown, id: string) => (id === username ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
    issueRefreshToken: () => true,
    features: { devInteractions: { enabled: false }, resourceIndicators: { enabled: true, defaultResource: () => AUDIENCE, getResourceServerInfo: () => resource, useGrantedResource: () => true } },
  });
  const granting = (ctx: GrantContext): Promise<void> => {
    const { params } = ctx.oidc;
    if (params['username'] !== username || params['password'] !== password) throw new errors.InvalidGrant('bad credentials');
    return grant(provider, ctx, username, resource);
  };
  provider.registerGrantType('password', granting, ['username', 'password', 'scope']);
  return provider;
}

async function grant(provider: Provider, ctx: GrantContext, accountId: string, resource: object): Promise<void> {
  const { client } = ctx.oidc;
  const consent = new provider.Grant({ accountId, clientId: client.clientId });
  consent.addResourceScope(AUDIENCE, SCOPE);
  consent.addOIDCScope('offline_access');
  const common = { accountId, client, grantId: await consent.save(), gty: 'password' };
  const access = new provider.AccessToken({ ...common, scope: SCOPE });
  access.resourceServer = new provider.ResourceServer(AUDIENCE, resource);
  const refresh = new provider.RefreshToken({ ...common, scope: `${SCOPE} offline_access`, resource: AUDIENCE, rotations: 0, iiat: Math.floor(Date.now() / 1000) });
  ctx.oidc.entity('AccessToken', access);
  ctx.body = { access_token: await access.save(), refresh_token: await refresh.save(), expires_in: access.expiration, token_type: 'Bearer', scope: SCOPE };
}
