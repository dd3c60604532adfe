import type { FlowKind } from '../../../generated/prisma/enums.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import { startPulse, type Pulse } from '../../../outbound/pulse.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { FlowRecorder } from './flow-recorder.service.js';
import type { FlowStore } from './flow.store.js';
import type { FlowCallbacks } from './flow.types.js';
import type { FlowRequest, NetworkSource } from '../upstream/network.types.js';
import { compare, type ComparedFlow, type Stray } from './reconcile.rules.js';

/** Compares the network's list with our rows from time to time, where the network has one, and repairs either side. */
export interface ReconcileWorker {
  start(): void;
  stop(): Promise<void>;
  /** One comparison, now. @throws Refusal as the network's list does */
  once(signal: AbortSignal): Promise<void>;
}

export interface ReconcileOptions {
  readonly db: Database;
  readonly store: FlowStore;
  readonly source: NetworkSource;
  readonly recorder: FlowRecorder;
  readonly callbacks: FlowCallbacks;
  readonly clock: Clock;
  readonly log: Log;
  /** Rows were written. */
  wake(): void;
  /** @default 60000 */
  readonly everyMs?: number;
}

const KINDS: Readonly<Record<FlowRequest['kind'], readonly FlowKind[]>> = { session: ['QOD_SESSION', 'QOS_ASSIGNMENT'], influence: ['TRAFFIC_INFLUENCE'] };

/**
 * Replicas may do it at the same time: every repair is a fact that the rules know, or a removal that can be done twice. Rows are
 * read after the list was: a flow of the list without a row has lost it, since rows come before their requests.
 */
export function reconcileWorker({ db, store, source, recorder, callbacks, clock, log, wake, everyMs = 60_000 }: ReconcileOptions): ReconcileWorker {
  let pulse: Pulse | undefined;

  async function listOf(kind: FlowRequest['kind'], signal: AbortSignal) {
    try {
      return await source.list(kind, { signal, correlator: newId() });
    } catch (error) {
      if (error instanceof Refusal && error.code === 'NOT_IMPLEMENTED') return undefined;
      throw error;
    }
  }

  async function rowsOf(kinds: readonly FlowKind[], asOf: Date): Promise<readonly (ComparedFlow & { readonly isOlder: boolean })[]> {
    const rows = await db.prisma.networkFlow.findMany({
      where: { kind: { in: [...kinds] }, phase: { not: 'WANTED' } },
      select: { id: true, kind: true, resourceId: true, phase: true, upstreamId: true, sentAt: true },
    });
    return rows.map(({ sentAt, ...row }) => ({ ...row, isOlder: sentAt !== null && sentAt < asOf }));
  }

  async function removeStray({ of: { flowId, kind }, upstreamId, isDouble }: Stray): Promise<void> {
    if (upstreamId === undefined) return log.warn({ flow: flowId, kind }, 'the network has a flow that nobody wants any more, and does not tell its id: it cannot be removed');
    log.info({ flow: flowId, kind }, 'the network has a flow that nobody wants any more; it will be removed');
    await db.prisma.$transaction((tx) => store.insertStray(tx, { id: isDouble ? newId() : flowId, kind, upstreamId }, clock.now()));
  }

  async function reconcile(kind: FlowRequest['kind'], signal: AbortSignal): Promise<void> {
    const asOf = clock.now();
    const listed = await listOf(kind, signal);
    if (!listed) return;
    const rows = await rowsOf(KINDS[kind], asOf);
    const { found, strays, missing } = compare(listed, rows, callbacks.flowAt);
    for (const { flow, upstreamId } of found) await recorder.apply(flow, { kind: 'created', upstreamId, status: 'REQUESTED' });
    for (const stray of strays) await removeStray(stray);
    for (const flow of missing) if (flow.isOlder && !signal.aborted) await recorder.apply(flow, { kind: 'not-listed', asOf });
    if (found.length + strays.length > 0) wake();
  }

  async function once(signal: AbortSignal): Promise<void> {
    const kinds = await Promise.allSettled([reconcile('influence', signal), reconcile('session', signal)]);
    for (const kind of kinds) if (kind.status === 'rejected') throw kind.reason;
  }

  return {
    once,
    start() {
      pulse ??= startPulse(once, { name: 'comparison with the network', log, everyMs, retry: { first: 1_000, most: everyMs } });
    },
    async stop() {
      await pulse?.stop();
      pulse = undefined;
    },
  };
}
