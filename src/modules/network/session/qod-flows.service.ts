import type { FirstAnswers } from '../flow/first-answer.service.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { FlowFact, FlowOwner, FlowOwnerIn, FlowRow } from '../flow/flow.types.js';
import type { SessionRecorder } from './qod-session-recorder.service.js';
import type { SessionFact } from './qod-session.rules.js';
import type { QodSessionStore } from './qod-session.store.js';

/** What a session changes with; that the network took note of a flow, or let go of it, is nothing to it. */
type TellingFact = Exclude<FlowFact, { readonly kind: 'accepted' | 'gone' }>;

export interface SessionFlowsOptions {
  readonly sessions: QodSessionStore;
  readonly recorder: SessionRecorder;
  readonly answers: FirstAnswers;
}

/** What the flows of a session mean for it. */
export function sessionFlows(options: SessionFlowsOptions): FlowOwner {
  const plain = plainSessionFlows(options);
  return { ...plain, plain };
}

const plainSessionFlows = ({ sessions, recorder, answers }: SessionFlowsOptions): FlowOwnerIn<Statements> => ({
  waitsForGone: false,
  heeds: ['granted', 'refused', 'terminated'],
  hold: (tx, resourceId) => sessions.hold(tx, resourceId),
  async told(tx, resourceId, fact, flows) {
    if (fact.kind === 'accepted' || fact.kind === 'gone') return;
    const row = await sessions.lock(tx, resourceId);
    if (!row) return;
    const correlator = flows[0]?.correlator ?? null;
    const isMissing = fact.kind === 'refused' && fact.code === 'NOT_IMPLEMENTED' && row.status === 'REQUESTED';
    // As if it had never been asked for: whoever waits for it is refused instead.
    if (isMissing && (await answers.decline(tx, resourceId, 'The network has no quality on demand.'))) await recorder.takeAway(tx, row, { kind: 'lost', reason: fact.reason }, correlator);
    else await recorder.apply(tx, row, meaning(fact, flows), correlator);
  },
});

/** A session is in force when all its flows are, and over with the first that is lost. */
function meaning(fact: TellingFact, flows: readonly FlowRow[]): SessionFact {
  if (fact.kind !== 'granted') return { kind: 'lost', reason: fact.reason };
  return flows.length > 0 && flows.every(({ phase }) => phase === 'GRANTED') ? { kind: 'granted' } : { kind: 'time' };
}
