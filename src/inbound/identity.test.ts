import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { ANONYMOUS, DEVELOPER } from '../kernel/caller.js';
import type { Clock } from '../kernel/clock.js';
import { createIdentity, type IdentityOptions } from './identity.js';

const AUDIENCE = 'urn:northbound';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function aKey(kid: string, alg = 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An issuer that publishes keys; tests change what it says. */
async function anIssuer() {
  const issuer = { url: '', keys: [] as JWK[], requests: [] as string[], fault: undefined as ((response: ServerResponse) => void) | undefined, paths: ['/.well-known/openid-configuration', '/jwks'] };
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    issuer.requests.push(path);
    if (issuer.fault) return issuer.fault(response);
    if (!issuer.paths.includes(path)) return response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(path === '/jwks' ? { keys: issuer.keys } : { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}

const aClock = () => {
  let now = Date.now();
  return { now: () => new Date(now), pass: (ms: number) => void (now += ms) } satisfies Clock & { pass(ms: number): void };
};

/** An issuer with one key, the identity that trusts it, and a way to make tokens. */
async function aWorld(options: IdentityOptions = {}) {
  const issuer = await anIssuer();
  const key = await aKey('k1');
  issuer.keys = [key.jwk];
  const clock = aClock();
  const identity = createIdentity({ issuer: issuer.url, audience: AUDIENCE }, { clock, fetchTimeoutMs: 300, ...options });
  const token = (claims: JWTPayload = {}, signer: Key = key, header: object = {}): Promise<string> => {
    const seconds = Math.floor(clock.now().getTime() / 1000);
    const all = { iss: issuer.url, aud: AUDIENCE, exp: seconds + 300, client_id: 'portal', scope: 'zones:read', ...claims };
    return new SignJWT(all).setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'at+jwt', ...header }).sign(signer.privateKey);
  };
  const identify = async (claims?: JWTPayload, signer?: Key, header?: object) => identity.identify(`Bearer ${await token(claims, signer, header)}`);
  return { issuer, key, clock, identity, token, identify };
}

const unauthenticated = { code: 'UNAUTHENTICATED', message: 'A valid access token is needed.' };

describe('without an identity provider', () => {
  it('everybody is the developer, whatever they send', async () => {
    const identity = createIdentity(undefined);
    expect(await identity.identify(undefined)).toBe(DEVELOPER);
    expect(await identity.identify('Bearer nonsense')).toBe(DEVELOPER);
    expect(identity.state()).toEqual({ mode: 'open', ok: true });
  });
});

describe('with an identity provider', () => {
  it('reads the caller from a token, and a caller without a token is anonymous', async () => {
    const { identity, identify } = await aWorld();
    expect(await identify()).toEqual({ kind: 'two-legged', clientId: 'portal', userId: null, scopes: new Set(['zones:read']), admin: false, validUntil: expect.any(Date) });
    expect(await identify({ sub: 'ana' })).toMatchObject({ kind: 'three-legged', userId: 'ana' });
    expect(await identity.identify(undefined)).toBe(ANONYMOUS);
    expect(identity.state()).toEqual({ mode: 'oauth', ok: true });
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('accepts %s', async (alg) => {
    const { issuer, identify } = await aWorld();
    const key = await aKey('other', alg);
    issuer.keys.push(key.jwk);
    expect(await identify({}, key)).toMatchObject({ clientId: 'portal' });
  });

  it.each([
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['another audience', { aud: 'urn:other' }],
    ['no audience', { aud: undefined as never }],
    ['an end that has passed', { exp: Math.floor(Date.now() / 1000) - 10 }],
    ['no end', { exp: undefined as never }],
    ['a beginning that is to come', { nbf: Math.floor(Date.now() / 1000) + 60 }],
    ['no client', { client_id: undefined }],
  ])('refuses a token with %s, always in the same words', async (_fault, claims) => {
    const { identify } = await aWorld();
    await expect(identify(claims)).rejects.toMatchObject(unauthenticated);
  });

  it('forgives five seconds between the clocks', async () => {
    const { identify, clock } = await aWorld();
    const seconds = Math.floor(clock.now().getTime() / 1000);
    expect(await identify({ exp: seconds - 3 })).toMatchObject({ clientId: 'portal' });
    await expect(identify({ exp: seconds - 7 })).rejects.toMatchObject(unauthenticated);
  });

  it('refuses a forged signature, an unknown key, no signature, and a secret made of the public key', async () => {
    const { issuer, key, identity, identify, token } = await aWorld();
    const [head, body, signature] = (await token()).split('.');
    await expect(identity.identify(`Bearer ${head}.${body}.${signature!.slice(0, -4)}AAAA`)).rejects.toMatchObject(unauthenticated);
    await expect(identify({}, await aKey('k2'))).rejects.toMatchObject(unauthenticated);
    await expect(identify({}, { ...(await aKey('k1')) })).rejects.toMatchObject(unauthenticated);
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    await expect(identity.identify(`Bearer ${unsigned}.${body}.`)).rejects.toMatchObject(unauthenticated);
    const secret = new TextEncoder().encode(JSON.stringify(key.jwk));
    const symmetric = await new SignJWT({ iss: issuer.url, aud: AUDIENCE, client_id: 'portal' }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).setExpirationTime('5m').sign(secret);
    await expect(identity.identify(`Bearer ${symmetric}`)).rejects.toMatchObject(unauthenticated);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a.b', 'Bearer a.b.c d', 'bearer a.b.c.d.e', `Bearer ${'a'.repeat(20_000)}.b.c`])('refuses the header %#', async (header) => {
    const { identity } = await aWorld();
    await expect(identity.identify(header)).rejects.toMatchObject(unauthenticated);
  });

  it('takes the scheme in any case', async () => {
    const { identity, token } = await aWorld();
    expect(await identity.identify(`bearer ${await token()}`)).toMatchObject({ clientId: 'portal' });
  });

  it('keeps the reason for the log alone', async () => {
    const { identify } = await aWorld();
    const refusal: unknown = await identify({ aud: 'urn:other' }).catch((failure: unknown) => failure);
    expect(refusal).toMatchObject({ ...unauthenticated, cause: { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' } });
  });
});

describe('the keys', () => {
  it('are discovered and fetched once for many tokens', async () => {
    const { issuer, identify } = await aWorld();
    await Promise.all([identify(), identify({ sub: 'ana' }), identify({ sub: 'eve' })]);
    await identify({ sub: 'bob' });
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('are found by the metadata of RFC 8414 too, and by a given address', async () => {
    const { issuer, identify, key, token } = await aWorld();
    issuer.paths = ['/.well-known/oauth-authorization-server', '/jwks'];
    expect(await identify()).toMatchObject({ clientId: 'portal' });
    issuer.paths = ['/jwks'];
    const given = createIdentity({ issuer: issuer.url, audience: AUDIENCE, jwksUri: `${issuer.url}/jwks` });
    expect(await given.identify(`Bearer ${await token({}, key)}`)).toMatchObject({ clientId: 'portal' });
  });

  it('are not taken from the metadata of another issuer', async () => {
    const { issuer, identify, identity } = await aWorld();
    const real = issuer.url;
    issuer.fault = (response) => response.end(JSON.stringify({ issuer: 'https://elsewhere.example', jwks_uri: `${real}/jwks` }));
    await expect(identify()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(identity.state().ok).toBe(false);
  });

  it('are fetched again for a key that is new, but not over and over for a key that nobody has', async () => {
    const { issuer, identify } = await aWorld();
    await identify();
    const next = await aKey('k2');
    issuer.keys = [next.jwk];
    await expect(identify({}, next)).rejects.toMatchObject(unauthenticated);
    const before = issuer.requests.length;
    for (let i = 0; i < 5; i++) await expect(identify({ jti: String(i) }, next)).rejects.toMatchObject(unauthenticated);
    expect(issuer.requests.length).toBe(before);
  });

  it('serve a token that names none when several would do', async () => {
    const { issuer, identify } = await aWorld();
    const next = await aKey('k2');
    issuer.keys.push(next.jwk);
    expect(await identify({}, next, { kid: undefined })).toMatchObject({ clientId: 'portal' });
    await expect(identify({}, await aKey('k3'), { kid: undefined })).rejects.toMatchObject(unauthenticated);
  });
});

describe('an issuer that is away', () => {
  it.each([
    ['answers 503', (response: ServerResponse) => void response.writeHead(503).end()],
    ['answers no key set', (response: ServerResponse) => void response.end('{"hello":1}')],
    ['answers no JSON', (response: ServerResponse) => void response.end('<html>')],
    ['redirects', (response: ServerResponse) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['is silent', () => undefined],
  ])('that %s gives 503, not 401, within its deadline', async (_fault, fault) => {
    const { issuer, identify, identity } = await aWorld();
    issuer.fault = fault;
    const start = performance.now();
    await expect(identify()).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503, retryAfter: 5 });
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(identity.state()).toMatchObject({ mode: 'oauth', ok: false });
  });

  it('is not asked again at once, and serves when it is back', async () => {
    const { issuer, identify, identity, clock } = await aWorld();
    issuer.fault = (response) => void response.writeHead(503).end();
    await expect(identify()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const asked = issuer.requests.length;
    await expect(identify({ sub: 'ana' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(issuer.requests.length).toBe(asked);
    issuer.fault = undefined;
    clock.pass(1_001);
    expect(await identity.check()).toEqual({ mode: 'oauth', ok: true });
    expect(await identify()).toMatchObject({ clientId: 'portal' });
  });

  it('leaves known tokens and known keys in force', async () => {
    const { issuer, identify, identity, clock, token } = await aWorld();
    const known = `Bearer ${await token({ exp: Math.floor(Date.now() / 1000) + 3600 })}`;
    await identity.identify(known);
    issuer.fault = (response) => void response.writeHead(503).end();
    clock.pass(61_000);
    expect(await identity.identify(known)).toMatchObject({ clientId: 'portal' });
    expect(await identify({ sub: 'ana' })).toMatchObject({ userId: 'ana' });
  });
});

describe('a verified token', () => {
  it('is not verified again for a minute, and never beyond its own end', async () => {
    const { identity, token, clock } = await aWorld();
    const seconds = Math.floor(clock.now().getTime() / 1000);
    const header = `Bearer ${await token({ exp: seconds + 30 })}`;
    const first = await identity.identify(header);
    expect(await identity.identify(header)).toBe(first);
    clock.pass(36_000);
    await expect(identity.identify(header)).rejects.toMatchObject(unauthenticated);
  });

  it('costs little the second time', async () => {
    const { identity, token } = await aWorld();
    const header = `Bearer ${await token({ jti: 'x'.repeat(600) })}`;
    for (let i = 0; i < 5_000; i++) await identity.identify(header);
    const start = process.cpuUsage();
    for (let i = 0; i < 20_000; i++) await identity.identify(`${header}`);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 20_000).toBeLessThan(40);
  });
});
