import type { Clock } from '../../../kernel/clock.js';
import { ownerOf } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { newId, requireUuid } from '../../../kernel/id.js';
import { fromPlaceCursor, mapPage, noRows, pageSize, type Page } from '../../../kernel/page.js';
import type { Once } from '../../../outbound/once.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { DeviceResolution, RequestedDevice } from '../device/device.types.js';
import type { EventSinks } from '../event-sink.types.js';
import { FIRST_ANSWER_MS, type FirstAnswers } from '../flow/first-answer.service.js';
import type { Flows } from '../flow/flow.types.js';
import type { InfluenceRequest } from '../upstream/network.types.js';
import { NETWORK_NOTICE_TYPES } from '../notices.events.js';
import { upstreamDevice } from '../device/requested-device.rules.js';
import { requireOwn } from '../resource.rules.js';
import { influenceChange, instancesOf, type TrafficInfluenceKeeper } from './traffic-influence-keeper.service.js';
import type { AdmittedInfluenceSubscription, InfluencePlans } from './traffic-influence-plan.service.js';
import { requestsFor, targetsOf } from './traffic-influence-target.rules.js';
import { reviveInfluence, toTrafficInfluence, withDevice } from './traffic-influence.answers.js';
import { readInfluence, type InfluenceManifest } from './traffic-influence.manifest.js';
import type { TrafficInfluenceRow, TrafficInfluenceStore } from './traffic-influence.store.js';
import type { CreateTrafficInfluenceForDeviceInput, CreateTrafficInfluenceInput, TrafficInfluence } from './traffic-influence.types.js';

export interface TrafficInfluenceService {
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED */
  get(ctx: RequestContext, id: string): Promise<TrafficInfluence>;
  /** The caller's; null for others. */
  find(ctx: RequestContext, ids: readonly string[]): Promise<(TrafficInfluence | null)[]>;
  page(ctx: RequestContext, appId: string | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<TrafficInfluence>>;
  /** The first page for each of several app instances. */
  pagesOf(ctx: RequestContext, appInstanceIds: readonly string[], first: number): Promise<Page<TrafficInfluence>[]>;
  /**
   * For every device. Answers when the network has, or after 2 s.
   * @throws Refusal INVALID_ARGUMENT (also: no instance that could be led to), NOT_IMPLEMENTED, and those of sinks and the SRM source
   */
  create(ctx: RequestContext, input: CreateTrafficInfluenceInput): Promise<TrafficInfluence>;
  /** For one device, which this answer alone tells. @throws Refusal also those of the device rules */
  createForDevice(ctx: RequestContext, input: CreateTrafficInfluenceForDeviceInput): Promise<TrafficInfluence>;
  /** In any state. @returns it as it is on its way out @throws Refusal INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED */
  delete(ctx: RequestContext, id: string): Promise<TrafficInfluence>;
}

export interface TrafficInfluenceServiceOptions {
  readonly db: Database;
  readonly influences: TrafficInfluenceStore;
  readonly keeper: TrafficInfluenceKeeper;
  readonly plans: InfluencePlans;
  readonly devices: DeviceResolution;
  readonly sinks: Pick<EventSinks, 'register'>;
  readonly flows: Flows;
  readonly answers: FirstAnswers;
  readonly once: Once;
  readonly clock: Clock;
  readonly sourceOf: InfluenceSource;
}

/** CloudEvents `source` of an influence. */
export type InfluenceSource = (id: string) => string;

interface Intent {
  readonly manifest: InfluenceManifest;
  readonly requested: RequestedDevice | undefined;
  readonly requests: readonly InfluenceRequest[];
  readonly subscription: AdmittedInfluenceSubscription | undefined;
}

const rowOf = (ctx: RequestContext, { manifest, requested, subscription }: Intent, now: Date): TrafficInfluenceRow => ({
  id: newId(),
  ...ownerOf(ctx.caller),
  apiConsumerId: manifest.apiConsumerId,
  appId: manifest.appId,
  appInstanceId: manifest.appInstanceId ?? null,
  edgeCloudRegion: manifest.edgeCloudRegion ?? null,
  edgeCloudZoneId: manifest.edgeCloudZoneId ?? null,
  sourceTrafficFilters: manifest.sourceTrafficFilters ?? null,
  destinationTrafficFilters: manifest.destinationTrafficFilters ?? null,
  deviceId: requested?.known.id ?? null,
  device: (requested?.sent ?? null) as TrafficInfluenceRow['device'],
  subscriptionRequest: (subscription?.answered ?? null) as TrafficInfluenceRow['subscriptionRequest'],
  state: 'ORDERED',
  stateReason: null,
  revision: 0,
  createdAt: now,
  updatedAt: now,
});

export function trafficInfluenceService(options: TrafficInfluenceServiceOptions): TrafficInfluenceService {
  const { db, influences, keeper, plans, devices, sinks, flows, answers, once, clock, sourceOf } = options;

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(TrafficInfluence | null)[]> {
    const byId = new Map((await influences.find(ctx.caller, ids)).map((row) => [row.id, toTrafficInfluence(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** The whole intent: the row, its sink, its event and its flows. */
  async function intend(tx: Tx, ctx: RequestContext, intent: Intent): Promise<TrafficInfluenceRow> {
    const now = clock.now();
    const row = rowOf(ctx, intent, now);
    await influences.insert(tx, row);
    await sinks.register(tx, intent.subscription?.sink, { resourceId: row.id, owner: row, eventType: NETWORK_NOTICE_TYPES.influence, source: sourceOf(row.id), now });
    await record(tx, [influenceChange({ before: null, row, appInstanceIds: instancesOf(intent.requests), correlator: ctx.correlator })]);
    await flows.want(tx, { kind: 'TRAFFIC_INFLUENCE', resourceId: row.id, requests: intent.requests, correlator: ctx.correlator });
    return row;
  }

  async function create(ctx: RequestContext, input: CreateTrafficInfluenceInput, deviceOf: () => Promise<RequestedDevice | undefined>): Promise<TrafficInfluence> {
    const manifest = readInfluence(input);
    const { appId, appInstanceId = null, edgeCloudRegion = null, edgeCloudZoneId = null } = manifest;
    let made: string | undefined;
    const kept = await once.within(ctx, async () => {
      const requested = await deviceOf();
      const targets = targetsOf(appId, { appInstanceId, edgeCloudRegion, edgeCloudZoneId }, await plans.around(ctx, appId, { named: appInstanceId }));
      const requests = requestsFor(appId, targets, { device: requested && upstreamDevice(requested), filters: manifest, round: 1 });
      const subscription = input.subscription ? await plans.admit(input.subscription) : undefined;
      return async (tx: Tx) => {
        const row = await intend(tx, ctx, { manifest, requested, requests, subscription });
        made = row.id;
        return withDevice(toTrafficInfluence(row), requested?.sent ?? null);
      };
    });
    const now = await (made === kept.id ? answers.await(ctx, kept.id, influences) : answers.replay(kept.id, influences));
    return now ? withDevice(toTrafficInfluence(now), kept.device) : reviveInfluence(kept);
  }

  return {
    find,
    async get(ctx, id) {
      requireUuid(id);
      return toTrafficInfluence(requireOwn(ctx.caller, await influences.load(id), 'traffic influence'));
    },
    async page(ctx, appId, first, after) {
      if (isGiven(appId)) requireUuid(appId, 'appId');
      return mapPage(await influences.page(ctx.caller, isGiven(appId) ? { appId } : {}, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined), toTrafficInfluence);
    },
    async pagesOf(ctx, appInstanceIds, first) {
      const pages = await influences.firstPages(ctx.caller, appInstanceIds, first);
      return appInstanceIds.map((id) => mapPage(pages.get(id) ?? noRows, toTrafficInfluence));
    },
    create: (ctx, input) => create(ctx, input, () => Promise.resolve(undefined)),
    createForDevice: (ctx, input) => create(ctx, input, () => devices.required(ctx, input.device, 'traffic-influence')),
    async delete(ctx, id) {
      requireUuid(id);
      const ending = await db.prisma.$transaction(async (tx) => keeper.end(tx, requireOwn(ctx.caller, await influences.lock(tx, id), 'traffic influence'), ctx.correlator));
      await flows.drive(id, FIRST_ANSWER_MS);
      return toTrafficInfluence(ending);
    },
  };
}
