import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '../../src/inbound/identity.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';

/** Identity against a real OpenID provider: its discovery, its keys, its tokens. */
let issuer: TestIssuer;
let identity: Identity;

beforeAll(async () => {
  issuer = await startIssuer({
    scopes: ['zones:read', 'apps:write'],
    clients: { portal: {}, reader: { scopes: ['zones:read'] }, operator: { roles: ['admin'] }, hasty: { ttl: 1 } },
    users: { ana: {}, root: { roles: ['admin'] } },
  });
  identity = createIdentity({ issuer: issuer.issuer, audience: issuer.audience });
});
afterAll(() => issuer.stop());

const bearer = async (request: Parameters<TestIssuer['token']>[0]): Promise<string> => `Bearer ${await issuer.token(request)}`;

describe('tokens of an OpenID provider', () => {
  it('of a client for itself are two-legged', async () => {
    expect(await identity.identify(await bearer({ client: 'portal' }))).toEqual({ kind: 'two-legged', clientId: 'portal', userId: null, scopes: new Set(['zones:read', 'apps:write']), admin: false, validUntil: expect.any(Date) });
  });

  it('of a client for a user are three-legged', async () => {
    expect(await identity.identify(await bearer({ client: 'portal', user: 'ana' }))).toMatchObject({ kind: 'three-legged', clientId: 'portal', userId: 'ana', admin: false });
  });

  it('carry the scopes that were given, not those that were wanted', async () => {
    expect((await identity.identify(await bearer({ client: 'reader' }))).scopes).toEqual(new Set(['zones:read']));
    expect((await identity.identify(await bearer({ client: 'portal', scopes: ['apps:write'] }))).scopes).toEqual(new Set(['apps:write']));
  });

  it('make an admin by the role, of a client as of a user', async () => {
    expect(await identity.identify(await bearer({ client: 'operator' }))).toMatchObject({ admin: true });
    expect(await identity.identify(await bearer({ client: 'portal', user: 'root' }))).toMatchObject({ admin: true, userId: 'root' });
  });

  it('end when they say, also after they were once accepted', async () => {
    const header = await bearer({ client: 'hasty' });
    expect(await identity.identify(header)).toMatchObject({ clientId: 'hasty' });
    await expect.poll(() => Promise.resolve(identity.identify(header)).then(() => 'accepted', (refusal: { code: string }) => refusal.code), { timeout: 12_000, interval: 250 }).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['another audience', { aud: 'urn:elsewhere', client_id: 'portal' }],
    ['another issuer', { iss: 'https://elsewhere.example', client_id: 'portal' }],
    ['no client', {}],
  ])('with %s are refused although the signature is good', async (_fault, claims) => {
    await expect(identity.identify(`Bearer ${await issuer.forge(claims)}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: 'A valid access token is needed.' });
  });
});

describe('the keys of an OpenID provider', () => {
  it('may be rotated: new tokens are accepted without a restart, and those of the old key no more', async () => {
    const old = await bearer({ client: 'reader', user: 'ana' });
    await issuer.rotate();
    const fresh = await bearer({ client: 'portal' });
    await expect.poll(() => Promise.resolve(identity.identify(fresh)).then(({ clientId }) => clientId, () => 'refused'), { timeout: 5_000, interval: 200 }).toBe('portal');
    await expect(identity.identify(old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('serve on while the provider is away, and a start without it is 503 until it is there', async () => {
    const known = await bearer({ client: 'portal' });
    await identity.identify(known);
    await issuer.stop();
    expect(await identity.identify(known)).toMatchObject({ clientId: 'portal' });
    const late = createIdentity({ issuer: issuer.issuer, audience: issuer.audience });
    await expect(late.identify(known)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await late.check()).toMatchObject({ mode: 'oauth', ok: false });
  });
});
