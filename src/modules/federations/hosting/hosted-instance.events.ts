import type { Clock } from '../../../kernel/clock.js';
import type { LoggedEvent } from '../../../kernel/event.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { HostedInstanceStore } from './hosted-instance.store.js';
import { instanceJob } from './hosted-instance.worker.js';

const INSTANCE_CHANGED = 'edge.app-instance.status-changed';

/** Hears of partners' instances at our edge. What became of one is read there afterwards: it is never older than the event. */
export const instanceConsumer = ({ instances, jobs, clock }: { readonly instances: HostedInstanceStore; readonly jobs: Jobs; readonly clock: Clock }) => ({
  name: 'federations.hosting',
  types: [INSTANCE_CHANGED] as readonly string[],
  async concerns(events: readonly LoggedEvent[]): Promise<ReadonlySet<string>> {
    const hosted = new Set((await instances.ofLocal(events.map(({ subject }) => subject))).map(({ localId }) => localId));
    return new Set(events.filter(({ subject }) => hosted.has(subject)).map(({ id }) => id));
  },
  async handle({ subject, correlator }: LoggedEvent, tx: Tx): Promise<void> {
    const rows = await instances.ofLocal([subject], tx);
    await jobs.enqueueAll(tx, rows.map((row) => instanceJob(row, correlator, clock.now())));
  },
});
