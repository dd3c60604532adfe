import type { Clock } from '../../../kernel/clock.js';
import { nameFailure } from '../../../outbound/failure.js';
import type { JobHandler, JobRun, NewJob } from '../../../outbound/jobs.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { GuestCall, GuestManifest, OwnEdge } from '../neighbours.types.js';
import type { CallbackSender } from './callback-sender.types.js';
import { onboardingEvent } from './callbacks.rules.js';
import { guestManifest } from './guest-manifest.rules.js';
import { afterFact, artefactOf, documentOf, isForGood, nextStep, type ApplicationFact } from './hosted-application.rules.js';
import type { HostedApplicationRow, HostedApplicationStore } from './hosted-application.store.js';
import type { ArtefactDocument } from './hosted-artefact.manifest.js';
import type { HostedArtefactStore } from './hosted-artefact.store.js';
import type { HostedFederationRow, HostedFederationStore } from './hosted-federation.store.js';

/** Makes our edge agree with what a partner's application is to be: an app of ours, or gone. Key: the row's id. */
export const HOSTED_APPLICATION = 'federations.hosted-application';

export const applicationJob = (id: string, correlator: string | null, runAt: Date): NewJob => ({ kind: HOSTED_APPLICATION, key: id, payload: { correlator }, runAt });

/** So many attempts that ended in something else than an SRM out of reach, and the onboarding has failed. */
export const ONBOARDING_ATTEMPTS = 12;

export interface HostedApplicationWorkerOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly artefacts: HostedArtefactStore;
  readonly applications: HostedApplicationStore;
  readonly edge: OwnEdge;
  readonly callbacks: CallbackSender;
  readonly vault: Vault;
  readonly clock: Clock;
}

/**
 * Every step may be done again: the app's name says what it is made of, so an app that was submitted by an attempt that was killed is
 * found and taken. Nothing is held while our edge, and the SRM behind it, is waited for.
 */
export function hostedApplicationWorker(options: HostedApplicationWorkerOptions): JobHandler {
  const { db, federations, artefacts, applications, edge, callbacks, vault, clock } = options;

  async function manifestOf(row: HostedApplicationRow): Promise<GuestManifest> {
    const artefact = await artefacts.find(row.contextId, artefactOf(row));
    // It cannot go before the application does.
    if (!artefact) throw new Error(`The application ${row.id} has no artefact.`);
    const secret = artefact.credentials === null ? null : vault.open(artefact.credentials);
    return guestManifest({ contextId: row.contextId, application: documentOf(row), artefact: artefact.document as unknown as ArtefactDocument, secret });
  }

  async function tell(tx: Tx, row: HostedApplicationRow, federation: HostedFederationRow, status: HostedApplicationRow['status']): Promise<void> {
    const { contextId, appId, statusLink: link } = row;
    await callbacks.send(tx, [{ key: `hosted-application:${contextId}:${appId}`, link, credentials: federation.callbackCredentials, body: onboardingEvent(contextId, row, status) }]);
  }

  const learn = (id: string, federation: HostedFederationRow, fact: ApplicationFact): Promise<HostedApplicationRow | null> =>
    db.prisma.$transaction(async (tx) => {
      const row = await applications.lock(tx, id);
      if (!row) return null;
      const next = { ...afterFact(row, fact), updatedAt: clock.now() };
      await applications.replace(tx, next);
      if (next.status !== row.status) await tell(tx, next, federation, next.status);
      return next;
    });

  /** Our app came when nobody wanted it any more. */
  async function takeBack({ contextId, appId }: HostedApplicationRow, localAppId: string, call: GuestCall): Promise<void> {
    if (!(await applications.find(contextId, appId))) await edge.deleteApp(call, localAppId);
  }

  async function submit(row: HostedApplicationRow, federation: HostedFederationRow, call: GuestCall, job: JobRun): Promise<HostedApplicationRow | null> {
    const artefactId = artefactOf(row);
    try {
      const localAppId = await edge.submitApp(call, await manifestOf(row));
      const learnt = await learn(row.id, federation, { kind: 'submitted', localAppId, artefactId });
      if (!learnt) await takeBack(row, localAppId, call);
      return learnt;
    } catch (failure) {
      const tired = job.attempts >= ONBOARDING_ATTEMPTS && !(isOutOfReach(failure) || job.signal.aborted);
      if (!isForGood(failure) && !tired) throw failure;
      job.log.warn({ application: row.id, failure: nameFailure(failure) }, "a partner's application could not be onboarded");
      return learn(row.id, federation, { kind: 'refused', reason: isForGood(failure) ? failure.message : 'It could not be registered.', artefactId });
    }
  }

  async function remove(row: HostedApplicationRow, federation: HostedFederationRow, call: GuestCall): Promise<void> {
    const localAppId = row.localAppId ?? (await edge.findApp(call, await manifestOf(row)));
    if (localAppId !== undefined) await edge.deleteApp(call, localAppId);
    await db.prisma.$transaction(async (tx) => {
      const last = await applications.lock(tx, row.id);
      if (!last) return;
      await applications.remove(tx, row.id);
      await tell(tx, last, federation, 'REMOVED');
    });
  }

  return async function reconcile(payload, job) {
    const row = await applications.load(job.key);
    const federation = row && (await federations.load(row.contextId));
    if (!row || !federation) return undefined;
    const call: GuestCall = { signal: job.signal, correlator: correlatorOf(payload) ?? job.key, clientId: federation.clientId };
    switch (nextStep(row)) {
      case 'remove':
        return void (await remove(row, federation, call));
      case 'submit':
        return moreFor(await submit(row, federation, call, job));
      case 'withdraw':
        await edge.deleteApp(call, row.localAppId!);
        return moreFor(await learn(row.id, federation, { kind: 'withdrawn' }));
      case 'nothing':
        return undefined;
    }
  };

  function moreFor(row: HostedApplicationRow | null): { readonly again: Date } | undefined {
    return row && nextStep(row) !== 'nothing' ? { again: clock.now() } : undefined;
  }
}

/** Our SRM is away, which is no answer. */
export const isOutOfReach = (failure: unknown): boolean => failure instanceof Error && 'code' in failure && failure.code === 'UNAVAILABLE';

export const correlatorOf = (payload: unknown): string | null => (payload as { readonly correlator?: string | null }).correlator ?? null;
