import type { RequestContext } from '../../kernel/context.js';
import { fits, followChanges } from '../../outbound/changes.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { AlarmRaised } from './alarm.types.js';
import { ALARM_RAISED, type AlarmsEventData } from './alarms.events.js';

export interface AlarmStream {
  readonly organizationId?: string | null;
  readonly after?: string | null;
}

export interface RaisedAlarms {
  /** @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: AlarmStream): AsyncIterable<AlarmRaised>;
}

export const raisedAlarms = (log: EventLog): RaisedAlarms => ({
  follow: (ctx, { organizationId, after }) =>
    followChanges(log, ctx, {
      type: ALARM_RAISED,
      after,
      everybodys: true,
      where: (data: AlarmsEventData<typeof ALARM_RAISED>) => fits(organizationId, data.organizationId),
      toChange: ({ data }) => ({ alarmId: data.alarm.id }),
    }),
});
