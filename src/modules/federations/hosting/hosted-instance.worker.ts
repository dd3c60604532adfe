import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import { nameFailure } from '../../../outbound/failure.js';
import type { JobHandler, JobRun, NewJob } from '../../../outbound/jobs.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { GuestCall, OwnEdge } from '../neighbours.types.js';
import type { CallbackSender } from './callback-sender.types.js';
import { instanceEvent, type ToldInstance } from './callbacks.rules.js';
import { accessPoints } from './guest-manifest.rules.js';
import { artefactOf, isForGood } from './hosted-application.rules.js';
import type { HostedApplicationRow, HostedApplicationStore } from './hosted-application.store.js';
import { correlatorOf, isOutOfReach } from './hosted-application.worker.js';
import type { ArtefactDocument } from './hosted-artefact.manifest.js';
import type { HostedArtefactStore } from './hosted-artefact.store.js';
import type { HostedFederationRow, HostedFederationStore } from './hosted-federation.store.js';
import { afterFact, isNews, nextLook, type HostedInstanceFact } from './hosted-instance.rules.js';
import type { HostedInstanceRow, HostedInstanceStore, InstanceName } from './hosted-instance.store.js';

/** Makes our edge agree with what a partner's instance is to be, and reads how it is there. Key: context and instance. */
export const HOSTED_INSTANCE = 'federations.hosted-instance';

export const instanceJob = ({ contextId, instanceId }: InstanceName, correlator: string | null, runAt: Date): NewJob => ({ kind: HOSTED_INSTANCE, key: `${contextId}/${instanceId}`, payload: { correlator }, runAt });

/** So many attempts that ended in something else than an SRM out of reach, and the instance has failed. */
export const INSTANCE_ATTEMPTS = 12;

export interface HostedInstanceWorkerOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly artefacts: HostedArtefactStore;
  readonly applications: HostedApplicationStore;
  readonly instances: HostedInstanceStore;
  readonly edge: OwnEdge;
  readonly callbacks: CallbackSender;
  readonly clock: Clock;
}

interface Known {
  readonly federation: HostedFederationRow;
  readonly application: HostedApplicationRow;
  readonly call: GuestCall;
}

/** Every step may be done again; our edge has one instance of an app in a zone, which an attempt that was killed has left or not. */
export function hostedInstanceWorker(options: HostedInstanceWorkerOptions): JobHandler {
  const { db, federations, artefacts, applications, instances, edge, callbacks, clock } = options;

  async function tell(tx: Tx, row: HostedInstanceRow, { federation, application }: Known): Promise<void> {
    const { contextId, instanceId, callbackLink: link } = row;
    const body = instanceEvent({ ...row, appId: application.appId } as unknown as ToldInstance, row.updatedAt);
    await callbacks.send(tx, [{ key: `hosted-instance:${contextId}:${instanceId}`, link, credentials: federation.callbackCredentials, body }]);
  }

  const learn = (name: InstanceName, known: Known, fact: HostedInstanceFact): Promise<HostedInstanceRow | null> =>
    db.prisma.$transaction(async (tx) => {
      const row = await instances.lock(tx, name);
      if (!row) return null;
      const after = afterFact(row, fact);
      if (isDeepStrictEqual(after, row)) return row;
      const news = isNews(row, after);
      const next = news ? { ...after, updatedAt: clock.now() } : after;
      await instances.replace(tx, next);
      if (news) await tell(tx, next, known);
      return next;
    });

  /** @returns the row with our instance's id; null when it is gone, or refused for good. */
  async function place(row: HostedInstanceRow, known: Known, job: JobRun): Promise<HostedInstanceRow | null> {
    const { call, application } = known;
    try {
      const { id } = await edge.createInstance(call, { appId: application.localAppId!, zoneId: row.zoneId, name: localName(row) });
      const placed = await learn(row, known, { kind: 'placed', localId: id });
      if (!placed) await edge.deleteInstance(call, id);
      return placed;
    } catch (failure) {
      const tired = job.attempts >= INSTANCE_ATTEMPTS && !job.signal.aborted && !isOutOfReach(failure);
      if (!isForGood(failure) && !tired) throw failure;
      job.log.warn({ application: application.id, failure: nameFailure(failure) }, "a partner's instance could not be created");
      await learn(row, known, { kind: 'refused', reason: isForGood(failure) ? failure.message : 'It could not be created.' });
      return null;
    }
  }

  const gone = (name: InstanceName, known: Known): Promise<null> =>
    db.prisma.$transaction(async (tx) => {
      const row = await instances.lock(tx, name);
      if (!row) return null;
      await instances.remove(tx, name);
      // GSMA has no word for what is gone; a partner that did not ask for it hears that it goes.
      if (row.state !== 'TERMINATING') await tell(tx, { ...row, state: 'TERMINATING', message: 'The instance is gone.', updatedAt: clock.now() }, known);
      return null;
    });

  /** What our edge says of it now, which is at least as new as whatever woke us. */
  async function see(row: HostedInstanceRow, known: Known): Promise<HostedInstanceRow | null> {
    const found = await edge.instance(known.call, row.localId!);
    if (!found) return gone(row, known);
    const artefact = await artefacts.find(row.contextId, artefactOf(known.application));
    const points = accessPoints(found.endpoints, artefact?.document as unknown as ArtefactDocument | undefined);
    return learn(row, known, { kind: 'seen', status: found.status, reason: found.statusReason, accessPoints: points });
  }

  async function remove(row: HostedInstanceRow, known: Known): Promise<HostedInstanceRow | null> {
    const { call, application: { localAppId: appId } } = known;
    const localId = row.localId ?? (appId === null ? undefined : await edge.findInstance(call, { appId, zoneId: row.zoneId }));
    if (localId !== undefined) await edge.deleteInstance(call, localId);
    const left = localId === undefined ? undefined : await edge.instance(call, localId);
    if (left) return row.localId === null ? db.prisma.$transaction((tx) => keep(tx, row, localId!)) : row;
    return gone(row, known);
  }

  async function keep(tx: Tx, name: InstanceName, localId: string): Promise<HostedInstanceRow | null> {
    const row = await instances.lock(tx, name);
    if (row) await instances.replace(tx, afterFact(row, { kind: 'placed', localId }));
    return row;
  }

  async function step(row: HostedInstanceRow, known: Known, job: JobRun): Promise<HostedInstanceRow | null> {
    if (row.removing) return remove(row, known);
    if (row.localId !== null) return see(row, known);
    if (row.state === 'FAILED') return row;
    const placed = await place(row, known, job);
    return placed && (placed.removing ? remove(placed, known) : see(placed, known));
  }

  return async function reconcile(payload, job) {
    const [contextId = '', instanceId = ''] = job.key.split('/');
    const row = await instances.find({ contextId, instanceId });
    const [application, federation] = row ? await Promise.all([applications.load(row.applicationId), federations.load(contextId)]) : [null, null];
    if (!row || !application || !federation) return undefined;
    const call: GuestCall = { signal: job.signal, correlator: correlatorOf(payload) ?? job.key, clientId: federation.clientId };
    const after = await step(row, { federation, application, call }, job);
    const now = clock.now().getTime();
    const wait = after ? nextLook(after, now - after.updatedAt.getTime()) : undefined;
    return wait === undefined ? undefined : { again: new Date(now + wait) };
  };
}

/** In CAMARA's form, and the same at every attempt. */
const localName = ({ contextId, instanceId }: InstanceName): string => `g_${createHash('sha256').update(JSON.stringify([contextId, instanceId])).digest('hex').slice(0, 24)}`;
