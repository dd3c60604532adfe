import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { startIssuer } from './oidc.js';

const OPTIONS = { scopes: ['apps:read', 'apps:write'], clients: { portal: {}, reader: { scopes: ['apps:read'], roles: ['admin'], ttl: 1 } }, users: { ann: { roles: ['viewer'] } } };

describe('the test issuer', () => {
  it('gives two-legged and three-legged tokens that verify against its published key', async () => {
    await using issuer = await startIssuer(OPTIONS);
    const discovery = (await (await fetch(`${issuer.issuer}/.well-known/openid-configuration`)).json()) as { issuer: string; jwks_uri: string };
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
    const expected = { issuer: issuer.issuer, audience: issuer.audience, typ: 'at+jwt' };

    const client = await jwtVerify(await issuer.token({ client: 'portal' }), keys, expected);
    expect(client.payload).toMatchObject({ client_id: 'portal', sub: 'portal', scope: 'apps:read apps:write', roles: [] });
    const user = await jwtVerify(await issuer.token({ client: 'portal', user: 'ann', scopes: ['apps:write'] }), keys, expected);
    expect(user.payload).toMatchObject({ client_id: 'portal', sub: 'ann', scope: 'apps:write', roles: ['viewer'] });
  });

  it('keeps to the scopes and the lifetime of the client', async () => {
    await using issuer = await startIssuer(OPTIONS);
    const { scope, roles, exp, iat } = decodeJwt(await issuer.token({ client: 'reader' }));
    await expect(issuer.token({ client: 'reader', scopes: ['apps:write'] })).rejects.toThrow('invalid_scope');
    expect({ scope, roles, lifetime: exp! - iat! }).toEqual({ scope: 'apps:read', roles: ['admin'], lifetime: 1 });
  });

  it('signs with another key after a rotation, and forges what is asked of it', async () => {
    await using issuer = await startIssuer(OPTIONS);
    const keys = () => createRemoteJWKSet(new URL(`${issuer.issuer}/jwks`));
    const old = await issuer.token({ client: 'portal' });
    await issuer.rotate();
    await expect(jwtVerify(old, keys())).rejects.toThrow('no applicable key');
    await expect(jwtVerify(await issuer.token({ client: 'portal' }), keys())).resolves.toBeDefined();
    await expect(jwtVerify(await issuer.forge({ exp: 1 }), keys())).rejects.toThrow('"exp" claim');
  });
});
