import { expect, it } from 'vitest';
import type { LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import { DEPLOYMENT_CHANGED, edgeEvent, INSTANCE_CHANGED, type EdgeEventData, type EdgeEventType } from './edge.events.js';
import { CAMARA_EVENT_TYPES, toNotice } from './notices.events.js';

function logged<Type extends EdgeEventType>(type: Type, data: EdgeEventData<Type>): LoggedEvent {
  return { ...edgeEvent(type, { subject: newId(), owner: { clientId: 'client-1', userId: null }, time: new Date(), correlator: null }, data), position: 1n };
}

const instance = { appInstanceId: newId(), appId: newId(), name: 'camera', edgeCloudZoneId: newId(), previousStatus: 'instantiating', status: 'ready', reason: null, removed: false } as const;
const deployment = { appDeploymentId: newId(), appId: newId(), name: 'cameras', previousStatus: 'instantiating', status: 'ready', removed: false } as const;

it('tells of an instance in the words of its resource, and keeps our reasons to us', () => {
  const { appInstanceId, appId, name, edgeCloudZoneId, status } = instance;
  expect(toNotice(logged(INSTANCE_CHANGED, { ...instance, reason: 'the SRM said no' }))).toEqual({
    resourceId: appInstanceId, type: CAMARA_EVENT_TYPES['app-instance-status-change'], data: { appInstanceId, appId, name, edgeCloudZoneId, status }, initial: false, last: false,
  });
});

it('tells of a deployment in the words of its resource', () => {
  const { appDeploymentId, appId, name, status } = deployment;
  expect(toNotice(logged(DEPLOYMENT_CHANGED, deployment))).toEqual({
    resourceId: appDeploymentId, type: CAMARA_EVENT_TYPES['app-deployment-status-change'], data: { appDeploymentId, appId, appDeploymentName: name, status }, initial: false, last: false,
  });
});

it('marks the creation and the end', () => {
  expect(toNotice(logged(INSTANCE_CHANGED, { ...instance, previousStatus: null }))).toMatchObject({ initial: true, last: false });
  expect(toNotice(logged(INSTANCE_CHANGED, { ...instance, removed: true }))).toMatchObject({ initial: false, last: true, data: { removed: true } });
  expect(toNotice(logged(DEPLOYMENT_CHANGED, { ...deployment, previousStatus: null }))).toMatchObject({ initial: true, last: false });
  expect(toNotice(logged(DEPLOYMENT_CHANGED, { ...deployment, removed: true }))).toMatchObject({ initial: false, last: true, data: { removed: true } });
});

it('has nothing to say of an app', () => expect(toNotice(logged('edge.app.deleted', { appId: newId() }))).toBeUndefined());
