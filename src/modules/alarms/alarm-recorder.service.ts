import type { Clock } from '../../kernel/clock.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import type { Hrefs } from '../../kernel/tmf/href.js';
import { record } from '../../outbound/outbox.js';
import type { Statements } from '../../outbound/storage/database.js';
import { organizationOf } from './alarm.answers.js';
import type { AlarmStep } from './alarm.rules.js';
import type { AlarmRow, AlarmStore } from './alarm.store.js';
import { ALARM_CHANGED, ALARM_RAISED, ALARM_STATE_CHANGED, alarmEvent, type About, type ToldAlarm } from './alarms.events.js';

export interface RaisedAlarm {
  readonly document: JsonObject;
  /** Null: what the alarm itself says. */
  readonly organizationId: string | null;
}

/** Writes alarms and what is announced of them, in one transaction. Both answer with the alarm as it is shown. */
export interface AlarmRecorder {
  raise(tx: Statements, alarm: RaisedAlarm, about: About): Promise<JsonObject>;
  /** @param row held */
  change(tx: Statements, row: AlarmRow, step: AlarmStep, about: About): Promise<JsonObject>;
}

export function alarmRecorder({ alarms, clock, hrefs }: { readonly alarms: AlarmStore; readonly clock: Clock; readonly hrefs: Hrefs }): AlarmRecorder {
  return {
    async raise(tx, { document, organizationId }, about) {
      const id = newId();
      const now = clock.now();
      const named = organizationId ?? organizationOf(document);
      await alarms.insert(tx, { id, document: stored(id, document), organizationId: named, createdAt: now, updatedAt: now });
      const shown = hrefs.shown(id, document);
      await record(tx, [alarmEvent(ALARM_RAISED, about, { alarm: shown as ToldAlarm, organizationId: named })]);
      return shown;
    },
    async change(tx, { id, document, organizationId }, { next, stateChanged, changed }, about) {
      await alarms.update(tx, id, stored(id, next), clock.now());
      const shown = hrefs.shown(id, next);
      const alarm = shown as ToldAlarm;
      const events: DomainEvent[] = [];
      if (changed.length > 0) events.push(alarmEvent(ALARM_CHANGED, about, { alarm, organizationId, fieldPaths: [...changed] }));
      if (stateChanged) events.push(alarmEvent(ALARM_STATE_CHANGED, about, { alarm, organizationId, previousState: (document as ToldAlarm).state }));
      await record(tx, events);
      return shown;
    },
  };
}

/** With the id, which lists are filtered by, and without the address, which is made on the way out. */
const stored = (id: string, { href: _href, ...document }: JsonObject): JsonObject => ({ ...document, id });
