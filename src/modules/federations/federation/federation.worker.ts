import type { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { JobHandler, JobRun, Jobs } from '../../../outbound/jobs.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { FederationDetails, FederationManager, FmCall } from '../manager/fm.types.js';
import type { FederationChanges } from './federation-change.service.js';
import { FEDERATION_JOB, type FederationJob } from './federation-job.types.js';
import type { FederationRecorder } from './federation-recorder.service.js';
import { isMoving, looked, missed, restored, unknown } from './federation.rules.js';
import { refOf, type FederationRow, type FederationStore, type WithZones } from './federation.store.js';
import type { ZoneService } from './zone.service.js';

export interface FederationWorkerOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly recorder: FederationRecorder;
  readonly manager: FederationManager;
  readonly changes: FederationChanges;
  readonly zones: ZoneService;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** After this long without an end, a creation is taken for interrupted. Milliseconds. */
  readonly interruptedAfterMs: number;
  /** Between two looks when nothing moves. Milliseconds. */
  readonly pollMs: number;
}

type Outcome = { readonly again: Date } | undefined;

/** The shortest time between two looks, in milliseconds. */
const FAST_MS = 1_000;
/** So long a creation that was not answered is looked for at a partner that cannot be asked, in milliseconds. */
const GIVE_UP_MS = 86_400_000;
/** When a partner that knew nothing of it is asked a last time, in milliseconds. */
const LATE_MS = 600_000;

/**
 * Makes a federation and its partner agree. What stands is looked at, fast while a zone comes or goes; what is being removed is
 * removed; a creation whose caller was told of a failure, or of nothing, is taken back.
 */
export function federationWorker(options: FederationWorkerOptions): JobHandler {
  const { db, store, recorder, manager, changes, zones, jobs, clock, interruptedAfterMs, pollMs } = options;
  const after = (ms: number): Outcome => ({ again: new Date(clock.now().getTime() + ms) });
  const age = (since: Date): number => clock.now().getTime() - since.getTime();

  /** The federation that a creation may have left at the partner. One that was there before, or is another row's, is not this one's. */
  async function leftBehind({ made, alone }: FederationJob, partner: string, call: FmCall): Promise<string | undefined> {
    const contextId = made?.contextId ?? (alone ? await manager.contextId(partner, call) : undefined);
    if (contextId === undefined) return undefined;
    return (await store.byContexts([contextId])).length === 0 ? contextId : undefined;
  }

  /** Nothing is left of the creation, unless it came to its end after all. */
  const forget = (id: string, late?: FederationJob): Promise<void> =>
    db.prisma.$transaction(async (tx) => {
      const row = await store.lock(tx, id);
      if (row?.phase !== 'CREATING') return;
      await store.remove(tx, id);
      if (late) await jobs.enqueue(tx, { kind: FEDERATION_JOB, key: id, payload: late, runAt: new Date(clock.now().getTime() + LATE_MS) });
    });

  async function takeBack(row: FederationRow, payload: FederationJob, job: JobRun, call: FmCall): Promise<Outcome> {
    const waited = age(row.createdAt);
    if (!payload.undo && waited < interruptedAfterMs) return after(interruptedAfterMs - waited);
    try {
      const contextId = await leftBehind(payload, row.partner, call);
      if (contextId !== undefined) await manager.remove({ partner: row.partner, contextId, dialect: row.dialect }, call);
      // The partner may still carry it out.
      else if (waited < interruptedAfterMs && !payload.ended) return after(wait(waited));
      else {
        job.log.warn({ partner: row.partner }, 'a creation of a federation was not answered, and the partner knows nothing of it; should it carry it out later, it must be ended there');
        return void (await forget(row.id, payload.alone ? { late: row.partner } : undefined));
      }
    } catch (failure) {
      const isInUse = failure instanceof Refusal && failure.code === 'CONFLICT';
      if (waited < GIVE_UP_MS && !isInUse) throw failure;
      job.log.error({ partner: row.partner }, 'a creation of a federation was not answered, and the partner cannot be asked, or does not let it go; should it have carried it out, it must be ended there');
    }
    await forget(row.id);
    return undefined;
  }

  /** What was made when the row was gone already, or later. */
  async function cleanUp({ made, late }: FederationJob, call: FmCall): Promise<Outcome> {
    if (made && (await store.byContexts([made.contextId])).length === 0) await manager.remove({ ...made, dialect: null }, call);
    if (late === undefined) return undefined;
    // Asked before the rows are read: what a later creation makes has its row by then.
    const contextId = await manager.contextId(late, call);
    const row = await store.ofPartner(late);
    if (row?.phase === 'CREATING') return after(interruptedAfterMs);
    if (contextId !== undefined && !row) await manager.remove({ partner: late, contextId, dialect: null }, call);
    return undefined;
  }

  /** Growing with the time that a thing takes. */
  const wait = (waited: number): number => Math.min(pollMs, Math.max(FAST_MS, waited / 2));

  async function look(row: FederationRow, payload: FederationJob, call: FmCall): Promise<Outcome> {
    const before: WithZones = { federation: row, zones: await store.zonesOf([row.id]) };
    try {
      for (const zone of before.zones.filter(isMoving)) await zones.settle(before, zone, payload.ended ?? false, call);
      const state = await store.load(row.id);
      if (!state) return undefined;
      const details = await manager.details(refOf(state), call);
      if ((await note(state, details, call)) === 'overtaken') return after(FAST_MS);
      await restore(state, details, call);
    } catch (failure) {
      if (!(failure instanceof Refusal) || call.signal.aborted) throw failure;
      await recorder.apply({ federationId: row.id, correlator: null, decide: (state) => missed(state) });
    }
    const moving = (await store.zonesOf([row.id])).filter(isMoving);
    return after(Math.min(pollMs, ...moving.map(({ updatedAt }) => wait(age(updatedAt)))));
  }

  const note = (row: FederationRow, details: FederationDetails | undefined, call: FmCall) =>
    recorder.apply({ federationId: row.id, correlator: call.correlator, revision: row.revision, decide: (state, now) => (details ? looked(state, details, now) : unknown(state)) });

  /** Zones that the partner had taken back and offers again: it says whether they are accepted still. */
  async function restore(row: FederationRow, details: FederationDetails | undefined, call: FmCall): Promise<void> {
    const offered = new Set(details?.offeredZones?.map(({ zoneId }) => zoneId));
    const back = (await store.zonesOf([row.id])).filter(({ phase, zoneId }) => phase === 'WITHDRAWN' && offered.has(zoneId));
    for (const { id, zoneId } of back) {
      const resources = await manager.zone(refOf(row), zoneId, call);
      if (resources) await recorder.apply({ federationId: row.id, correlator: call.correlator, decide: (state, now) => restored(state, id, resources, now) });
    }
  }

  return async function reconcile(given, job) {
    const payload = given as FederationJob;
    const call: FmCall = { signal: job.signal, correlator: job.key };
    const row = await store.load(job.key);
    if (!row) return cleanUp(payload, call);
    if (row.phase === 'CREATING') return takeBack(row, payload, job, call);
    if (row.phase === 'STANDING') return look(row, payload, call);
    await changes.finishRemoval(row, call);
    return after(pollMs);
  };
}
