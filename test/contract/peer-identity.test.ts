import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/kernel/clock.js';
import { createPeerSource } from '../../src/modules/peerings/client/peer.source.js';
import type { PeerCall, PeerConnection } from '../../src/modules/peerings/client/peer.types.js';
import { createPeerGuard } from '../../src/outbound/peer-guard.js';
import { startPeerIdentity, type PeerIdentityOptions } from '../support/peer-identity.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SECRETS = { clientId: 'gateway', clientSecret: 'a-client-secret', username: 'admin', password: 'a-user-password' };
const TTL = 5;

/** An OSS that takes the tokens of a real provider and no others, and answers any specification. */
async function peered(clock: Clock, more: Partial<PeerIdentityOptions> = {}, password = SECRETS.password) {
  const identity = await startPeerIdentity({ ...SECRETS, ttl: TTL, clientAuth: 'client_secret_basic', ...more });
  const answers: number[] = [];
  const oss = createServer(async (request, response) => {
    const status = (await identity.accepts(request.headers.authorization)) ? 200 : 401;
    answers.push(status);
    response.writeHead(status).end(status === 200 ? JSON.stringify({ id: request.url!.split('/').pop(), name: 'K' }) : '');
  });
  await new Promise<void>((resolve) => oss.listen(0, '127.0.0.1', resolve));
  const guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => [] });
  const source = createPeerSource({ guard, log: quiet, clientAuth: 'auto', timeoutMs: 10_000, clock });
  closers.push(() => source.close(), () => guard.close(), () => identity.close(), () => new Promise((resolve) => (oss.close(resolve), oss.closeAllConnections())));
  const connection: PeerConnection = {
    organizationId: 'org-1', baseUrl: `http://127.0.0.1:${(oss.address() as AddressInfo).port}`, listPath: '/', fingerprint: 'f',
    oauth: { grant: 'password', tokenUri: identity.tokenUri, clientId: SECRETS.clientId, clientSecret: SECRETS.clientSecret, username: SECRETS.username, password, scope: 'admin read' },
  };
  const call: () => PeerCall = () => ({ signal: new AbortController().signal, correlator: 'c' });
  const beat = (as = call()) => Promise.all(Array.from({ length: 10 }, (_, index) => source.spec(connection, `spec-${index}`, as)));
  return { identity, answers, beat };
}

describe('a real OpenID provider, with tokens of 5 s', () => {
  it('is asked to refresh before each end, and never by an answer of 401', async () => {
    const time = { past: 0 };
    const { identity, answers, beat } = await peered({ now: () => new Date(Date.now() + time.past) });
    for (let round = 0; round < 4; round += 1) {
      await beat();
      time.past += 4_000;
    }
    expect(identity.grants).toEqual(['password', 'refresh_token', 'refresh_token', 'refresh_token']);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(answers).toHaveLength(40);
  });

  it('ends tokens by its own time, and ours with them', async () => {
    const { identity, answers, beat } = await peered({ now: () => new Date() });
    await beat();
    await new Promise((resolve) => setTimeout(resolve, 5_200));
    await beat();
    expect(identity.grants).toEqual(['password', 'refresh_token']);
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('that was started anew is asked for the password again', async () => {
    const { identity, answers, beat } = await peered({ now: () => new Date() });
    await beat();
    await identity.restart();
    await beat();
    expect(identity.grants[0]).toBe('password');
    expect(identity.grants.filter((grant) => grant === 'password')).toHaveLength(2);
    expect(answers.filter((status) => status === 200)).toHaveLength(20);
    expect(answers.filter((status) => status === 401).length).toBeLessThanOrEqual(4);
  });

  it('may want the client in the body', async () => {
    const { identity, beat } = await peered({ now: () => new Date() }, { clientAuth: 'client_secret_post' });
    await beat();
    expect(identity.grants.at(-1)).toBe('password');
  });

  it('refuses a wrong password once in a beat', async () => {
    const { identity, answers, beat } = await peered({ now: () => new Date() }, {}, 'wrong');
    for (let round = 0; round < 2; round += 1) await expect(beat()).rejects.toMatchObject({ code: 'AUTH_TOKEN', told: { reason: expect.stringContaining('(invalid_grant)') } });
    expect(identity.grants).toEqual(['password!', 'password!']);
    expect(answers).toEqual([]);
  });
});
