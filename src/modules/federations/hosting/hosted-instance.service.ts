import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { CallbackSender } from './callback-sender.types.js';
import { AppIdShape, AppProviderIdShape, DashedIdShape, isText, readDocument, requireForm } from './document.manifest.js';
import { InstallationShape, type Installation } from './hosted-application.manifest.js';
import { documentOf } from './hosted-application.rules.js';
import { noApplication } from './hosted-application.service.js';
import type { HostedApplicationRow, HostedApplicationStore } from './hosted-application.store.js';
import type { HostedFederationStore } from './hosted-federation.store.js';
import { afterFact } from './hosted-instance.rules.js';
import type { HostedInstanceRow, HostedInstanceStore } from './hosted-instance.store.js';
import { instanceJob } from './hosted-instance.worker.js';
import type { OfferedZones } from './offered-zones.service.js';

/** Which instance a path means. */
export interface InstancePath {
  readonly appId: string;
  readonly appInstanceId: string;
  readonly zoneId: string;
}

export interface HostedInstanceService {
  /**
   * Accepted, not done.
   * @returns `{zoneId, appInstIdentifier}`
   * @throws Refusal INVALID_ARGUMENT (also: a zone that the application is not onboarded to), NOT_FOUND (federation, application, provider, flavour), INCOMPATIBLE_STATE (not onboarded), ALREADY_EXISTS
   */
  install(ctx: RequestContext, contextId: string, request: unknown): Promise<object>;
  /** @returns `{appInstanceState, accesspointInfo}`. @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, contextId: string, path: InstancePath): Promise<object>;
  /** By zone. @throws Refusal NOT_FOUND (application, provider, or it has no instances) */
  list(ctx: RequestContext, contextId: string, appId: string, appProviderId: string): Promise<object>;
  /** Accepted, not done. @throws Refusal NOT_FOUND */
  remove(ctx: RequestContext, contextId: string, path: InstancePath): Promise<true>;
}

export interface HostedInstanceOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly applications: HostedApplicationStore;
  readonly instances: HostedInstanceStore;
  readonly offered: OfferedZones;
  readonly callbacks: CallbackSender;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

const noInstance = (): Refusal => new Refusal('NOT_FOUND', 'The instance is not found in this federation.', { field: 'appInstanceId' });
const otherProvider = (): Refusal => new Refusal('NOT_FOUND', 'The application is not of that application provider.', { field: 'appProviderId' });
const taken = (words: string, field: string): Refusal => new Refusal('ALREADY_EXISTS', words, { field });

export function hostedInstanceService({ db, federations, applications, instances, offered, callbacks, jobs, clock }: HostedInstanceOptions): HostedInstanceService {
  async function requireReady(tx: Tx, contextId: string, { appId, appProviderId, zoneInfo }: Installation): Promise<HostedApplicationRow> {
    const application = await applications.find(contextId, appId, tx);
    if (!application) throw noApplication();
    if (documentOf(application).appProviderId !== appProviderId) throw otherProvider();
    if (!offered.hasFlavour(zoneInfo.flavourId)) throw new Refusal('NOT_FOUND', 'The flavour is not found.', { field: 'zoneInfo.flavourId' });
    if (application.status !== 'ONBOARDED') throw new Refusal('INCOMPATIBLE_STATE', `The application is not onboarded: it is ${application.status}.`, { field: 'appId' });
    return application;
  }

  /** @throws Refusal INVALID_ARGUMENT */
  function zoneOf({ zoneInfo }: Installation, { zoneIds }: HostedApplicationRow): string {
    const zoneId = zoneInfo.zoneId ?? (zoneIds.length === 1 ? zoneIds[0] : undefined);
    if (zoneId === undefined || !zoneIds.includes(zoneId)) throw new Refusal('INVALID_ARGUMENT', 'The application is not onboarded to that zone.', { field: 'zoneInfo.zoneId' });
    return zoneId;
  }

  async function intend(tx: Tx, contextId: string, request: Installation): Promise<HostedInstanceRow> {
    const application = await requireReady(tx, contextId, request);
    const zoneId = zoneOf(request, application);
    const instanceId = request.appInstanceId ?? `i${newId().replaceAll('-', '')}`;
    if (await instances.find({ contextId, instanceId }, tx)) throw taken('An instance of that id is there already.', 'appInstanceId');
    const there = await instances.ofApplication(application.id, tx);
    if (there.some((other) => other.zoneId === zoneId)) throw taken('The application has an instance in that zone already.', 'zoneInfo.zoneId');
    const now = clock.now();
    const row: HostedInstanceRow = {
      contextId, instanceId, applicationId: application.id, zoneId, flavourId: request.zoneInfo.flavourId, appVersion: request.appVersion, callbackLink: request.appInstCallbackLink,
      localId: null, state: 'PENDING', message: null, accessPoints: null, removing: false, revision: 0, createdAt: now, updatedAt: now,
    };
    await instances.insert(tx, row);
    return row;
  }

  /** @throws Refusal NOT_FOUND */
  async function find(contextId: string, { appId, appInstanceId: instanceId, zoneId }: InstancePath, tx?: Tx): Promise<HostedInstanceRow> {
    const application = await applications.find(contextId, appId, tx);
    const row = application && isText(instanceId) ? await instances.find({ contextId, instanceId }, tx) : null;
    if (!row || row.applicationId !== application?.id || row.zoneId !== zoneId) throw noInstance();
    return row;
  }

  function requireForms({ appId, zoneId }: InstancePath): void {
    requireForm(AppIdShape, appId, 'appId');
    requireForm(DashedIdShape, zoneId, 'zoneId');
  }

  return {
    async install({ caller, correlator }, contextId, candidate) {
      await federations.require(caller, contextId);
      const request = readDocument(InstallationShape, candidate, 'request for an instance');
      await callbacks.admit(request.appInstCallbackLink, { name: 'appInstCallbackLink', field: 'appInstCallbackLink' });
      return db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        const row = await intend(tx, contextId, request);
        await jobs.enqueue(tx, instanceJob(row, correlator, row.createdAt));
        return { zoneId: row.zoneId, appInstIdentifier: row.instanceId };
      });
    },
    async get({ caller }, contextId, path) {
      requireForms(path);
      await federations.require(caller, contextId);
      const { state, accessPoints } = await find(contextId, path);
      return { appInstanceState: state, ...(Array.isArray(accessPoints) && accessPoints.length > 0 && { accesspointInfo: accessPoints }) };
    },
    async list({ caller }, contextId, appId, appProviderId) {
      requireForm(AppIdShape, appId, 'appId');
      requireForm(AppProviderIdShape, appProviderId, 'appProviderId');
      await federations.require(caller, contextId);
      const application = await applications.find(contextId, appId);
      if (!application) throw noApplication();
      if (documentOf(application).appProviderId !== appProviderId) throw otherProvider();
      const rows = await instances.ofApplication(application.id);
      // The list may not be empty.
      if (rows.length === 0) throw new Refusal('NOT_FOUND', 'The application has no instances.', { field: 'appId' });
      return rows.map(({ zoneId, instanceId, state }) => ({ zoneId, appInstanceInfo: [{ appInstIdentifier: instanceId, appInstanceState: state }] }));
    },
    async remove({ caller, correlator }, contextId, path) {
      requireForms(path);
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        const found = await find(contextId, path, tx);
        const row = await instances.lock(tx, found);
        if (!row) throw noInstance();
        if (row.removing) return;
        const now = clock.now();
        await instances.replace(tx, { ...afterFact(row, { kind: 'removal-requested' }), updatedAt: now });
        await jobs.enqueue(tx, instanceJob(row, correlator, now));
      });
      return true;
    },
  };
}
