import { ownerOf } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { newId } from '../../kernel/id.js';
import { fromPlaceCursor, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import { isDefinite } from '../../outbound/peer-answers.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { readManifest, type AppManifest } from './app.manifest.js';
import { AppTaken, type AppRow, type AppStore } from './app.store.js';
import type { App, AppFilter, SubmitAppInput } from './app.types.js';
import { APP_SETTLE } from './app.worker.js';
import { edgeEvent } from './edge.events.js';
import type { PartnerEdges } from './neighbours.types.js';
import type { SrmSource } from './srm.types.js';

export interface AppService {
  /** @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, id: string): Promise<App>;
  page(ctx: RequestContext, filter: AppFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<App>>;
  find(ctx: RequestContext, ids: readonly string[]): Promise<(App | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT, ALREADY_EXISTS, ABORTED (the same app is just coming or going), and the SRM's failures */
  submit(ctx: RequestContext, input: SubmitAppInput): Promise<App>;
  /** Gone for the caller at once; the SRM is told afterwards, as often as it takes. @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE */
  delete(ctx: RequestContext, id: string): Promise<string>;
}

export interface AppServiceOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly instancesOf: (tx: Tx, appId: string) => Promise<number>;
  readonly partners: PartnerEdges;
  readonly srm: SrmSource;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly clock: Clock;
  /** After this long without an end, a registration is taken for interrupted. Milliseconds. */
  readonly interruptedAfterMs: number;
}

type Stored = Omit<AppManifest, 'name' | 'appProvider' | 'version' | 'packageType'>;

const noApp = (): Refusal => new Refusal('NOT_FOUND', 'The app is not found.');

export function toApp(row: AppRow): App {
  const manifest = row.manifest as unknown as Stored;
  return {
    id: row.id,
    name: row.name,
    appProvider: row.appProvider,
    version: row.version,
    packageType: row.packageType as App['packageType'],
    operatingSystem: (manifest.operatingSystem ?? null) as App['operatingSystem'],
    appRepo: manifest.appRepo as App['appRepo'],
    requiredResources: toGraphResources(manifest.requiredResources),
    componentSpec: manifest.componentSpec as App['componentSpec'],
    createdAt: row.createdAt,
  };
}

/** `vfio-pci` is no name in GraphQL: the graph writes `vfio_pci`, the manifest and the SRM CAMARA's word. */
function toGraphResources(resources: AppManifest['requiredResources']): App['requiredResources'] {
  return resources === undefined ? null : (JSON.parse(JSON.stringify(resources).replaceAll('"interfaceType":"vfio-pci"', '"interfaceType":"vfio_pci"')) as App['requiredResources']);
}

/** The manifest as the domain reads it: one of the four kinds, with its name inside. */
function manifestOf({ requiredResources, ...input }: SubmitAppInput): AppManifest {
  if (!requiredResources) return readManifest(input);
  const given = Object.entries(requiredResources).filter(([, members]) => members !== null && members !== undefined);
  if (given.length !== 1) throw new Refusal('INVALID_ARGUMENT', 'requiredResources must have exactly one member.', { field: 'requiredResources' });
  const [infraKind, members] = given[0] as [string, object];
  const camara = JSON.parse(JSON.stringify(members).replaceAll('"interfaceType":"vfio_pci"', '"interfaceType":"vfio-pci"')) as object;
  return readManifest({ ...input, requiredResources: { infraKind, ...camara } });
}

export function appService(options: AppServiceOptions): AppService {
  const { db, apps, instancesOf, partners, srm, vault, jobs, once, clock, interruptedAfterMs } = options;

  function toRow(ctx: RequestContext, manifest: AppManifest, now: Date): AppRow {
    const { name, appProvider, version, packageType, ...rest } = manifest;
    const { credentials, ...appRepo } = rest.appRepo;
    return {
      id: newId(),
      ...ownerOf(ctx.caller),
      name,
      appProvider,
      version,
      packageType,
      manifest: { ...rest, appRepo } as unknown as AppRow['manifest'],
      repoCredentials: credentials === undefined ? null : (vault.seal(credentials) as AppRow['repoCredentials']),
      state: 'REGISTERING',
      upstreamId: null,
      createdAt: now,
      updatedAt: now,
    };
  }

  /** The intent, so that a registration whose end we do not see is found again. */
  async function intend(tx: Tx, row: AppRow): Promise<void> {
    try {
      await apps.insert(tx, row);
    } catch (error) {
      if (!(error instanceof AppTaken)) throw error;
      if (error.state === 'REGISTERED') throw new Refusal('ALREADY_EXISTS', 'An app of that name and version exists already.');
      throw new Refusal('ABORTED', `The app of that name and version is ${error.state === 'DELETING' ? 'still being deleted' : 'being submitted'}; try again in a moment.`, { retryAfter: 2 });
    }
    await jobs.enqueue(tx, { kind: APP_SETTLE, key: row.id, payload: {}, runAt: new Date(row.createdAt.getTime() + interruptedAfterMs) });
  }

  async function register(tx: Tx, { id, createdAt, ...row }: AppRow, upstreamId: string, correlator: string): Promise<App> {
    const registered = await apps.registered(tx, id, upstreamId, clock.now());
    if (!registered) throw new Refusal('ABORTED', 'The registration took too long and was taken back; try again.', { retryAfter: 2 });
    const { name, appProvider, version } = row;
    await record(tx, [edgeEvent('edge.app.submitted', { subject: id, owner: row, time: createdAt, correlator }, { appId: id, name, appProvider, version })]);
    return toApp(registered);
  }

  /** A surely failed registration leaves nothing; an uncertain one is taken back by the worker. */
  async function undo(row: AppRow, failure: unknown): Promise<void> {
    if (!isDefinite(failure)) return db.prisma.$transaction((tx) => jobs.enqueue(tx, { kind: APP_SETTLE, key: row.id, payload: { undo: true }, runAt: clock.now() }));
    await db.prisma.$transaction((tx) => apps.remove(tx, row.id));
  }

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(App | null)[]> {
    const byId = new Map((await apps.find(ctx.caller, ids)).map((row) => [row.id, toApp(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  return {
    find,
    async get(ctx, id) {
      const [app] = await find(ctx, [id]);
      if (!app) throw noApp();
      return app;
    },
    async page(ctx, filter, first, after) {
      const page = await apps.page(ctx.caller, { name: filter?.name ?? undefined, appProvider: filter?.appProvider ?? undefined } as object, pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined);
      return { ...page, rows: page.rows.map(toApp) };
    },
    async submit(ctx, input) {
      const manifest = manifestOf(input);
      const submitted = await once.across<AppRow, App>(ctx, {
        async intend(tx) {
          const row = toRow(ctx, manifest, clock.now());
          await intend(tx, row);
          return row;
        },
        async carryOut(row, finish) {
          try {
            const { upstreamId } = await srm.registerApp({ ...manifest, appId: row.id }, ctx);
            return await db.prisma.$transaction(async (tx) => {
              const app = await register(tx, row, upstreamId, ctx.correlator);
              await finish(tx, app);
              return app;
            });
          } catch (failure) {
            await undo(row, failure);
            throw failure;
          }
        },
      });
      return { ...submitted, createdAt: new Date(submitted.createdAt) };
    },
    async delete(ctx, id) {
      await db.prisma.$transaction(async (tx) => {
        const row = await apps.lock(tx, ctx.caller, id);
        if (!row) throw noApp();
        if ((await instancesOf(tx, id)) > 0) throw new Refusal('INCOMPATIBLE_STATE', 'The app has instances or deployments; delete these first.');
        await partners.leaving(tx, id);
        const now = clock.now();
        await apps.markDeleting(tx, id, now);
        await record(tx, [edgeEvent('edge.app.deleted', { subject: id, owner: row, time: now, correlator: ctx.correlator }, { appId: id })]);
        await jobs.enqueue(tx, { kind: APP_SETTLE, key: id, payload: {}, runAt: now });
      });
      return id;
    },
  };
}
