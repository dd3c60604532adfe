import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import type { DomainEvent, LoggedEvent } from '../../kernel/event.js';
import { ALARMS, PEERING_MESSAGES, type Message } from '../../kernel/peering/messages.js';
import { readDocument, type JsonObject } from '../../kernel/tmf/document.js';
import type { Statements } from '../../outbound/storage/database.js';
import type { AlarmRecorder } from './alarm-recorder.service.js';
import { toldAlarm, type Operation } from './alarm.rules.js';
import type { AlarmName, AlarmStore } from './alarm.store.js';
import type { About } from './alarms.events.js';

/** An alarm of the gateway about itself: at most one of a name stands. */
export interface OwnAlarm {
  readonly externalAlarmId: string;
  readonly alarmType: Message<typeof ALARMS>['alarm']['alarmType'];
  readonly perceivedSeverity: 'critical' | 'major' | 'minor' | 'warning' | 'indeterminate';
  readonly probableCause: string;
  /** No secrets: it is shown. */
  readonly specificProblem: string;
  readonly alarmedObjectType: string;
  readonly alarmedObject?: JsonObject;
}

/** Alarms that their sources tell of. Each works in the caller's transaction and uses nothing else. */
export interface ToldAlarms {
  /** A message of the alarm channel. @throws Error, Refusal when it is none */
  hear(tx: Statements, event: LoggedEvent | DomainEvent): Promise<void>;
  /** Raises an alarm, or updates the one that stands when it says something else. */
  raiseOwn(tx: Statements, alarm: OwnAlarm): Promise<void>;
  /** Nothing when none stands. */
  clearOwn(tx: Statements, externalAlarmId: string): Promise<void>;
}

/** How the gateway names itself. */
const OURSELVES = 'northbound';

const MAX_NAME = 255;
const MAX_TEXT = 2_000;

/** What others sent may stand in our words: no control characters, which are not stored, and not too much of it. */
const tame = (text: string, length: number): string => text.slice(0, length).replace(/[\p{Cc}\p{Cs}]/gu, '?');

/** Of a long name a part and a hash. */
const nameOf = (externalAlarmId: string): AlarmName => {
  const isShort = externalAlarmId.length <= MAX_NAME;
  const short = isShort ? tame(externalAlarmId, MAX_NAME) : `${tame(externalAlarmId, MAX_NAME - 65)}:${createHash('sha256').update(externalAlarmId).digest('hex')}`;
  return { organizationId: null, externalAlarmId: short };
};

export function toldAlarms({ alarms, recorder, clock }: { readonly alarms: AlarmStore; readonly recorder: AlarmRecorder; readonly clock: Clock }): ToldAlarms {
  /** The name is held. */
  async function tell(tx: Statements, name: AlarmName, operation: Operation, alarm: JsonObject, about: About): Promise<void> {
    const open = await alarms.openOf(tx, name);
    const told = toldAlarm(open?.document, operation, alarm, about.time);
    if (told.kind === 'raised') await recorder.raise(tx, { document: told.document, organizationId: name.organizationId }, about);
    if (told.kind === 'changed' && open) await recorder.change(tx, open, told, about);
  }

  const own = (): About => ({ owner: { clientId: OURSELVES, userId: null }, time: clock.now(), correlator: null });

  return {
    async hear(tx, { data, owner, time, correlator }) {
      const { organization, generation, operation, alarm } = PEERING_MESSAGES[ALARMS].parse(data);
      const name = { organizationId: organization.id, externalAlarmId: alarm.externalAlarmId };
      if (!(await alarms.advance(tx, name, generation))) return;
      await tell(tx, name, operation, readDocument(alarm, 'alarm'), { owner, time, correlator });
    },
    async raiseOwn(tx, { alarmedObject = {}, specificProblem, ...alarm }) {
      const about = own();
      const name = nameOf(alarm.externalAlarmId);
      const told = { ...alarm, externalAlarmId: name.externalAlarmId, specificProblem: tame(specificProblem, MAX_TEXT) };
      await alarms.holdName(tx, name);
      const open = await alarms.openOf(tx, name);
      if (open && (['perceivedSeverity', 'probableCause', 'specificProblem'] as const).every((member) => open.document[member] === told[member])) return;
      const said = { ...told, alarmedObject, sourceSystemId: OURSELVES, reportingSystemId: OURSELVES, alarmRaisedTime: about.time.toISOString() };
      await tell(tx, name, 'raise', said, about);
    },
    async clearOwn(tx, externalAlarmId) {
      const name = nameOf(externalAlarmId);
      await alarms.holdName(tx, name);
      await tell(tx, name, 'clear', { clearSystemId: OURSELVES }, own());
    },
  };
}
