import { describe, expect, it } from 'vitest';
import type { PeerFault, PeerOAuth } from './peer.types.js';
import { readTokens, tokenErrorOf, tokenFault, tokenForm } from './token.rules.js';

const OAUTH: PeerOAuth = { grant: 'password', tokenUri: 'http://id.example/token', clientId: 'the client', clientSecret: 's:e&c', username: 'admin', password: 'p w', scope: 'admin read' };
const BASIC = { client: 'basic', withScope: true } as const;
const asked = { who: 'token endpoint', url: 'http://id.example/token' } as const;
const answer = (status: number, json: unknown) => ({ status, headers: {}, text: typeof json === 'string' ? json : JSON.stringify(json) });
const now = new Date('2026-11-21T10:00:00Z');
const lasting = (json: object): number => (readTokens(asked, answer(200, { access_token: 't', ...json }), now).access.usableUntil.getTime() - now.getTime()) / 1000;

describe('the request for a token', () => {
  it('names the client in a header when it has a secret, each half encoded', () => {
    const { headers, body } = tokenForm(OAUTH, BASIC, undefined);
    expect(Buffer.from(headers['authorization']!.slice('Basic '.length), 'base64').toString()).toBe('the+client:s%3Ae%26c');
    expect(body).toBe('grant_type=password&username=admin&password=p+w&scope=admin+read');
  });

  it('names it in the body otherwise', () => {
    expect(tokenForm(OAUTH, { client: 'post', withScope: false }, undefined)).toEqual({ headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=password&username=admin&password=p+w&client_id=the+client&client_secret=s%3Ae%26c' });
    expect(tokenForm({ ...OAUTH, clientSecret: undefined, scope: undefined }, BASIC, undefined)).toMatchObject({ headers: expect.not.objectContaining({ authorization: expect.anything() }), body: 'grant_type=password&username=admin&password=p+w&client_id=the+client' });
  });

  it('tells nothing of the user where the client asks for itself, or refreshes', () => {
    expect(tokenForm({ ...OAUTH, grant: 'client_credentials', username: undefined, password: undefined }, BASIC, undefined).body).toBe('grant_type=client_credentials&scope=admin+read');
    expect(tokenForm(OAUTH, BASIC, 'r/1').body).toBe('grant_type=refresh_token&refresh_token=r%2F1');
  });
});

describe('the answer of a token endpoint', () => {
  it('is used while it surely lasts', () => {
    expect(lasting({ expires_in: 3600 })).toBe(3540);
    expect(lasting({ expires_in: 300 })).toBe(240);
    expect(lasting({ expires_in: '300' })).toBe(240);
    expect(lasting({ expires_in: 5 })).toBe(4);
    for (const expires_in of [undefined, null, 0, -1, 'soon', {}]) expect(lasting({ expires_in })).toBe(48);
    expect(lasting({ expires_in: 1e300 })).toBe(30 * 86_400 - 60);
  });

  it('may bring a refresh token, and its end', () => {
    const refresh = (json: object, before?: { value: string; until: undefined }) => readTokens(asked, answer(200, { access_token: 't', ...json }), now, before).refresh;
    expect(refresh({ refresh_token: 'r', refresh_expires_in: 1800 })).toEqual({ value: 'r', until: new Date('2026-11-21T10:30:00Z') });
    expect(refresh({ refresh_token: 'r', refresh_expires_in: 0 })).toEqual({ value: 'r', until: undefined });
    expect(refresh({}, { value: 'before', until: undefined })).toEqual({ value: 'before', until: undefined });
    for (const refresh_token of [null, '', 5]) expect(refresh({ refresh_token })).toBeUndefined();
  });

  it.each([{}, { access_token: '' }, { access_token: 'a b' }, { access_token: 'a\r\nx: y' }, { access_token: 'ü' }, { access_token: 't', token_type: 'mac' }, { access_token: 'x'.repeat(9000) }, '<html>', '[]'])('is of no use: %j', (json) => {
    expect(() => readTokens(asked, answer(200, json), now)).toThrow('The token endpoint answered without a usable bearer token.');
  });

  it('is taken for any spelling of bearer, or none', () => {
    for (const token_type of ['bearer', 'BEARER', undefined, null]) expect(lasting({ token_type })).toBe(48);
  });

  it('names what is wrong in words of its own', () => {
    expect(tokenErrorOf(answer(400, { error: 'invalid_scope', error_description: 'x' }))).toBe('invalid_scope');
    for (const other of [answer(400, { error: 'canary' }), answer(500, { error: 'invalid_scope' }), answer(401, 'canary')]) expect(tokenErrorOf(other)).toBeUndefined();
    const told = (status: number, json: unknown): PeerFault['told'] => tokenFault(asked, answer(status, json)).told;
    expect(told(401, { error: 'invalid_grant', error_description: 'canary' })).toEqual({ code: 'AUTH_TOKEN', reason: "The token endpoint refused the organization's credentials (invalid_grant).", retryable: false, httpStatus: 401, url: 'http://id.example/token' });
    expect(told(404, 'canary')).toMatchObject({ code: 'AUTH_TOKEN', reason: "The token endpoint refused the organization's credentials (404)." });
    expect([told(429, '').code, told(503, '').code]).toEqual(['HTTP_429', 'HTTP_5XX']);
  });
});
