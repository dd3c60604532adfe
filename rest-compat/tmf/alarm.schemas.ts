import { z } from 'zod';
import { flag, identified, objects, reference, text, time, typed } from './tmf.parts.js';

/** TMF642 Alarm Management v4.0.0, for readers. Ids are text, as those who use it have them. */

const Place = z.looseObject({ role: z.string(), id: text, href: text, name: text, '@referredType': text, ...typed });
const Comment = z.looseObject({ comment: text, systemId: text, time, userId: text, ...typed });
const Threshold = z.looseObject({
  direction: text, granularity: text, indicatorName: text, indicatorUnit: text, observedValue: text, thresholdCrossingDescription: text, threshold: reference.optional(), ...typed,
});

export const Alarm = z.looseObject({
  ...identified,
  alarmType: z.string(),
  perceivedSeverity: z.enum(['critical', 'major', 'minor', 'warning', 'indeterminate', 'cleared']),
  probableCause: z.string(),
  state: z.enum(['raised', 'updated', 'cleared']),
  sourceSystemId: z.string(),
  alarmRaisedTime: z.iso.datetime({ offset: true }),
  alarmedObject: z.looseObject({ id: text, href: text, ...typed }),
  alarmedObjectType: text,
  alarmReportingTime: time, alarmChangedTime: time, alarmClearedTime: time,
  ackState: z.enum(['unacknowledged', 'acknowledged']).optional(),
  ackSystemId: text, ackUserId: text, alarmDetails: text, clearSystemId: text, clearUserId: text, externalAlarmId: text, plannedOutageIndicator: text,
  proposedRepairedActions: text, reportingSystemId: text, specificProblem: text,
  alarmEscalation: flag, isRootCause: flag, serviceAffecting: flag,
  affectedService: objects,
  comment: Comment.array().optional(),
  correlatedAlarm: reference.array().optional(),
  parentAlarm: reference.array().optional(),
  place: Place.array().optional(),
  crossedThresholdInformation: Threshold.optional(),
  ...typed,
});

export const AlarmCreate = Alarm.omit({ id: true, href: true });
