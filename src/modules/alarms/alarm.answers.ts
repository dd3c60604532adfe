import { isObject, type Json, type JsonObject } from '../../kernel/tmf/document.js';
import type { Alarm, AlarmAckState, AlarmSeverity, AlarmState } from './alarm.types.js';

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

function timeOf(value: Json | undefined): Date | null {
  const time = typeof value === 'string' ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? null : time;
}

/** The organization that an alarm says it is about. */
export function organizationOf({ alarmedObjectType, alarmedObject }: JsonObject): string | null {
  return alarmedObjectType === 'Organization' && isObject(alarmedObject) ? textOf(alarmedObject['id']) : null;
}

/** Ids of the services that it says it affects, each once. */
export function affectedIds({ affectedService }: JsonObject): readonly string[] {
  const ids = Array.isArray(affectedService) ? affectedService.flatMap((service: Json) => (isObject(service) && textOf(service['id'])) || []) : [];
  return [...new Set(ids)];
}

/** @param document as it is shown */
export function toAlarm(document: JsonObject): Alarm {
  const { ackState, serviceAffecting } = document;
  return {
    id: String(document['id']),
    href: String(document['href']),
    externalAlarmId: textOf(document['externalAlarmId']),
    alarmType: String(document['alarmType']),
    perceivedSeverity: document['perceivedSeverity'] as AlarmSeverity,
    probableCause: String(document['probableCause']),
    specificProblem: textOf(document['specificProblem']),
    state: document['state'] as AlarmState,
    ackState: ackState === 'acknowledged' || ackState === 'unacknowledged' ? (ackState as AlarmAckState) : null,
    alarmDetails: textOf(document['alarmDetails']),
    alarmRaisedTime: timeOf(document['alarmRaisedTime']),
    alarmChangedTime: timeOf(document['alarmChangedTime']),
    alarmClearedTime: timeOf(document['alarmClearedTime']),
    alarmReportingTime: timeOf(document['alarmReportingTime']),
    sourceSystemId: String(document['sourceSystemId']),
    serviceAffecting: typeof serviceAffecting === 'boolean' ? serviceAffecting : null,
    alarmedObjectType: textOf(document['alarmedObjectType']),
    document,
  };
}
