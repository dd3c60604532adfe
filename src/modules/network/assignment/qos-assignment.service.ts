import type { Clock } from '../../../kernel/clock.js';
import { ownerOf } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { newId, requireUuid } from '../../../kernel/id.js';
import { fromPlaceCursor, mapPage, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Once } from '../../../outbound/once.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { DeviceIdentifier, DeviceInput, DeviceResolution, KnownDevice, RequestedDevice } from '../device/device.types.js';
import type { AdmittedSink, EventSinks } from '../event-sink.types.js';
import { FIRST_ANSWER_MS, type FirstAnswers } from '../flow/first-answer.service.js';
import type { Flows } from '../flow/flow.types.js';
import type { SessionRequest } from '../upstream/network.types.js';
import { NETWORK_NOTICE_TYPES } from '../notices.events.js';
import { assignmentChange, type QosAssignmentKeeper } from './qos-assignment-keeper.service.js';
import { ASSIGNMENT_SECONDS } from './qos-assignment.manifest.js';
import { isOver, REQUESTED } from './qos-assignment.rules.js';
import type { QosAssignmentRow, QosAssignmentStore } from './qos-assignment.store.js';
import type { CreateQosAssignmentInput, QosAssignment, RevokeQosAssignmentPayload } from './qos-assignment.types.js';
import { readProfileName } from '../profile/qos-profile.manifest.js';
import { requireOwn } from '../resource.rules.js';
import { upstreamDevice } from '../device/requested-device.rules.js';

export interface QosAssignmentService {
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED */
  get(ctx: RequestContext, id: string): Promise<QosAssignment>;
  /** The caller's; null for others. */
  find(ctx: RequestContext, ids: readonly string[]): Promise<(QosAssignment | null)[]>;
  page(ctx: RequestContext, first: number | null | undefined, after: string | null | undefined): Promise<Page<QosAssignment>>;
  /** @throws Refusal NOT_FOUND (the device has none), PERMISSION_DENIED, and those of the device rules */
  ofDevice(ctx: RequestContext, device: DeviceInput | null | undefined): Promise<QosAssignment>;
  /**
   * Answers when the network has, or after 2 s.
   * @throws Refusal INVALID_ARGUMENT, QOS_PROFILE_NOT_APPLICABLE, CONFLICT (the device has one, of whichever client), NOT_IMPLEMENTED,
   * and those of device rules and sinks
   */
  create(ctx: RequestContext, input: CreateQosAssignmentInput): Promise<QosAssignment>;
  /** Answers when the network has let go of it, or after 2 s. @throws Refusal INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED */
  revoke(ctx: RequestContext, id: string): Promise<RevokeQosAssignmentPayload>;
}

export interface QosAssignmentServiceOptions {
  readonly db: Database;
  readonly assignments: QosAssignmentStore;
  readonly keeper: QosAssignmentKeeper;
  readonly devices: DeviceResolution;
  /** @throws Refusal INVALID_ARGUMENT, QOS_PROFILE_NOT_APPLICABLE */
  readonly profiles: { forAssignment(device: KnownDevice, name: string): Promise<{ readonly networkName: string }> };
  readonly sinks: EventSinks;
  readonly flows: Flows;
  readonly answers: FirstAnswers;
  readonly once: Once;
  readonly clock: Clock;
  /** Base of the CloudEvents `source`, e.g. `https://gateway.example/qos-provisioning/v0.3`. */
  readonly sourceBase: string;
}

export const toQosAssignment = (row: QosAssignmentRow): QosAssignment => ({
  id: row.id,
  device: row.device as unknown as DeviceIdentifier | null,
  qosProfile: row.qosProfile,
  sink: row.sink,
  startedAt: row.startedAt,
  status: row.status as QosAssignment['status'],
  statusInfo: row.statusInfo as QosAssignment['statusInfo'],
  statusReason: row.statusReason,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** One that went through JSON. */
const revive = (kept: QosAssignment): QosAssignment => ({
  ...kept,
  startedAt: kept.startedAt && new Date(kept.startedAt),
  createdAt: new Date(kept.createdAt),
  updatedAt: new Date(kept.updatedAt),
});

export function qosAssignmentService(options: QosAssignmentServiceOptions): QosAssignmentService {
  const { db, assignments, keeper, devices, profiles, sinks, flows, answers, once, clock, sourceBase } = options;

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(QosAssignment | null)[]> {
    const byId = new Map((await assignments.find(ctx.caller, ids, clock.now())).map((row) => [row.id, toQosAssignment(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The whole intent: the row, its sink, its event and its flow. @throws Refusal CONFLICT */
  async function intend(tx: Tx, ctx: RequestContext, { requested, networkName, qosProfile, sink }: Intent): Promise<QosAssignmentRow> {
    const now = clock.now();
    if (await assignments.claimDevice(tx, requested.known.id, now)) throw new Refusal('CONFLICT', 'There is another existing provisioning for the same device.', { field: 'device' });
    const owner = ownerOf(ctx.caller);
    const row: QosAssignmentRow = {
      ...REQUESTED, ...owner, id: newId(), deviceId: requested.known.id, device: requested.sent as QosAssignmentRow['device'],
      qosProfile, sink: sink?.sink ?? null, revision: 0, createdAt: now, updatedAt: now,
    };
    await assignments.insert(tx, row);
    await sinks.register(tx, sink, { resourceId: row.id, owner, eventType: NETWORK_NOTICE_TYPES.assignment, source: `${sourceBase}/qos-assignments/${row.id}`, now });
    await record(tx, [assignmentChange(null, row, now, ctx.correlator)]);
    await flows.want(tx, { kind: 'QOS_ASSIGNMENT', resourceId: row.id, requests: [sessionFor(requested, networkName)], correlator: ctx.correlator });
    return row;
  }

  return {
    find,
    async get(ctx, id) {
      requireUuid(id);
      return toQosAssignment(requireOwn(ctx.caller, await assignments.load(id, clock.now()), 'assignment'));
    },
    async page(ctx, first, after) {
      return mapPage(await assignments.page(ctx.caller, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined, clock.now()), toQosAssignment);
    },
    async ofDevice(ctx, device) {
      const { known } = await devices.required(ctx, device, 'qos-provisioning');
      const row = await assignments.ofDevice(known.id, clock.now());
      return toQosAssignment(requireOwn(ctx.caller, row, 'assignment'));
    },
    async create(ctx, input) {
      const qosProfile = readProfileName(input.qosProfile, 'qosProfile');
      let made: string | undefined;
      const kept = await once.within(ctx, async () => {
        const requested = await devices.required(ctx, input.device, 'qos-provisioning');
        const { networkName } = await profiles.forAssignment(requested.known, qosProfile);
        const sink = await sinks.admit({ sink: input.sink, sinkCredential: input.sinkCredential });
        return async (tx: Tx) => {
          const row = await intend(tx, ctx, { requested, networkName, qosProfile, sink });
          made = row.id;
          return toQosAssignment(row);
        };
      });
      const rows = { load: (id: string) => assignments.load(id, clock.now()), lock: assignments.lock };
      const row = await (made === kept.id ? answers.await(ctx, kept.id, rows) : answers.replay(kept.id, rows));
      return row ? toQosAssignment(row) : revive(kept);
    },
    async revoke(ctx, id) {
      requireUuid(id);
      const { state, removed } = await db.prisma.$transaction(async (tx) => {
        const row = await assignments.lock(tx, id);
        const own = requireOwn(ctx.caller, row && !isOver(row, clock.now()) ? row : null, 'assignment');
        return keeper.apply(tx, own, { kind: 'revoke' }, ctx.correlator);
      });
      await flows.drive(id, FIRST_ANSWER_MS);
      if (removed) return { assignment: toQosAssignment(state), revoked: true };
      const now = await assignments.load(id, clock.now());
      return now ? { assignment: toQosAssignment(now), revoked: false } : { assignment: { ...toQosAssignment(state), status: 'UNAVAILABLE' as QosAssignment['status'] }, revoked: true };
    },
  };
}

interface Intent {
  readonly requested: RequestedDevice;
  readonly networkName: string;
  readonly qosProfile: string;
  readonly sink: AdmittedSink | undefined;
}

/** All packets of the device, to wherever. */
function sessionFor(requested: RequestedDevice, qosProfile: string): SessionRequest {
  const device = upstreamDevice(requested);
  const applicationServer = device.ipv6Address !== undefined && !device.ipv4Address ? { ipv6Address: '::/0' } : { ipv4Address: '0.0.0.0/0' };
  return { kind: 'session', device, applicationServer, qosProfile, duration: ASSIGNMENT_SECONDS };
}
