import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/refusal.js';
import { createPeer } from '../../../outbound/http.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import { absentNetwork } from './network.source.absent.js';
import { createNetworkSource } from './network.source.js';
import type { FlowRequest, NetworkCall, NetworkSource } from './network.types.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const call: NetworkCall = { signal: new AbortController().signal, correlator: 'corr-1' };

interface Said {
  readonly status: number;
  readonly body?: unknown;
}

interface Stub {
  readonly source: NetworkSource;
  readonly asked: { readonly line: string; readonly body: unknown; readonly correlator: unknown }[];
  pass(ms: number): void;
}

/** @param answers what the SRM says to a line such as `GET /sessions/1`; a text is said as it is. */
async function anSrm(answers: (line: string) => Said): Promise<Stub> {
  const asked: Stub['asked'] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((raw) => {
      const line = `${incoming.method} ${incoming.url}`;
      asked.push({ line, body: raw === '' ? undefined : JSON.parse(raw), correlator: incoming.headers['x-correlator'] });
      const { status, body } = answers(line);
      response.writeHead(status).end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer = createPeer({ name: 'SRM', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 2000, log: quiet });
  closers.push(() => peer.close(), () => server.close());
  let now = Date.UTC(2026, 0, 1);
  return { source: createNetworkSource({ peer, clock: { now: () => new Date(now) } }), asked, pass: (ms) => void (now += ms) };
}

const lines = ({ asked }: Stub): string[] => asked.map(({ line }) => line);

const SESSION: FlowRequest = {
  kind: 'session',
  device: { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.45.0.1' } },
  applicationServer: { ipv4Address: '192.0.2.1' },
  applicationServerPorts: { ports: [443] },
  qosProfile: 'qos-s',
  duration: 60,
};
const INFLUENCE: FlowRequest = {
  kind: 'influence',
  appId: 'app-1',
  server: '192.0.2.7',
  device: { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.45.0.1' } },
  zone: 'zone-1',
  sourcePort: 5000,
  destinationPort: 443,
  destinationProtocol: 'TCP',
  ours: { appInstanceId: 'i-1', round: 1, of: 1 },
};

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

const ID = '0f0e0d0c-0b0a-4908-8706-050403020100';
const SELF = `http://nef.example/3gpp-traffic-influence/v1/af/subscriptions/${ID}`;

describe('a creation', () => {
  it('is asked for in the SRM’s words, with the address for notices and nothing of ours', async () => {
    const srm = await anSrm((line) => ({ status: 201, body: line.endsWith('/sessions') ? { sessionId: ID, qosStatus: 'REQUESTED', sink: null } : { trafficInfluenceID: SELF } }));
    expect(await srm.source.create(SESSION, 'http://gateway.example/n/1', call)).toEqual({ upstreamId: ID, status: 'REQUESTED' });
    expect(await srm.source.create(INFLUENCE, 'http://gateway.example/n/2', call)).toEqual({ upstreamId: SELF, status: 'REQUESTED' });
    const { kind: _, ...session } = SESSION;
    expect(srm.asked).toEqual([
      { line: 'POST /sessions', body: { ...session, sink: 'http://gateway.example/n/1' }, correlator: 'corr-1' },
      {
        line: 'POST /traffic-influences',
        body: {
          appId: 'app-1',
          appInstanceId: '192.0.2.7',
          device: { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.45.0.1' } },
          edgeCloudZoneId: 'zone-1',
          sourceTrafficFilters: { sourcePort: 5000 },
          destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' },
          notificationUri: 'http://gateway.example/n/2',
        },
        correlator: 'corr-1',
      },
    ]);
  });

  it.each([
    [200, { sessionId: ID, qosStatus: 'AVAILABLE' }, 'AVAILABLE'],
    [202, { sessionId: ID, qosStatus: 'UNAVAILABLE' }, 'UNAVAILABLE'],
    [200, { sessionId: ID }, 'REQUESTED'],
    [200, { sessionId: ID, qosStatus: 'SHINY' }, 'REQUESTED'],
  ])('that is answered %i %j is %s', async (status, body, expected) => {
    const { source } = await anSrm(() => ({ status, body }));
    expect(await source.create(SESSION, 'http://x.example', call)).toEqual({ upstreamId: ID, status: expected });
  });

  it.each([
    [200, undefined, 'BAD_GATEWAY', false],
    [200, { qosStatus: 'REQUESTED' }, 'BAD_GATEWAY', false],
    [201, { sessionId: null }, 'BAD_GATEWAY', false],
    [200, 'QoD successfully created', 'BAD_GATEWAY', false],
    [200, { sessionId: 'An error happened' }, 'BAD_GATEWAY', false],
    [500, { title: 'Internal Server Error' }, 'BAD_GATEWAY', false],
    [204, undefined, 'NOT_IMPLEMENTED', true],
    [501, undefined, 'NOT_IMPLEMENTED', true],
    [405, undefined, 'NOT_IMPLEMENTED', true],
    [404, { title: 'Not Found' }, 'NOT_IMPLEMENTED', true],
    [500, { detail: "Functionality 'qod' is nos supported by free5gc" }, 'NOT_IMPLEMENTED', true],
    [404, '<html><center><h1>404 Not Found</h1></center><hr><center>nginx/1.27</center></html>', 'UNAVAILABLE', true],
    [404, 'default backend - 404', 'UNAVAILABLE', true],
    [404, { message: 'no Route matched with those values' }, 'UNAVAILABLE', true],
    [404, { status: 404, code: 'IDENTIFIER_NOT_FOUND', message: 'x' }, 'INVALID_ARGUMENT', true],
    [400, 'x', 'INVALID_ARGUMENT', true],
    [409, 'x', 'CONFLICT', true],
    [500, { detail: '400 Client Error: BAD REQUEST for url: http://nef.example/' }, 'INVALID_ARGUMENT', true],
    [500, { detail: '404 Client Error: Not Found for url: http://nef.example/' }, 'INVALID_ARGUMENT', true],
    [500, { detail: '409 Client Error: CONFLICT for url: http://nef.example/' }, 'CONFLICT', true],
    [500, { detail: '500 Server Error: x for url: http://nef.example/' }, 'BAD_GATEWAY', false],
    [401, undefined, 'BAD_GATEWAY', true],
    [429, undefined, 'UNAVAILABLE', true],
  ])('that is answered %i %j is %s, for certain: %s', async (status, body, code, definite) => {
    const { source } = await anSrm(() => ({ status, body }));
    const refusal = await refusalOf(source.create(SESSION, 'http://x.example', call));
    expect(refusal.code).toBe(code);
    expect(refusal.message).not.toMatch(/http|nef|Client Error/);
    expect(isDefinite(refusal)).toBe(definite);
  });

  it.each([
    [{ ...INFLUENCE, device: { phoneNumber: '+351910000001' } }, 'The network needs a single device with its private IPv4 address.'],
    [{ ...INFLUENCE, server: undefined }, "The network needs the instance's IPv4 address."],
    [{ ...INFLUENCE, zone: undefined }, 'The network needs an edge cloud zone.'],
    [{ ...SESSION, device: { phoneNumber: '+351910000001' } }, 'The network needs an address of the device.'],
    [{ ...SESSION, device: { ipv4Address: { publicAddress: '198.51.100.1' } } }, "The network needs the device's private IPv4 address or a public port."],
  ])('that fails for what it lacks says so (%#)', async (request, message) => {
    const { source } = await anSrm(() => ({ status: 500 }));
    const wanted = JSON.parse(JSON.stringify(request)) as FlowRequest;
    const refusal = await refusalOf(source.create(wanted, 'http://x.example', call));
    expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT', message });
    expect(isDefinite(refusal)).toBe(true);
  });

  it('that is for every device is beyond a network that takes one', async () => {
    const { source } = await anSrm(() => ({ status: 500 }));
    const { device: _, ...wanted } = INFLUENCE;
    const refusal = await refusalOf(source.create(wanted, 'http://x.example', call));
    expect(refusal).toMatchObject({ code: 'NOT_IMPLEMENTED', field: 'device', message: 'The network needs a single device with its private IPv4 address.' });
    expect(isDefinite(refusal)).toBe(true);
  });
});

it('keeps the address for notices out of what it says of a failure', async () => {
  const notify = 'http://gateway.example/callbacks/network/s1.planted-signature';
  for (const status of [400, 500, 501]) {
    const { source } = await anSrm(() => ({ status, body: { detail: `cannot take ${notify}` } }));
    const { message, cause } = await refusalOf(source.create(SESSION, notify, call));
    expect(message + String(cause)).not.toContain('planted');
    expect(String(cause)).toContain('cannot take');
  }
});

describe('one that is there or not', () => {
  it.each([
    ['session', 200, { qosStatus: 'REQUESTED' }, 'REQUESTED'],
    ['session', 200, { qosStatus: 'UNAVAILABLE' }, 'UNAVAILABLE'],
    ['session', 200, { qosStatus: null }, 'AVAILABLE'],
    ['session', 200, [], 'absent'],
    ['session', 404, { code: 'NOT_FOUND' }, 'absent'],
    ['session', 404, '"Session not found"', 'absent'],
    ['session', 410, undefined, 'absent'],
    ['session', 500, { detail: '404 Client Error: Not Found for url: http://nef.example/' }, 'absent'],
    ['influence', 200, { appId: 'a' }, 'AVAILABLE'],
    ['influence', 200, { state: null }, 'AVAILABLE'],
    ['influence', 200, { state: 'ordered' }, 'REQUESTED'],
    ['influence', 200, { state: 'error' }, 'UNAVAILABLE'],
    ['influence', 200, { state: 'deleted' }, 'absent'],
  ] as const)('%s: %i %j is %s', async (kind, status, body, expected) => {
    const { source } = await anSrm(() => ({ status, body }));
    expect(await source.status(kind, ID, call)).toBe(expected);
    if (expected === 'absent') expect(await source.remove(kind, ID, call)).toBe('removed');
  });

  it.each([
    [200, { qosStatus: 'SHINY' }, 'BAD_GATEWAY'],
    [200, 'text', 'BAD_GATEWAY'],
    [200, { error: 'HTTP error occurred', status_code: 404 }, 'BAD_GATEWAY'],
    [500, undefined, 'BAD_GATEWAY'],
    [204, undefined, 'NOT_IMPLEMENTED'],
    [404, undefined, 'BAD_GATEWAY'],
    [404, { title: 'Not Found', status: 404, type: 'about:blank' }, 'BAD_GATEWAY'],
    [404, { timestamp: '2026-01-01T00:00:00Z', status: 404, error: 'Not Found', path: '/sessions/x' }, 'BAD_GATEWAY'],
    [404, '<html><body>nginx</body></html>', 'BAD_GATEWAY'],
    [404, 'default backend - 404', 'BAD_GATEWAY'],
    [404, { message: 'no Route matched with those values' }, 'BAD_GATEWAY'],
    [404, { error_msg: '404 Route Not Found' }, 'BAD_GATEWAY'],
    [404, '404 page not found\n', 'BAD_GATEWAY'],
    [302, undefined, 'BAD_GATEWAY'],
  ])('nobody knows after %i %j', async (status, body, code) => {
    const { source } = await anSrm(() => ({ status, body }));
    expect((await refusalOf(source.status('session', ID, call))).code).toBe(code);
    if (status === 404) expect(await source.remove('session', ID, call)).toBe('unsure');
    else if (status >= 300) expect((await refusalOf(source.remove('session', ID, call))).code).toBe(code);
  });

  it('is asked for with its id encoded', async () => {
    const srm = await anSrm(() => ({ status: 204 }));
    await srm.source.remove('session', 'a/../b?c', call);
    expect(lines(srm)).toEqual(['DELETE /sessions/a%2F..%2Fb%3Fc']);
  });
});

describe('an influence whose id is an address', () => {
  const whole = `/traffic-influences/${encodeURIComponent(SELF)}`;
  const last = `/traffic-influences/${ID}`;

  it('is asked for by the whole of it', async () => {
    const srm = await anSrm(() => ({ status: 200, body: {} }));
    expect(await srm.source.status('influence', SELF, call)).toBe('AVAILABLE');
    await srm.source.remove('influence', SELF, call);
    expect(lines(srm)).toEqual([`GET ${whole}`, `DELETE ${whole}`]);
  });

  it.each([404, 400, 308, 500])('and by its last part where the whole is answered %i', async (status) => {
    const srm = await anSrm((line) => (line.includes('%2F') ? { status } : { status: 200, body: {} }));
    expect(await srm.source.status('influence', SELF, call)).toBe('AVAILABLE');
    await srm.source.remove('influence', SELF, call);
    expect(lines(srm)).toEqual([`GET ${whole}`, `GET ${last}`, `DELETE ${whole}`, `DELETE ${last}`]);
  });

  it('is absent only when it is so by both', async () => {
    const missing = { status: 404, body: { code: 'NOT_FOUND' } };
    const both = await anSrm(() => missing);
    expect(await both.source.status('influence', SELF, call)).toBe('absent');
    await both.source.remove('influence', SELF, call);
    for (const failing of ['%2F', `/${ID}`]) {
      const one = await anSrm((line) => (line.includes(failing) ? { status: 500 } : missing));
      expect((await refusalOf(one.source.status('influence', SELF, call))).code).toBe('BAD_GATEWAY');
      expect((await refusalOf(one.source.remove('influence', SELF, call))).code).toBe('BAD_GATEWAY');
    }
  });
});

describe('a list', () => {
  it('of influences tells whose they are, with an id or without', async () => {
    const { source } = await anSrm(() => ({ status: 200, body: [{ appId: 'a', notificationUri: 'http://x.example/1', trafficInfluenceID: null }, { trafficInfluenceID: SELF, notificationUri: null }, {}] }));
    expect(await source.list('influence', call)).toEqual([{ notify: 'http://x.example/1' }, { upstreamId: SELF }, {}]);
  });

  it.each([404, 307])('is found behind a slash too, after %i', async (status) => {
    const srm = await anSrm((line) => (line === 'GET /traffic-influences/' ? { status: 200, body: [] } : { status }));
    expect(await srm.source.list('influence', call)).toEqual([]);
  });

  it.each([204, 404, 405, 501])('that there is none is remembered for a while, after %i', async (status) => {
    const srm = await anSrm(() => ({ status }));
    expect(await srm.source.list('session', call)).toBeUndefined();
    const before = srm.asked.length;
    srm.pass(599_000);
    expect(await srm.source.list('session', call)).toBeUndefined();
    expect(srm.asked).toHaveLength(before);
    srm.pass(2_000);
    expect(await srm.source.list('session', call)).toBeUndefined();
    expect(srm.asked.length).toBeGreaterThan(before);
  });

  it.each([
    [500, undefined],
    [200, { influences: [] }],
    [200, 'text'],
  ])('that cannot be read is no empty list (%i)', async (status, body) => {
    const { source } = await anSrm(() => ({ status, body }));
    expect((await refusalOf(source.list('influence', call))).code).toBe('BAD_GATEWAY');
  });
});

it('where no SRM is configured, nothing is done, for certain', async () => {
  const network = absentNetwork();
  const works = [network.create(SESSION, 'http://x.example', call), network.status('session', ID, call), network.remove('session', ID, call), network.list('session', call)];
  const refusals = await Promise.all(works.map(refusalOf));
  expect(refusals.map(({ code }) => code)).toEqual(['NOT_IMPLEMENTED', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
  for (const refusal of refusals) expect(isDefinite(refusal)).toBe(true);
});
