import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { isUuid, newId, requireUuid } from '../../kernel/id.js';
import { fromPlaceCursor, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { requireName, reviveInstance, type AppInstanceService } from './app-instance.service.js';
import type { AppInstance } from './app-instance.types.js';
import type { AppInstanceRow, AppInstanceStore } from './app-instance.store.js';
import { DeploymentNameTaken, type AppDeploymentRow, type AppDeploymentStore } from './app-deployment.store.js';
import type { AppDeployment, AppDeploymentFilter, CreateAppDeploymentInput, UpdateAppDeploymentInput } from './app-deployment.types.js';
import type { AppStore } from './app.store.js';
import { deploymentChange } from './edge.events.js';
import { requirePlaceable, type EdgeCloudZoneService, type ListedZone } from './edge-cloud-zone.service.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import type { SubscriptionService } from './subscription-request.service.js';

/** CAMARA's bound of zones and cluster references in one deployment. */
const MAX_ZONES = 100;

export interface AppDeploymentService {
  /** @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, id: string): Promise<AppDeployment>;
  find(ctx: RequestContext, ids: readonly string[]): Promise<(AppDeployment | null)[]>;
  page(ctx: RequestContext, filter: AppDeploymentFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<AppDeployment>>;
  /** All zones or none. @throws Refusal INVALID_ARGUMENT, NOT_FOUND, INCOMPATIBLE_STATE, ALREADY_EXISTS */
  create(ctx: RequestContext, input: CreateAppDeploymentInput): Promise<AppDeployment>;
  /** @throws Refusal also ABORTED (somebody else changes it) */
  update(ctx: RequestContext, input: UpdateAppDeploymentInput): Promise<AppDeployment>;
  delete(ctx: RequestContext, id: string): Promise<AppDeployment>;
  /** A zone whose instance was deleted by itself is no part of the deployment any more; with the last one the deployment ends. */
  leave(tx: Tx, deploymentId: string, edgeCloudZoneId: string, now: Date): Promise<void>;
}

export interface AppDeploymentServiceOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly deployments: AppDeploymentStore;
  readonly instanceStore: AppInstanceStore;
  readonly instances: AppInstanceService;
  readonly zones: EdgeCloudZoneService;
  readonly subscriptions: SubscriptionService;
  readonly recorder: InstanceRecorder;
  readonly once: Once;
  readonly clock: Clock;
}

const noDeployment = (): Refusal => new Refusal('NOT_FOUND', 'The app deployment is not found.');
const beingChanged = (): Refusal => new Refusal('ABORTED', 'The app deployment is being changed; try again.', { retryAfter: 1 });

export const toAppDeployment = (row: AppDeploymentRow): AppDeployment => ({
  id: row.id,
  name: row.name,
  appId: row.appId,
  edgeCloudZoneIds: row.edgeCloudZoneIds,
  kubernetesClusterRefs: row.kubernetesClusterRefs,
  status: row.status as AppDeployment['status'],
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const revive = ({ appInstances = [], ...kept }: AppDeployment): AppDeployment => ({
  ...kept,
  createdAt: new Date(kept.createdAt),
  updatedAt: new Date(kept.updatedAt),
  appInstances: appInstances.map(reviveInstance),
});

function requireIds(ids: readonly string[], field: string, least = 0): void {
  if (ids.length < least || ids.length > MAX_ZONES) throw new Refusal('INVALID_ARGUMENT', `${field} must hold ${least} to ${MAX_ZONES} ids.`, { field });
  if (new Set(ids).size !== ids.length) throw new Refusal('INVALID_ARGUMENT', `${field} must not name one twice.`, { field });
  ids.forEach((id, index) => requireUuid(id, `${field}.${index}`));
}

async function named<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof DeploymentNameTaken) throw new Refusal('ALREADY_EXISTS', 'A deployment of that app under that name exists already.');
    throw error;
  }
}

export function appDeploymentService(options: AppDeploymentServiceOptions): AppDeploymentService {
  const { db, apps, deployments, instanceStore, instances, zones, subscriptions, recorder, once, clock } = options;

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(AppDeployment | null)[]> {
    const byId = new Map((await deployments.find(ctx.caller, ids)).map((row) => [row.id, toAppDeployment(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async function get(ctx: RequestContext, id: string): Promise<AppDeployment> {
    const [deployment] = isUuid(id) ? await find(ctx, [id]) : [];
    if (!deployment) throw noDeployment();
    return deployment;
  }

  /** One instance for each zone; a cluster reference goes with its zone when there are as many of both. */
  async function place(tx: Tx, row: AppDeploymentRow, wanted: readonly ListedZone[], now: Date, correlator: string): Promise<AppInstance[]> {
    const refs = row.kubernetesClusterRefs.length === row.edgeCloudZoneIds.length ? row.kubernetesClusterRefs : [];
    const placed: AppInstance[] = [];
    for (const zone of wanted) {
      const index = row.edgeCloudZoneIds.indexOf(zone.id);
      const name = `${row.name.slice(0, 58)}_${zone.id.slice(-5)}`;
      placed.push(await instances.intend(tx, { owner: row, appId: row.appId, name, zone, kubernetesClusterRef: refs[index] ?? null, deploymentId: row.id, now, correlator }));
    }
    return placed;
  }

  /** @throws Refusal NOT_FOUND; ABORTED when the deployment is on its way out. */
  async function hold(tx: Tx, ctx: RequestContext, id: string): Promise<AppDeploymentRow> {
    const row = isUuid(id) ? await deployments.lockVisible(tx, ctx.caller, id) : null;
    if (!row) throw noDeployment();
    return row;
  }

  /** Decided on the row as it is held: what another update has changed meanwhile is taken as it is now. */
  async function change(tx: Tx, ctx: RequestContext, input: UpdateAppDeploymentInput, listed: ReadonlyMap<string, ListedZone>): Promise<AppDeploymentRow> {
    const row = await hold(tx, ctx, input.id);
    if (row.deleting) throw new Refusal('INCOMPATIBLE_STATE', 'The app deployment is being deleted.');
    const now = clock.now();
    const next: AppDeploymentRow = {
      ...row,
      name: input.name ?? row.name,
      edgeCloudZoneIds: input.edgeCloudZoneIds ?? row.edgeCloudZoneIds,
      kubernetesClusterRefs: input.kubernetesClusterRefs ?? row.kubernetesClusterRefs,
      updatedAt: now,
    };
    if (!(await named(deployments.replace(tx, next)))) throw beingChanged();
    const members = await instanceStore.ofDeployments(tx, [row.id]);
    for (const member of members) if (!next.edgeCloudZoneIds.includes(member.edgeCloudZoneId)) await instances.intendEnd(tx, member, now, ctx.correlator);
    if (input.edgeCloudZoneIds) await place(tx, next, missing(next.edgeCloudZoneIds, members, listed), now, ctx.correlator);
    await recorder.settle(tx, row.id, ctx.correlator);
    return (await deployments.lock(tx, row.id)) ?? next;
  }

  /** The zones that have no instance yet. @throws Refusal ABORTED (one is still being taken away there), NOT_FOUND, INCOMPATIBLE_STATE */
  function missing(ids: readonly string[], members: readonly AppInstanceRow[], listed: ReadonlyMap<string, ListedZone>): ListedZone[] {
    const there = new Map(members.map((member) => [member.edgeCloudZoneId, member.phase]));
    if (ids.some((id) => there.get(id) === 'REMOVING')) throw new Refusal('ABORTED', 'An instance is still being taken away from one of the zones; try again.', { retryAfter: 2 });
    return ids.filter((id) => !there.has(id)).map((id) => requirePlaceable(listed.get(id)));
  }

  return {
    async leave(tx, deploymentId, edgeCloudZoneId, now) {
      const row = await deployments.lock(tx, deploymentId);
      if (!row || row.deleting) return;
      const edgeCloudZoneIds = row.edgeCloudZoneIds.filter((id) => id !== edgeCloudZoneId);
      await deployments.replace(tx, { ...row, edgeCloudZoneIds, deleting: edgeCloudZoneIds.length === 0, updatedAt: now });
      await recorder.settle(tx, deploymentId, null);
    },
    get,
    find,
    async page(ctx, filter, first, after) {
      if (isGiven(filter?.appId)) requireUuid(filter.appId, 'appId');
      const page = await deployments.page(ctx.caller, isGiven(filter?.appId) ? { appId: filter.appId } : {}, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined);
      return { ...page, rows: page.rows.map(toAppDeployment) };
    },
    async create(ctx, input) {
      requireName(input.name);
      requireUuid(input.appId, 'appId');
      requireIds(input.edgeCloudZoneIds, 'edgeCloudZoneIds', 1);
      requireIds(input.kubernetesClusterRefs ?? [], 'kubernetesClusterRefs');
      const created = await once.within(ctx, async () => {
        const wanted = await zones.placeable(input.edgeCloudZoneIds);
        const subscription = await subscriptions.admit(input.subscriptionRequest, 'app-deployment');
        return async (tx: Tx) => {
          const app = await apps.lock(tx, ctx.caller, input.appId);
          if (!app) throw new Refusal('NOT_FOUND', 'The app is not found.', { field: 'appId' });
          const now = clock.now();
          const row: AppDeploymentRow = {
            id: newId(), clientId: app.clientId, userId: app.userId, appId: app.id, name: input.name, edgeCloudZoneIds: [...input.edgeCloudZoneIds],
            kubernetesClusterRefs: [...(input.kubernetesClusterRefs ?? [])], status: 'instantiating', deleting: false, revision: 0, createdAt: now, updatedAt: now,
          };
          await named(deployments.insert(tx, row));
          await record(tx, [deploymentChange(null, row, now, ctx.correlator)]);
          const placed = await place(tx, row, wanted, now, ctx.correlator);
          await subscriptions.register(tx, subscription, { resourceId: row.id, owner: row, now });
          return { ...toAppDeployment(row), appInstances: placed.map((instance) => ({ ...instance, appProvider: app.appProvider })) };
        };
      });
      return revive(created);
    },
    async update(ctx, input) {
      if (isGiven(input.name)) requireName(input.name);
      if (input.edgeCloudZoneIds) requireIds(input.edgeCloudZoneIds, 'edgeCloudZoneIds', 1);
      if (input.kubernetesClusterRefs) requireIds(input.kubernetesClusterRefs, 'kubernetesClusterRefs');
      // Whose it is comes first: the zones of others' deployments are nobody's business.
      await get(ctx, input.id);
      const found = input.edgeCloudZoneIds ? await zones.find(input.edgeCloudZoneIds) : [];
      const listed = new Map(found.flatMap((zone) => (zone ? [[zone.id, zone] as const] : [])));
      return toAppDeployment(await db.prisma.$transaction((tx) => change(tx, ctx, input, listed)));
    },
    async delete(ctx, id) {
      return db.prisma.$transaction(async (tx) => {
        const row = await hold(tx, ctx, id);
        if (row.deleting) return toAppDeployment(row);
        const now = clock.now();
        const next: AppDeploymentRow = { ...row, deleting: true, status: 'terminating', updatedAt: now };
        if (!(await deployments.replace(tx, next))) throw beingChanged();
        if (row.status !== next.status) await record(tx, [deploymentChange(row.status, next, now, ctx.correlator)]);
        for (const member of await instanceStore.ofDeployments(tx, [id])) await instances.intendEnd(tx, member, now, ctx.correlator);
        await recorder.settle(tx, id, ctx.correlator);
        return toAppDeployment(next);
      });
    },
  };
}
