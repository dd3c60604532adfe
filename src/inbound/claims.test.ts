import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { callerOf } from './claims.js';

const read = (claims: JWTPayload) => callerOf(claims, { adminRole: 'admin', audience: 'northbound' });

describe('the caller of a token', () => {
  it.each([
    ['no subject', {}],
    ['the client as its subject', { sub: 'portal' }],
    ['the service account that Keycloak keeps for the client', { sub: 'f1', preferred_username: 'service-account-portal' }],
  ])('is the client itself with %s', (_case, claims) => {
    expect(read({ client_id: 'portal', ...claims })).toMatchObject({ kind: 'two-legged', clientId: 'portal', userId: null });
  });

  it.each([
    ['another subject', { sub: 'ana' }],
    ["a user who took a service account's name, in a session", { sub: 'ana', preferred_username: 'service-account-portal', sid: 's1' }],
    ['the service account of another client', { sub: 'ana', preferred_username: 'service-account-other' }],
  ])('is a user with %s', (_case, claims) => {
    expect(read({ client_id: 'portal', ...claims })).toMatchObject({ kind: 'three-legged', clientId: 'portal', userId: 'ana' });
  });

  it('takes the client from azp when there is no client_id', () => {
    expect(read({ azp: 'portal' }).clientId).toBe('portal');
    expect(read({ client_id: 'portal', azp: 'other' }).clientId).toBe('portal');
  });

  it.each([['no client', {}], ['an empty client', { client_id: '' }], ['a client that is no text', { client_id: 7 }], ['the ID token of Keycloak', { azp: 'portal', typ: 'ID' }], ['its refresh token', { azp: 'portal', typ: 'Refresh' }]])('refuses a token with %s', (_case, claims) => {
    expect(() => read(claims)).toThrow(expect.objectContaining({ name: 'ClaimsRefused' }));
  });

  it.each([
    ['scope as words', { scope: 'a b  c' }],
    ['scp as a list', { scp: ['a', 'b', 'c'] }],
    ['both', { scope: 'a b', scp: ['c', 7] }],
  ])('reads %s', (_case, claims) => {
    expect([...read({ client_id: 'portal', ...claims }).scopes].toSorted()).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a role of the realm', { realm_access: { roles: ['user', 'admin'] } }, true],
    ['a role', { roles: ['admin'] }, true],
    ['a role in capitals', { realm_access: { roles: ['ADMIN'] } }, true],
    ['a role at the gateway', { resource_access: { northbound: { roles: ['Admin'] } } }, true],
    ['a role at the client', { resource_access: { portal: { roles: ['admin'] } } }, true],
    ['a role at another service', { resource_access: { grafana: { roles: ['admin'] } } }, false],
    ['another role', { roles: ['administrator'] }, false],
    ['a scope of that name', { scope: 'admin' }, false],
    ['roles in a form that is none', { realm_access: 'admin', roles: { admin: true } }, false],
  ])('with %s: admin', (_case, claims, admin) => {
    expect(read({ client_id: 'portal', ...claims }).admin).toBe(admin);
  });
});
