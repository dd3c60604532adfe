import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandboxSrm, type SandboxSrm, type SandboxSrmOptions } from './srm.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(options: Partial<SandboxSrmOptions> = {}): Promise<SandboxSrm> {
  const srm = await startSandboxSrm({ generation: 'B', ...options });
  closers.push(() => srm.close());
  return srm;
}

interface Said {
  readonly status: number;
  readonly json: unknown;
}

async function say(srm: SandboxSrm, method: string, path: string, body?: unknown): Promise<Said> {
  const answer = await fetch(srm.url + path, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  const raw = await answer.text();
  return { status: answer.status, json: raw === '' ? undefined : JSON.parse(raw) };
}

/** Takes notices. @param answers the statuses that it says, one after another; then 204 */
async function aSink(...answers: number[]): Promise<{ url: string; heard: { transaction: string; eventReports: { event: string }[] }[]; events: () => string[] }> {
  const heard: { transaction: string; eventReports: { event: string }[] }[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((raw) => {
      heard.push(JSON.parse(raw));
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`, heard, events: () => heard.flatMap(({ eventReports }) => eventReports.map(({ event }) => event)) };
}

const aSession = (last: number, sink?: string): object => ({
  device: { ipv4Address: { publicAddress: `198.51.100.${last}`, privateAddress: `10.45.0.${last}` } },
  applicationServer: { ipv4Address: '192.0.2.0/24' },
  applicationServerPorts: { ranges: [{ from: 1, to: 2 }] },
  qosProfile: 'qos-m',
  duration: 60,
  ...(sink !== undefined && { sink }),
});
const anInfluence = (last: number, notificationUri = 'http://127.0.0.1:9/'): object => ({
  appId: 'app-1',
  appInstanceId: '192.0.2.7',
  device: { ipv4Address: { publicAddress: `198.51.100.${last}`, privateAddress: `10.45.0.${last}` } },
  edgeCloudZoneId: 'zone-1',
  notificationUri,
});

const idIn = ({ json }: Said): string => (json as { sessionId: string }).sessionId;
const statusOf = async (srm: SandboxSrm, id: string): Promise<string> => ((await say(srm, 'GET', `/sessions/${id}`)).json as { qosStatus: string }).qosStatus;
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 300) throw new Error('it did not come to that');
    await sleep(10);
  }
}

describe('generation A', () => {
  it('says 500 to everything about sessions, 204 to everything about influences, and does nothing', async () => {
    const srm = await start({ generation: 'A' });
    for (const [method, path] of [['POST', '/sessions'], ['GET', '/sessions'], ['GET', '/sessions/1'], ['DELETE', '/sessions/1']] as const) expect((await say(srm, method, path, method === 'POST' ? aSession(1) : undefined)).status).toBe(500);
    for (const [method, path] of [['POST', '/traffic-influences'], ['GET', '/traffic-influences/'], ['GET', '/traffic-influences/1'], ['DELETE', '/traffic-influences/1']] as const) expect(await say(srm, method, path, method === 'POST' ? anInfluence(1) : undefined)).toEqual({ status: 204, json: undefined });
    expect(srm.sessions.size + srm.influences.size).toBe(0);
  });
});

describe('a session', () => {
  it('is answered with nulls for what is absent, and the names from inside', async () => {
    const srm = await start({ core: { grantMs: null } });
    const made = await say(srm, 'POST', '/sessions', aSession(1));
    expect(made).toMatchObject({ status: 201, json: { qosStatus: 'REQUESTED', devicePorts: null, sink: null, startedAt: null, applicationServerPorts: { ranges: [{ from_: 1, to: 2 }], ports: null }, device: { phoneNumber: null } } });
    const id = idIn(made);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(await say(srm, 'GET', `/sessions/${id}`)).toMatchObject({ status: 200, json: { sessionId: id, qosStatus: 'AVAILABLE', sink: 'None', device: { ipv4Address: { publicAddress: '10.45.0.1', privateAddress: '10.45.0.1' } } } });
    expect((await say(srm, 'GET', '/sessions')).status).toBe(405);
    expect((await say(srm, 'DELETE', `/sessions/${id}`)).status).toBe(204);
    expect((await say(srm, 'DELETE', `/sessions/${id}`)).status).toBe(404);
    expect((await say(srm, 'GET', `/sessions/${id}`)).status).toBe(404);
  });

  it.each([
    ['CAMARA’s name of a profile', { ...aSession(1), qosProfile: 'QOS_M' }],
    ['no device', { ...aSession(1), device: undefined }],
    ['a phone number alone', { ...aSession(1), device: { phoneNumber: '+351910000001' } }],
    ['no private address', { ...aSession(1), device: { ipv4Address: { publicAddress: '198.51.100.1' } } }],
    ['no server', { ...aSession(1), applicationServer: undefined }],
    ['no duration', { ...aSession(1), duration: undefined }],
  ])('with %s is a 500', async (_, body) => {
    const srm = await start();
    expect((await say(srm, 'POST', '/sessions', body)).status).toBe(500);
    expect(srm.sessions.size).toBe(0);
  });

  it('is granted after its time, and the core tells of it, again until it is heard', async () => {
    const sink = await aSink(500);
    let now = Date.UTC(2026, 0, 1);
    const srm = await start({ core: { grantMs: [30, 30] }, clock: { now: () => new Date(now) } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(1, sink.url)));
    expect(await statusOf(srm, id)).toBe('REQUESTED');
    await until(() => sink.heard.length === 2);
    now += 30;
    expect(await statusOf(srm, id)).toBe('AVAILABLE');
    const origin = new URL(srm.url).origin;
    expect(sink.heard[1]).toEqual({ transaction: `${origin}/3gpp-as-session-with-qos/v1/sandbox/subscriptions/${id}`, eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] });
  });

  it('of a device …66 is refused, and there until it is deleted', async () => {
    const sink = await aSink();
    const srm = await start({ core: { grantMs: [10, 10], lists: true } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(66, sink.url)));
    await until(() => sink.heard.length === 1);
    expect(sink.events()).toEqual(['FAILED_RESOURCES_ALLOCATION']);
    expect((await say(srm, 'GET', '/sessions')).json).toMatchObject([{ sessionId: id, qosStatus: 'UNAVAILABLE', sink: sink.url }]);
    await say(srm, 'DELETE', `/sessions/${id}`);
    expect(srm.sessions.size).toBe(0);
  });

  it('of a device …77 is ended 5 s after its grant', async () => {
    let now = Date.UTC(2026, 0, 1);
    const srm = await start({ core: { grantMs: [10, 10] }, clock: { now: () => new Date(now) } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(77)));
    const course: string[] = [];
    for (const ms of [0, 10, 4_999, 1]) {
      now += ms;
      course.push(await statusOf(srm, id));
    }
    expect(course).toEqual(['REQUESTED', 'AVAILABLE', 'AVAILABLE', 'UNAVAILABLE']);
  });

  it('of a device …88 is never granted, but by hand; and the network may end any', async () => {
    const sink = await aSink();
    let now = Date.UTC(2026, 0, 1);
    const srm = await start({ core: { grantMs: [10, 10] }, clock: { now: () => new Date(now) } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(88, sink.url)));
    now += 86_400_000;
    expect(await statusOf(srm, id)).toBe('REQUESTED');
    expect(srm.grant(id)).toBe(true);
    expect(await statusOf(srm, id)).toBe('AVAILABLE');
    await until(() => sink.heard.length === 1);
    now += 1_000;
    expect(srm.terminate(id)).toBe(true);
    expect(await statusOf(srm, id)).toBe('UNAVAILABLE');
    await until(() => sink.heard.length === 2);
    expect(sink.events()).toEqual(['SUCCESSFUL_RESOURCES_ALLOCATION', 'SESSION_TERMINATION']);
    expect(srm.terminate('none')).toBe(false);
  });

  it('of a device …99 is granted although it was deleted before, and goes when it is deleted again', async () => {
    const sink = await aSink();
    let now = Date.UTC(2026, 0, 1);
    const srm = await start({ clock: { now: () => new Date(now) } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(99, sink.url)));
    expect((await say(srm, 'DELETE', `/sessions/${id}`)).status).toBe(204);
    now += 2_000;
    expect(await statusOf(srm, id)).toBe('AVAILABLE');
    expect((await say(srm, 'DELETE', `/sessions/${id}`)).status).toBe(204);
    expect(srm.sessions.size).toBe(0);
  });

  it('that is deleted is not told of any more', async () => {
    const sink = await aSink();
    const srm = await start({ core: { grantMs: [400, 400] } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(1, sink.url)));
    await say(srm, 'DELETE', `/sessions/${id}`);
    await sleep(500);
    expect(sink.heard).toEqual([]);
  });

  it('is not told of by a core that does not notify', async () => {
    const sink = await aSink();
    const srm = await start({ core: { grantMs: [5, 5], notifies: false } });
    const id = idIn(await say(srm, 'POST', '/sessions', aSession(1, sink.url)));
    await until(async () => (await statusOf(srm, id)) === 'AVAILABLE');
    await sleep(40);
    expect(sink.heard).toEqual([]);
  });
});

describe('a traffic influence', () => {
  it('has the address of a subscription for an id, and no state where there is no script', async () => {
    const srm = await start({ core: { grantMs: null } });
    const made = await say(srm, 'POST', '/traffic-influences', { ...anInfluence(1), destinationTrafficFilters: { destinationPort: 1 } });
    expect(made).toMatchObject({ status: 201, json: { appId: 'app-1', destinationTrafficFilters: { destinationPort: 1 } } });
    const { trafficInfluenceID: id, state } = made.json as { trafficInfluenceID: string; state?: string };
    expect(state).toBeUndefined();
    const last = /^http:\/\/127\.0\.0\.1:\d+\/3gpp-traffic-influence\/v1\/sandbox\/subscriptions\/([0-9a-f-]{36})$/.exec(id)?.[1];
    const shown = { appId: 'app-1', appInstanceId: '192.0.2.7', edgeCloudZoneId: 'zone-1', notificationUri: 'http://127.0.0.1:9/', device: { ipv4Address: { publicAddress: '10.45.0.1', privateAddress: '10.45.0.1' } } };
    for (const one of [encodeURIComponent(id), last]) expect(await say(srm, 'GET', `/traffic-influences/${one}`)).toEqual({ status: 200, json: shown });
    for (const path of ['/traffic-influences', '/traffic-influences/']) expect(await say(srm, 'GET', path)).toEqual({ status: 200, json: [shown] });
    expect((await say(srm, 'DELETE', `/traffic-influences/${last}`)).status).toBe(204);
    expect((await say(srm, 'DELETE', `/traffic-influences/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  it.each(['appId', 'appInstanceId', 'device', 'notificationUri', 'edgeCloudZoneId'])('without %s is a 500', async (member) => {
    const srm = await start();
    expect((await say(srm, 'POST', '/traffic-influences', { ...anInfluence(1), [member]: undefined })).status).toBe(500);
  });

  it('follows the script as a session does', async () => {
    const sink = await aSink();
    let now = Date.UTC(2026, 0, 1);
    const srm = await start({ core: { grantMs: [30, 30], lists: true }, clock: { now: () => new Date(now) } });
    const { trafficInfluenceID: id } = (await say(srm, 'POST', '/traffic-influences', anInfluence(1, sink.url))).json as { trafficInfluenceID: string };
    expect((await say(srm, 'GET', '/traffic-influences')).json).toMatchObject([{ trafficInfluenceID: id, state: 'created' }]);
    await until(() => sink.heard.length === 1);
    expect(sink.heard[0]).toEqual({ transaction: id, eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] });
    now += 30;
    expect((await say(srm, 'GET', '/traffic-influences')).json).toMatchObject([{ state: 'active' }]);
    expect(srm.terminate(id)).toBe(true);
    expect((await say(srm, 'GET', '/traffic-influences')).json).toMatchObject([{ state: 'error' }]);
  });

  it('is beyond a core that has none', async () => {
    const srm = await start({ core: { influence: false } });
    for (const [method, path] of [['POST', ''], ['GET', ''], ['GET', '/1'], ['DELETE', '/1']] as const) expect(await say(srm, method, `/traffic-influences${path}`, method === 'POST' ? anInfluence(1) : undefined)).toMatchObject({ status: 500, json: { detail: expect.stringContaining('CapabilityNotSupported') } });
  });
});

it('keeps sessions and influences over a restart, and tells what comes after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-core-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const sink = await aSink();
  const statePath = join(folder, 'srm.json');
  const first = await start({ statePath, core: { grantMs: [600, 600] } });
  const id = idIn(await say(first, 'POST', '/sessions', aSession(1, sink.url)));
  const { trafficInfluenceID: influence } = (await say(first, 'POST', '/traffic-influences', anInfluence(1))).json as { trafficInfluenceID: string };
  await first.close();
  const second = await start({ statePath });
  expect([...second.sessions.keys()]).toEqual([id]);
  expect((await say(second, 'GET', `/traffic-influences/${encodeURIComponent(influence)}`)).status).toBe(200);
  expect((await say(second, 'GET', `/traffic-influences/${influence.split('/').at(-1)}`)).status).toBe(200);
  await until(() => sink.heard.length === 1);
  expect(sink.events()).toEqual(['SUCCESSFUL_RESOURCES_ALLOCATION']);
  await Promise.all(Array.from({ length: 50 }, () => say(second, 'POST', '/sessions', aSession(1))));
  await second.close();
  const third = await start({ statePath });
  expect(third.sessions.size).toBe(51);
});
