import type { Clock } from '../../kernel/clock.js';
import type { JobHandler } from '../../outbound/jobs.js';
import type { AppStore } from './app.store.js';
import type { Database } from '../../outbound/storage/database.js';
import type { SrmSource } from './srm.types.js';

/** Ends what a submission or a deletion of an app began; key: the app's id. */
export const APP_SETTLE = 'edge.app-settle';

export interface AppSettlePayload {
  /** Take the registration back now: its caller was told of a failure. */
  readonly undo?: boolean;
}

export interface AppWorkerOptions {
  readonly db: Database;
  readonly apps: AppStore;
  readonly srm: SrmSource;
  readonly clock: Clock;
  readonly interruptedAfterMs: number;
}

/**
 * An app that is registered needs nothing. One whose registration was interrupted, or whose answer never came, is
 * taken back from the SRM, since its caller was told of a failure or of nothing. One that is being deleted is
 * deregistered. Runs again until the SRM has answered.
 */
export function appSettler({ db, apps, srm, clock, interruptedAfterMs }: AppWorkerOptions): JobHandler {
  return async function settleApp(payload, job) {
    const row = await apps.load(job.key);
    if (!row || row.state === 'REGISTERED') return undefined;
    const interruptedAt = new Date(row.createdAt.getTime() + interruptedAfterMs);
    if (row.state === 'REGISTERING' && !(payload as AppSettlePayload).undo && clock.now() < interruptedAt) return { again: interruptedAt };
    const call = { signal: job.signal, correlator: job.key };
    const upstreamId = row.upstreamId ?? (await srm.findApp({ appId: row.id, name: row.name, imagePath: imagePathOf(row.manifest) }, call));
    if (upstreamId !== undefined) await srm.deregisterApp(upstreamId, call);
    await db.prisma.$transaction((tx) => apps.remove(tx, row.id));
    return undefined;
  };
}

const imagePathOf = (manifest: unknown): string => (manifest as { appRepo: { imagePath: string } }).appRepo.imagePath;
