import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createPeerGuard } from '../../../outbound/peer-guard.js';
import { K8AAS_ID, OSS_CLIENT, OSS_USER, startSandboxOss, type SandboxOss, type SandboxOssOptions } from '../../../sandbox/index.js';
import type { PeerCall, PeerConnection, PeerOAuth } from './peer.types.js';
import { createPeerSource, type PeerSourceOptions } from './peer.source.js';
import { SPEC_PATH } from './connection.rules.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const PASSWORD = 'canary-password';
const SECRET = 'canary-secret';
const call = (): PeerCall => ({ signal: new AbortController().signal, correlator: 'c-1' });

/** A source, an OSS, and the time that both go by. */
async function peered({ oauth = {}, ...options }: SandboxOssOptions & Partial<PeerSourceOptions> & { readonly oauth?: Partial<PeerOAuth> } = {}) {
  const time = { now: Date.parse('2026-11-21T10:00:00Z') };
  const clock = { now: () => new Date(time.now) };
  const oss = await startSandboxOss({ clock, behaviour: { password: PASSWORD, ...options.behaviour } });
  const lines: unknown[] = [];
  const note = (...all: unknown[]): void => void lines.push(all);
  const guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => [] });
  const source = createPeerSource({ guard, log: { debug: note, info: note, warn: note, error: note }, clientAuth: options.clientAuth ?? 'auto', timeoutMs: 10_000, delaysMs: [5, 10], clock, ...(options.mostTokens !== undefined && { mostTokens: options.mostTokens }) });
  closers.push(() => source.close(), () => guard.close(), () => oss.close());
  const connection: PeerConnection = { organizationId: 'org-1', baseUrl: oss.url, listPath: SPEC_PATH, fingerprint: 'f-1', oauth: { grant: 'password', tokenUri: oss.tokenUri, clientId: OSS_CLIENT, clientSecret: SECRET, username: OSS_USER.name, password: PASSWORD, scope: 'admin read', ...oauth } };
  const one = (as: PeerCall = call(), to = connection) => source.spec(to, K8AAS_ID, as);
  const many = (as: PeerCall = call(), count = 20) => Promise.all(Array.from({ length: count }, () => one(as)));
  return { oss, source, connection, one, many, lines, pass: (seconds: number) => void (time.now += seconds * 1000) };
}

const grants = (oss: SandboxOss): readonly string[] => oss.requests.flatMap(({ grant }) => grant ?? []);
const statuses = async (work: Promise<unknown>[]): Promise<unknown[]> => (await Promise.allSettled(work)).map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as { code?: string }).code));

describe('the token of an organization', () => {
  it('is asked for once, whoever waits for it, and kept', async () => {
    const { oss, many } = await peered();
    await many();
    await many();
    expect(grants(oss)).toEqual(['password']);
    expect(oss.requests.filter(({ grant }) => grant === null).every(({ authorization }) => authorization === 'bearer')).toBe(true);
  });

  it('is refreshed before it ends, beat by beat', async () => {
    const { oss, many, pass } = await peered();
    for (let beat = 0; beat < 5; beat += 1) {
      await many();
      pass(300);
    }
    expect(grants(oss)).toEqual(['password', 'refresh_token', 'refresh_token', 'refresh_token', 'refresh_token']);
  });

  it('is asked for anew when the refresh token has ended, or is refused', async () => {
    const { oss, one, pass } = await peered();
    await one();
    pass(1801);
    await one();
    pass(300);
    oss.revoke();
    await one();
    expect(grants(oss)).toEqual(['password', 'password', 'refresh_token', 'password']);
  });

  it('that is refused is renewed once, and the question repeated', async () => {
    const { oss, one, many } = await peered();
    await one();
    oss.revoke();
    expect(await statuses(await many().then(() => [one()]))).toEqual(['ok']);
    expect(grants(oss)).toEqual(['password', 'refresh_token', 'password']);
  });

  it('is another for another fingerprint, and for another organization', async () => {
    const { oss, one, connection } = await peered();
    for (const more of [{}, { fingerprint: 'f-2' }, { organizationId: 'org-2' }, { fingerprint: 'f-2' }]) await one(call(), { ...connection, ...more });
    expect(grants(oss)).toEqual(['password', 'password', 'password']);
  });

  it('is not kept for more organizations than are told', async () => {
    const { oss, one, connection } = await peered({ mostTokens: 2 });
    for (const organizationId of ['a', 'b', 'a', 'c', 'a', 'b']) await one(call(), { ...connection, organizationId });
    expect(grants(oss)).toHaveLength(4);
  });

  it('is asked for without scopes that the endpoint does not know, from then on', async () => {
    const { oss, one, pass, lines } = await peered({ behaviour: { scopes: ['profile'] } });
    await one();
    pass(2000);
    await one();
    expect(grants(oss)).toEqual(['password', 'password', 'password']);
    expect(lines.filter((line) => JSON.stringify(line).includes('does not know the scopes'))).toHaveLength(1);
  });

  it('is asked for again while the endpoint is passing through a fault', async () => {
    const { oss, one } = await peered();
    await oss.set({ down: '503' });
    const asked = one();
    await expect.poll(() => grants(oss).length, { interval: 1 }).toBeGreaterThan(0);
    await oss.set({ down: 'no' });
    expect(await asked).toMatchObject({ kind: 'found' });
  });

  it('is none for an organization without a token endpoint', async () => {
    const { oss, one, connection } = await peered();
    await one(call(), { ...connection, oauth: undefined });
    expect(oss.requests).toEqual([{ method: 'GET', path: `${SPEC_PATH}/${K8AAS_ID}`, authorization: 'none', grant: null }]);
  });
});

describe('a refused organization', () => {
  it('is told so after one request for a token in a beat, though the catalog is open to everybody', async () => {
    const { oss, one, pass } = await peered();
    await one();
    await oss.set({ password: 'another' });
    oss.revoke();
    for (let beat = 0; beat < 3; beat += 1) {
      pass(300);
      const as = call();
      expect(await statuses(Array.from({ length: 20 }, () => one(as)))).toEqual(Array(20).fill('AUTH_TOKEN'));
    }
    expect(grants(oss)).toEqual(['password', 'refresh_token', 'password', 'password', 'password']);
    await oss.set({ password: PASSWORD });
    expect(await one()).toMatchObject({ kind: 'found' });
  });

  it('whose tokens the OSS does not take asks for one more in a beat', async () => {
    const { oss, one, pass } = await peered({ behaviour: { accessTokenSeconds: 0 } });
    for (let beat = 1; beat <= 3; beat += 1) {
      const as = call();
      expect(await statuses(Array.from({ length: 20 }, () => one(as)))).toEqual(Array(20).fill('AUTH_REJECTED'));
      expect(grants(oss).length).toBeLessThanOrEqual(2 * beat);
      pass(300);
    }
  });

  it('leaves no secret behind', async () => {
    const { oss, one, lines } = await peered();
    await one();
    oss.revoke();
    await oss.set({ password: 'another' });
    const fault = await one().catch((thrown: unknown) => thrown as Error & { told: unknown });
    expect(fault).toMatchObject({ code: 'AUTH_TOKEN', told: { reason: "The token endpoint refused the organization's credentials (invalid_grant).", url: oss.tokenUri, httpStatus: 401 } });
    const left = JSON.stringify([lines, fault, (fault as Error).stack, String((fault as Error).cause)]);
    for (const secret of [PASSWORD, SECRET, 'Bearer ', 'Basic ']) expect(left).not.toContain(secret);
  });
});

describe('how a client says who it is', () => {
  interface Seen {
    readonly basic: boolean;
    readonly form: URLSearchParams;
  }
  /** @param takes whether the endpoint takes the client so; else it answers `error` */
  async function identity(takes: (seen: Seen) => boolean, error = 'invalid_client') {
    const seen: Seen[] = [];
    const server = createServer(async (request, response) => {
      const one = { basic: (request.headers.authorization ?? '').startsWith('Basic '), form: new URLSearchParams(await text(request)) };
      seen.push(one);
      if (takes(one)) return response.end(JSON.stringify({ access_token: 'good', expires_in: 1, token_type: 'Bearer' }));
      response.writeHead(401).end(JSON.stringify({ error }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
    return { seen, tokenUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?realm=x` };
  }
  const asking = async (takes: (seen: Seen) => boolean, options: Partial<PeerSourceOptions> = {}, more: Partial<PeerOAuth> = {}, error?: string) => {
    const { seen, tokenUri } = await identity(takes, error);
    const { one, pass } = await peered({ ...options, oauth: { tokenUri, ...more } });
    const first = await one().catch((thrown: unknown) => thrown);
    pass(10);
    await one().catch(() => undefined);
    return { first, ways: seen.map(({ basic }) => (basic ? 'basic' : 'post')), seen };
  };

  it('is a header first, then the body, and is remembered', async () => {
    expect((await asking(({ basic }) => !basic)).ways).toEqual(['basic', 'post', 'post', 'post', 'post']);
    expect((await asking(({ basic }) => !basic, {}, {}, 'unauthorized_client')).ways.slice(0, 3)).toEqual(['basic', 'post', 'post']);
  });

  it('is not tried in another way when the user is refused', async () => {
    const { first, ways } = await asking(() => false, {}, {}, 'invalid_grant');
    expect(first).toMatchObject({ code: 'AUTH_TOKEN' });
    expect(ways).toEqual(['basic', 'basic']);
  });

  it('is as the settings say', async () => {
    expect((await asking(() => false, { clientAuth: 'basic' })).ways).toEqual(['basic', 'basic']);
    expect((await asking(() => false, { clientAuth: 'post' })).ways).toEqual(['post', 'post']);
  });

  it('is its name alone where it has no secret', async () => {
    const { seen, ways } = await asking(() => false, {}, { clientSecret: undefined });
    expect(ways).toEqual(['post', 'post']);
    expect(seen[0]!.form.get('client_id')).toBe(OSS_CLIENT);
    expect(seen[0]!.form.has('client_secret')).toBe(false);
  });

  it('may be all that is asked for', async () => {
    const { seen } = await asking(() => false, {}, { grant: 'client_credentials', username: undefined, password: undefined });
    expect([...seen[0]!.form.keys()]).toEqual(['grant_type', 'scope']);
  });
});
