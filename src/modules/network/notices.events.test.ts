import { beforeAll, describe, expect, it } from 'vitest';
import { officialSchemas, type OfficialSchemas } from '../../../test/contract/rest.official.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import { ASSIGNMENT_CHANGED, INFLUENCE_CHANGED, networkEvent, PROFILE_CHANGED, SESSION_CHANGED, type NetworkEventData, type NetworkEventType } from './network.events.js';
import { NETWORK_NOTICE_TYPES, NOTICED_EVENTS, toNotice, type Reading } from './notices.events.js';

const TIME = new Date('2026-11-21T12:00:00Z');
const ID = newId();

function noticeOf<Type extends NetworkEventType>(type: Type, data: NetworkEventData<Type>, reading: Reading = 'yaml') {
  const event: DomainEvent = networkEvent(type, { subject: ID, owner: { clientId: 'client-1', userId: null }, time: TIME, correlator: null }, data);
  return toNotice({ ...event, position: 1n }, reading);
}

const session = (previousStatus: NetworkEventData<typeof SESSION_CHANGED>['previousStatus'], about: Partial<NetworkEventData<typeof SESSION_CHANGED>>, reading?: Reading) =>
  noticeOf(SESSION_CHANGED, {
    sessionId: ID, appInstanceId: null, qosProfile: 'QOS_E', previousStatus, qosStatus: 'AVAILABLE', statusInfo: null, reason: 'private words', duration: 60, startedAt: null, expiresAt: null, removed: false, ...about,
  }, reading);

const assignment = (previousStatus: NetworkEventData<typeof ASSIGNMENT_CHANGED>['previousStatus'], about: Partial<NetworkEventData<typeof ASSIGNMENT_CHANGED>>) =>
  noticeOf(ASSIGNMENT_CHANGED, { assignmentId: ID, qosProfile: 'QOS_E', previousStatus, status: 'AVAILABLE', statusInfo: null, reason: null, startedAt: null, removed: false, ...about });

const influence = (about: Partial<NetworkEventData<typeof INFLUENCE_CHANGED>> = {}) =>
  noticeOf(INFLUENCE_CHANGED, {
    trafficInfluenceId: ID, apiConsumerId: 'consumer-1', appId: newId(), appInstanceId: null, edgeCloudRegion: null, edgeCloudZoneId: null, sourceTrafficFilters: null,
    destinationTrafficFilters: null, selectedAppInstanceIds: [], previousState: 'created', state: 'active', reason: null, removed: false, ...about,
  });

const ended = { qosStatus: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED', removed: true } as const;

describe('a change of a session', () => {
  it('to what is in force is told, also when it was so from the beginning', () => {
    const told = { resourceId: ID, type: NETWORK_NOTICE_TYPES.session, data: { sessionId: ID, qosStatus: 'AVAILABLE' }, initial: false, last: false, silent: false };
    expect([session('REQUESTED', {}), session(null, {})]).toEqual([told, told]);
  });

  it.each(['DURATION_EXPIRED', 'NETWORK_TERMINATED'] as const)('to its end is told with the reason, and is the last: %s', (statusInfo) => {
    expect(session('AVAILABLE', { qosStatus: 'UNAVAILABLE', statusInfo })).toMatchObject({ data: { sessionId: ID, qosStatus: 'UNAVAILABLE', statusInfo }, silent: false, last: true });
  });

  it('that was refused by the network is told', () => {
    expect(session('REQUESTED', { qosStatus: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' })).toMatchObject({ silent: false, last: true });
  });

  it('to its deletion is told only when it was in force; the last it is in any case', () => {
    expect(session('AVAILABLE', ended)).toMatchObject({ data: { qosStatus: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED' }, silent: false, last: true });
    for (const before of ['REQUESTED', 'UNAVAILABLE'] as const) expect(session(before, ended)).toMatchObject({ silent: true, last: true });
    expect(session('REQUESTED', { ...ended, statusInfo: 'NETWORK_TERMINATED' })).toMatchObject({ silent: true, last: true });
  });

  it('is told to nobody while it is only asked for, or only longer', () => {
    expect([session(null, { qosStatus: 'REQUESTED' }), session('AVAILABLE', { duration: 120 })]).toEqual([undefined, undefined]);
  });

  it('has the type of the test plan in that reading, and is kept under the other', () => {
    expect(session('REQUESTED', {}, 'features')).toMatchObject({ type: NETWORK_NOTICE_TYPES.session, sentAs: 'org.camaraproject.qod.v1.qos-status-changed' });
    expect(session('REQUESTED', {})).not.toHaveProperty('sentAs');
  });
});

describe('a change of an assignment', () => {
  it('is told as a session is', () => {
    expect(assignment('REQUESTED', {})).toEqual({ resourceId: ID, type: NETWORK_NOTICE_TYPES.assignment, data: { assignmentId: ID, status: 'AVAILABLE', qosStatus: 'AVAILABLE' }, initial: false, last: false, silent: false });
    expect(assignment('AVAILABLE', { status: 'UNAVAILABLE', statusInfo: 'DELETE_REQUESTED', removed: true })).toMatchObject({ data: { statusInfo: 'DELETE_REQUESTED' }, silent: false, last: true });
  });

  it('that is being revoked is not told before it is', () => {
    expect(assignment('AVAILABLE', { statusInfo: 'DELETE_REQUESTED' })).toBeUndefined();
  });
});

describe('a change of a traffic influence', () => {
  it('holds the resource in CAMARA’s names, and nothing that is not there', () => {
    const [appId, zone, instance] = [newId(), newId(), newId()];
    const whole = influence({ appId, edgeCloudZoneId: zone, sourceTrafficFilters: { sourcePort: 80 }, selectedAppInstanceIds: [instance] });
    expect(whole).toEqual({
      resourceId: ID,
      type: NETWORK_NOTICE_TYPES.influence,
      data: { trafficInfluenceID: ID, apiConsumerId: 'consumer-1', appId, edgeCloudZoneId: zone, state: 'active', sourceTrafficFilters: { sourcePort: 80 }, selected_appInstanceId: [instance] },
      initial: false,
      last: false,
      silent: false,
    });
  });

  it('is the initial one for those who asked for it, and the last when it is deleted', () => {
    expect(influence({ previousState: null, state: 'ordered' })).toMatchObject({ initial: true, last: false });
    expect(influence({ state: 'deletion in progress' })).toMatchObject({ last: false, silent: false });
    expect(influence({ previousState: 'deletion in progress', state: 'deleted', removed: true })).toMatchObject({ last: true, silent: false });
    expect(influence({ previousState: 'deleted', state: 'deleted', removed: true })).toMatchObject({ last: true, silent: true });
  });
});

it('what is not of a resource with sinks means nothing', () => {
  expect(noticeOf(PROFILE_CHANGED, { name: 'QOS_E', status: 'ACTIVE' })).toBeUndefined();
  expect(NOTICED_EVENTS).not.toContain(PROFILE_CHANGED);
});

describe('against the official definitions', () => {
  const official: Record<string, OfficialSchemas | undefined> = {};

  beforeAll(async () => {
    for (const name of ['quality-on-demand.r3.2', 'quality-on-demand.r4.1', 'qos-provisioning.r3.2', 'qos-provisioning.r4.1', 'traffic-influence.r1.3']) official[name] = await officialSchemas(`camara/released/${name}.yaml`);
  });

  const cloudEvent = (notice: ReturnType<typeof session>) => ({ id: newId(), source: `https://gateway.example/x/${ID}`, specversion: '1.0', datacontenttype: 'application/json', time: TIME.toISOString(), type: notice!.type, data: notice!.data });

  it.each([
    ['quality-on-demand.r3.2', 'EventQosStatusChanged', () => [session('REQUESTED', {}), session('AVAILABLE', ended)]],
    ['quality-on-demand.r4.1', 'EventQosStatusChanged', () => [session('REQUESTED', {}), session('AVAILABLE', ended)]],
    ['qos-provisioning.r3.2', 'EventStatusChanged', () => [assignment('REQUESTED', {}), assignment('AVAILABLE', { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' })]],
    ['qos-provisioning.r4.1', 'EventStatusChanged', () => [assignment('REQUESTED', {}), assignment('AVAILABLE', { status: 'UNAVAILABLE', statusInfo: 'NETWORK_TERMINATED' })]],
    ['traffic-influence.r1.3', 'CloudEvent', () => [influence(), influence({ state: 'deletion in progress' })]],
  ])('%s: %s holds (the definitions are beside the project)', (file, schema, notices) => {
    for (const notice of notices()) expect(official[file]?.faults(schema, cloudEvent(notice)) ?? []).toEqual([]);
  });

  it('traffic-influence.r1.3: the data is the resource with all that it can have', () => {
    const whole = influence({
      appInstanceId: newId(), edgeCloudRegion: 'west', edgeCloudZoneId: newId(), sourceTrafficFilters: { sourcePort: 80 }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' }, selectedAppInstanceIds: [newId()],
    });
    expect(official['traffic-influence.r1.3']?.faults('TrafficInfluenceNotification', whole!.data) ?? []).toEqual([]);
  });
});
