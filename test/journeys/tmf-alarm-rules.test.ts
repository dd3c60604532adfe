import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSink, type TestSink } from '../support/sink.js';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** What TM Forum's conformance kit for TMF642 asks for, by the numbers of its parts, and the hub of an API. */

type Alarm = Readonly<Record<string, unknown>> & { readonly id: string; readonly href: string };

const ALARMS = '/tmf-api/alarmManagement/v4';
const SEVEN = {
  alarmType: 'equipmentAlarm', perceivedSeverity: 'major', probableCause: 'rectifierFailure', alarmedObject: {}, sourceSystemId: 'ems_1', state: 'raised', alarmRaisedTime: '2026-01-01T10:00:00.000Z',
};

let world: World;
let me: Client;
let sink: TestSink;
beforeAll(async () => {
  world = await startWorld();
  me = world.as();
  sink = await startSink();
});
afterAll(async () => {
  await sink.stop();
  await world[Symbol.asyncDispose]();
});

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
