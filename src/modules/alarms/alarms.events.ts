import { z } from 'zod';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent, LoggedEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { HubNotice } from '../../kernel/notice.js';
import type { JsonObject } from '../../kernel/tmf/document.js';

const base = {
  alarm: z.looseObject({ id: z.string(), state: z.enum(['raised', 'updated', 'cleared']) }).describe('The TMF642 resource after what happened; before it, of a deleted one.'),
  organizationId: z.string().nullable().describe('The organization whose peering raised it.'),
};

/** What the module announces; printed as JSON Schemas into `schema/events/`. */
export const ALARMS_EVENTS = {
  'alarms.alarm.raised': z.strictObject(base),
  'alarms.alarm.changed': z.strictObject({ ...base, fieldPaths: z.array(z.string()).describe('Members that have changed.') }),
  'alarms.alarm.state-changed': z.strictObject({ ...base, previousState: z.enum(['raised', 'updated', 'cleared']) }),
  'alarms.alarm.deleted': z.strictObject(base),
} as const;

export type AlarmsEventType = keyof typeof ALARMS_EVENTS;
export type AlarmsEventData<Type extends AlarmsEventType> = z.infer<(typeof ALARMS_EVENTS)[Type]>;

/** A document that has been through the rules. */
export type ToldAlarm = AlarmsEventData<'alarms.alarm.raised'>['alarm'];

export const ALARM_RAISED = 'alarms.alarm.raised';
export const ALARM_CHANGED = 'alarms.alarm.changed';
export const ALARM_STATE_CHANGED = 'alarms.alarm.state-changed';
export const ALARM_DELETED = 'alarms.alarm.deleted';

/** By whom and when something was done. */
export interface About {
  readonly owner: Owner;
  readonly time: Date;
  readonly correlator: string | null;
}

export function alarmEvent<Type extends AlarmsEventType>(type: Type, { owner, time, correlator }: About, data: AlarmsEventData<Type>): DomainEvent<AlarmsEventData<Type>> {
  const { clientId, userId } = owner;
  return { id: newId(), type, subject: data.alarm.id, owner: { clientId, userId }, time, correlator, data };
}

const NOTICES: Readonly<Record<AlarmsEventType, string>> = {
  [ALARM_RAISED]: 'AlarmCreateEvent',
  [ALARM_CHANGED]: 'AlarmAttributeValueChangeEvent',
  [ALARM_STATE_CHANGED]: 'AlarmStateChangeEvent',
  [ALARM_DELETED]: 'AlarmDeleteEvent',
};

const isOurs = (type: string): type is AlarmsEventType => type in ALARMS_EVENTS;

/** What an event says at the hub of TMF642: of several members that have changed, one event for each. */
export function toHubNotices({ type, data }: LoggedEvent): readonly HubNotice[] {
  if (!isOurs(type)) return [];
  const { alarm, fieldPaths = [] } = data as { readonly alarm: JsonObject; readonly fieldPaths?: readonly string[] };
  const notice: HubNotice = { api: 'alarmManagement', eventType: NOTICES[type], member: 'alarm', resource: alarm };
  return fieldPaths.length === 0 ? [notice] : fieldPaths.map((fieldPath) => ({ ...notice, fieldPath }));
}
