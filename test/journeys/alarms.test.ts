import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startSink, type TestSink } from '../support/sink.js';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** Alarms across the graph, and listeners of the TMF APIs, registered through their own door, on the way of real events. */

const CANARY = 'canary-7f31c2';
const PARTY = '/tmf-api/party/v4';
const ALARMS = '/tmf-api/alarmManagement/v4';
const ORGANIZATION = {
  name: 'Openslice-dev',
  partyCharacteristic: [
    { name: 'EXTERNAL_TMF_API_BASE_URL', value: { value: 'http://portal.example', alias: null } },
    { name: 'EXTERNAL_TMF_API_PASSWORD', value: { value: `${CANARY}-password`, alias: null } },
    { name: 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', value: `${CANARY}-secret` },
  ],
};
const ALARM = { alarmType: 'equipmentAlarm', perceivedSeverity: 'critical', probableCause: 'powerProblem', alarmedObject: {}, sourceSystemId: 'lab', state: 'raised', alarmRaisedTime: '2026-11-21T11:59:00Z' };

const CREATE_ALARM = 'mutation ($input: CreateAlarmInput!) { createAlarm(input: $input) { alarm { id } } }';
const ALARM_BY_ID = 'query ($id: ID!) { alarm(id: $id) { perceivedSeverity organization { id tradingName } affectedService { id name } } }';
const RAISED = 'subscription ($organizationId: ID) { alarmRaised(organizationId: $organizationId) { cursor at alarm { perceivedSeverity organization { tradingName } } } }';

interface TmfEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly fieldPath?: string;
  readonly event: Readonly<Record<string, { readonly id: string; readonly [member: string]: unknown }>>;
}

let world: World;
let me: Client;
let sink: TestSink;

beforeAll(async () => {
  [world, sink] = await Promise.all([startWorld(), startSink()]);
  me = world.as();
});
afterAll(async () => {
  await Promise.all([world[Symbol.asyncDispose](), sink.stop()]);
});

async function call(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: { readonly id: string } & Record<string, unknown> }> {
  const response = await fetch(world.url + path, { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }), signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as { id: string } };
}
const eventsAt = (path: string) => sink.deliveries.filter((delivery) => delivery.path.startsWith(path)).map(({ body }) => body as TmfEvent);

describe('a listener of a TMF API', () => {
  it('hears of organizations at the address of each type, and of none of their secrets', async () => {
    const hub = await call('POST', `${PARTY}/hub`, { callback: `${sink.url}/parties/listener` });
    expect(hub).toMatchObject({ status: 201, body: { id: expect.any(String), callback: `${sink.url}/parties/listener` } });
    expect(await call('POST', `${PARTY}/hub`, { callback: `${sink.url}/parties/listener` })).toMatchObject({ status: 409 });
    const { body: organization } = await call('POST', `${PARTY}/organization`, ORGANIZATION);
    const at = `${PARTY}/organization/${organization.id}`;
    await call('PATCH', at, { status: 'validated' });
    await call('PATCH', at, { name: 'Renamed' });
    await call('DELETE', at);
    const types = ['OrganizationCreateEvent', 'OrganizationStateChangeEvent', 'OrganizationAttributeValueChangeEvent', 'OrganizationDeleteEvent'];
    await eventually(async () => expect(eventsAt('/events/parties').map(({ eventType }) => eventType)).toEqual(types));
    expect(sink.deliveries.map(({ path }) => path)).toEqual(['organizationCreateEvent', 'organizationStateChangeEvent', 'organizationAttributeValueChangeEvent', 'organizationDeleteEvent'].map((type) => `/events/parties/listener/${type}`));
    expect(eventsAt('/events/parties').map(({ event }) => event['organization']?.id)).toEqual(Array(4).fill(organization.id));
    expect(eventsAt('/events/parties')[2]).toMatchObject({ fieldPath: 'name', event: { organization: { name: 'Renamed' } } });
    expect(JSON.stringify(sink.deliveries)).toContain('********');
    const ledger = await call('POST', '/graphql', { query: '{ eventDeliveries { nodes { cloudEvent sink } } eventSubscriptions { nodes { id sink eventType } } }' });
    expect(ledger.body).toMatchObject({ data: { eventSubscriptions: { nodes: [{ id: hub.body.id, eventType: 'party' }] } } });
    for (const text of [JSON.stringify(sink.deliveries), JSON.stringify(ledger.body), world.log()]) expect(text).not.toContain(CANARY);
    expect(await call('DELETE', `${PARTY}/hub/${hub.body.id}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `${PARTY}/hub/${hub.body.id}`)).toMatchObject({ status: 404 });
  });

  it('hears of the alarms that its query wants', async () => {
    for (const query of ['eventType=AlarmClearEvent', 'alarm.color=red', 'state=raised']) expect(await call('POST', `${ALARMS}/hub`, { callback: sink.url, query })).toMatchObject({ status: 400, body: { message: expect.stringContaining('query') as unknown } });
    expect(await call('POST', `${ALARMS}/hub`, { callback: 'http://169.254.169.254/latest' })).toMatchObject({ status: 400 });
    await call('POST', `${ALARMS}/hub`, { callback: `${sink.url}/all` });
    await call('POST', `${ALARMS}/hub`, { callback: `${sink.url}/critical`, query: 'eventType=AlarmCreateEvent,AlarmDeleteEvent&alarm.perceivedSeverity=critical' });
    const { body: alarm } = await call('POST', `${ALARMS}/alarm`, ALARM);
    await call('POST', `${ALARMS}/alarm`, { ...ALARM, perceivedSeverity: 'minor' });
    await call('PATCH', `${ALARMS}/alarm/${alarm.id}`, { probableCause: 'fire', alarmDetails: 'smoke' });
    await call('PATCH', `${ALARMS}/alarm/${alarm.id}`, { state: 'cleared' });
    await call('DELETE', `${ALARMS}/alarm/${alarm.id}`);
    await eventually(async () => expect(eventsAt('/events/all').filter(({ event }) => event['alarm']?.id === alarm.id).map(({ eventType }) => eventType)).toEqual(
      ['AlarmCreateEvent', 'AlarmAttributeValueChangeEvent', 'AlarmAttributeValueChangeEvent', 'AlarmStateChangeEvent', 'AlarmDeleteEvent']));
    expect(eventsAt('/events/all').flatMap(({ fieldPath }) => fieldPath ?? []).sort()).toEqual(['alarmDetails', 'probableCause']);
    expect(eventsAt('/events/critical').map(({ event, eventType }) => [event['alarm']?.id, eventType])).toEqual([[alarm.id, 'AlarmCreateEvent']]);
    expect(new Set(eventsAt('/events/all').map(({ eventId }) => eventId)).size).toBe(6);
  });
});

describe('an alarm that names an organization and services of other modules', () => {
  it('is found from both sides, streamed, and names nothing that is gone', async () => {
    const organization = (await me.ask<{ createOrganization: { organization: { id: string } } }>('mutation { createOrganization(input: {tradingName: "North"}) { organization { id } } }')).createOrganization.organization.id;
    const service = (await me.ask<{ createServiceSpecification: { serviceSpecification: { id: string } } }>('mutation { createServiceSpecification(input: {name: "K8aaS"}) { serviceSpecification { id } } }')).createServiceSpecification.serviceSpecification.id;
    await using sse = me.stream<object>('sse', RAISED, { organizationId: organization });
    await using socket = me.stream<object>('websocket', RAISED);
    const told = [sse.next(), socket.next()];
    await world.streaming(2);
    const input = {
      alarmType: 'communicationsAlarm', perceivedSeverity: 'major', probableCause: 'timeoutExpired', sourceSystemId: 'lab', state: 'raised', alarmRaisedTime: '2026-11-21T12:00:00Z', alarmedObjectType: 'Organization', alarmedObject: { id: organization },
      document: { affectedService: [{ id: service }, { id: 'never-there' }] },
    };
    const { id } = (await me.ask<{ createAlarm: { alarm: { id: string } } }>(CREATE_ALARM, { input })).createAlarm.alarm;
    for (const one of await Promise.all(told)) expect(one).toMatchObject({ cursor: expect.any(String), alarm: { perceivedSeverity: 'major', organization: { tradingName: 'North' } } });

    const shown = async () => {
      const { data, errors } = await me.graphql<{ alarm: object }>(ALARM_BY_ID, { id });
      expect(errors).toEqual([]);
      return data!.alarm;
    };
    expect(await shown()).toEqual({ perceivedSeverity: 'major', organization: { id: organization, tradingName: 'North' }, affectedService: [{ id: service, name: 'K8aaS' }] });
    expect(await me.ask('query ($id: ID!) { organization(id: $id) { tradingName alarms(open: true) { totalCount nodes { id } } } }', { id: organization })).toEqual({ organization: { tradingName: 'North', alarms: { totalCount: 1, nodes: [{ id }] } } });
    await me.ask('mutation ($id: ID!) { deleteServiceSpecification(id: $id) { id } }', { id: service });
    await me.ask('mutation ($id: ID!) { deleteOrganization(id: $id) { id } }', { id: organization });
    expect(await shown()).toEqual({ perceivedSeverity: 'major', organization: null, affectedService: [] });
    expect((await me.rest<{ affectedService: object[] }>('GET', `/tmf-api/alarm/v4/alarm/${id}`)).body.affectedService).toHaveLength(2);
  });
});
