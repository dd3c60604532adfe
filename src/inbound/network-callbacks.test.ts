import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { Writable } from 'node:stream';
import { Refusal } from '../kernel/refusal.js';
import { createLog } from '../outbound/log.js';
import { callbackKey, flowCallbacks } from '../modules/network/flow/flow-callbacks.service.js';
import { readNotices } from '../modules/network/flow/flow-notices.service.js';
import type { NoticedFlow } from '../modules/network/flow/flow.types.js';
import { createHttp } from './http.js';
import { registerNetworkCallbacks } from './network-callbacks.js';

const FLOW: NoticedFlow = { flowId: '7d1e9f6a-3c1e-4a55-9d8b-2f0f6f3f8a11', kind: 'QOD_SESSION' };
const UPSTREAM = 'b2f0d9a4-5f43-4c7a-8d0e-1f2a3b4c5d6e';
const callbacks = flowCallbacks({ baseUrl: '', key: callbackKey(Buffer.alloc(32, 3)) });
const ADDRESS = callbacks.addressOf(FLOW);
const SIGNATURE = ADDRESS.split('.').at(-1)!;
const userPlane = (...events: readonly string[]) => ({ transaction: `http://core.example/3gpp-as-session-with-qos/v1/scs/subscriptions/${UPSTREAM}`, eventReports: events.map((event) => ({ event })) });

let http: FastifyInstance;
let logged = '';
let told: { readonly flow: NoticedFlow; readonly notices: unknown }[] = [];
beforeAll(async () => {
  const destination = new Writable({ write: (chunk: Buffer, _encoding, done) => ((logged += chunk.toString()), done()) });
  http = createHttp({ log: createLog({ level: 'trace', destination }) });
  const notices = {
    async told(flow: NoticedFlow, body: unknown) {
      const read = readNotices(flow.kind, body);
      if (!read) throw new Refusal('INVALID_ARGUMENT', 'The body is no notice of a flow.');
      told.push({ flow, notices: read });
    },
  };
  await registerNetworkCallbacks(http, { callbacks, notices });
});
beforeEach(() => {
  told = [];
  logged = '';
});
afterAll(() => http.close());

const post = (url: string, payload: string | object | Buffer, type = 'application/json') => http.inject({ method: 'POST', url, headers: { 'content-type': type }, payload: typeof payload === 'object' && !Buffer.isBuffer(payload) ? JSON.stringify(payload) : payload });

it.each([
  ['SUCCESSFUL_RESOURCES_ALLOCATION', 'GRANTED'],
  ['FAILED_RESOURCES_ALLOCATION', 'REFUSED'],
  ['SESSION_TERMINATION', 'TERMINATED'],
])('understands what a core tells of a session: %s', async (event, status) => {
  expect((await post(ADDRESS, userPlane(event))).statusCode).toBe(204);
  expect(told).toEqual([{ flow: FLOW, notices: [{ kind: 'noticed', status, upstreamId: UPSTREAM }] }]);
});
it('takes several events in their order, and lets be what does not matter', async () => {
  await post(ADDRESS, userPlane('SUCCESSFUL_RESOURCES_ALLOCATION', 'USAGE_REPORT', 'SESSION_TERMINATION'));
  expect(told[0]!.notices).toMatchObject([{ status: 'GRANTED' }, { status: 'TERMINATED' }]);
  expect((await post(ADDRESS, userPlane('QOS_NOT_GUARANTEED'))).statusCode).toBe(204);
  expect(told[1]!.notices).toEqual([]);
});
it('understands a CloudEvent of CAMARA', async () => {
  const event = (qosStatus: string) => ({ id: '1', source: 's', specversion: '1.0', type: 'org.camaraproject.quality-on-demand.v1.qos-status-changed', data: { sessionId: UPSTREAM, qosStatus } });
  for (const status of ['AVAILABLE', 'UNAVAILABLE', 'REQUESTED']) expect((await post(ADDRESS, event(status), 'application/cloudevents+json')).statusCode).toBe(204);
  expect(told.map(({ notices }) => notices)).toEqual([[{ kind: 'noticed', status: 'GRANTED', upstreamId: UPSTREAM }], [{ kind: 'noticed', status: 'TERMINATED', upstreamId: UPSTREAM }], []]);
});
it('understands what is told of traffic influence, whose id is the whole address', () => {
  const transaction = 'http://core.example/3gpp-traffic-influence/v1/scs/subscriptions/1';
  expect(readNotices('TRAFFIC_INFLUENCE', { transaction, eventReports: [{ event: 'SUCCESSFUL_RESOURCES_ALLOCATION' }] })).toMatchObject([{ status: 'GRANTED', upstreamId: transaction }]);
  expect(readNotices('TRAFFIC_INFLUENCE', { dnaiChgType: 'LATE', subscribedEvent: 'UP_PATH_CHANGE' })).toEqual([{ kind: 'noticed', status: 'GRANTED' }]);
  expect(readNotices('TRAFFIC_INFLUENCE', { type: 't', data: { trafficInfluenceID: 'x', state: 'error' } })).toMatchObject([{ status: 'REFUSED', upstreamId: 'x' }]);
  expect(readNotices('TRAFFIC_INFLUENCE', { type: 't', data: { trafficInfluenceID: 'x', state: 'created' } })).toEqual([]);
});
it.each(['', '{', 'null', '[]', '{}', '{"transaction":"x","eventReports":[]}', '{"transaction":"x","eventReports":[{"event":"LUNCH"}]}', '{"type":"t","data":{"state":"toString"}}'])('refuses a body that says nothing: %s', async (body) => {
  const answer = await post(ADDRESS, body);
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'INVALID_ARGUMENT' }]);
  expect(told).toEqual([]);
});
it('is not there for whoever makes an address up', async () => {
  for (const url of [`${ADDRESS.slice(0, -3)}AAA`, '/callbacks/network/x', ADDRESS.replace('/s', '/a'), `${ADDRESS}/more`, '/callbacks/network/']) {
    expect((await post(url, userPlane('SESSION_TERMINATION'))).statusCode).toBe(404);
  }
  expect((await http.inject({ method: 'GET', url: ADDRESS })).statusCode).toBe(404);
  expect(told).toEqual([]);
});
it('reads no more than 64 KiB', async () => {
  const answer = await post(ADDRESS, Buffer.alloc(64 * 1024 + 1, ' '));
  expect([answer.statusCode, answer.json()]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE' }]);
});
it('never writes the address down', async () => {
  await post(ADDRESS, userPlane('SESSION_TERMINATION'));
  await post(ADDRESS, '{');
  expect(logged).toContain('/callbacks/network/:address');
  expect(logged).not.toContain(SIGNATURE);
});
