import type { Clock } from '../../../kernel/clock.js';
import { record } from '../../../outbound/outbox.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { FirstAnswers } from '../flow/first-answer.service.js';
import type { FlowFact, FlowOwner, FlowRow, Flows } from '../flow/flow.types.js';
import { ASSIGNMENT_CHANGED, networkEvent } from '../network.events.js';
import { afterFact, type AssignmentFact, type AssignmentOutcome } from './qos-assignment.rules.js';
import type { QosAssignmentRow, QosAssignmentStore } from './qos-assignment.store.js';

/** What an assignment's change is announced as. `before` is null for a new one. */
export const assignmentChange = (before: QosAssignmentRow['status'] | null, row: QosAssignmentRow, time: Date, correlator: string | null, removed = false) =>
  networkEvent(ASSIGNMENT_CHANGED, { subject: row.id, owner: row, time, correlator }, {
    assignmentId: row.id,
    qosProfile: row.qosProfile,
    previousStatus: before,
    status: row.status,
    statusInfo: row.statusInfo,
    reason: row.statusReason,
    startedAt: row.startedAt?.toISOString() ?? null,
    removed,
  });

/** Writes what becomes of assignments, each change with its event. */
export interface QosAssignmentKeeper extends FlowOwner {
  /** Applies a fact to a row that is held. */
  apply(tx: Tx, row: QosAssignmentRow, fact: AssignmentFact, correlator: string | null): Promise<AssignmentOutcome<QosAssignmentRow>>;
}

export interface QosAssignmentKeeperOptions {
  readonly assignments: QosAssignmentStore;
  readonly flows: Pick<Flows, 'release'>;
  readonly answers: Pick<FirstAnswers, 'decline'>;
  readonly clock: Clock;
}

export function qosAssignmentKeeper({ assignments, flows, answers, clock }: QosAssignmentKeeperOptions): QosAssignmentKeeper {
  async function write(tx: Tx, before: QosAssignmentRow, { state, removed }: AssignmentOutcome<QosAssignmentRow>, correlator: string | null): Promise<AssignmentOutcome<QosAssignmentRow>> {
    if (state === before && !removed) return { state, removed };
    const now = clock.now();
    const row = { ...state, updatedAt: now };
    if (removed) await assignments.remove(tx, row.id);
    else await assignments.replace(tx, row);
    await record(tx, [assignmentChange(before.status, row, now, correlator, removed)]);
    if (removed || row.statusInfo !== null) await flows.release(tx, [row.id]);
    return { state: row, removed };
  }

  const apply: QosAssignmentKeeper['apply'] = (tx, row, fact, correlator) => write(tx, row, afterFact(row, fact, clock.now()), correlator);

  return {
    apply,
    async hold(tx, resourceId) {
      await assignments.lock(tx, resourceId);
    },
    async told(tx, resourceId, fact, flows) {
      const row = await assignments.lock(tx, resourceId);
      const meant = row && meaningOf(fact, flows);
      if (!row || !meant) return;
      const outcome = afterFact(row, meant, clock.now());
      const declined = fact.kind === 'refused' && fact.code === 'NOT_IMPLEMENTED' && row.status === 'REQUESTED' && (await answers.decline(tx, resourceId, fact.reason));
      await write(tx, row, declined ? { ...outcome, removed: true } : outcome, flows[0]?.correlator ?? null);
    },
  };
}

/** What a flow's news means for its assignment; undefined: nothing (yet). */
function meaningOf(fact: FlowFact, flows: readonly FlowRow[]): AssignmentFact | undefined {
  switch (fact.kind) {
    case 'accepted':
      return undefined;
    case 'granted':
      return flows.length > 0 && flows.every(({ phase }) => phase === 'GRANTED') ? { kind: 'granted' } : undefined;
    case 'refused':
    case 'terminated':
      return { kind: 'lost', reason: fact.reason };
    case 'gone':
      return flows.length === 0 ? { kind: 'gone' } : undefined;
  }
}
