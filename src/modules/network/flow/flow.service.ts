import type { FlowKind } from '../../../generated/prisma/enums.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { failureFields } from '../../../outbound/failure.js';
import { pause } from '../../../outbound/pulse.js';
import type { Database } from '../../../outbound/storage/database.js';
import { flowCallbacks } from './flow-callbacks.service.js';
import { flowNotices } from './flow-notices.service.js';
import { flowRecorder } from './flow-recorder.service.js';
import { flowRunner, type FlowRunner } from './flow-runner.service.js';
import { flowSteps } from './flow-steps.service.js';
import { isUnanswered, type FlowLimits, type FlowState } from './flow.rules.js';
import { flowStore, type FlowStore } from './flow.store.js';
import type { FlowCallbacks, FlowNotices, FlowOwner, FlowRow, Flows } from './flow.types.js';
import { flowWorker, type FlowWorker } from './flow.worker.js';
import type { NetworkSource } from '../upstream/network.types.js';
import { reconcileWorker, type ReconcileWorker } from './reconcile.worker.js';

export interface FlowOptions {
  readonly db: Database;
  readonly source: NetworkSource;
  /** Whose the flows of each kind are; may be filled after this was called. */
  readonly owners: ReadonlyMap<FlowKind, FlowOwner>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the network reaches the gateway, without a slash at the end. */
  readonly callbackUrl: string;
  /** Of `callbackKey`. */
  readonly callbackKey: Buffer;
  /** Deadline of one call to the network, in milliseconds. */
  readonly timeoutMs: number;
  /** What is not given is as it is in production. */
  readonly limits?: Partial<FlowLimits>;
  /** Milliseconds between looks at the rows when nobody wakes. @default 1000 */
  readonly pollMs?: number;
  /** Milliseconds between two comparisons with the network's list. @default 60000 */
  readonly reconcileMs?: number;
  /** Calls at once: so many to remove, and as many for everything else. @default 32 */
  readonly width?: number;
}

export interface FlowEngine {
  readonly flows: Flows;
  readonly worker: FlowWorker;
  readonly reconcile: ReconcileWorker;
  readonly callbacks: FlowCallbacks;
  readonly notices: FlowNotices;
}

/** What was just wanted is driven by the process that wanted it; when it dies first, others take it after so many milliseconds. */
const WANTED_MS = 5_000;
const LEASE_MS = 20_000;
const LOOK_AGAIN_MS = 50;

const limitsOf = ({ timeoutMs, limits }: FlowOptions): FlowLimits => ({
  graceMs: Math.max(4 * timeoutMs, 5_000),
  patienceMs: 300_000,
  memoryMs: 86_400_000,
  lookMs: 60_000,
  missedMs: 30_000,
  settleMs: 10_000,
  ...limits,
});

/** The flows of all resources, what drives them towards the network, and what hears of them from there. */
export function createFlows(options: FlowOptions): FlowEngine {
  const { db, source, owners, clock, log, width = 32 } = options;
  const limits = limitsOf(options);
  const runnerId = newId();
  // A removal may have six before it in its lane.
  const leaseMs = { removing: Math.max(LEASE_MS, 8 * options.timeoutMs), others: Math.max(LEASE_MS, 2 * options.timeoutMs) };
  const store = flowStore({ db, runner: runnerId, limits, leaseMs });
  const callbacks = flowCallbacks({ baseUrl: options.callbackUrl, key: options.callbackKey });
  const recorder = flowRecorder({ db, store, runner: runnerId, owners, limits, clock, log });
  const steps = flowSteps({ source, store, recorder, callbacks, owners, limits, listeningSince: () => worker.startedAt(), clock, log });
  const runner = flowRunner({ steps, log, width, onStep: (flow) => worker.onStep(flow) });
  const worker = flowWorker({ store, runner, unreached: steps.unreached, clock, log, width, embedded: db.embedded, ...(options.pollMs !== undefined && { pollMs: options.pollMs }) });
  const notices = flowNotices({ recorder, wake: worker.wake, log });
  const reconcile = reconcileWorker({ db, store, source, recorder, callbacks, clock, log, wake: worker.wake, ...(options.reconcileMs !== undefined && { everyMs: options.reconcileMs }) });
  return { flows: flowService({ store, runner, clock, log }), worker, reconcile, callbacks, notices };
}

interface FlowServiceOptions {
  readonly store: FlowStore;
  readonly runner: FlowRunner;
  readonly clock: Clock;
  readonly log: Log;
}

function flowService({ store, runner, clock, log }: FlowServiceOptions): Flows {
  /** Whether something of it is to be done before it has had its answer; where this process does not hold it, another one does it. */
  function isOpen(row: FlowRow, now: Date): boolean {
    if (row.phase === 'PENDING' || row.phase === 'GRANTED') return false;
    return row.dueAt <= now || (row.leasedUntil !== null && row.leasedUntil > now);
  }

  async function driveOnce(resourceId: string): Promise<'done' | 'open'> {
    const claimed = await store.claimOf(resourceId, clock.now());
    const results = await Promise.all(claimed.map((flow) => runner.hasten(flow)));
    const now = clock.now();
    const created = claimed.length > 0 && claimed.every(({ was }) => was === 'WANTED');
    if (created && !results.some((flow) => isToRemove(flow, now))) return 'done';
    const rows = await store.of(undefined, resourceId);
    return rows.some((row) => isOpen(row, now)) ? 'open' : 'done';
  }

  return {
    async want(tx, { requests, ...of }) {
      const flows = requests.map((request) => ({ id: newId(), request }));
      if (flows.length > 0) await store.insert(tx, flows, of, clock.now(), WANTED_MS);
      return flows.map(({ id }) => id);
    },
    release: (tx, resourceIds, keep = []) => store.release(tx, resourceIds, keep, clock.now()),
    of: (tx, resourceId) => store.of(tx, resourceId),
    async drive(resourceId, withinMs) {
      const ending = new AbortController();
      const timer = setTimeout(() => ending.abort(), withinMs);
      const drive = async (): Promise<void> => {
        while (!ending.signal.aborted && (await driveOnce(resourceId)) === 'open') await pause(LOOK_AGAIN_MS, ending.signal);
      };
      const over = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve(), { once: true }));
      const driving = drive().catch((error: unknown) => log.warn({ resource: resourceId, ...failureFields(error) }, 'flows could not be driven at once; the worker does it'));
      await Promise.race([driving, over]);
      clearTimeout(timer);
    },
  };
}

/** It was released while it was asked for. */
const isToRemove = (flow: FlowState | undefined, now: Date): boolean => flow?.phase === 'REMOVING' && !isUnanswered(flow) && flow.dueAt <= now;
