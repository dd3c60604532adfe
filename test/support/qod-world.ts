import 'reflect-metadata';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { newId } from '../../src/kernel/id.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database, Tx } from '../../src/outbound/storage/database.js';
import type { DeviceInput, DeviceResolution, KnownDevice } from '../../src/modules/network/device/device.types.js';
import { DEVICE_SERVICES } from '../../src/modules/network/device/device.types.js';
import type { EventSinks } from '../../src/modules/network/event-sink.types.js';
import { firstAnswers } from '../../src/modules/network/flow/first-answer.service.js';
import type { FlowFact, FlowOwner, FlowRow, Flows } from '../../src/modules/network/flow/flow.types.js';
import { qodExpiryStore } from '../../src/modules/network/session/qod-expiry.store.js';
import { qodExpiry } from '../../src/modules/network/session/qod-expiry.worker.js';
import { sessionFlows } from '../../src/modules/network/session/qod-flows.service.js';
import { sessionRecorder } from '../../src/modules/network/session/qod-session-recorder.service.js';
import { qodSessionService } from '../../src/modules/network/session/qod-session.service.js';
import { qodSessionStore } from '../../src/modules/network/session/qod-session.store.js';
import type { CreateQodSessionInput } from '../../src/modules/network/session/qod-session.types.js';
import type { QosProfiles } from '../../src/modules/network/profile/qos-profile.service.js';
import { collectLog } from './log.js';

/** A clock that stands still until it is moved. */
export interface HandClock {
  now(): Date;
  /** Milliseconds. */
  pass(ms: number): void;
}

export function handClock(start = '2026-03-01T12:00:00.000Z'): HandClock {
  let at = Date.parse(start);
  return { now: () => new Date(at), pass: (ms) => void (at += ms) };
}

/** What the network does with a flow as soon as it is asked. */
export type Answer = 'grant' | 'refuse' | 'missing' | 'silence';

/** Flows as rows of the table, and a network that answers as it is told. */
export interface HandFlows extends Flows {
  answer: Answer;
  /** Times that the network was asked for a flow. */
  readonly asked: string[];
  owner: FlowOwner | undefined;
  /** Something becomes known of one flow, as the network says it. */
  tell(flowId: string, fact: FlowFact): Promise<void>;
  all(resourceId: string): Promise<readonly FlowRow[]>;
}

const REFUSED = { refuse: 'INVALID_ARGUMENT', missing: 'NOT_IMPLEMENTED' } as const;

export function handFlows(db: Database, clock: HandClock): HandFlows {
  const of = (tx: Tx, resourceId: string) => tx.networkFlow.findMany({ where: { resourceId }, orderBy: { id: 'asc' } });
  const flows: HandFlows = {
    answer: 'grant',
    asked: [],
    owner: undefined,
    async want(tx, { kind, resourceId, requests, correlator }) {
      const now = clock.now();
      const rows = requests.map((request) => ({ id: newId(), request }));
      for (const { id, request } of rows) {
        await tx.$executeRaw`
          INSERT INTO "NetworkFlow" (id, kind, "resourceId", request, phase, "dueAt", "createdAt", correlator)
          VALUES (${id}::uuid, ${kind}::"FlowKind", ${resourceId}::uuid, ${JSON.stringify(request)}::jsonb, 'WANTED', ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz, ${correlator})`;
      }
      return rows.map(({ id }) => id);
    },
    async release(tx, resourceIds, keep = []) {
      await tx.$executeRaw`UPDATE "NetworkFlow" SET phase = 'REMOVING' WHERE "resourceId" = ANY(${[...resourceIds]}::uuid[]) AND NOT (id = ANY(${[...keep]}::uuid[]))`;
    },
    of,
    async drive(resourceId) {
      for (const { id, phase } of await flows.all(resourceId)) {
        if (phase === 'REMOVING') await db.prisma.networkFlow.deleteMany({ where: { id } });
        if (phase !== 'WANTED' || flows.answer === 'silence') continue;
        flows.asked.push(id);
        await flows.tell(id, flows.answer === 'grant' ? { kind: 'granted' } : { kind: 'refused', code: REFUSED[flows.answer], reason: 'The network refused it.' });
      }
    },
    all: (resourceId) => of(db.prisma, resourceId),
    tell: (flowId, fact) =>
      db.prisma.$transaction(async (tx) => {
        const row = await tx.networkFlow.findUnique({ where: { id: flowId } });
        if (!row) return;
        await flows.owner?.hold(tx, row.resourceId);
        if (fact.kind === 'refused' || fact.kind === 'terminated' || fact.kind === 'gone') await tx.networkFlow.deleteMany({ where: { id: flowId } });
        else await tx.networkFlow.updateMany({ where: { id: flowId, phase: { not: 'REMOVING' } }, data: { phase: fact.kind === 'granted' ? 'GRANTED' : 'PENDING' } });
        await flows.owner?.told(tx, row.resourceId, fact, await of(tx, row.resourceId));
      }),
  };
  return flows;
}

/** Devices by phone number, as many as are asked for. */
const devices: DeviceResolution = {
  required: async (_ctx, device) => {
    if (!device?.phoneNumber) throw new Refusal('MISSING_IDENTIFIER', 'The device cannot be identified.', { field: 'device' });
    return { known: aKnownDevice(device.phoneNumber), sent: { phoneNumber: device.phoneNumber, networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null } };
  },
  optional: (ctx, device, service) => devices.required(ctx, device, service),
};

export const aKnownDevice = (phoneNumber: string): KnownDevice => ({
  id: `device ${phoneNumber}`,
  phoneNumber,
  publicAddress: '198.51.100.7',
  privateAddress: '10.45.0.7',
  publicPort: null,
  ipv6Address: null,
  country: null,
  network: null,
  services: DEVICE_SERVICES,
  edgeCloudZones: [],
});

/** `QOS_E` lasts 1 to 1000 seconds; there is no other. */
const bounds = { minSeconds: 1, maxSeconds: 1_000 };
const profiles: QosProfiles = {
  async forSession(_device, name) {
    if (name !== 'QOS_E') throw new Refusal('INVALID_ARGUMENT', 'There is no such QoS profile.', { field: 'qosProfile' });
    return { networkName: 'qos-e', ...bounds };
  },
  forAssignment: () => Promise.reject(new Error('not asked for')),
  boundsOf: async () => bounds,
  find: async (names) => names.map(() => null),
};

const sinks: EventSinks = { admit: async () => undefined, register: async () => undefined, end: async () => undefined };

export const PHONE: DeviceInput = { phoneNumber: '+351910000001' };

export const aSession = (about: Partial<CreateQodSessionInput> = {}): CreateQodSessionInput => ({
  device: PHONE,
  applicationServer: { ipv4Address: '203.0.113.10' },
  qosProfile: 'QOS_E',
  duration: 60,
  ...about,
});

export const aClient = (clientId: string, userId: string | null = null): Caller => ({ ...DEVELOPER, kind: userId === null ? 'two-legged' : 'three-legged', clientId, userId, admin: false });

export const aContext = (caller: Caller = aClient('client-1'), idempotencyKey: string | null = null): RequestContext => ({
  caller,
  correlator: 'correlator-1',
  idempotencyKey,
  requestHash: 'hash',
  signal: new AbortController().signal,
  log: collectLog(),
});

/** The sessions' part of the module on a database, with a network and a clock that the test moves. */
export function qodWorld(db: Database, { clock = handClock(), instances = [] }: { readonly clock?: HandClock; readonly instances?: readonly string[] } = {}) {
  const sessions = qodSessionStore(db);
  const flows = handFlows(db, clock);
  const once = createOnce(db, clock);
  const recorder = sessionRecorder({ sessions, flows, clock });
  const answers = firstAnswers({ db, flows, once });
  flows.owner = sessionFlows({ sessions, recorder, answers });
  const neighbours = { instance: async (_ctx: RequestContext, id: string) => (instances.includes(id) ? { id, appId: newId(), edgeCloudZoneId: newId(), address: null } : undefined) };
  const service = qodSessionService({ db, sessions, recorder, devices, profiles, sinks, neighbours, flows, answers, once, clock, sourceBase: 'https://gateway.example/quality-on-demand/v1' });
  const expiry = qodExpiry({ db, due: qodExpiryStore(db), flows, clock, log: collectLog() });
  return { db, clock, flows, service, sessions, expiry };
}

export type QodWorld = ReturnType<typeof qodWorld>;
