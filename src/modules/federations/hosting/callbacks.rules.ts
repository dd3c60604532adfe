import type { InstanceState, OnboardStatus, PartnerStatus, ServiceEndpoint } from '../manager/fm.types.js';
import type { ZoneNews } from './offered-zones.rules.js';

/** Bodies of GSMA's callbacks, legal in both definitions. */

interface PartnerEvent {
  readonly federationContextId: string;
  readonly modificationDate: string;
}

/** onPartnerStatusEvent about one zone. */
export function zoneEvent(contextId: string, news: ZoneNews, now: Date): PartnerEvent {
  const head = { federationContextId: contextId, objectType: 'ZONES', operationType: news.kind, modificationDate: now.toISOString() };
  switch (news.kind) {
    case 'ADD':
      return { ...head, addZones: [news.zone] } as PartnerEvent;
    case 'REMOVE':
      return { ...head, removeZones: [news.zoneId] } as PartnerEvent;
    case 'STATUS':
      return { ...head, zoneStatus: [{ zoneId: news.zoneId, status: news.status }] } as PartnerEvent;
  }
}

/** onPartnerStatusEvent about the federation itself. */
export const federationEvent = (contextId: string, federationStatus: PartnerStatus, now: Date) => ({
  federationContextId: contextId,
  objectType: 'FEDERATION',
  operationType: 'STATUS',
  federationStatus,
  modificationDate: now.toISOString(),
});

/** onApplicationOnboardStatusEvent. */
export const onboardingEvent = (contextId: string, application: { readonly appId: string; readonly zoneIds: readonly string[] }, status: OnboardStatus) => ({
  federationContextId: contextId,
  appId: application.appId,
  statusInfo: application.zoneIds.map((zoneId) => ({ zoneId, onboardStatusInfo: status })),
});

/** GSMA's access point of an interface, by the partner's id of it. */
export interface AccessPoint {
  readonly interfaceId: string;
  readonly accessPoints: ServiceEndpoint;
}

export interface ToldInstance {
  readonly contextId: string;
  readonly appId: string;
  readonly instanceId: string;
  readonly zoneId: string;
  readonly state: InstanceState;
  readonly message: string | null;
  readonly accessPoints: readonly AccessPoint[] | null;
}

/** onInstanceStatusEvent. The two definitions spell the access points differently, so both are there. */
export function instanceEvent(instance: ToldInstance, now: Date) {
  const points = instance.accessPoints?.length ? instance.accessPoints : undefined;
  return {
    federationContextId: instance.contextId,
    appId: instance.appId,
    appInstanceId: instance.instanceId,
    zoneId: instance.zoneId,
    appInstanceInfo: {
      appInstanceState: instance.state,
      ...(instance.message !== null && { message: instance.message }),
      ...(points && { accesspointInfo: points, accessPointInfo: points }),
    },
    modificationDate: now.toISOString(),
  };
}
