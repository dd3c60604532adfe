import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import { failureFields } from '../../../outbound/failure.js';
import { pause } from '../../../outbound/pulse.js';
import type { LeaseStore } from './lease.store.js';
import type { PeeringRow } from './peering.types.js';

export interface Leases {
  /**
   * Works while nobody else speaks with the OSS of the organization. The row is there then; a terminated one counts as absent.
   * @throws Refusal ABORTED when somebody else does for longer than 5 s, the reason of the signal when it ends first, and what `work` throws
   */
  hold<Result>(organizationId: string, signal: AbortSignal, work: (row: PeeringRow) => Promise<Result>): Promise<Result>;
}

export interface LeasesOptions {
  readonly store: Pick<LeaseStore, 'take' | 'renew' | 'release'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long the lease of a process that died stands in the way, in milliseconds. @default 30000 */
  readonly leaseMs?: number;
  /** @default 5000 */
  readonly patienceMs?: number;
}

const LOOK_MS = 100;

export const overtaken = (): Refusal => new Refusal('ABORTED', 'The peering was changed while its OSS was asked. Nothing was done; look at it, and try again.');

export function leases({ store, clock, log, leaseMs = 30_000, patienceMs = 5_000 }: LeasesOptions): Leases {
  async function take(organizationId: string, holder: string, signal: AbortSignal): Promise<PeeringRow> {
    // By the monotonic clock: the other one may be a test's
    const end = performance.now() + patienceMs;
    for (;;) {
      const row = await store.take(organizationId, holder, leaseMs, clock.now());
      if (row) return row;
      if (performance.now() >= end) throw new Refusal('ABORTED', 'Another operation on this peering is in progress.', { retryAfter: 5 });
      if (!(await pause(LOOK_MS, signal))) throw signal.reason;
    }
  }

  function renewing(organizationId: string, holder: string): () => void {
    const renew = (): void => {
      // Without it the lease may end early; then the revision keeps two from settling the same
      store.renew([organizationId], holder, leaseMs).catch((error: unknown) => log.warn(failureFields(error), 'the lease of a peering could not be renewed'));
    };
    const timer = setInterval(renew, leaseMs / 3);
    timer.unref();
    return () => clearInterval(timer);
  }

  return {
    async hold(organizationId, signal, work) {
      const holder = newId();
      const row = await take(organizationId, holder, signal);
      const stop = renewing(organizationId, holder);
      try {
        return await work(row);
      } finally {
        stop();
        await store.release([organizationId], holder).catch((error: unknown) => log.warn(failureFields(error), 'the lease of a peering could not be given back'));
      }
    },
  };
}
