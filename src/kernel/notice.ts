import type { JsonObject } from './tmf/document.js';

/** What one of our events says to the sinks of a resource. */
export interface Notice {
  readonly resourceId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  /** Another name that the type is sent under. */
  readonly sentAs?: string;
  /** Tells nobody of anything: it is there for what it says of the end. */
  readonly silent?: boolean;
  readonly data: object;
  /** Tells of the creation: sent only to a sink that asked for the initial event. */
  readonly initial: boolean;
  /** Nothing follows: the subscription ends with its resource. */
  readonly last: boolean;
}

/** The TMF APIs whose events can be had at a hub, by the last part of their base path. */
export type HubApi = 'party' | 'serviceCatalogManagement' | 'alarmManagement';

/** What one of our events says to those who listen at a TMF API's hub. */
export interface HubNotice {
  readonly api: HubApi;
  /** E.g. `OrganizationCreateEvent`. */
  readonly eventType: string;
  /** The member of `event` that holds the resource, e.g. `organization`. */
  readonly member: string;
  /** As it is shown: without secrets. */
  readonly resource: JsonObject;
  /** What has changed, of an AttributeValueChangeEvent. */
  readonly fieldPath?: string;
}
