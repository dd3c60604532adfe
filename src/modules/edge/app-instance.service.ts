import type { Owner } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { isUuid, newId, requireUuid } from '../../kernel/id.js';
import { fromPlaceCursor, mapPage, noRows, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { NameShape } from './app.manifest.js';
import { afterFact } from './app-instance.rules.js';
import { ZoneTaken, type AppInstanceRow, type AppInstanceStore } from './app-instance.store.js';
import type { AppInstance, AppInstanceFilter, CreateAppInstanceInput } from './app-instance.types.js';
import type { AppStore } from './app.store.js';
import { instanceChange } from './edge.events.js';
import { isOwn, type EdgeCloudZoneService, type ListedZone } from './edge-cloud-zone.service.js';
import type { PartnerEdges } from './neighbours.types.js';
import { PLACEMENT } from './placement.worker.js';
import type { SubscriptionService } from './subscription-request.service.js';

export interface AppInstanceService {
  /** @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, id: string): Promise<AppInstance>;
  find(ctx: RequestContext, ids: readonly string[]): Promise<(AppInstance | null)[]>;
  page(ctx: RequestContext, filter: AppInstanceFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<AppInstance>>;
  pagesOf(ctx: RequestContext, by: 'appId' | 'edgeCloudZoneId', ids: readonly string[], first: number): Promise<Page<AppInstance>[]>;
  ofDeployments(ids: readonly string[]): Promise<AppInstance[][]>;
  /**
   * Answers when the intent is kept; the SRM, or the partner whose zone it is, is asked afterwards.
   * @throws Refusal INVALID_ARGUMENT, NOT_FOUND (app, zone), INCOMPATIBLE_STATE (zone inactive), ALREADY_EXISTS
   */
  create(ctx: RequestContext, input: CreateAppInstanceInput): Promise<AppInstance>;
  /** Answers when the intent is kept: terminating. @throws Refusal NOT_FOUND */
  delete(ctx: RequestContext, id: string): Promise<AppInstance>;
  /** One intent, in the caller's transaction. @throws Refusal ALREADY_EXISTS, and what the partner's zone refuses */
  intend(tx: Tx, wanted: WantedInstance): Promise<AppInstance>;
  /** Asks for the end of an instance, in the caller's transaction. */
  intendEnd(tx: Tx, row: AppInstanceRow, now: Date, correlator: string | null): Promise<AppInstanceRow>;
}

export interface WantedInstance {
  readonly owner: Owner;
  readonly appId: string;
  readonly name: string;
  readonly zone: ListedZone;
  readonly kubernetesClusterRef: string | null;
  readonly deploymentId: string | null;
  readonly now: Date;
  readonly correlator: string;
}

export interface AppInstanceServiceOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly instances: AppInstanceStore;
  readonly zones: EdgeCloudZoneService;
  readonly partners: PartnerEdges;
  readonly subscriptions: SubscriptionService;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly clock: Clock;
  /** An instance that is deleted by itself takes its zone out of its deployment. */
  readonly leaveDeployment: (tx: Tx, deploymentId: string, edgeCloudZoneId: string, now: Date) => Promise<void>;
}

const noInstance = (): Refusal => new Refusal('NOT_FOUND', 'The app instance is not found.');

export const toAppInstance = (row: AppInstanceRow): AppInstance => ({
  id: row.id,
  name: row.name,
  appId: row.appId,
  edgeCloudZoneId: row.edgeCloudZoneId,
  status: row.status as AppInstance['status'],
  statusReason: row.statusReason,
  componentEndpointInfo: (row.componentEndpointInfo ?? []) as unknown as AppInstance['componentEndpointInfo'],
  kubernetesClusterRef: row.kubernetesClusterRef,
  appDeploymentId: row.deploymentId,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** @throws Refusal INVALID_ARGUMENT */
export function requireName(name: string, field = 'name'): void {
  const read = NameShape.safeParse(name);
  if (!read.success) throw new Refusal('INVALID_ARGUMENT', `${field} ${read.error.issues[0]!.message}.`, { field });
}

/** An instance that went through JSON. */
export const reviveInstance = (kept: AppInstance): AppInstance => ({ ...kept, createdAt: new Date(kept.createdAt), updatedAt: new Date(kept.updatedAt) });

export function appInstanceService(options: AppInstanceServiceOptions): AppInstanceService {
  const { db, apps, instances, zones, partners, subscriptions, jobs, once, clock, leaveDeployment } = options;

  async function intend(tx: Tx, wanted: WantedInstance): Promise<AppInstance> {
    const { owner, appId, name, zone, kubernetesClusterRef, deploymentId, now, correlator } = wanted;
    const row: AppInstanceRow = {
      id: newId(), clientId: owner.clientId, userId: owner.userId, appId, name, edgeCloudZoneId: zone.id, edgeCloudRegion: zone.region,
      kubernetesClusterRef, deploymentId, status: 'instantiating', statusReason: null, phase: 'PLACING', upstreamId: null,
      upstreamBefore: [], sentAt: null, componentEndpointInfo: null, atPartner: !isOwn(zone), missed: 0, revision: 0, createdAt: now, updatedAt: now,
    };
    try {
      await instances.insert(tx, row);
    } catch (error) {
      if (error instanceof ZoneTaken) throw new Refusal('ALREADY_EXISTS', 'The app is instantiated in that edge cloud zone already.', { field: 'edgeCloudZoneId' });
      throw error;
    }
    await record(tx, [instanceChange(null, row, now, correlator)]);
    if (row.atPartner) await partners.intend(tx, { instanceId: row.id, appId, owner: { clientId: owner.clientId, userId: owner.userId }, zoneId: zone.id, correlator });
    else await jobs.enqueue(tx, { kind: PLACEMENT, key: row.id, payload: { correlator }, runAt: now });
    return toAppInstance(row);
  }

  async function intendEnd(tx: Tx, row: AppInstanceRow, now: Date, correlator: string | null): Promise<AppInstanceRow> {
    if (row.phase === 'REMOVING') return row;
    const next = { ...afterFact(row, { kind: 'delete-requested' }), updatedAt: now };
    if (!(await instances.replace(tx, next))) throw new Refusal('ABORTED', 'The app instance is being changed; try again.', { retryAfter: 1 });
    if (next.status !== row.status) await record(tx, [instanceChange(row.status, next, now, correlator)]);
    if (row.atPartner) await partners.intendEnd(tx, row.id, correlator);
    else await jobs.enqueue(tx, { kind: PLACEMENT, key: row.id, payload: { correlator }, runAt: now });
    return next;
  }

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(AppInstance | null)[]> {
    const byId = new Map((await instances.find(ctx.caller, ids)).map((row) => [row.id, toAppInstance(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  return {
    intend,
    intendEnd,
    find,
    async get(ctx, id) {
      const [instance] = isUuid(id) ? await find(ctx, [id]) : [];
      if (!instance) throw noInstance();
      return instance;
    },
    async page(ctx, filter, first, after) {
      for (const member of ['appId', 'appInstanceId', 'edgeCloudZoneId'] as const) {
        const id = filter?.[member];
        if (isGiven(id)) requireUuid(id, member);
      }
      const query = {
        id: filter?.appInstanceId ?? undefined,
        appId: filter?.appId ?? undefined,
        edgeCloudZoneId: filter?.edgeCloudZoneId ?? undefined,
        edgeCloudRegion: filter?.region ?? undefined,
        status: filter?.status ?? undefined,
      };
      return mapPage(await instances.page(ctx.caller, query as object, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined), toAppInstance);
    },
    async pagesOf(ctx, by, ids, first) {
      const pages = await instances.firstPages(ctx.caller, by, ids, first);
      return ids.map((id) => mapPage(pages.get(id) ?? noRows, toAppInstance));
    },
    async ofDeployments(ids) {
      const rows = await instances.ofDeployments(undefined, ids);
      return ids.map((id) => rows.filter(({ deploymentId }) => deploymentId === id).map(toAppInstance));
    },
    async create(ctx, input) {
      requireName(input.name);
      requireUuid(input.appId, 'appId');
      requireUuid(input.edgeCloudZoneId, 'edgeCloudZoneId');
      if (isGiven(input.kubernetesClusterRef)) requireUuid(input.kubernetesClusterRef, 'kubernetesClusterRef');
      const created = await once.within(ctx, async () => {
        const [zone] = await zones.placeable([input.edgeCloudZoneId]);
        const subscription = await subscriptions.admit(input.subscriptionRequest, 'app-instance');
        return async (tx: Tx) => {
          const app = await apps.lock(tx, ctx.caller, input.appId);
          if (!app) throw new Refusal('NOT_FOUND', 'The app is not found.', { field: 'appId' });
          const now = clock.now();
          // The app's owner, also when an admin or the client itself acts on a user's app: who has the app sees what runs of it.
          const owner = { clientId: app.clientId, userId: app.userId };
          const instance = await intend(tx, { owner, appId: app.id, name: input.name, zone: zone!, kubernetesClusterRef: input.kubernetesClusterRef ?? null, deploymentId: null, now, correlator: ctx.correlator });
          await subscriptions.register(tx, subscription, { resourceId: instance.id, owner, now });
          return { ...instance, appProvider: app.appProvider };
        };
      });
      return reviveInstance(created);
    },
    async delete(ctx, id) {
      return db.prisma.$transaction(async (tx) => {
        const row = isUuid(id) ? await instances.lockVisible(tx, ctx.caller, id) : null;
        if (!row) throw noInstance();
        const now = clock.now();
        const ending = await intendEnd(tx, row, now, ctx.correlator);
        if (row.deploymentId) await leaveDeployment(tx, row.deploymentId, row.edgeCloudZoneId, now);
        return toAppInstance(ending);
      });
    },
  };
}
