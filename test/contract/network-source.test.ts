import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { fakeNetwork } from '../../src/modules/network/upstream/network.source.fake.js';
import { createNetworkSource } from '../../src/modules/network/upstream/network.source.js';
import type { FlowRequest, InfluenceRequest, NetworkCall, NetworkSource, SessionRequest } from '../../src/modules/network/upstream/network.types.js';
import { createPeer } from '../../src/outbound/http.js';
import { isDefinite } from '../../src/outbound/peer-answers.js';
import { startSandboxSrm, type SandboxSrmOptions } from '../../src/sandbox/srm.js';
import { eventually } from '../support/eventually.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface Network {
  readonly source: NetworkSource;
  /** How many flows there are in it. */
  readonly size: () => number;
}

const sandboxed = (options: SandboxSrmOptions) => async (): Promise<Network> => {
  const sandbox = await startSandboxSrm(options);
  const peer = createPeer({ name: 'SRM', baseUrl: sandbox.url, timeoutMs: 5000, log: quiet });
  closers.push(() => peer.close(), () => sandbox.close());
  return { source: createNetworkSource({ peer }), size: () => sandbox.sessions.size + sandbox.influences.size };
};

const faked = (options: Parameters<typeof fakeNetwork>[0]) => (): Promise<Network> => {
  const source = fakeNetwork(options);
  return Promise.resolve({ source, size: () => source.flows.size });
};

const call = (): NetworkCall => ({ signal: new AbortController().signal, correlator: 'contract' });
const NOTIFY = 'http://127.0.0.1:9/callbacks/network/x';

const aSession = (changes: Partial<SessionRequest> = {}): SessionRequest => ({
  kind: 'session',
  device: { ipv4Address: { publicAddress: '198.51.100.10', privateAddress: '10.45.0.10' } },
  applicationServer: { ipv4Address: '192.0.2.0/24' },
  applicationServerPorts: { ranges: [{ from: 5000, to: 5010 }], ports: [443] },
  qosProfile: 'qos-e',
  duration: 60,
  ...changes,
});

const anInfluence = (changes: Partial<InfluenceRequest> = {}): InfluenceRequest => ({
  kind: 'influence',
  appId: randomUUID(),
  server: '192.0.2.7',
  device: { ipv4Address: { publicAddress: '198.51.100.10', privateAddress: '10.45.0.10' } },
  zone: 'zone-1',
  destinationPort: 443,
  destinationProtocol: 'TCP',
  ...changes,
});

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

const KINDS: readonly (readonly ['session' | 'influence', () => FlowRequest])[] = [
  ['session', aSession],
  ['influence', anInfluence],
];

describe.each([
  ['fake', { made: 'REQUESTED', lists: true }, faked({ grantAfter: 2 })],
  ['fake that lists nothing', { made: 'REQUESTED', lists: false }, faked({ grantAfter: 2, lists: [] })],
  ['HTTP to a generation B', { made: 'REQUESTED', lists: false }, sandboxed({ generation: 'B', core: { grantMs: [50, 50] } })],
  ['HTTP to a generation B that lists', { made: 'REQUESTED', lists: true }, sandboxed({ generation: 'B', core: { grantMs: [50, 50], lists: true } })],
  ['HTTP to a generation B without a script', { made: 'REQUESTED', lists: false }, sandboxed({ generation: 'B', core: { grantMs: null } })],
] as const)('network source (%s)', (_, { made, lists }, make) => {
  it.each(KINDS)('creates, grants and removes (%s)', async (kind, request) => {
    const { source, size } = await make();
    const { upstreamId, status } = await source.create(request(), NOTIFY, call());
    expect(status).toBe(made);
    expect(upstreamId).toMatch(kind === 'session' ? /^[0-9a-f-]{36}$/ : /^http:.*\/subscriptions\/[0-9a-f-]{36}$/);
    await eventually(async () => expect(await source.status(kind, upstreamId, call())).toBe('AVAILABLE'));
    await source.remove(kind, upstreamId, call());
    expect(await source.status(kind, upstreamId, call())).toBe('absent');
    expect(await source.remove(kind, upstreamId, call())).toBe('removed');
    expect(size()).toBe(0);
  });

  it.each(KINDS)('tells of one that was never there (%s)', async (kind) => {
    const { source } = await make();
    for (const id of [randomUUID(), `http://127.0.0.1:1/subscriptions/${randomUUID()}`]) {
      expect(await source.status(kind, id, call())).toBe('absent');
      expect(await source.remove(kind, id, call())).toBe('removed');
    }
  });

  it('lists what it can', async () => {
    const { source } = await make();
    const session = await source.create(aSession(), NOTIFY, call());
    const influence = await source.create(anInfluence(), `${NOTIFY}2`, call());
    expect(await source.list('session', call())).toEqual(lists ? [{ upstreamId: session.upstreamId, notify: NOTIFY }] : undefined);
    const listed = await source.list('influence', call());
    if (lists) expect(listed).toEqual([{ upstreamId: influence.upstreamId, notify: `${NOTIFY}2` }]);
    // Generation B tells whose each is, and not its id.
    else if (listed) expect(listed).toEqual([{ notify: `${NOTIFY}2` }]);
  });

  it('does nothing for a caller who has left', async () => {
    const { source, size } = await make();
    const refusal = await refusalOf(source.create(aSession(), NOTIFY, { signal: AbortSignal.abort(), correlator: 'contract' }));
    expect(refusal.code).toBe('TIMEOUT');
    expect(isDefinite(refusal)).toBe(true);
    expect(size()).toBe(0);
  });
});

describe.each([
  ['fake', faked({ lacks: ['influence'] })],
  ['HTTP to a generation A', sandboxed({ generation: 'A' })],
  ['HTTP to a generation B whose core has none', sandboxed({ generation: 'B', core: { influence: false } })],
] as const)('a network without traffic influence (%s)', (_, make) => {
  it('says so, for certain', async () => {
    const { source, size } = await make();
    const refusal = await refusalOf(source.create(anInfluence(), NOTIFY, call()));
    expect(refusal).toMatchObject({ code: 'NOT_IMPLEMENTED', message: 'The network has no traffic influence.' });
    expect(isDefinite(refusal)).toBe(true);
    expect(size()).toBe(0);
  });
});

it('HTTP to a generation A: a session’s 500 means that there are none, since it is found to be an A', async () => {
  const sandbox = await startSandboxSrm({ generation: 'A' });
  const peer = createPeer({ name: 'SRM', baseUrl: sandbox.url, timeoutMs: 5000, log: quiet });
  closers.push(() => peer.close(), () => sandbox.close());
  const refusal = await refusalOf(createNetworkSource({ peer }).create(aSession(), NOTIFY, call()));
  expect(refusal).toMatchObject({ code: 'NOT_IMPLEMENTED', message: 'The network has no quality on demand.' });
  expect(isDefinite(refusal)).toBe(true);
  expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /sessions', 'GET /traffic-influences']);
});
