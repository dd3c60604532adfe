import 'reflect-metadata';
import { AppDeploymentResolver } from '../../src/modules/edge/app-deployment.resolver.js';
import { AppInstanceResolver } from '../../src/modules/edge/app-instance.resolver.js';
import { AppResolver } from '../../src/modules/edge/app.resolver.js';
import type { SubmitAppInput } from '../../src/modules/edge/app.types.js';
import { createEdge } from '../../src/modules/edge/index.js';
import { fakeSrm, FAKE_ZONES, type FakeSrm } from '../../src/modules/edge/srm.source.fake.js';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { callbackAddresses, federationCallbackKey } from '../../src/modules/federations/federation/callback-address.service.js';
import { federationStore } from '../../src/modules/federations/federation/federation.store.js';
import { createFederationSide } from '../../src/modules/federations/federation/index.js';
import type { FakeFederation, FakeFederationManager } from '../../src/modules/federations/manager/fm.source.fake.js';
import type { FederationManager } from '../../src/modules/federations/manager/fm.types.js';
import { createOnboarding } from '../../src/modules/federations/onboarding/index.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { anAppInput } from '../journeys/stories.js';
import { FM_TIMEOUT_MS, steppedJobs, type StandingClock } from './federation-world.js';
import { collectLog } from './log.js';

export const PARTNER_POLL_MS = 30_000;
const KEY = Buffer.alloc(32, 7);

/** The modules edge and federations (its originating side) on a real database, in front of a fake SRM and a fake manager; jobs run when the test says so. */
export type PartnerWorld = ReturnType<typeof partnerWorld>;

/** What the manager sees, and may be made to die at: see `mortal`. */
export interface PartnerWorldOptions {
  readonly db: Database;
  readonly fake: FakeFederationManager;
  /** @default the fake itself */
  readonly manager?: FederationManager;
}

export function partnerWorld({ db, fake, manager = fake }: PartnerWorldOptions) {
  let now = Date.UTC(2026, 10, 22, 12);
  const clock: StandingClock = { now: () => new Date(now), pass: (ms) => void (now += ms) };
  const log = collectLog();
  const { jobs, step } = steppedJobs(db, clock, log);
  const store = federationStore(db);
  const addresses = callbackAddresses({ publicUrl: 'http://gateway.example', key: federationCallbackKey(KEY) });
  const srm: FakeSrm = fakeSrm({ generation: 'B', zones: FAKE_ZONES });
  const shared = { db, jobs, once: createOnce(db, clock), events: createEventLog({ db, log }), clock, vault: createVault(KEY) };
  const sinks = { admit: () => Promise.resolve(), register: () => Promise.resolve(), end: () => Promise.resolve() };
  const edge: ReturnType<typeof createEdge> = createEdge({
    ...shared, srm, sinks, countries: new Map(), sourceBase: 'http://gateway.example', srmTimeoutMs: 1_000,
    partners: { zones: () => side.shownZones(), intend: (...args) => onboarding.placements.intend(...args), intendEnd: (...args) => onboarding.placements.intendEnd(...args), leaving: (...args) => onboarding.placements.leaving(...args) },
  });
  const onboarding = createOnboarding({ ...shared, manager, federations: store, addresses, own: edge.partnerApps, pollMs: PARTNER_POLL_MS, timeoutMs: FM_TIMEOUT_MS });
  const side = createFederationSide({
    ...shared, store, addresses, manager, told: onboarding.told, sender: { admit: () => Promise.resolve(), send: () => Promise.resolve() },
    operator: { id: 'northbound', countryCode: 'GR', mobileNetworks: { mcc: '202', mncs: ['01'] }, fixedNetworks: ['30'] }, callback: undefined, timeoutMs: FM_TIMEOUT_MS, pollMs: 3_600_000,
  });
  const as = (caller: Partial<Caller>): RequestContext =>
    ({ caller: { ...DEVELOPER, ...caller }, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log });
  const ctx = as({});
  const apps = edge.subgraph.container.get(AppResolver) as AppResolver;
  const instances = edge.subgraph.container.get(AppInstanceResolver) as AppInstanceResolver;

  async function live(ms: number): Promise<void> {
    for (const end = now + ms; now < end; ) {
      const next = await db.prisma.job.findFirst({ where: { runAt: { lte: new Date(end) } }, orderBy: { runAt: 'asc' }, select: { runAt: true } });
      now = Math.max(now, next ? next.runAt.getTime() : end);
      if (next) await step();
    }
  }

  return {
    clock, log, srm, side, onboarding, edge, ctx, as, step, apps, instances, store,
    deployments: edge.subgraph.container.get(AppDeploymentResolver) as AppDeploymentResolver,
    /** Passes time from job to job. */
    live,
    submitted: async (about: object = {}): Promise<string> => (await apps.submitApp(anAppInput(about) as SubmitAppInput, ctx)).app.id,
    /** A federation with these zones accepted. @returns its context id and the edge cloud zone ids, by the partner's */
    async federated(zoneIds: readonly string[] = ['zone-1', 'zone-2'], partner: string | null = null) {
      const { federationContextId } = await side.services.creation.create(ctx, { partner });
      if (zoneIds.length > 0) await side.services.zones.accept(ctx, { federationContextId, zoneIds: [...zoneIds] });
      const [row] = await store.byContexts([federationContextId]);
      const zones = Object.fromEntries((await store.zonesOf([row!.id])).map(({ zoneId, id }) => [zoneId, id]));
      return { contextId: federationContextId, rowId: row!.id, zones };
    },
    async placed(appId: string, edgeCloudZoneId: string, name = 'inst'): Promise<string> {
      return (await instances.createAppInstance({ name, appId, edgeCloudZoneId }, ctx)).appInstance.id;
    },
    end: (id: string) => instances.deleteAppInstance(id, ctx),
    appInstance: (id: string) => db.prisma.appInstance.findUnique({ where: { id } }),
    partnerInstance: (id: string) => db.prisma.partnerInstance.findUnique({ where: { id } }),
    onboardings: () => db.prisma.partnerOnboarding.findMany(),
    /** What a partner tells at an address of the federation. */
    async tell(contextId: string, kind: 'ONBOARDING_STATUS' | 'INSTANCE_STATUS', event: object): Promise<boolean> {
      const [row] = await store.byContexts([contextId]);
      return side.services.told.tell(ctx, addresses.linkOf(row!.id, kind).split('/').at(-2)!, kind, { federationContextId: contextId, ...event });
    },
    /** Artefacts, applications and instances at the partner. */
    standing(): readonly [artefacts: number, applications: number, instances: number] {
      const sum = (count: (federation: FakeFederation) => number): number => [...fake.federations.values()].reduce((total, federation) => total + count(federation), 0);
      return [sum(({ artefacts }) => artefacts.size), sum(({ applications }) => applications.size), sum((federation) => federation.instances.size)];
    },
    /** Statuses of an app instance in the order in which they were announced, `-` for its end. */
    async statuses(id: string): Promise<readonly string[]> {
      const rows = await db.prisma.outboxEvent.findMany({ where: { type: 'edge.app-instance.status-changed', subject: id }, orderBy: { seq: 'asc' } });
      return rows.map(({ data }) => ((data as { removed: boolean }).removed ? '-' : (data as { status: string }).status));
    },
    async onboardingStatuses(): Promise<readonly string[]> {
      const rows = await db.prisma.outboxEvent.findMany({ where: { type: 'federations.onboarding.changed' }, orderBy: { seq: 'asc' } });
      return rows.map(({ data }) => ((data as { removed: boolean }).removed ? '-' : (data as { status: string }).status));
    },
  };
}

/** What ends a process at a given point. */
export class Killed extends Error {
  constructor() {
    super('The process died here');
    this.name = 'Killed';
  }
}

/** A database and a manager that die with the process: after a call, before a transaction, or after it. */
export function mortal(db: Database, manager: FederationManager) {
  let dies: () => boolean = () => false;
  const point = (): void => {
    if (dies()) throw new Killed();
  };
  const dying = <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>, before: boolean) =>
    async (...args: Args): Promise<Result> => {
      if (before) point();
      const result = await call(...args);
      point();
      return result;
    };
  const asked = new Set(['uploadArtefact', 'artefact', 'removeArtefact', 'onboard', 'application', 'removeApplication', 'install', 'instance', 'instances', 'removeInstance', 'zone']);
  const transaction = dying(db.prisma.$transaction.bind(db.prisma) as (...args: unknown[]) => Promise<unknown>, true);
  return {
    /** Asked at every point from now on. */
    dieWhen: (test: () => boolean) => void (dies = test),
    db: { ...db, prisma: new Proxy(db.prisma, { get: (target, name): unknown => (name === '$transaction' ? transaction : Reflect.get(target, name)) }) } as Database,
    manager: new Proxy(manager, {
      get: (target, name): unknown => {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' && asked.has(String(name)) ? dying(member.bind(target) as (...args: unknown[]) => Promise<unknown>, false) : member;
      },
    }),
  };
}
