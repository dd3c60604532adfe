import { ownerOf } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { newId, requireUuid } from '../../../kernel/id.js';
import { fromPlaceCursor, mapPage, noRows, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Once } from '../../../outbound/once.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { LIMITS } from '../capabilities.rules.js';
import type { DeviceInput, DeviceResolution, RequestedDevice } from '../device/device.types.js';
import type { AdmittedSink, EventSinks } from '../event-sink.types.js';
import { FIRST_ANSWER_MS, type FirstAnswers } from '../flow/first-answer.service.js';
import type { Flows } from '../flow/flow.types.js';
import type { Neighbours } from '../neighbours.types.js';
import { NETWORK_NOTICE_TYPES } from '../notices.events.js';
import { flowRequests, requireDuration, requireRoom } from './qod-admission.rules.js';
import type { SessionRecorder } from './qod-session-recorder.service.js';
import { reviveSession, toQodSession } from './qod-session.answers.js';
import { sessionChange } from './qod-session.events.js';
import { readAdditionalDuration, readSession, type SessionManifest } from './qod-session.manifest.js';
import { requested, settled } from './qod-session.rules.js';
import type { QodSessionQuery, QodSessionRow, QodSessionStore } from './qod-session.store.js';
import type { CreateQodSessionInput, QodSession, QodSessionFilter } from './qod-session.types.js';
import { readProfileName } from '../profile/qos-profile.manifest.js';
import type { QosProfiles, RequestedProfile } from '../profile/qos-profile.service.js';
import { upstreamDevice } from '../device/requested-device.rules.js';
import { requireOwn } from '../resource.rules.js';
import { lockDevice } from '../resource.store.js';

/** Every method that takes an id throws Refusal INVALID_ARGUMENT (no UUID), NOT_FOUND and PERMISSION_DENIED (another's). */
export interface QodSessionService {
  get(ctx: RequestContext, id: string): Promise<QodSession>;
  /** In the order of the ids; null for what is not there, or not the caller's. */
  find(ctx: RequestContext, ids: readonly string[]): Promise<(QodSession | null)[]>;
  page(ctx: RequestContext, filter: QodSessionFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<QodSession>>;
  pagesOf(ctx: RequestContext, appInstanceIds: readonly string[], first: number): Promise<Page<QodSession>[]>;
  /** The caller's, at most 100, those that have not ended first. @throws Refusal as DeviceResolution does */
  ofDevice(ctx: RequestContext, device: DeviceInput | null | undefined): Promise<QodSession[]>;
  /**
   * Kept first; then the network is asked, and waited for a little.
   * @throws Refusal INVALID_ARGUMENT, those of DeviceResolution, QosProfiles and EventSinks, DURATION_OUT_OF_RANGE, CONFLICT,
   * QUOTA_EXCEEDED, NOT_IMPLEMENTED (the network has no such function: nothing is kept)
   */
  create(ctx: RequestContext, input: CreateQodSessionInput): Promise<QodSession>;
  /** By so many seconds, or as far as the profile allows. @throws Refusal SESSION_EXTENSION_NOT_ALLOWED (it is not AVAILABLE) */
  extend(ctx: RequestContext, id: string, additionalDuration: number): Promise<QodSession>;
  /** In any state. @returns the session as it was last; it is gone */
  delete(ctx: RequestContext, id: string): Promise<QodSession>;
}

export interface QodSessionServiceOptions {
  readonly db: Database;
  readonly sessions: QodSessionStore;
  readonly recorder: SessionRecorder;
  readonly devices: DeviceResolution;
  readonly profiles: QosProfiles;
  readonly sinks: EventSinks;
  readonly neighbours: Pick<Neighbours, 'instance'>;
  readonly flows: Flows;
  readonly answers: FirstAnswers;
  readonly once: Once;
  readonly clock: Clock;
  /** Base of the CloudEvents source, e.g. `https://gateway.example/quality-on-demand/v1`. */
  readonly sourceBase: string;
}

/** A request whose parts have all been found to be in order. */
interface Admitted {
  readonly wanted: SessionManifest;
  readonly device: RequestedDevice;
  readonly profile: RequestedProfile;
  readonly sink: AdmittedSink | undefined;
}

export function qodSessionService(options: QodSessionServiceOptions): QodSessionService {
  const { db, sessions, recorder, devices, profiles, sinks, neighbours, flows, answers, once, clock, sourceBase } = options;
  const shown = (row: QodSessionRow): QodSession => toQodSession(row, clock.now());

  async function admit(ctx: RequestContext, input: CreateQodSessionInput): Promise<Admitted> {
    const wanted = readSession(input);
    const device = await devices.required(ctx, input.device, 'quality-on-demand');
    const profile = await profiles.forSession(device.known, wanted.qosProfile);
    requireDuration(wanted.duration, profile);
    const sink = await sinks.admit({ sink: input.sink, sinkCredential: input.sinkCredential });
    if (wanted.appInstanceId !== undefined && !(await neighbours.instance(ctx, wanted.appInstanceId))) {
      throw new Refusal('INVALID_ARGUMENT', 'appInstanceId names no app instance of yours.', { field: 'appInstanceId' });
    }
    return { wanted, device, profile, sink };
  }

  /** Alone among those who make a session for the device. */
  async function keep(tx: Statements, ctx: RequestContext, { wanted, device, profile, sink }: Admitted): Promise<QodSession> {
    await lockDevice(tx, 'qod-session', device.known.id);
    const now = clock.now();
    requireRoom(ctx.caller, wanted, await sessions.onDevice(tx, device.known.id), now);
    const row = newRow(ctx, wanted, device, sink, now);
    await sessions.insert(tx, row);
    await sinks.register(tx, sink, { resourceId: row.id, owner: ownerOf(ctx.caller), eventType: NETWORK_NOTICE_TYPES.session, source: `${sourceBase}/sessions/${row.id}`, now });
    await record(tx, [sessionChange(null, row, now, ctx.correlator)]);
    await flows.want(tx, { kind: 'QOD_SESSION', resourceId: row.id, requests: flowRequests(wanted, upstreamDevice(device), profile), correlator: ctx.correlator });
    return toQodSession(row, now);
  }

  async function own(tx: Statements, ctx: RequestContext, id: string): Promise<QodSessionRow> {
    return requireOwn(ctx.caller, await sessions.lock(tx, id), 'session');
  }

  return {
    async get(ctx, id) {
      requireUuid(id);
      return shown(requireOwn(ctx.caller, await sessions.load(id), 'session'));
    },
    async find(ctx, ids) {
      const byId = new Map((await sessions.find(ctx.caller, ids)).map((row) => [row.id, shown(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    async page(ctx, filter, first, after) {
      return mapPage(await sessions.page(ctx.caller, queryOf(filter), pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined), shown);
    },
    async pagesOf(ctx, appInstanceIds, first) {
      const pages = await sessions.firstPages(ctx.caller, appInstanceIds, first);
      return appInstanceIds.map((id) => mapPage(pages.get(id) ?? noRows, shown));
    },
    async ofDevice(ctx, device) {
      const { known } = await devices.required(ctx, device, 'quality-on-demand');
      return (await sessions.ofDevice(ctx.caller, known.id, LIMITS.sessionsPerAnswer)).map(shown);
    },
    async create(ctx, input) {
      let isNew = false;
      const kept = await once.plainly(ctx, async () => {
        const admitted = await admit(ctx, input);
        return (tx) => {
          isNew = true;
          return keep(tx, ctx, admitted);
        };
      });
      const row = await (isNew ? answers.await(ctx, kept.id, sessions) : answers.replay(kept.id, sessions));
      return row ? shown(row) : reviveSession(kept);
    },
    async extend(ctx, id, additionalDuration) {
      requireUuid(id);
      const seconds = readAdditionalDuration(additionalDuration);
      const kept = await once.plainly(ctx, async () => {
        const { qosProfile } = requireOwn(ctx.caller, await sessions.load(id), 'session');
        const { maxSeconds } = await profiles.boundsOf(qosProfile);
        return async (tx) => {
          const row = await own(tx, ctx, id);
          const { status } = settled(row, clock.now());
          if (status !== 'AVAILABLE') throw notExtendable(status);
          return shown(await recorder.apply(tx, row, { kind: 'extend', seconds, atMost: maxSeconds }, ctx.correlator));
        };
      });
      return reviveSession(kept);
    },
    async delete(ctx, id) {
      requireUuid(id);
      const last = await db.transact(async (tx) => recorder.takeAway(tx, await own(tx, ctx, id), { kind: 'delete' }, ctx.correlator));
      // The same flow may be asked for again at once: most networks want the old one gone by then.
      await flows.drive(id, FIRST_ANSWER_MS);
      return shown(last);
    },
  };
}

function newRow({ caller }: RequestContext, wanted: SessionManifest, { known, sent }: RequestedDevice, sink: AdmittedSink | undefined, now: Date): QodSessionRow {
  const { applicationServer, devicePorts = null, applicationServerPorts = null, qosProfile, duration, appInstanceId = null } = wanted;
  return {
    id: newId(), ...ownerOf(caller), deviceId: known.id, device: sent && { ...sent, ipv4Address: sent.ipv4Address && { ...sent.ipv4Address } },
    applicationServer, devicePorts, applicationServerPorts, qosProfile, sink: sink?.sink ?? null, appInstanceId,
    ...requested(duration, now), revision: 0, createdAt: now, updatedAt: now,
  };
}

/** @throws Refusal INVALID_ARGUMENT */
function queryOf(filter: QodSessionFilter | null | undefined): QodSessionQuery {
  const { qosStatus, qosProfile, appInstanceId } = filter ?? {};
  if (isGiven(appInstanceId)) requireUuid(appInstanceId, 'filter.appInstanceId');
  return { ...(isGiven(qosStatus) && { status: qosStatus }), ...(isGiven(qosProfile) && { qosProfile: readProfileName(qosProfile, 'filter.qosProfile') }), ...(isGiven(appInstanceId) && { appInstanceId }) };
}

const notExtendable = (status: string): Refusal =>
  new Refusal('SESSION_EXTENSION_NOT_ALLOWED', `Extending the session duration is not allowed in the current state (${status}). The session must be in the AVAILABLE state.`);
