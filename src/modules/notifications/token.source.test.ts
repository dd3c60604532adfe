import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSigningKey } from '../../outbound/signing-key.js';
import { createSinkGuard } from '../../outbound/sinks.guard.js';
import { tokenSource } from './token.source.js';

const guard = createSinkGuard({ allowedHosts: [], allowLoopback: true });
const key = await parseSigningKey(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);

let now = new Date();
const clock = { now: () => now };
let asked: { readonly headers: IncomingMessage['headers']; readonly form: URLSearchParams }[] = [];
let answer: (nth: number) => { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } | 'silent';

const listener: RequestListener = async (request, response) => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const given = answer(asked.push({ headers: request.headers, form: new URLSearchParams(text) }));
  if (given === 'silent') return;
  response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers });
  response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
};
const server = createServer((request, response) => void listener(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const tokenUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
const grant = { clientId: 'gateway-1', tokenUri };
const source = (given: typeof key | undefined = key) => tokenSource({ key: given, guard, clock, deadlineMs: 300 });

beforeEach(() => {
  asked = [];
  now = new Date();
  answer = (nth) => ({ body: { access_token: `token-${nth}`, token_type: 'Bearer', expires_in: 300 } });
});
afterEach(() => server.closeAllConnections());
afterAll(async () => {
  await guard.agent.close();
  await new Promise((resolve) => server.close(resolve));
});

describe('a token of our own', () => {
  it('is asked for with an assertion that our key has signed, each one new', async () => {
    expect(await source().tokenFor(grant)).toEqual({ token: 'token-1' });
    await source().tokenFor(grant);
    const [first, second] = asked.map(({ form }) => form);
    expect(asked[0]!.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(first!)).toMatchObject({ grant_type: 'client_credentials', client_id: 'gateway-1', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' });
    const assertion = first!.get('client_assertion')!;
    const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: [key.jwk] }), { issuer: 'gateway-1', subject: 'gateway-1', audience: tokenUri });
    expect(payload.exp! - payload.iat!).toBe(60);
    expect(decodeJwt(second!.get('client_assertion')!).jti).not.toBe(payload.jti);
  });

  it('is held until shortly before its end', async () => {
    const tokens = source();
    await tokens.tokenFor(grant);
    now = new Date(now.getTime() + 269_000);
    expect(await tokens.tokenFor(grant)).toEqual({ token: 'token-1' });
    now = new Date(now.getTime() + 2_000);
    expect(await tokens.tokenFor(grant)).toEqual({ token: 'token-2' });
  });

  it('that lives for a few seconds is held for half of them, and one without an end for half a minute', async () => {
    for (const [expires_in, held] of [[4, 2_000], [undefined, 30_000], ['10', 5_000]] as const) {
      answer = (nth) => ({ body: { access_token: `token-${nth}`, token_type: 'bearer', expires_in } });
      const tokens = source();
      const first = await tokens.tokenFor(grant);
      now = new Date(now.getTime() + held - 1);
      expect(await tokens.tokenFor(grant)).toEqual(first);
      now = new Date(now.getTime() + 1);
      expect(await tokens.tokenFor(grant)).not.toEqual(first);
    }
  });

  it('is of one client at one endpoint', async () => {
    const tokens = source();
    const got = [await tokens.tokenFor(grant), await tokens.tokenFor({ ...grant, clientId: 'gateway-2' }), await tokens.tokenFor({ ...grant, tokenUri: `${tokenUri}?x` }), await tokens.tokenFor(grant)];
    expect(got.map((one) => ('token' in one ? one.token : ''))).toEqual(['token-1', 'token-2', 'token-3', 'token-1']);
  });

  it('is asked for once, whoever waits for it at the same time', async () => {
    const tokens = source();
    expect(await Promise.all([1, 2, 3].map(() => tokens.tokenFor(grant)))).toEqual(Array(3).fill({ token: 'token-1' }));
    expect(asked).toHaveLength(1);
  });

  it('is forgotten when the sink did not accept it, unless there is a newer one already', async () => {
    const tokens = source();
    await tokens.tokenFor(grant);
    tokens.forget(grant, 'token-0');
    expect(await tokens.tokenFor(grant)).toEqual({ token: 'token-1' });
    tokens.forget(grant, 'token-1');
    expect(await tokens.tokenFor(grant)).toEqual({ token: 'token-2' });
  });
});

describe('there is no token, and the ledger is told why,', () => {
  it.each<readonly [string, ReturnType<typeof answer>, string]>([
    ['when the endpoint refuses', { status: 401, body: { error: 'invalid_client', error_description: 'planted words' } }, 'its token endpoint answered 401'],
    ['when it redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }, 'its token endpoint answered 302'],
    ['when it does not answer', 'silent', 'no answer within 300 ms'],
    ['when it answers no JSON', { body: '<html>planted' }, 'its token endpoint gave no bearer token'],
    ['when it answers other JSON', { body: ['planted'] }, 'its token endpoint gave no bearer token'],
    ['when the token is of another kind', { body: { access_token: 'planted', token_type: 'mac' } }, 'its token endpoint gave no bearer token'],
    ['when the token does not fit into a header', { body: { access_token: 'planted\r\nx-evil: 1', token_type: 'Bearer' } }, 'its token endpoint gave no bearer token'],
    ['when the answer is too long', { body: { access_token: 'x', token_type: 'Bearer', more: 'x'.repeat(70_000) } }, 'its token endpoint gave no bearer token'],
  ])('%s', async (_what, given, words) => {
    answer = (nth) => (nth === 1 ? given : { body: { access_token: 'token-2', token_type: 'Bearer' } });
    const tokens = source();
    expect(await tokens.tokenFor(grant)).toEqual({ failure: `no token for the sink: ${words}` });
    // A failure is not held
    expect(await tokens.tokenFor(grant)).toEqual({ token: 'token-2' });
  });

  it('when the endpoint may not be called, which is asked each time', async () => {
    expect(await source().tokenFor({ ...grant, tokenUri: 'https://10.0.0.1/token' })).toEqual({ failure: 'no token for the sink: tokenUri must not lead into a private network.' });
  });

  it('when the gateway has no key any more', async () => {
    expect(await tokenSource({ key: undefined, guard, clock }).tokenFor(grant)).toEqual({ failure: 'the gateway has no key for PRIVATE_KEY_JWT' });
    expect(asked).toEqual([]);
  });
});
