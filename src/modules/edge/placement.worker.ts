import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/refusal.js';
import type { JobHandler, JobRun, Jobs } from '../../outbound/jobs.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { AppRow, AppStore } from './app.store.js';
import { recognise, type InstanceFact } from './app-instance.rules.js';
import type { AppInstanceRow, AppInstanceStore } from './app-instance.store.js';
import type { EdgeCloudZoneService } from './edge-cloud-zone.service.js';
import { FOLLOW } from './follow.worker.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import { isDefinite } from './srm.source.js';
import type { SrmCall, SrmSource } from './srm.types.js';

/** Makes the SRM agree with what an instance is to be: there, or gone. Key: the instance's id. */
export const PLACEMENT = 'edge.placement';

export interface PlacementPayload {
  readonly correlator: string | null;
}

/** After so many attempts that ended without an answer, a placement counts as failed. */
export const PLACEMENT_ATTEMPTS = 8;

export interface PlacementOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly instances: AppInstanceStore;
  readonly zones: EdgeCloudZoneService;
  readonly srm: SrmSource;
  readonly jobs: Jobs;
  readonly recorder: InstanceRecorder;
  readonly clock: Clock;
}

/**
 * Intent, request, reconciliation. Before a request leaves, the row is marked with the SRM's instances of that moment;
 * after an attempt without an answer, the list tells whether the SRM acted all the same. Killed anywhere in between,
 * the next attempt goes on from the row. One at a time in all replicas: `recognise` depends on it.
 */
export function placementWorker(options: PlacementOptions): JobHandler {
  const { db, apps, instances, zones, srm, jobs, recorder, clock } = options;

  /** The instance's own id upstream, when an earlier attempt got there unanswered. */
  async function adopt(row: AppInstanceRow, app: AppRow, call: SrmCall): Promise<string | undefined> {
    if (row.upstreamId !== null || row.sentAt === null) return row.upstreamId ?? undefined;
    const [listed, claimed] = await Promise.all([srm.instances(call), instances.claimed()]);
    const [zone] = await zones.find([row.edgeCloudZoneId]);
    return recognise({ upstreamAppId: app.upstreamId ?? '', upstreamZoneId: zone?.upstream.id ?? '', upstreamBefore: row.upstreamBefore, sentAt: row.sentAt }, listed, claimed, srm.generation());
  }

  const placed = (id: string, upstreamId: string): Promise<void> =>
    db.prisma.$transaction(async (tx) => {
      const row = await recorder.apply(tx, id, { kind: 'placed', upstreamId });
      if (row?.phase === 'PLACED') await jobs.enqueue(tx, { kind: FOLLOW, key: 'srm', payload: {}, runAt: clock.now() });
    });

  const note = (id: string, fact: InstanceFact): Promise<void> => db.prisma.$transaction(async (tx: Tx) => void (await recorder.apply(tx, id, fact)));

  /** @returns the row as marked; undefined when it is not to be placed any more. */
  async function markSent(id: string, call: SrmCall): Promise<AppInstanceRow | undefined> {
    const upstreamBefore = (await srm.instances(call)).map(({ upstreamId }) => upstreamId);
    return db.prisma.$transaction(async (tx) => {
      const row = await instances.lock(tx, id);
      if (row?.phase !== 'PLACING') return undefined;
      const marked = { ...row, upstreamBefore, sentAt: clock.now() };
      await instances.replace(tx, marked);
      return marked;
    });
  }

  async function place(row: AppInstanceRow, app: AppRow, job: JobRun, call: SrmCall): Promise<void> {
    const adopted = await adopt(row, app, call);
    if (adopted !== undefined) return placed(row.id, adopted);
    if (!(await markSent(row.id, call))) return;
    const zone = await zones.get(row.edgeCloudZoneId);
    try {
      const { upstreamId } = await srm.deploy({ upstreamAppId: app.upstreamId ?? '', zone: zone.upstream }, call);
      await placed(row.id, upstreamId);
    } catch (failure) {
      if (!(failure instanceof Refusal) || !isDefinite(failure)) throw failure;
      if (failure.code === 'UNAVAILABLE') throw failure;
      await note(row.id, { kind: 'refused', reason: refusalReason(failure) });
      job.log.warn({ instance: row.id, code: failure.code }, 'the SRM refused an instance');
    }
  }

  async function remove(row: AppInstanceRow, app: AppRow, call: SrmCall): Promise<void> {
    const upstreamId = await adopt(row, app, call);
    if (upstreamId !== undefined) await srm.undeploy(upstreamId, call);
    await db.prisma.$transaction((tx) => recorder.removed(tx, row.id));
  }

  return async function reconcile(payload, job) {
    const row = await instances.load(job.key);
    if (!row || row.phase === 'PLACED') return undefined;
    const app = await apps.load(row.appId);
    if (!app) return undefined;
    const call: SrmCall = { signal: job.signal, correlator: (payload as PlacementPayload).correlator ?? job.key };
    if (row.phase === 'REMOVING') await remove(row, app, call);
    else if (job.attempts > PLACEMENT_ATTEMPTS) await note(row.id, { kind: 'refused', reason: 'The SRM could not be reached.' });
    else await place(row, app, job, call);
    return undefined;
  };
}

const REASONS: Partial<Record<Refusal['code'], string>> = {
  ALREADY_EXISTS: 'The SRM runs this app already and allows no second instance.',
  NOT_FOUND: 'The SRM does not know the app.',
  INVALID_ARGUMENT: 'The SRM refused the request.',
};

const refusalReason = ({ code }: Refusal): string => REASONS[code] ?? 'The SRM refused the instance.';
