import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/refusal.js';
import type { JobHandler, JobRun, Jobs } from '../../outbound/jobs.js';
import { isDefinite } from '../../outbound/peer-answers.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import type { AppRow, AppStore } from './app.store.js';
import { candidatesFor } from './app-instance.rules.js';
import type { AppInstanceRow, AppInstanceStore } from './app-instance.store.js';
import type { EdgeCloudZoneService } from './edge-cloud-zone.service.js';
import { FOLLOW } from './follow.worker.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
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
  /** So long after a request was sent the SRM may still act on it. Milliseconds. */
  readonly lateMs: number;
}

/** How often the SRM is looked at for an instance that may still come. Milliseconds. */
const LOOK_MS = 1_000;

type Outcome = { readonly again: Date } | undefined;

/**
 * Intent, request, reconciliation. Before a request leaves, the row is marked with the SRM's instances of that moment;
 * after an attempt without an answer, the list tells whether the SRM acted all the same. Killed anywhere in between,
 * the next attempt goes on from the row. One at a time in all replicas: `recognise` depends on it.
 */
export function placementWorker(options: PlacementOptions): JobHandler {
  const { db, apps, instances, zones, srm, jobs, recorder, clock, lateMs } = options;

  /** What the SRM runs now, and which of it an earlier attempt may have left. */
  async function look(row: AppInstanceRow, app: AppRow, call: SrmCall) {
    const [listed, claimed, own] = await Promise.all([srm.instances(call), instances.claimed(), zones.own()]);
    const zone = own.find(({ id }) => id === row.edgeCloudZoneId);
    const wanted = { upstreamAppId: app.upstreamId ?? '', upstreamZoneId: zone?.upstream.id ?? '', upstreamBefore: row.upstreamBefore, sentAt: row.sentAt };
    return { zone, ids: listed.map(({ upstreamId }) => upstreamId), candidates: candidatesFor(wanted, listed, claimed, srm.generation()) };
  }

  const placed = (id: string, upstreamId: string): Promise<void> =>
    db.prisma.$transaction(async (tx) => {
      const row = await recorder.apply(tx, id, { kind: 'placed', upstreamId });
      if (row?.phase === 'PLACED') await jobs.enqueue(tx, { kind: FOLLOW, key: 'srm', payload: {}, runAt: clock.now() });
    });

  const refused = (id: string, reason: string): Promise<void> =>
    db.prisma.$transaction(async (tx: Tx) => void (await recorder.apply(tx, id, { kind: 'refused', reason })));

  /** @returns false when the instance is not to be placed any more. */
  const mark = (id: string, sent: Pick<AppInstanceRow, 'upstreamBefore' | 'sentAt'>): Promise<boolean> =>
    db.prisma.$transaction(async (tx) => {
      const row = await instances.lock(tx, id);
      if (!row || row.phase === 'PLACED') return false;
      return row.phase === 'PLACING' || sent.sentAt === null ? instances.replace(tx, { ...row, ...sent }) : false;
    });

  async function place(row: AppInstanceRow, app: AppRow, job: JobRun, call: SrmCall): Promise<void> {
    const { zone, ids, candidates } = await look(row, app, call);
    if (candidates.length === 1) return placed(row.id, candidates[0]!);
    // Another request would add to what cannot be told apart; what is another instance's is known when that is settled.
    if (candidates.length > 1) throw new Refusal('ABORTED', `${candidates.length} instances of the SRM may be the one.`);
    if (!zone) return refused(row.id, 'The SRM does not list the edge cloud zone any more.');
    // What appeared after the first request without an answer may be its, whichever attempt this is.
    const before = row.sentAt === null ? ids : row.upstreamBefore;
    if (!(await mark(row.id, { upstreamBefore: before, sentAt: clock.now() }))) return;
    try {
      const { upstreamId } = await srm.deploy({ upstreamAppId: app.upstreamId ?? '', zone: zone.upstream }, call);
      await placed(row.id, upstreamId);
    } catch (failure) {
      if (!(failure instanceof Refusal) || !isDefinite(failure)) throw failure;
      // Of this request nothing will come; of an earlier one something may.
      await mark(row.id, { upstreamBefore: row.upstreamBefore, sentAt: row.sentAt });
      const mayBeOurs = failure.code === 'ALREADY_EXISTS' && row.sentAt !== null && job.attempts < PLACEMENT_ATTEMPTS;
      if (failure.code === 'UNAVAILABLE' || mayBeOurs) throw failure;
      await refused(row.id, refusalReason(failure));
      job.log.warn({ instance: row.id, code: failure.code }, 'the SRM refused an instance');
    }
  }

  async function remove(row: AppInstanceRow, app: AppRow, job: JobRun, call: SrmCall): Promise<Outcome> {
    if (row.upstreamId !== null) await srm.undeploy(row.upstreamId, call);
    else if (row.sentAt !== null) {
      const { candidates } = await look(row, app, call);
      if (candidates.length === 1) await srm.undeploy(candidates[0]!, call);
      else if (clock.now().getTime() < row.sentAt.getTime() + lateMs) return { again: new Date(clock.now().getTime() + LOOK_MS) };
      else if (candidates.length > 1) job.log.warn({ instance: row.id, candidates }, 'one of these instances of the SRM may have been left behind');
    }
    await db.prisma.$transaction((tx) => recorder.removed(tx, row.id));
    return undefined;
  }

  return async function reconcile(payload, job) {
    const row = await instances.load(job.key);
    if (!row || row.phase === 'PLACED' || row.atPartner) return undefined;
    const app = await apps.load(row.appId);
    if (!app) return undefined;
    const call: SrmCall = { signal: job.signal, correlator: (payload as PlacementPayload).correlator ?? job.key };
    if (row.phase === 'REMOVING') return remove(row, app, job, call);
    if (job.attempts > PLACEMENT_ATTEMPTS) await refused(row.id, 'The SRM could not be reached.');
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
