import type { Clock } from '../../kernel/clock.js';
import type { JobHandler, Jobs } from '../../outbound/jobs.js';
import type { Database } from '../../outbound/storage/database.js';
import type { AppRow, AppStore } from './app.store.js';
import type { SrmCall, SrmSource } from './srm.types.js';

/** Ends what a submission or a deletion of an app began; key: the app's id. */
export const APP_SETTLE = 'edge.app-settle';

export interface AppSettlePayload {
  /** Take the registration back now: its caller was told of a failure. */
  readonly undo?: boolean;
  /** The app is forgotten here; this is how to find it, should it have come late. */
  readonly late?: { readonly name: string; readonly imagePath: string };
}

export interface AppWorkerOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly srm: SrmSource;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly interruptedAfterMs: number;
}

/** How long to wait for a registration of the same name to end. Milliseconds. */
const WAIT_MS = 1_000;

/**
 * An app that is registered needs nothing. One whose registration was interrupted, or whose answer never came, is
 * taken back from the SRM, since its caller was told of a failure or of nothing; the SRM is looked at again later,
 * as it may carry out a request long after we gave up. One that is being deleted is deregistered. Runs again until the
 * SRM has answered.
 */
export function appSettler({ db, apps, srm, jobs, clock, interruptedAfterMs }: AppWorkerOptions): JobHandler {
  const again = () => ({ again: new Date(clock.now().getTime() + WAIT_MS) });

  /** The SRM's id of what a registration left there; `perhaps` while that cannot be told from another app's. */
  async function leftBehind(appId: string, { name, imagePath }: NonNullable<AppSettlePayload['late']>, call: SrmCall): Promise<{ readonly id: string | undefined } | 'perhaps'> {
    const id = await srm.findApp({ appId, name, imagePath }, call);
    if (id === undefined || id === appId) return { id };
    // Generation A finds by name and image: what it finds may be another's.
    const claim = await apps.claimOn(id, { name, otherThan: appId, since: new Date(clock.now().getTime() - interruptedAfterMs) });
    return claim === 'perhaps' ? claim : { id: claim === 'held' ? undefined : id };
  }

  async function takeBack(row: AppRow, call: SrmCall) {
    const trace = { name: row.name, imagePath: imagePathOf(row.manifest) };
    const left = await leftBehind(row.id, trace, call);
    if (left === 'perhaps') return again();
    if (left.id !== undefined) await srm.deregisterApp(left.id, call);
    const interruptedAt = new Date(row.createdAt.getTime() + interruptedAfterMs);
    await db.prisma.$transaction(async (tx) => {
      await apps.remove(tx, row.id);
      if (left.id === undefined && clock.now() < interruptedAt) await jobs.enqueue(tx, { kind: APP_SETTLE, key: row.id, payload: { late: trace }, runAt: interruptedAt });
    });
    return undefined;
  }

  return async function settleApp(payload, job) {
    const { undo, late } = payload as AppSettlePayload;
    const call: SrmCall = { signal: job.signal, correlator: job.key };
    const row = await apps.load(job.key);
    if (row?.state === 'REGISTERED') return undefined;
    if (row?.state === 'DELETING') {
      if (row.upstreamId !== null) await srm.deregisterApp(row.upstreamId, call);
      await db.prisma.$transaction((tx) => apps.remove(tx, row.id));
      return undefined;
    }
    if (row) {
      const interruptedAt = new Date(row.createdAt.getTime() + interruptedAfterMs);
      return undo || clock.now() >= interruptedAt ? takeBack(row, call) : { again: interruptedAt };
    }
    const left = late && (await leftBehind(job.key, late, call));
    if (left === 'perhaps') return again();
    if (left?.id !== undefined) await srm.deregisterApp(left.id, call);
    return undefined;
  };
}

const imagePathOf = (manifest: unknown): string => (manifest as { appRepo: { imagePath: string } }).appRepo.imagePath;
