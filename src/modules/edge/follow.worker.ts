import type { Clock } from '../../kernel/clock.js';
import type { JobHandler } from '../../outbound/jobs.js';
import type { Database } from '../../outbound/storage/database.js';
import { MISSED_LISTS, nextLook, sameEndpoints } from './app-instance.rules.js';
import type { AppInstanceRow, AppInstanceStore } from './app-instance.store.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import type { SrmSource, UpstreamInstance } from './srm.types.js';

/** Follows the status of everything that is placed in the SRM, in one replica. Key: `srm`. */
export const FOLLOW = 'edge.follow';

export interface FollowOptions {
  readonly db: Database;
  readonly instances: AppInstanceStore;
  readonly srm: SrmSource;
  readonly recorder: InstanceRecorder;
  readonly clock: Clock;
}

/** One list of the SRM serves all instances; only what changed is written. Ends when nothing is placed. */
export function followWorker({ db, instances, srm, recorder, clock }: FollowOptions): JobHandler {
  const differs = (row: AppInstanceRow, seen: UpstreamInstance | undefined): boolean =>
    seen === undefined ? row.missed < MISSED_LISTS : seen.status !== row.status || row.missed > 0 || (seen.endpoints.length > 0 && !sameEndpoints(seen.endpoints, row.componentEndpointInfo));

  return async function follow(_payload, job) {
    const rows = await instances.placed();
    if (rows.length === 0) return undefined;
    const listed = new Map((await srm.instances({ signal: job.signal, correlator: job.key })).map((instance) => [instance.upstreamId, instance]));
    for (const row of rows) {
      const seen = listed.get(row.upstreamId!);
      if (!differs(row, seen)) continue;
      await db.prisma.$transaction((tx) => recorder.apply(tx, row.id, seen ? { kind: 'listed', status: seen.status } : { kind: 'not-listed' }, seen?.endpoints));
    }
    const wait = nextLook(await instances.placed(), clock.now());
    return wait === undefined ? undefined : { again: new Date(clock.now().getTime() + wait) };
  };
}
