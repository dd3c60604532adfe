import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { FlowKind } from '../../../generated/prisma/enums.js';
import { Refusal } from '../../../kernel/refusal.js';
import { failureFields } from '../../../outbound/failure.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import { inBatches } from '../../../outbound/lanes.js';
import type { FlowRecorder } from './flow-recorder.service.js';
import { isDetached, isSettled, isUnanswered, type FlowLimits, type FlowState, type NetworkFact } from './flow.rules.js';
import type { ClaimedFlow, FlowStore, Removal } from './flow.store.js';
import type { FlowCallbacks, FlowOwner } from './flow.types.js';
import type { FlowRequest, NetworkCall, NetworkSource } from '../upstream/network.types.js';

/** A step that may not be written yet: others may ask the network meanwhile. */
export interface TakenStep {
  /** The flow afterwards; undefined when its row is gone. */
  readonly written: Promise<FlowState | undefined>;
}

/** One step of a flow: what is due is asked of the network, and the answer is written. */
export interface FlowSteps {
  /** Settles when the network has answered. */
  step(flow: ClaimedFlow, signal: AbortSignal): Promise<TakenStep>;
  /** How many calls in a row have not reached the network. */
  unreached(): number;
}

export interface FlowStepOptions {
  readonly source: NetworkSource;
  readonly store: FlowStore;
  readonly recorder: FlowRecorder;
  readonly callbacks: FlowCallbacks;
  readonly owners: ReadonlyMap<FlowKind, FlowOwner>;
  readonly limits: FlowLimits;
  /** Since when the network may tell of flows here. */
  listeningSince(): Date;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the network calls it. */
export const networkKind = (kind: FlowKind): FlowRequest['kind'] => (kind === 'TRAFFIC_INFLUENCE' ? 'influence' : 'session');

export function flowSteps({ source, store, recorder, callbacks, owners, limits, listeningSince, clock, log }: FlowStepOptions): FlowSteps {
  let unreached = 0;
  const settleGone = inBatches<Removal>((removals) => store.settleGone(removals));

  async function call<T>(flow: ClaimedFlow, what: string, work: () => Promise<T>): Promise<{ readonly answer: T } | { readonly failure: unknown }> {
    try {
      const answer = await work();
      unreached = 0;
      return { answer };
    } catch (failure) {
      unreached = failure instanceof Refusal && failure.code === 'UNAVAILABLE' ? unreached + 1 : 0;
      log.debug({ flow: flow.id, what, ...failureFields(failure) }, 'the network did not do what a flow needs');
      return { failure };
    }
  }

  async function create(flow: ClaimedFlow, to: NetworkCall): Promise<NetworkFact> {
    const notify = callbacks.addressOf({ kind: flow.kind, flowId: flow.id });
    const told = await call(flow, 'create', () => source.create(flow.request as unknown as FlowRequest, notify, to));
    if ('answer' in told) return { kind: 'created', ...told.answer };
    const { failure } = told;
    const definite = isDefinite(failure);
    log.warn({ flow: flow.id, kind: flow.kind, definite, correlator: to.correlator, ...failureFields(failure) }, 'the network did not accept a flow');
    if (failure instanceof Refusal) return { kind: 'not-created', definite, code: failure.code, reason: failure.message };
    return { kind: 'not-created', definite, code: 'INTERNAL', reason: 'The gateway could not ask the network.' };
  }

  async function look(flow: ClaimedFlow, upstreamId: string, to: NetworkCall): Promise<NetworkFact> {
    const told = await call(flow, 'status', () => source.status(networkKind(flow.kind), upstreamId, to));
    return 'answer' in told ? { kind: 'seen', upstreamId, status: told.answer } : { kind: 'unseen' };
  }

  /** Nobody waits for it to be gone. */
  const isUnawaited = (flow: ClaimedFlow): boolean => isDetached(flow) || owners.get(flow.kind)?.waitsForGone === false;

  async function remove(flow: ClaimedFlow, upstreamId: string, to: NetworkCall): Promise<TakenStep> {
    const told = await call(flow, 'remove', () => source.remove(networkKind(flow.kind), upstreamId, to));
    if ('failure' in told) return to.signal.aborted ? left(flow) : record(flow, { kind: 'not-removed' });
    if (told.answer === 'unsure') return record(flow, { kind: 'perhaps-removed', upstreamId });
    if (!isUnawaited(flow) || !isSettled(flow, clock.now(), limits)) return record(flow, { kind: 'removed', upstreamId });
    return { written: settleGone({ id: flow.id, upstreamId }).then(() => undefined) };
  }

  /** The process stops: the next one does it. */
  const left = (flow: ClaimedFlow): TakenStep => ({ written: Promise.resolve(flow) });

  /** One at a time for each place among the calls: a transaction takes one of few connections. */
  async function record(flow: ClaimedFlow, fact: NetworkFact): Promise<TakenStep> {
    const next = await recorder.apply(flow, fact);
    if (next === undefined && fact.kind === 'perhaps-removed') log.warn({ flow: flow.id, kind: flow.kind }, 'the network may still have a flow: its removals were answered in a form that is not the network’s, and are given up');
    if (next === undefined && fact.kind === 'due' && isUnanswered(flow)) log.warn({ flow: flow.id, kind: flow.kind, sentAt: flow.sentAt }, 'a request to the network that had no answer is forgotten: whatever came of it was never heard of');
    return { written: Promise.resolve(next) };
  }

  return {
    unreached: () => unreached,
    async step(flow, signal) {
      const to: NetworkCall = { signal, correlator: flow.correlator ?? flow.id };
      const { phase, was, upstreamId } = flow;
      if (phase === 'REMOVING' && upstreamId !== null) return remove(flow, upstreamId, to);
      if (phase === 'SENT' && was === 'WANTED') return record(flow, await create(flow, to));
      const asked = (phase === 'PENDING' || phase === 'GRANTED') && upstreamId !== null;
      return record(flow, asked ? await look(flow, upstreamId, to) : { kind: 'due', listeningSince: listeningSince() });
    },
  };
}
