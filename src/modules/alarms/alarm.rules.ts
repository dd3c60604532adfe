import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ALARM_SEVERITIES, ALARM_STATES, ALARM_TYPES } from '../../kernel/peering/messages.js';
import { Refusal } from '../../kernel/refusal.js';
import { mergePatch, withoutNulls, type Json, type JsonObject } from '../../kernel/tmf/document.js';
import { moment, requireShape, tmfObject } from '../../kernel/tmf/shape.js';

/** What an alarm that stands becomes. */
export interface AlarmStep {
  readonly next: JsonObject;
  readonly stateChanged: boolean;
  /** Members that have changed, without those that tell of the state. */
  readonly changed: readonly string[];
}

const text = z.string();
const reference = tmfObject({ href: text, name: text, '@referredType': text }, { id: z.string().min(1) });

const OPTIONAL = {
  /** It is in an index, which takes no long text. */
  externalAlarmId: z.string().min(1).max(255),
  ackState: z.enum(['unacknowledged', 'acknowledged']),
  alarmedObjectType: text,
  alarmReportingTime: moment,
  alarmChangedTime: moment,
  alarmClearedTime: moment,
  ...Object.fromEntries(
    ['specificProblem', 'alarmDetails', 'proposedRepairedActions', 'reportingSystemId', 'ackSystemId', 'ackUserId', 'clearSystemId', 'clearUserId', 'plannedOutageIndicator'].map((name) => [name, text]),
  ),
  ...Object.fromEntries(['isRootCause', 'serviceAffecting', 'alarmEscalation'].map((name) => [name, z.boolean()])),
  affectedService: z.array(tmfObject({ id: text, href: text, name: text })),
  comment: z.array(tmfObject({ comment: text, systemId: text, userId: text, time: moment })),
  correlatedAlarm: z.array(reference),
  parentAlarm: z.array(reference),
  place: z.array(tmfObject({ id: text, href: text, name: text }, { role: text })),
  crossedThresholdInformation: tmfObject({}),
};

const REQUIRED = {
  alarmType: z.enum(ALARM_TYPES),
  perceivedSeverity: z.enum(ALARM_SEVERITIES),
  probableCause: z.string().min(1),
  alarmedObject: tmfObject({ id: text, href: text }),
  sourceSystemId: z.string().min(1),
  state: z.enum(ALARM_STATES),
  alarmRaisedTime: moment.refine((value) => !Number.isNaN(Date.parse(value)), 'must be a date and time of RFC 3339'),
};

const ALARM = tmfObject(OPTIONAL, REQUIRED);

const asObject = (value: Json): JsonObject => value as JsonObject;

/**
 * An alarm as a caller raises it. One that is over already is kept as such.
 * @throws Refusal INVALID_ARGUMENT naming the member
 */
export function newAlarm(sent: JsonObject, now: Date): JsonObject {
  const { id: _id, href: _href, ...given } = asObject(withoutNulls(sent));
  requireShape(ALARM, given);
  const document = { ackState: 'unacknowledged', alarmReportingTime: now.toISOString(), ...given };
  return saysCleared(document) ? cleared(document, now) : document;
}

/** What a client may send back as it is, and not change. */
const FIXED = ['id', 'href', 'alarmRaisedTime', 'sourceSystemId'] as const;

/**
 * An alarm after a merge patch. Undefined: nothing changes.
 * @param before as it is shown
 * @throws Refusal INVALID_ARGUMENT: a member that cannot change or has the wrong type, or the severity or state of a cleared alarm
 */
export function patchedAlarm(before: JsonObject, patch: JsonObject, now: Date): AlarmStep | undefined {
  for (const member of FIXED) {
    if (patch[member] !== undefined && !isSame(patch[member], before[member])) throw wrong(member, 'cannot be changed');
  }
  const kept = Object.fromEntries(FIXED.map((member) => [member, before[member]]));
  const merged = asObject(withoutNulls({ ...asObject(mergePatch(before, patch)), ...kept }));
  requireShape(ALARM, merged);
  return stepTo(before, merged, patch, now);
}

function stepTo(before: JsonObject, merged: JsonObject, patch: JsonObject, now: Date): AlarmStep | undefined {
  if (before['state'] === 'cleared') {
    for (const member of ['perceivedSeverity', 'state']) if (merged[member] !== before[member]) throw wrong(member, 'of a cleared alarm cannot be changed');
  }
  if (merged['perceivedSeverity'] === 'cleared' && typeof patch['state'] === 'string' && patch['state'] !== 'cleared') throw wrong('state', 'must be cleared when the severity is');
  const isOver = merged['state'] === 'cleared' || merged['perceivedSeverity'] === 'cleared';
  const next = isOver ? cleared({ ...merged, alarmClearedTime: merged['alarmClearedTime'] ?? before['alarmClearedTime'] }, now) : merged;
  if (isDeepStrictEqual(next, before)) return undefined;
  return between(before, patch['alarmChangedTime'] == null ? { ...next, alarmChangedTime: now.toISOString() } : next);
}

const wrong = (field: string, words: string): Refusal => new Refusal('INVALID_ARGUMENT', `${field} ${words}.`, { field });

const saysCleared = ({ state, perceivedSeverity }: JsonObject): boolean => state === 'cleared' || perceivedSeverity === 'cleared';

const cleared = (document: JsonObject, now: Date): JsonObject => ({
  ...document,
  state: 'cleared',
  perceivedSeverity: 'cleared',
  alarmClearedTime: document['alarmClearedTime'] ?? now.toISOString(),
});

/** Times may be written in several ways. */
function isSame(sent: Json | undefined, held: Json | undefined): boolean {
  if (isDeepStrictEqual(sent, held)) return true;
  const [one, other] = [sent, held].map((value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN));
  return one === other && !Number.isNaN(one);
}

const OF_STATE: ReadonlySet<string> = new Set(['state', 'alarmChangedTime']);
const OF_CLEARING: ReadonlySet<string> = new Set(['perceivedSeverity', 'alarmClearedTime', 'clearSystemId', 'clearUserId']);

function between(before: JsonObject, next: JsonObject): AlarmStep {
  const stateChanged = before['state'] !== next['state'];
  const isClearing = stateChanged && next['state'] === 'cleared';
  const changed = [...new Set([...Object.keys(before), ...Object.keys(next)])].filter(
    (name) => !OF_STATE.has(name) && !(isClearing && OF_CLEARING.has(name)) && !isDeepStrictEqual(before[name], next[name]),
  );
  return { next, stateChanged, changed };
}

export type Operation = 'raise' | 'update' | 'clear';

/** What the operators have said of an alarm that stands, and its source cannot unsay. */
const OPERATORS = ['id', 'href', 'alarmRaisedTime', 'alarmReportingTime', 'ackState', 'ackSystemId', 'ackUserId', 'comment', 'correlatedAlarm', 'parentAlarm'] as const;

export type Told = { readonly kind: 'raised'; readonly document: JsonObject } | ({ readonly kind: 'changed' } & AlarmStep) | { readonly kind: 'nothing' };

/**
 * What a source tells of the alarm that it calls by one name: at most one of a name stands open. To raise one that stands is to update it; to update one that
 * does not is to raise it, since the message that did may come late, and will then be passed over.
 * @param open the one that stands
 * @param alarm valid, as its source describes it
 * @param at when the source said so
 */
export function toldAlarm(open: JsonObject | undefined, operation: Operation, alarm: JsonObject, at: Date): Told {
  const { id: _id, href: _href, ...said } = asObject(withoutNulls(alarm));
  if (operation === 'clear' || said['perceivedSeverity'] === 'cleared') {
    if (!open) return { kind: 'nothing' };
    const { alarmClearedTime, clearSystemId, clearUserId } = said;
    const over = { ...open, ...given({ alarmClearedTime, clearSystemId, clearUserId }), alarmChangedTime: at.toISOString() };
    return { kind: 'changed', ...between(open, cleared(over, at)) };
  }
  if (!open) return { kind: 'raised', document: { ackState: 'unacknowledged', alarmReportingTime: at.toISOString(), ...said, state: operation === 'raise' ? 'raised' : 'updated' } };
  const kept = given(Object.fromEntries(OPERATORS.map((member) => [member, open[member]])));
  return { kind: 'changed', ...between(open, { ...said, ...kept, state: 'updated', alarmChangedTime: said['alarmChangedTime'] ?? at.toISOString() }) };
}

const given = (members: JsonObject): JsonObject => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
