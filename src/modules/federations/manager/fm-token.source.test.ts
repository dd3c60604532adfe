import { afterEach, describe, expect, it } from 'vitest';
import { startScriptedManager, type Script } from '../../../../test/support/scripted-manager.js';
import { collectLog } from '../../../../test/support/log.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { FederationTokenStore, KeptToken } from './federation-token.store.js';
import { tokenKeeper } from './fm-token.source.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SECRET = 'canary:se cret%+/';
const call = (signal = new AbortController().signal) => ({ signal, correlator: 'c-1' });

/** What is kept between replicas, in memory. */
function memoryStore(now: () => Date): FederationTokenStore {
  const kept = new Map<string, KeptToken>();
  const find = (partner: string): KeptToken | undefined => [kept.get(partner)].find((one) => one && one.expiresAt > now());
  return {
    find: async ({ partner }) => find(partner),
    keep: async ({ partner }, token, refused) => {
      const before = find(partner);
      if (before && before.token !== refused) return before;
      kept.set(partner, token);
      return token;
    },
  };
}

async function world(script: Script = {}, timeoutMs = 2000) {
  const manager = await startScriptedManager(script);
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const clock = { now: () => new Date(time.now) };
  const log = collectLog();
  const store = memoryStore(clock.now);
  const partners = [{ name: 'lisbon', oauth: { tokenUrl: manager.tokenUrl, clientId: 'us', clientSecret: SECRET } }, { name: 'open', oauth: undefined }];
  const replica = () => {
    const keeper = tokenKeeper({ partners, store, timeoutMs, log, clock });
    closers.push(() => keeper.close());
    return keeper;
  };
  closers.push(() => manager.close());
  return { manager, keeper: replica(), replica, log, store, pass: (seconds: number) => void (time.now += 1000 * seconds) };
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

describe('the token for a manager', () => {
  it('is asked for with the scope, by HTTP Basic', async () => {
    const { manager, keeper } = await world();
    expect(await keeper.token('lisbon', call())).toBe('token-1');
    const [grant] = manager.grants;
    expect(grant).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(Object.fromEntries(new URLSearchParams(grant!.body))).toEqual({ grant_type: 'client_credentials', scope: 'fed-mgmt' });
    const [, pair = ''] = grant!.headers.authorization!.split(' ');
    expect(Buffer.from(pair, 'base64').toString()).toBe('us:canary%3Ase+cret%25%2B%2F');
  });

  it('is one for all who ask, in all replicas, and after a restart', async () => {
    const { manager, keeper, replica } = await world();
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => keeper.token('lisbon', call()))))).toEqual(new Set(['token-1']));
    expect(await replica().token('lisbon', call())).toBe('token-1');
    expect(manager.grants).toHaveLength(1);
  });

  it('is the first that was kept when two replicas ask at once', async () => {
    const { keeper, replica } = await world();
    const other = replica();
    const tokens = await Promise.all([keeper.token('lisbon', call()), other.token('lisbon', call())]);
    expect(new Set(tokens).size).toBe(1);
  });

  it.each([
    [3600, 3569, 3571],
    [20, 9, 11],
    ['120', 89, 91],
    [undefined, 3569, 3571],
    [-1, 3569, 3571],
  ])('that lasts %s s is used for %i s and no longer', async (seconds, used, over) => {
    const { manager, keeper, pass } = await world({ 'POST /token': (seen) => ({ body: { access_token: `t-${seen.headers['x-correlator'] ?? ''}${manager.grants.length}`, expires_in: seconds } }) });
    expect(await keeper.token('lisbon', call())).toBe('t-1');
    pass(used);
    expect(await keeper.token('lisbon', call())).toBe('t-1');
    pass(over - used);
    expect(await keeper.token('lisbon', call())).toBe('t-2');
  });

  it('is renewed once, however many were refused it', async () => {
    const { manager, keeper, replica } = await world();
    const other = replica();
    await other.token('lisbon', call());
    await keeper.token('lisbon', call());
    expect(new Set(await Promise.all([1, 2, 3].map(() => keeper.renew('lisbon', 'token-1', call()))))).toEqual(new Set(['token-2']));
    // The other replica learns of it from the manager's refusal.
    expect(await other.token('lisbon', call())).toBe('token-1');
    expect(await other.renew('lisbon', 'token-1', call())).toBe('token-2');
    expect(manager.grants).toHaveLength(2);
  });

  it.each([
    [401, { error: 'invalid_client' }],
    [401, 'who are you'],
    [400, { error: 'invalid_client' }],
  ])('is asked for in the other manner where Basic is not taken (%i %o), and from then on', async (status, body) => {
    const { manager, keeper, pass } = await world({ 'POST /token': ({ headers }) => (headers.authorization ? { status, body } : { body: { access_token: `t${manager.grants.length}`, token_type: 'bearer', expires_in: 100 } }) });
    expect(await keeper.token('lisbon', call())).toBe('t2');
    expect(Object.fromEntries(new URLSearchParams(manager.grants[1]!.body))).toEqual({ grant_type: 'client_credentials', scope: 'fed-mgmt', client_id: 'us', client_secret: SECRET });
    pass(100);
    expect(await keeper.token('lisbon', call())).toBe('t3');
  });

  it('is not asked for where the partner has none', async () => {
    const { manager, keeper } = await world();
    expect(await keeper.token('open', call())).toBeUndefined();
    expect(await keeper.renew('open', 'x', call())).toBeUndefined();
    expect(keeper.state('open')).toBeUndefined();
    expect(manager.grants).toEqual([]);
  });

  it.each<[string, Script, string]>([
    ['is out of service', { 'POST /token': { status: 503 } }, 'UNAVAILABLE'],
    ['has too much to do', { 'POST /token': { status: 429 } }, 'UNAVAILABLE'],
    ['does not answer', { 'POST /token': { afterMs: 3000 } }, 'UNAVAILABLE'],
    ['refuses us', { 'POST /token': { status: 400, body: { error: 'unauthorized_client', error_description: SECRET } } }, 'BAD_GATEWAY'],
    ['does not know us', { 'POST /token': { status: 401, body: { error: 'invalid_client', error_description: SECRET } } }, 'BAD_GATEWAY'],
    ['speaks HTML', { 'POST /token': { body: `<p>${SECRET}</p>`, type: 'text/html' } }, 'BAD_GATEWAY'],
    ['gives another kind of token', { 'POST /token': { body: { access_token: 'x', token_type: 'mac' } } }, 'BAD_GATEWAY'],
    ['gives a token that is no header', { 'POST /token': { body: { access_token: 'a b\r\nx: y' } } }, 'BAD_GATEWAY'],
    ['says more than can be taken', { 'POST /token': { body: { access_token: 'x'.repeat(70_000) } } }, 'BAD_GATEWAY'],
    ['redirects', { 'POST /token': { status: 302 } }, 'BAD_GATEWAY'],
  ])('is none when its endpoint %s; then surely nothing was sent to the manager', async (how, script, code) => {
    // Short for the one that does not answer; the others are to be waited for, however busy the machine is.
    const { keeper, log } = await world(script, how === 'does not answer' ? 100 : 2000);
    const refusal = await refusalOf(keeper.token('lisbon', call()));
    expect(refusal.code).toBe(code);
    expect(isDefinite(refusal)).toBe(true);
    expect(keeper.state('lisbon')).toMatchObject({ ok: false });
    expect(JSON.stringify([refusal.message, String(refusal.cause), log.lines, keeper.state('lisbon')])).not.toContain('canary');
    expect(log.lines.some(({ level }) => level === 'warn')).toBe(true);
  });

  it('comes again after a failure', async () => {
    const { keeper } = await world({ 'POST /token': [{ status: 500 }, { body: { access_token: 'back' } }] });
    expect((await refusalOf(keeper.token('lisbon', call()))).code).toBe('UNAVAILABLE');
    expect(await keeper.token('lisbon', call())).toBe('back');
    expect(keeper.state('lisbon')).toBeUndefined();
  });

  it('is not waited for by a caller who left, and others get it', async () => {
    const { keeper } = await world({ 'POST /token': { afterMs: 100, body: { access_token: 'late' } } });
    const leaving = new AbortController();
    const [left, stayed] = [keeper.token('lisbon', call(leaving.signal)), keeper.token('lisbon', call())];
    leaving.abort();
    const refusal = await refusalOf(left);
    expect([refusal.code, isDefinite(refusal)]).toEqual(['TIMEOUT', true]);
    expect(await stayed).toBe('late');
  });
});
