import 'reflect-metadata';
import type { FederationsConfig } from '../../src/config.federations.js';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { LoggedEvent } from '../../src/kernel/event.js';
import { newId } from '../../src/kernel/id.js';
import { createJobs, type JobHandler, type Jobs } from '../../src/outbound/jobs.js';
import { createSinkGuard } from '../../src/outbound/sinks.guard.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { createHosting } from '../../src/modules/federations/hosting/index.js';
import { callbackSender } from '../../src/modules/federations/hosting/callback-sender.service.js';
import { SEND_CALLBACK, type CallbackPayload } from '../../src/modules/federations/hosting/callback-sender.worker.js';
import { fakeOwnEdge, OWN_ZONES } from '../../src/modules/federations/hosting/own-edge.source.fake.js';
import { collectLog } from './log.js';

export const [NORTH, SOUTH, SHED] = OWN_ZONES.map(({ id }) => id) as [string, string, string];

export const HOSTING_CONFIG: Pick<FederationsConfig, 'operator' | 'pollMs' | 'zones' | 'flavours' | 'callback'> = {
  operator: { id: 'op-b', countryCode: 'ES', mobileNetworks: { mcc: '214', mncs: ['07'] }, fixedNetworks: ['34'] },
  pollMs: 60_000,
  callback: { tokenUrl: 'https://op-b.example/token', clientId: 'op-b-callbacks', clientSecret: 'given to partners' },
  zones: new Map([['*', '41.3874,2.1686']]),
  flavours: [{ id: 'small', cpus: 2, memory: 4_096, storage: 20 }],
};

export const SECRETS = ['canary-client-secret', 'canary-password', 'canary_access_token_0123456789abcdef'] as const;

export const aRequest = (more: object = {}) => ({
  origOPFederationId: 'op-a',
  origOPMobileNetworkCodes: { mcc: '202', mncs: ['01'] },
  initialDate: '2026-01-31T10:00:00Z',
  partnerStatusLink: 'https://op-a.example/partner-status',
  partnerCallbackCredentials: { tokenUrl: 'https://op-a.example/token', clientId: 'op-b', clientSecret: SECRETS[0] },
  ...more,
});

export const anArtefact = (more: object = {}) => ({
  artefactId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  appProviderId: 'a0provider',
  artefactName: 'webfront0',
  artefactVersionInfo: '1.0.0',
  artefactVirtType: 'CONTAINER_TYPE',
  artefactDescriptorType: 'COMPONENTSPEC',
  repoType: 'PRIVATEREPO',
  artefactRepoLocation: { repoURL: 'registry.example/web:1', userName: 'puller', password: SECRETS[1], token: '' },
  componentSpec: [
    {
      componentName: 'webfront0',
      images: ['9a1f0a52-6b0e-4a39-9a5f-0d2f8a1f7c11'],
      numOfInstances: 1,
      restartPolicy: 'RESTART_POLICY_ALWAYS',
      exposedInterfaces: [{ interfaceId: 'web-interface', commProtocol: 'HTTP_HTTPS', commPort: 80, visibilityType: 'VISIBILITY_EXTERNAL' }],
      computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU: '500m', memory: 512 },
    },
  ],
  ...more,
});

export const anApplication = (more: object = {}) => ({
  appId: 'a0application',
  appProviderId: 'a0provider',
  appMetaData: { appName: 'webfront0', version: '1.0.0', accessToken: SECRETS[2] },
  appQoSProfile: { latencyConstraints: 'NONE' },
  appComponentSpecs: [{ componentName: 'webfront0', artefactId: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }],
  appStatusCallbackLink: 'https://op-a.example/onboarding-status',
  ...more,
});

export const anInstallation = (more: object = {}) => ({
  appInstanceId: 'i0123456789abcdef',
  appId: 'a0application',
  appVersion: '1.0.0',
  appProviderId: 'a0provider',
  zoneInfo: { zoneId: NORTH, flavourId: 'small' },
  appInstCallbackLink: 'https://op-a.example/instance-status',
  ...more,
});

export const aCaller = (clientId: string): Caller => ({ ...DEVELOPER, kind: 'two-legged', clientId, scopes: new Set(['fed-mgmt']), admin: false });

/** Empties what partners leave; far quicker than every table. */
export async function clearHosting({ pool }: Database): Promise<void> {
  await pool.query(['HostedInstance', 'HostedApplication', 'HostedArtefact', 'HostedZone', 'HostedFederation', 'Job'].map((table) => `DELETE FROM "${table}"`).join('; '));
}

export type HostingWorld = ReturnType<typeof hostingWorld>;

/** The E/WBI that partners call, over a fake of our edge; jobs run when the test says so. */
export function hostingWorld(db: Database) {
  let now = Date.parse('2026-03-01T09:00:00Z');
  const clock = { now: () => new Date(now) };
  const log = collectLog();
  const handlers = new Map<string, JobHandler>();
  const jobs: Jobs = { ...createJobs({ db, clock, log }), handle: (kind, handler) => void handlers.set(kind, handler) };
  const vault = createVault(Buffer.alloc(32, 7));
  const guard = createSinkGuard({ allowedHosts: [], allowLoopback: false, resolveName: (_host, _options, done) => done(null, []) });
  const edge = fakeOwnEdge();
  const hosting = createHosting({ db, jobs, vault, edge, callbacks: callbackSender({ jobs, guard, clock }), clock, config: HOSTING_CONFIG, publicUrl: 'https://op-b.example' });

  const ctx = (caller: Caller | string): RequestContext => ({
    caller: typeof caller === 'string' ? aCaller(caller) : caller, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log,
  });
  const due = () => db.prisma.job.findMany({ where: { runAt: { lte: clock.now() }, kind: { not: SEND_CALLBACK } }, orderBy: [{ runAt: 'asc' }, { createdAt: 'asc' }] });

  /** One job as the runner does it: a failure is kept and tried again later. */
  async function runOne({ id, kind, key, payload, attempts }: Awaited<ReturnType<typeof due>>[number]): Promise<unknown> {
    try {
      const again = await handlers.get(kind)!(payload, { key, attempts: attempts + 1, signal: new AbortController().signal, log });
      if (again) await db.prisma.job.updateMany({ where: { id }, data: { runAt: again.again, attempts: 0 } });
      else await db.prisma.job.deleteMany({ where: { id } });
      return undefined;
    } catch (failure) {
      await db.prisma.job.updateMany({ where: { id }, data: { runAt: new Date(now + 1_000), attempts: { increment: 1 } } });
      return failure;
    }
  }

  return {
    ...hosting.services,
    hosting,
    db,
    edge,
    log,
    clock,
    ctx,
    pass: (ms: number) => void (now += ms),
    /** Runs what is due until nothing is. @returns the failures met */
    async work(): Promise<unknown[]> {
      const failures: unknown[] = [];
      for (let rows = await due(); rows.length > 0; rows = await due()) for (const row of rows) failures.push(...[await runOne(row)].filter(Boolean));
      return failures;
    },
    /** Our edge announces what became of an instance. */
    async announce(localId: string): Promise<void> {
      const event: LoggedEvent = { id: newId(), type: 'edge.app-instance.status-changed', subject: localId, owner: { clientId: 'op-a', userId: null }, time: clock.now(), correlator: null, data: {}, position: 1n };
      if ((await hosting.consumer.concerns([event])).has(event.id)) await db.prisma.$transaction((tx) => hosting.consumer.handle(event, tx));
    },
    /** Callbacks that wait to be sent, by what they are about; taken away by reading. */
    async told(): Promise<Readonly<Record<string, { readonly link: string; readonly body: unknown }>>> {
      const rows = await db.prisma.job.findMany({ where: { kind: SEND_CALLBACK } });
      await db.prisma.job.deleteMany({ where: { kind: SEND_CALLBACK } });
      return Object.fromEntries(rows.map(({ key, payload }) => [key, { link: (payload as unknown as CallbackPayload).link, body: (payload as unknown as CallbackPayload).body }]));
    },
    /** A federation with both zones, and what was asked for of the rest. */
    async standing({ client = 'op-a', upTo = 'zones' as 'federation' | 'zones' | 'artefact' | 'application' | 'instance' } = {}): Promise<string> {
      const steps = ['federation', 'zones', 'artefact', 'application', 'instance'];
      const reach = (step: string): boolean => steps.indexOf(step) <= steps.indexOf(upTo);
      const { federationContextId: id } = await hosting.services.federations.open(ctx(client), aRequest());
      if (reach('zones')) await hosting.services.zones.accept(ctx(client), id, { acceptedAvailabilityZones: [NORTH, SOUTH], availZoneNotifLink: 'https://op-a.example/zones' });
      if (reach('artefact')) await hosting.services.artefacts.upload(ctx(client), id, anArtefact());
      if (reach('application')) await hosting.services.applications.onboard(ctx(client), id, anApplication());
      if (reach('application')) await this.work();
      if (reach('instance')) await hosting.services.instances.install(ctx(client), id, anInstallation());
      if (reach('instance')) await this.work();
      return id;
    },
  };
}
