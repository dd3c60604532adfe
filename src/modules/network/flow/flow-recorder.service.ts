import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { FlowKind } from '../../../generated/prisma/enums.js';
import { failureFields } from '../../../outbound/failure.js';
import { backoff } from '../../../outbound/pulse.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { afterFact, isDetached, isUnanswered, type FlowLimits, type FlowState, type NetworkFact } from './flow.rules.js';
import type { FlowStore } from './flow.store.js';
import type { FlowOwner, FlowOwnerIn, FlowRow } from './flow.types.js';

export type FlowRef = Pick<FlowRow, 'id' | 'kind' | 'resourceId'>;

/** Writes what came to be known of flows, and tells their resources of it in the same transaction. */
export interface FlowRecorder {
  /**
   * @param flow as it was read last; the row itself may have changed since.
   * @returns the flow afterwards; undefined when its row is gone.
   */
  apply(flow: FlowRef, fact: NetworkFact): Promise<FlowState | undefined>;
  /** The same for one of which the id alone is known. */
  applyTo(flow: { readonly flowId: string; readonly kind: FlowKind }, fact: NetworkFact): Promise<FlowState | undefined>;
}

export interface FlowRecorderOptions {
  readonly db: Database;
  readonly store: FlowStore;
  /** Whose leases end with a fact. */
  readonly runner: string;
  readonly owners: ReadonlyMap<FlowKind, FlowOwner>;
  readonly limits: FlowLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** The database may be away for a moment, and what the network said is not said again. */
const TRIES = 6;
/** Some minutes: an id that the network answered is known to nobody else, and without it the flow cannot be removed there. */
const TRIES_WITH_ID = 100;
const RETRY = { first: 100, most: 3_000 } as const;
/** A due flow that a fact did not move is not taken again at once. */
const IDLE_MS = 1_000;

export function flowRecorder({ db, store, runner, owners, limits, clock, log }: FlowRecorderOptions): FlowRecorder {
  const ownerOf = (kind: FlowKind): FlowOwner => {
    const owner = owners.get(kind);
    if (!owner) throw new Error(`Nobody owns flows of the kind ${kind}.`);
    return owner;
  };

  /** An id of the network's for which there is no row (any more): what it names is to go. */
  async function stray(tx: Statements, { id, kind }: FlowRef, fact: NetworkFact, now: Date): Promise<void> {
    const upstreamId = fact.kind === 'created' || (fact.kind === 'noticed' && fact.status === 'GRANTED') ? fact.upstreamId : undefined;
    if (upstreamId === undefined) return;
    log.info({ flow: id, kind }, 'the network has a flow that nobody wants any more; it will be removed');
    await store.insertStray(tx, { id, kind, upstreamId }, now);
  }

  async function write<Tx extends Statements>(tx: Tx, owner: FlowOwnerIn<Tx>, flow: FlowRef, fact: NetworkFact): Promise<FlowState | undefined> {
    const now = clock.now();
    if (!isDetached(flow)) await owner.hold(tx, flow.resourceId);
    const row = await store.lock(tx, flow.id);
    if (!row) {
      await stray(tx, flow, fact, now);
      return undefined;
    }
    const { next, told } = afterFact(row, fact, now, limits);
    if (next && isUnanswered(next) && isDetached(next) && !isDetached(row)) {
      log.warn({ flow: row.id, kind: row.kind, sentAt: row.sentAt }, 'a request to the network had no answer: should the network have carried it out, it is removed there when the network tells of it');
    }
    const idle = next === row && row.leasedBy === runner && row.dueAt <= now;
    if (next === undefined) await store.remove(tx, row.id);
    else if (next !== row || row.leasedBy === runner) await store.replace(tx, idle ? { ...next, dueAt: new Date(now.getTime() + IDLE_MS) } : next);
    const heeded = told.filter(({ kind }) => owner.heeds?.includes(kind) ?? true);
    for (const one of heeded) await owner.told(tx, row.resourceId, one, await store.of(tx, row.resourceId));
    return next;
  }

  async function apply(flow: FlowRef, fact: NetworkFact): Promise<FlowState | undefined> {
    const owner = ownerOf(flow.kind);
    const { plain } = owner;
    const most = fact.kind === 'created' ? TRIES_WITH_ID : TRIES;
    for (let tries = 1; ; tries += 1) {
      try {
        return await (plain ? db.transact((tx) => write(tx, plain, flow, fact)) : db.prisma.$transaction((tx) => write(tx, owner, flow, fact)));
      } catch (error) {
        if (tries === most) throw error;
        log.warn({ flow: flow.id, fact: fact.kind, tries, ...failureFields(error) }, 'what became of a flow could not be written and will be tried again');
        await sleep(backoff(tries, RETRY));
      }
    }
  }

  return {
    apply,
    async applyTo({ flowId, kind }, fact) {
      return apply({ id: flowId, kind, resourceId: (await store.resourceOf(flowId)) ?? flowId }, fact);
    },
  };
}
