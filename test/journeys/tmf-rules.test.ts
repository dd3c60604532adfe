import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSink, type TestSink } from '../support/sink.js';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** What TM Forum's conformance kits for TMF633 (with the statuses of v4) and TMF642 ask for, by the numbers of their parts; and the hub of an API. */

type Resource = Readonly<Record<string, unknown>> & { readonly id: string; readonly href: string; readonly name: string };
type Alarm = Readonly<Record<string, unknown>> & { readonly id: string; readonly href: string };

const CATALOG = '/tmf-api/serviceCatalogManagement/v4';
const ALARMS = '/tmf-api/alarmManagement/v4';
const UNKNOWN = '933929cd-1761-44f5-96e7-e6e138d17b94';

let world: World;
let me: Client;
let sink: TestSink;
beforeAll(async () => {
  [world, sink] = await Promise.all([startWorld(), startSink()]);
  me = world.as();
});
afterAll(async () => {
  await sink.stop();
  await world[Symbol.asyncDispose]();
});

const listed = async (path: string) => (await me.rest<readonly Resource[]>('GET', CATALOG + path)).body;
const create = async (name: string, body: object) => me.rest<Resource>('POST', `${CATALOG}/${name}`, body);

describe('a service candidate', () => {
  let candidate: Resource;
  beforeAll(async () => {
    const answer = await create('serviceCandidate', { name: 'TMF candidate', serviceSpecification: { id: '9600', href: 'https://elsewhere.example/9600' }, category: [{ id: '7590' }] });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, answer.body.href]);
    candidate = answer.body;
  });

  it('S1 is created although what it refers to is not there', () => {
    expect(candidate).toMatchObject({ id: expect.any(String), href: expect.stringContaining(`${CATALOG}/serviceCandidate/`), name: 'TMF candidate', serviceSpecification: { id: '9600' } });
  });

  it('S2 is listed; S3 by its name; S4 with the members that are asked for', async () => {
    for (const each of await listed('/serviceCandidate')) expect(each).toMatchObject({ id: expect.any(String), href: expect.any(String), name: expect.any(String) });
    expect(await listed('/serviceCandidate?name=TMF%20candidate')).toEqual([candidate]);
    for (const each of await listed('/serviceCandidate?name=TMF%20candidate&fields=name,id')) expect(Object.keys(each).sort()).toEqual(['href', 'id', 'name']);
    expect(await listed('/serviceCandidate?name=none')).toEqual([]);
  });

  it('S6 is patched', async () => {
    const { status, body } = await me.rest<Resource>('PATCH', `${CATALOG}/serviceCandidate/${candidate.id}`, { name: 'Another name' });
    expect([status, body.name, body['serviceSpecification']]).toEqual([200, 'Another name', expect.objectContaining({ id: '9600' })]);
  });

  it('E1 needs a name and a specification; E2 keeps its id', async () => {
    expect((await create('serviceCandidate', { serviceSpecification: { id: '9600' } })).status).toBe(400);
    expect((await create('serviceCandidate', { name: 'x' })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceCandidate/${candidate.id}`, { id: 'another' })).status).toBe(400);
  });

  it('S5 is deleted, and is gone', async () => {
    const deleted = await me.rest('DELETE', `${CATALOG}/serviceCandidate/${candidate.id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await me.rest('GET', `${CATALOG}/serviceCandidate/${candidate.id}`)).status).toBe(404);
    expect((await me.rest('DELETE', `${CATALOG}/serviceCandidate/${candidate.id}`)).status).toBe(404);
  });
});

describe('a service specification', () => {
  const FULL = {
    name: 'TMF full', '@type': 'CustomerFacingServiceSpecification', lifecycleStatus: 'In Design', isBundle: true, version: '2.1', description: 'Everything.',
    validFor: { startDateTime: '2027-01-01T00:00:00Z', endDateTime: '2026-01-01T00:00:00Z' },
    relatedParty: [{ id: '1', role: 'Owner', '@referredType': 'Individual' }],
    specCharacteristic: [{ name: 'size', valueType: 'INTEGER', configurable: true, minCardinality: 0, maxCardinality: 1, characteristicValueSpecification: [{ isDefault: true, value: 3 }] }],
    serviceSpecRelationship: [{ id: '2', relationshipType: 'dependency' }],
    vendorExtension: { kept: [1, 2] },
  };
  let full: Resource;
  let minimal: Resource;
  beforeAll(async () => {
    full = (await create('serviceSpecification', FULL)).body;
    minimal = (await create('serviceSpecification', { name: 'TMF minimal', '@type': 'ResourceFacingServiceSpecification', lifecycleStatus: 'Active', isBundle: false })).body;
  });

  it('S7 is created whole, also with a time that ends before it begins', () => {
    expect(full).toMatchObject(FULL);
    expect(minimal).toMatchObject({ id: expect.any(String), href: expect.any(String), name: 'TMF minimal', isBundle: false });
  });

  it('S8 is listed; every one is complete', async () => {
    const all = await listed('/serviceSpecification');
    expect(all.length).toBeGreaterThanOrEqual(2);
    for (const each of all) expect(each).toMatchObject({ id: expect.any(String), href: expect.any(String), name: expect.any(String), '@type': expect.any(String), lifecycleStatus: expect.any(String), isBundle: expect.any(Boolean) });
  });

  it('S9 is found by its name; S10 with exactly four members', async () => {
    expect((await listed('/serviceSpecification?name=TMF%20full')).map(({ id }) => id)).toEqual([full.id]);
    expect(await listed('/serviceSpecification?name=TMF%20full&fields=name,isBundle')).toEqual([{ id: full.id, href: full.href, name: 'TMF full', isBundle: true }]);
    expect((await listed('/serviceSpecification?relatedParty.role=Owner&isBundle=true')).map(({ id }) => id)).toEqual([full.id]);
    expect((await listed('/serviceSpecification?name=TMF%20full,TMF%20minimal')).map(({ name }) => name)).toEqual(['TMF full', 'TMF minimal']);
    expect((await listed(`/serviceSpecification?href=${encodeURIComponent(full.href)}`)).map(({ id }) => id)).toEqual([full.id]);
  });

  it('S12 is patched: objects merge, arrays are replaced, null deletes', async () => {
    const { status, body } = await me.rest<Resource>('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { description: null, validFor: { endDateTime: '2028-01-01T00:00:00Z' }, relatedParty: [] }, { 'content-type': 'application/merge-patch+json' });
    expect([status, body]).toEqual([200, expect.objectContaining({ validFor: { startDateTime: '2027-01-01T00:00:00Z', endDateTime: '2028-01-01T00:00:00Z' }, relatedParty: [], vendorExtension: { kept: [1, 2] } })]);
    expect(body).not.toHaveProperty('description');
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${full.id}`)).body).toEqual(body);
  });

  it('E3 needs a name; E4 keeps its id, and takes it repeated', async () => {
    expect((await create('serviceSpecification', { isBundle: false })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { id: 'another' })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { name: null })).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/serviceSpecification/${full.id}`, { id: full.id, href: full.href, version: '2.2' })).status).toBe(200);
  });

  it('speaks the names of OpenSlice to those who ask', async () => {
    const { body } = await me.rest<Resource>('GET', `${CATALOG}/serviceSpecification/${full.id}?dialect=openslice&fields=serviceSpecCharacteristic`);
    expect(body).toEqual({ id: full.id, href: full.href, serviceSpecCharacteristic: [expect.objectContaining({ name: 'size', serviceSpecCharacteristicValue: [expect.objectContaining({ value: 3 })] })] });
  });

  it('is paged, with its counts', async () => {
    const { body, headers } = await me.rest<readonly Resource[]>('GET', `${CATALOG}/serviceSpecification?offset=1&limit=1`);
    expect([body.length, headers.get('x-total-count'), headers.get('x-result-count'), headers.get('content-type')]).toEqual([1, '2', '1', 'application/json;charset=utf-8']);
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification?offset=5`)).body).toEqual([]);
  });

  it('S11 is deleted', async () => {
    for (const { id } of [full, minimal]) expect((await me.rest('DELETE', `${CATALOG}/serviceSpecification/${id}`)).status).toBe(204);
    expect((await me.rest('GET', `${CATALOG}/serviceSpecification/${full.id}`)).status).toBe(404);
  });
});

describe.each(['serviceCategory', 'serviceCatalog'])('a %s', (name) => {
  it('is created, read, patched, listed and deleted', async () => {
    const created = await create(name, { name: 'Edge', category: [{ id: UNKNOWN }] });
    expect([created.status, created.headers.get('location')]).toEqual([201, created.body.href]);
    const url = `${CATALOG}/${name}/${created.body.id}`;
    expect((await me.rest('GET', url)).body).toEqual(created.body);
    expect((await me.rest<Resource>('PATCH', url, { description: 'Near.' })).body).toMatchObject({ name: 'Edge', description: 'Near.' });
    expect((await listed(`/${name}?name=Edge&fields=description`))).toEqual([{ id: created.body.id, href: created.body.href, description: 'Near.' }]);
    expect((await create(name, {})).status).toBe(400);
    expect((await me.rest('DELETE', url)).status).toBe(204);
    expect((await me.rest('GET', url)).status).toBe(404);
  });
});

describe.each(['importJob', 'exportJob'])('S13 an %s', (name) => {
  it('is created, listed, filtered and deleted; it needs an address', async () => {
    const url = 'http://127.0.0.1:9/resources.json';
    const created = await create(name, { url, path: 'serviceSpecification' });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining({ id: expect.any(String), href: expect.any(String), url })]);
    expect((await listed(`/${name}`)).map(({ id }) => id)).toEqual([created.body.id]);
    expect((await listed(`/${name}?url=${encodeURIComponent(url)}&fields=url`))).toEqual([{ id: created.body.id, href: created.body.href, url }]);
    expect((await create(name, {})).status).toBe(400);
    expect((await me.rest('PATCH', `${CATALOG}/${name}/${created.body.id}`, {})).status).toBe(405);
    expect((await me.rest('DELETE', `${CATALOG}/${name}/${created.body.id}`)).status).toBe(204);
  });
});

const SEVEN = {
  alarmType: 'equipmentAlarm', perceivedSeverity: 'major', probableCause: 'rectifierFailure', alarmedObject: {}, sourceSystemId: 'ems_1', state: 'raised', alarmRaisedTime: '2026-01-01T10:00:00.000Z',
};

const raise = async (more: object = {}) => (await me.rest<Alarm>('POST', `${ALARMS}/alarm`, { ...SEVEN, ...more })).body;
const list = async (query: string) => (await me.rest<readonly Alarm[]>('GET', `${ALARMS}/alarm${query}`)).body;

describe('an alarm', () => {
  let alarm: Alarm;
  beforeAll(async () => {
    alarm = await raise();
  });

  it('A1 is created with its seven members', () => {
    expect(alarm).toMatchObject({ ...SEVEN, id: expect.any(String), href: expect.stringContaining(`${ALARMS}/alarm/`) });
  });

  it.each(Object.keys(SEVEN))('is not created without %s', async (member) => {
    expect((await me.rest('POST', `${ALARMS}/alarm`, { ...SEVEN, [member]: undefined })).status).toBe(400);
  });

  it('A2 is listed; A3 is read, below the other path too', async () => {
    for (const each of await list('')) expect(each).toMatchObject({ id: expect.any(String), href: expect.any(String), alarmRaisedTime: expect.any(String), probableCause: expect.any(String), sourceSystemId: expect.any(String), state: expect.any(String), alarmedObject: expect.any(Object) });
    expect((await me.rest('GET', `${ALARMS}/alarm/${alarm.id}`)).body).toEqual(alarm);
    expect((await me.rest('GET', `/tmf-api/alarm/v4/alarm/${alarm.id}`)).body).toEqual(alarm);
  });

  it.each(['alarmRaisedTime', 'id', 'probableCause', 'sourceSystemId', 'state'])('A4 is found by its %s', async (member) => {
    expect(await list(`?${member}=${encodeURIComponent(String(alarm[member]))}`)).toEqual([alarm]);
    expect(await list(`?${member}=nothing`)).toEqual([]);
  });

  it.each(['id', 'probableCause', 'sourceSystemId', 'state'])('A5 is shown by its %s alone', async (member) => {
    expect(await list(`?fields=${member}`)).toEqual([{ id: alarm.id, href: alarm.href, [member]: alarm[member] }]);
    expect((await me.rest('GET', `${ALARMS}/alarm/${alarm.id}?fields=${member}`)).body).toEqual({ id: alarm.id, href: alarm.href, [member]: alarm[member] });
  });

  it.each([['probableCause', 'fireDetected'], ['perceivedSeverity', 'minor'], ['alarmType', 'environmentalAlarm'], ['state', 'updated']])('A6 is patched: %s', async (member, value) => {
    const { status, body } = await me.rest<Alarm>('PATCH', `${ALARMS}/alarm/${alarm.id}`, { [member]: value });
    expect([status, body[member]]).toEqual([200, value]);
    expect((await me.rest('GET', `${ALARMS}/alarm/${alarm.id}`)).body).toEqual(body);
  });

  it('A7 is not found under a path with a capital', async () => {
    const { status, body } = await me.rest('GET', `${ALARMS}/Alarm/1`);
    expect([status, body]).toEqual([404, expect.objectContaining({ code: '404', reason: 'Not Found', '@type': 'Error' })]);
  });

  it('is cleared for good, and deleted', async () => {
    const { body } = await me.rest<Alarm>('PATCH', `${ALARMS}/alarm/${alarm.id}`, { state: 'cleared' });
    expect(body).toMatchObject({ state: 'cleared', perceivedSeverity: 'cleared', alarmClearedTime: expect.any(String) });
    expect((await me.rest('PATCH', `${ALARMS}/alarm/${alarm.id}`, { perceivedSeverity: 'minor' })).status).toBe(400);
    expect((await me.rest('DELETE', `${ALARMS}/alarm/${alarm.id}`)).status).toBe(204);
    expect((await me.rest('GET', `${ALARMS}/alarm/${alarm.id}`)).status).toBe(404);
  });
});

describe('the hub', () => {
  it('sends the events that were asked for, until it is let go', async () => {
    const callback = `${sink.url}/listener`;
    const sent = { callback, query: 'eventType=AlarmCreateEvent' };
    const { status, body: hub, headers } = await me.rest<{ readonly id: string }>('POST', `${ALARMS}/hub`, sent);
    expect([status, hub, headers.get('location')]).toEqual([201, { id: expect.any(String), ...sent }, expect.stringContaining(`${ALARMS}/hub/${hub.id}`)]);
    const again = await me.rest('POST', `${ALARMS}/hub`, sent);
    expect([again.status, again.body]).toEqual([409, expect.objectContaining({ code: '409', '@type': 'Error' })]);

    const alarm = await raise();
    await me.rest('PATCH', `${ALARMS}/alarm/${alarm.id}`, { probableCause: 'fireDetected' });
    const [delivery] = await sink.received(1);
    expect([delivery!.path, delivery!.headers['content-type'], delivery!.body]).toEqual([
      '/events/listener/alarmCreateEvent', expect.stringContaining('application/json'), expect.objectContaining({ eventType: 'AlarmCreateEvent', eventId: expect.any(String), timeOcurred: expect.any(String), event: { alarm } }),
    ]);

    expect((await me.rest('DELETE', `${ALARMS}/hub/${hub.id}`)).status).toBe(204);
    expect((await me.rest('DELETE', `${ALARMS}/hub/${hub.id}`)).status).toBe(404);
    await raise();
    await sleep(300);
    expect(sink.deliveries).toHaveLength(1);
  });

  it.each([['no address', 'nowhere'], ['another protocol', 'ftp://listener.example/'], ['an address of the link', 'http://169.254.169.254/latest']])('refuses %s', async (_, callback) => {
    expect((await me.rest('POST', `${ALARMS}/hub`, { callback })).status).toBe(400);
  });
});
