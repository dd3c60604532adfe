import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { errors, type GrantContext, Provider } from 'oidc-provider';

export interface IssuerOptions {
  /** Every scope the issuer knows; a token never carries another. */
  readonly scopes: readonly string[];
  /** By client id. `scopes` are those that the client may have (default: all); `ttl` is in seconds (default 300). */
  readonly clients: Readonly<Record<string, { readonly scopes?: readonly string[]; readonly roles?: readonly string[]; readonly ttl?: number }>>;
  /** By user name, for three-legged tokens. */
  readonly users?: Readonly<Record<string, { readonly roles?: readonly string[] }>>;
}

export interface TokenRequest {
  readonly client: string;
  /** With a user the token is three-legged. */
  readonly user?: string;
  /** Default: all that the client may have. */
  readonly scopes?: readonly string[];
}

export interface TestIssuer extends AsyncDisposable {
  /** The value of `iss`, and where the discovery document lies. */
  readonly issuer: string;
  readonly audience: string;
  token(request: TokenRequest): Promise<string>;
  /** A token with claims that no issuer would give, signed with its current key; `iss`, `aud`, `iat` and `exp` are set unless given. */
  forge(claims: JWTPayload): Promise<string>;
  /** From now on another key signs; the old one is no longer published. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

const AUDIENCE = 'urn:northbound:test';
/** Of every client. */
export const CLIENT_SECRET = 'a-secret-of-the-test-client';
const PASSWORD = 'a-password-of-the-test-user';
const TTL_SECONDS = 300;

/** A real OpenID provider on loopback: discovery, client credentials, a password grant, JWT access tokens with a `roles` claim. */
export async function startIssuer(options: IssuerOptions): Promise<TestIssuer> {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key = await newKey();
  const serve = (): void => void (answer = providerFor(issuer, options, key.jwk).callback());
  serve();

  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    issuer,
    audience: AUDIENCE,
    token: (request) => requestToken(issuer, options, request),
    forge: (claims) => sign(claims, issuer, key),
    rotate: async () => {
      key = await newKey();
      serve();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = `key-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' } };
}

type Key = Awaited<ReturnType<typeof newKey>>;

function sign(claims: JWTPayload, issuer: string, { kid, privateKey }: Key): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: issuer, aud: AUDIENCE, iat: now, exp: now + TTL_SECONDS, ...claims }).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid }).sign(privateKey);
}

async function requestToken(issuer: string, options: IssuerOptions, { client, user, scopes }: TokenRequest): Promise<string> {
  const scope = (scopes ?? options.clients[client]?.scopes ?? options.scopes).join(' ');
  const who: Record<string, string> = user === undefined ? { grant_type: 'client_credentials' } : { grant_type: 'password', username: user, password: PASSWORD };
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams({ ...who, client_id: client, client_secret: CLIENT_SECRET, scope }), signal: AbortSignal.timeout(10_000) });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(`The issuer gave no token (${response.status}): ${JSON.stringify(answer)}`);
  return answer.access_token;
}

function providerFor(issuer: string, options: IssuerOptions, jwk: object): Provider {
  const scopesOf = (client: string): readonly string[] => options.clients[client]?.scopes ?? options.scopes;
  const lifetime = (_ctx: unknown, _token: unknown, client: { clientId: string }): number => options.clients[client.clientId]?.ttl ?? TTL_SECONDS;
  const resource = (client: string): object => ({ scope: scopesOf(client).join(' '), audience: AUDIENCE, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } });
  const provider = new Provider(issuer, {
    jwks: { keys: [jwk] },
    scopes: options.scopes,
    ttl: { ClientCredentials: lifetime, AccessToken: lifetime, Grant: TTL_SECONDS },
    clients: Object.keys(options.clients).map((id) => ({
      client_id: id, client_secret: CLIENT_SECRET, grant_types: ['client_credentials', 'password'], redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_post', scope: scopesOf(id).join(' '),
    })),
    findAccount: (_ctx: unknown, id: string) => (options.users?.[id] ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
    extraTokenClaims: (_ctx: unknown, token: { clientId: string; accountId?: string }) => ({
      roles: (token.accountId === undefined ? options.clients[token.clientId] : options.users?.[token.accountId])?.roles ?? [],
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: { enabled: true, defaultResource: () => AUDIENCE, getResourceServerInfo: (_ctx: unknown, _indicator: string, client: { clientId: string }) => resource(client.clientId), useGrantedResource: () => true },
    },
  });
  provider.registerGrantType('password', (ctx) => passwordGrant(provider, ctx, options, scopesOf, resource), ['username', 'password', 'scope']);
  return provider;
}

async function passwordGrant(provider: Provider, ctx: GrantContext, options: IssuerOptions, scopesOf: (client: string) => readonly string[], resource: (client: string) => object): Promise<void> {
  const { client, params } = ctx.oidc;
  const { username, password, scope } = params;
  if (username === undefined || options.users?.[username] === undefined || password !== PASSWORD) throw new errors.InvalidGrant('bad credentials');
  const allowed = scopesOf(client.clientId);
  const granted = (scope?.split(' ') ?? allowed).filter((name) => allowed.includes(name)).join(' ');
  const grant = new provider.Grant({ accountId: username, clientId: client.clientId });
  grant.addResourceScope(AUDIENCE, granted);
  const token = new provider.AccessToken({ accountId: username, client, grantId: await grant.save(), gty: 'password', scope: granted });
  token.resourceServer = new provider.ResourceServer(AUDIENCE, resource(client.clientId));
  ctx.oidc.entity('AccessToken', token);
  ctx.body = { access_token: await token.save(), expires_in: token.expiration, token_type: 'Bearer', scope: token.scope };
}
