import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { createNetworkSource } from '../../src/modules/network/upstream/network.source.js';
import type { FlowRequest, NetworkCall, NetworkSource } from '../../src/modules/network/upstream/network.types.js';
import { createPeer } from '../../src/outbound/http.js';
import { isDefinite } from '../../src/outbound/peer-answers.js';
import { startSandboxSrm, type CoreOptions, type SandboxSrm, type SrmFaults } from '../../src/sandbox/srm.js';

const TIMEOUT_MS = 800;
/** What a loaded machine may add to a deadline. */
const SLACK_MS = 600;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function aWorld(faults: SrmFaults = {}, core: CoreOptions = {}, generation: 'A' | 'B' = 'B'): Promise<{ sandbox: SandboxSrm; source: NetworkSource }> {
  const sandbox = await startSandboxSrm({ generation, faults, core });
  const peer = createPeer({ name: 'SRM', baseUrl: sandbox.url, timeoutMs: 10 * TIMEOUT_MS, log: quiet });
  closers.push(() => peer.close(), () => sandbox.close());
  return { sandbox, source: createNetworkSource({ peer, timeoutMs: TIMEOUT_MS }) };
}

const call = (signal = new AbortController().signal): NetworkCall => ({ signal, correlator: 'faults' });
const NOTIFY = 'http://127.0.0.1:9/callbacks/network/secret-signature';
const device = { ipv4Address: { publicAddress: '198.51.100.10', privateAddress: '10.45.0.10' } };

const REQUESTS = {
  session: { kind: 'session', device, applicationServer: { ipv4Address: '192.0.2.1' }, qosProfile: 'qos-e', duration: 60 },
  influence: { kind: 'influence', appId: randomUUID(), server: '192.0.2.7', device, zone: 'zone-1' },
} as const satisfies Record<FlowRequest['kind'], FlowRequest>;
const KINDS = ['session', 'influence'] as const;

async function refusalOf(work: Promise<unknown>, limitMs = TIMEOUT_MS): Promise<Refusal> {
  const from = performance.now();
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(performance.now() - from).toBeLessThan(limitMs + SLACK_MS);
  expect(error).toBeInstanceOf(Refusal);
  const refusal = error as Refusal;
  expect(refusal.message).not.toMatch(/http|127\.0\.0\.1|ECONN|something went wrong|signature/);
  return refusal;
}

const FAULTS: readonly (readonly [string, SrmFaults, string, boolean])[] = [
  ['refused', { refuse: true }, 'UNAVAILABLE', true],
  ['silent', { silent: true }, 'TIMEOUT', false],
  ['slow', { latencyMs: 5000 }, 'TIMEOUT', false],
  ['trickling', { trickle: true }, 'TIMEOUT', false],
  ['500', { status: 500 }, 'BAD_GATEWAY', false],
  ['503', { status: 503 }, 'BAD_GATEWAY', false],
  ['400', { status: 400 }, 'INVALID_ARGUMENT', true],
  ['401', { status: 401 }, 'BAD_GATEWAY', true],
  ['409', { status: 409 }, 'CONFLICT', true],
  ['429', { status: 429 }, 'UNAVAILABLE', true],
  ['501', { status: 501 }, 'NOT_IMPLEMENTED', true],
  ['malformed', { malformed: true }, 'BAD_GATEWAY', false],
  ['oversized', { oversized: true }, 'BAD_GATEWAY', false],
  ['cut off', { cut: true }, 'BAD_GATEWAY', false],
];
/** What a fault means where nothing is refused for what was asked. */
const plain = (code: string): string => (code === 'INVALID_ARGUMENT' || code === 'CONFLICT' ? 'BAD_GATEWAY' : code);

describe.each(KINDS)('an SRM that is', (kind) => {
  it.each(FAULTS)(`%s refuses to create (${kind}) with the documented code, in time`, async (_, faults, code, definite) => {
    const { sandbox, source } = await aWorld(faults);
    const refusal = await refusalOf(source.create(REQUESTS[kind], NOTIFY, call()));
    expect(refusal.code).toBe(code);
    expect(isDefinite(refusal)).toBe(definite);
    expect(refusal.retryAfter !== undefined).toBe(code === 'UNAVAILABLE');
    if (definite) expect(sandbox.sessions.size + sandbox.influences.size).toBe(0);
    expect(sandbox.requests.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(1);
  });

  it.each(FAULTS)(`%s does not let what is there pass for absent (${kind})`, async (_, faults, code) => {
    const { sandbox, source } = await aWorld();
    const { upstreamId } = await source.create(REQUESTS[kind], NOTIFY, call());
    await sandbox.set(faults);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await refusalOf(source.status(kind, upstreamId, call()))).code).toBe(plain(code));
    if (!faults.status || faults.status !== 501) expect((await refusalOf(source.list('influence', call()))).code).toBe(plain(code));
  });

  // A removal's answer has no body to be malformed or too large.
  it.each(FAULTS.filter(([, { malformed, oversized }]) => !malformed && !oversized))(`%s does not let a removal pass for done (${kind})`, async (_, faults, code) => {
    const { sandbox, source } = await aWorld();
    const { upstreamId } = await source.create(REQUESTS[kind], NOTIFY, call());
    await sandbox.set(faults);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refusal = await refusalOf(source.remove(kind, upstreamId, call()));
    expect(refusal.code).toBe(faults.status === 501 ? 'BAD_GATEWAY' : plain(code));
    await sandbox.set({});
    await source.remove(kind, upstreamId, call());
    expect(sandbox.sessions.size + sandbox.influences.size).toBe(0);
  });
});

describe('an answer that is lost', () => {
  it.each([
    ['silence', { silent: true, done: true }],
    ['a 500', { status: 500, done: true }],
    ['a broken connection', { cut: true }],
  ] as const)('in %s is not known to be either, and the request is not repeated', async (_, faults) => {
    const { sandbox, source } = await aWorld({ ...faults, only: 'POST' }, { lists: true });
    expect(isDefinite(await refusalOf(source.create(REQUESTS.session, NOTIFY, call())))).toBe(false);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    const [id] = sandbox.sessions.keys();
    expect(await source.list('session', call())).toEqual([{ upstreamId: id, notify: NOTIFY }]);
  });
});

it('a caller who leaves is not waited for', async () => {
  const { source } = await aWorld({ silent: true });
  const leaves = new AbortController();
  const pending = refusalOf(source.create(REQUESTS.session, NOTIFY, call(leaves.signal)), 100);
  setTimeout(() => leaves.abort(), 50);
  const refusal = await pending;
  expect(refusal.code).toBe('TIMEOUT');
  expect(isDefinite(refusal)).toBe(false);
});

it('both forms of an influence’s id together have one deadline', async () => {
  const { sandbox, source } = await aWorld();
  const { upstreamId } = await source.create(REQUESTS.influence, NOTIFY, call());
  await sandbox.set({ latencyMs: TIMEOUT_MS * 0.7, status: 500 });
  expect((await refusalOf(source.remove('influence', upstreamId, call()))).code).toBe('TIMEOUT');
});

it('an SRM that turned into the other generation does not make flows absent', async () => {
  const { sandbox, source } = await aWorld();
  const session = await source.create(REQUESTS.session, NOTIFY, call());
  const influence = await source.create(REQUESTS.influence, NOTIFY, call());
  await sandbox.set({ wrongGeneration: true });
  expect((await refusalOf(source.status('session', session.upstreamId, call()))).code).toBe('BAD_GATEWAY');
  expect((await refusalOf(source.status('influence', influence.upstreamId, call()))).code).toBe('NOT_IMPLEMENTED');
  expect(await source.list('influence', call())).toBeUndefined();
  expect((await refusalOf(source.create(REQUESTS.influence, NOTIFY, call()))).code).toBe('NOT_IMPLEMENTED');
});

it('a silent SRM is left alone after five calls', async () => {
  const { sandbox, source } = await aWorld({ silent: true });
  for (let i = 0; i < 5; i++) expect((await refusalOf(source.status('session', 'x', call()))).code).toBe('TIMEOUT');
  const refusal = await refusalOf(source.create(REQUESTS.session, NOTIFY, call()), 0);
  expect(refusal.code).toBe('UNAVAILABLE');
  expect(isDefinite(refusal)).toBe(true);
  expect(sandbox.requests).toHaveLength(5);
});
