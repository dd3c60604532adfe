import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { CallbackSender } from './callback-sender.types.js';
import { AppIdShape, readDocument, requireForm } from './document.manifest.js';
import { ApplicationChangeShape, ApplicationShape, type ApplicationBody, type ApplicationDocument } from './hosted-application.manifest.js';
import { afterFact, applicationView, artefactOf, changed, documentOf, requireOneArtefact } from './hosted-application.rules.js';
import type { HostedApplicationRow, HostedApplicationStore } from './hosted-application.store.js';
import { applicationJob } from './hosted-application.worker.js';
import type { ArtefactDocument } from './hosted-artefact.manifest.js';
import type { HostedArtefactStore } from './hosted-artefact.store.js';
import { requireNone, requireRoom } from './hosted-federation.rules.js';
import type { HostedFederationStore } from './hosted-federation.store.js';
import type { HostedInstanceStore } from './hosted-instance.store.js';

export interface HostedApplicationService {
  /** Accepted, not done. @throws Refusal INVALID_ARGUMENT, NOT_FOUND (federation, artefact, provider, zone), CONFLICT (no zone is accepted), ALREADY_EXISTS */
  onboard(ctx: RequestContext, contextId: string, application: unknown): Promise<true>;
  /** @returns GSMA's view, with the status by zone. @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, contextId: string, appId: string): Promise<object>;
  /** Accepted, not done. @throws Refusal INVALID_ARGUMENT, NOT_FOUND, INCOMPATIBLE_STATE (it is coming or going), CONFLICT (instances of what is to change) */
  update(ctx: RequestContext, contextId: string, appId: string, change: unknown): Promise<true>;
  /** Gone soon after. @throws Refusal NOT_FOUND, CONFLICT (instances stand) */
  remove(ctx: RequestContext, contextId: string, appId: string): Promise<true>;
}

export interface HostedApplicationOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly artefacts: HostedArtefactStore;
  readonly applications: HostedApplicationStore;
  readonly instances: HostedInstanceStore;
  readonly callbacks: CallbackSender;
  readonly jobs: Jobs;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly countryCode: string | undefined;
}

export const noApplication = (): Refusal => new Refusal('NOT_FOUND', 'The application is not found in this federation.', { field: 'appId' });

export function hostedApplicationService(options: HostedApplicationOptions): HostedApplicationService {
  const { db, federations, artefacts, applications, instances, callbacks, jobs, vault, clock, countryCode } = options;

  /** @throws Refusal NOT_FOUND */
  async function requireArtefact(tx: Tx, contextId: string, specs: ApplicationDocument['appComponentSpecs'], appProviderId: string): Promise<void> {
    const row = await artefacts.find(contextId, requireOneArtefact(specs), tx);
    if (!row) throw new Refusal('NOT_FOUND', 'The artefact is not found in this federation.', { field: 'appComponentSpecs.0.artefactId' });
    if ((row.document as unknown as ArtefactDocument).appProviderId !== appProviderId) throw new Refusal('NOT_FOUND', 'The artefact is not of that application provider.', { field: 'appProviderId' });
  }

  /** The zones that are asked for, or all that are accepted. @throws Refusal NOT_FOUND, CONFLICT */
  async function zonesFor(tx: Tx, contextId: string, wanted: readonly string[] | undefined): Promise<string[]> {
    const accepted = (await federations.zones(contextId, tx)).map(({ zoneId }) => zoneId);
    if (accepted.length === 0) throw new Refusal('CONFLICT', 'No zone is accepted in this federation; accept one first.', { field: 'appDeploymentZones' });
    const strange = (wanted ?? []).findIndex((zoneId) => !accepted.includes(zoneId));
    if (strange >= 0) throw new Refusal('NOT_FOUND', 'The zone is not accepted in this federation.', { field: `appDeploymentZones.${strange}` });
    return [...new Set(wanted ?? accepted)];
  }

  function toRow(contextId: string, body: ApplicationBody, zoneIds: string[]): HostedApplicationRow {
    const { appId, appProviderId, appQoSProfile, appComponentSpecs, appStatusCallbackLink: statusLink } = body;
    const { accessToken, ...appMetaData } = body.appMetaData;
    const document: ApplicationDocument = { appId, appProviderId, appMetaData, appQoSProfile, appComponentSpecs };
    const now = clock.now();
    return {
      id: newId(), contextId, appId, document: document as unknown as HostedApplicationRow['document'], accessToken: vault.seal(accessToken), statusLink, zoneIds,
      status: 'PENDING', statusReason: null, localAppId: null, removing: false, revision: 0, createdAt: now, updatedAt: now,
    };
  }

  /** Held with its federation. @throws Refusal NOT_FOUND */
  async function hold(tx: Tx, { caller }: RequestContext, contextId: string, appId: string): Promise<HostedApplicationRow> {
    await federations.hold(tx, caller, contextId);
    const found = await applications.find(contextId, appId, tx);
    const row = found && (await applications.lock(tx, found.id));
    if (!row) throw noApplication();
    return row;
  }

  return {
    async onboard({ caller, correlator }, contextId, candidate) {
      await federations.require(caller, contextId);
      const body = readDocument(ApplicationShape, candidate, 'application');
      await callbacks.admit(body.appStatusCallbackLink, { name: 'appStatusCallbackLink', field: 'appStatusCallbackLink' });
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        if (await applications.find(contextId, body.appId, tx)) throw new Refusal('ALREADY_EXISTS', 'An application of that id is there already.', { field: 'appId' });
        requireRoom('applications', await applications.count(tx, contextId));
        await requireArtefact(tx, contextId, body.appComponentSpecs, body.appProviderId);
        const row = toRow(contextId, body, await zonesFor(tx, contextId, body.appDeploymentZones));
        await applications.insert(tx, row);
        await jobs.enqueue(tx, applicationJob(row.id, correlator, row.createdAt));
      });
      return true;
    },
    async get({ caller }, contextId, appId) {
      requireForm(AppIdShape, appId, 'appId');
      await federations.require(caller, contextId);
      const row = await applications.find(contextId, appId);
      if (!row) throw noApplication();
      return applicationView(row, countryCode);
    },
    async update(ctx, contextId, appId, candidate) {
      requireForm(AppIdShape, appId, 'appId');
      await db.prisma.$transaction(async (tx) => {
        const row = await hold(tx, ctx, contextId, appId);
        const document = changed(documentOf(row), readDocument(ApplicationChangeShape, candidate, 'change of an application'));
        if (row.removing) throw new Refusal('INCOMPATIBLE_STATE', 'The application is being removed.');
        const next = { ...row, document: document as unknown as HostedApplicationRow['document'], updatedAt: clock.now() };
        if (artefactOf(next) === artefactOf(row) && requireOneArtefact(document.appComponentSpecs)) return applications.replace(tx, next);
        await requireArtefact(tx, contextId, document.appComponentSpecs, document.appProviderId);
        if (row.status === 'PENDING') throw new Refusal('INCOMPATIBLE_STATE', 'The application is still being onboarded.');
        requireNone('The artefact of the application', [{ kind: 'instances', ids: (await instances.ofApplication(row.id, tx)).map(({ instanceId }) => instanceId) }]);
        await applications.replace(tx, afterFact(next, { kind: 'remade' }));
        await jobs.enqueue(tx, applicationJob(row.id, ctx.correlator, next.updatedAt));
      });
      return true;
    },
    async remove(ctx, contextId, appId) {
      requireForm(AppIdShape, appId, 'appId');
      await db.prisma.$transaction(async (tx) => {
        const row = await hold(tx, ctx, contextId, appId);
        if (row.removing) return;
        requireNone('The application', [{ kind: 'instances', ids: (await instances.ofApplication(row.id, tx)).map(({ instanceId }) => instanceId) }]);
        const now = clock.now();
        await applications.replace(tx, { ...afterFact(row, { kind: 'removal-requested' }), updatedAt: now });
        await jobs.enqueue(tx, applicationJob(row.id, ctx.correlator, now));
      });
      return true;
    },
  };
}
