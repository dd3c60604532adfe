import 'reflect-metadata';
import { collectLog } from './log.js';
import { buildSubgraph } from '../../src/federation/subgraph/subgraph.js';
import { nearRunner } from '../../src/federation/near/near.js';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { LoggedEvent } from '../../src/kernel/event.js';
import { newId } from '../../src/kernel/id.js';
import { ALARMS } from '../../src/kernel/peering/messages.js';
import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { createDelivery } from '../../src/inbound/delivery.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createAlarms } from '../../src/modules/alarms/index.js';

export const NOW = new Date('2026-11-21T12:00:00Z');
/** The only organization there is. */
export const ORG = newId();
/** The only specification in the catalog. */
export const SPEC = 'c04f3d66-5350-49ea-8b31-ff325f149232';
export const HEARTBEAT = `peering:${ORG}:heartbeat`;
/** What an alarm needs. */
export const SENT = { alarmType: 'communicationsAlarm', perceivedSeverity: 'major', probableCause: 'timeoutExpired', alarmedObject: {}, sourceSystemId: 'lab', state: 'raised', alarmRaisedTime: '2026-11-21T11:59:00+00:00' };

export const as = (about: Partial<Caller> = {}, request: Partial<RequestContext> = {}): RequestContext => ({
  caller: { ...DEVELOPER, ...about }, correlator: 'correlator-1', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog(), ...request,
});
/** May read alarms, and nothing else. */
export const reader = () => as({ kind: 'two-legged', clientId: 'reader', admin: false, scopes: new Set(['alarms:read']) });

export type AlarmsWorld = Awaited<ReturnType<typeof alarmsWorld>>;

/** The module on a database, with a clock that stands until it is moved. */
export async function alarmsWorld(db: Database) {
  let now = NOW;
  const clock = { now: () => now };
  const events = createEventLog({ db, log: collectLog(), pollMs: 50 });
  const asked: string[][] = [];
  const alarms = createAlarms({
    db, events, clock, once: createOnce(db, clock), publicUrl: 'https://gateway.example/',
    neighbours: {
      organizations: async (ids) => (asked.push([...ids]), new Set(ids.filter((id) => id === ORG))),
      specifications: async (ids) => (asked.push([...ids]), new Set(ids.filter((id) => id === SPEC))),
    },
  });
  const { schema } = await buildSubgraph(alarms.subgraph);
  const near = nearRunner(schema);
  const delivery = createDelivery(alarms.consumer, { db, clock, log: collectLog(), tries: 2, retry: { first: 1, most: 1 } });
  return {
    alarms,
    events,
    asked,
    near,
    reset: (): void => ((now = NOW), void (asked.length = 0)),
    pass: (ms: number): void => void (now = new Date(now.getTime() + ms)),
    /** The data of an operation; what it was refused with instead. */
    async ask<Data = Record<string, never>>(query: string, variables: Record<string, unknown> = {}, ctx = as()): Promise<Data> {
      const { data, errors } = await near.call(query)(variables, ctx);
      if (errors?.length) throw errors[0]!.originalError ?? errors[0]!;
      return JSON.parse(JSON.stringify(data)) as Data;
    },
    async create(document: object, ctx = as()): Promise<JsonObject> {
      const { createAlarm } = await this.ask<{ createAlarm: { alarm: { document: JsonObject } } }>('mutation($input: CreateAlarmInput!) { createAlarm(input: $input) { alarm { document } } }', { input: { document } }, ctx);
      return createAlarm.alarm.document;
    },
    async patch(id: unknown, patch: unknown): Promise<JsonObject> {
      const { updateAlarm } = await this.ask<{ updateAlarm: { alarm: { document: JsonObject } } }>('mutation($id: ID!, $patch: JSON!) { updateAlarm(id: $id, patch: $patch) { alarm { document } } }', { id, patch });
      return updateAlarm.alarm.document;
    },
    tell: (event: LoggedEvent) => delivery.deliver(event, { signal: new AbortController().signal }),
    told: async () => (await db.prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })).map(({ type, data }) => [type.replace('alarms.alarm.', ''), data] as const),
    rows: () => db.prisma.alarm.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
  };
}

/** A message of the channel, as the module peerings sends it. */
export function alarmMessage(generation: number, operation: 'raise' | 'update' | 'clear', about: JsonObject = {}, organization = ORG): LoggedEvent {
  const alarm = {
    ...SENT, externalAlarmId: HEARTBEAT, specificProblem: `generation ${generation}`, alarmedObjectType: 'Organization', alarmedObject: { id: organization }, affectedService: [{ id: SPEC }, { id: 'gone' }],
    ...(operation === 'clear' ? { state: 'cleared', perceivedSeverity: 'cleared' } : {}), ...about,
  };
  const data = { schemaVersion: '1.0', organization: { id: organization, name: 'Openslice-dev' }, generation, operation, alarm };
  return { id: newId(), type: ALARMS, subject: organization, owner: { clientId: 'admin', userId: null }, time: NOW, correlator: 'beat-1', position: BigInt(generation), data };
}
