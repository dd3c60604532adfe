import type { Clock } from '../../../kernel/clock.js';
import { record } from '../../../outbound/outbox.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { FirstAnswers } from '../flow/first-answer.service.js';
import type { FlowFact, FlowOwner, FlowRow, Flows } from '../flow/flow.types.js';
import { INFLUENCE_CHANGED, networkEvent, type NetworkEventData } from '../network.events.js';
import type { InfluenceRequest } from '../upstream/network.types.js';
import { afterFact, newestRound, type InfluenceFact, type InfluenceOutcome, type RoundFlow } from './traffic-influence.rules.js';
import type { TrafficInfluenceRow, TrafficInfluenceStore } from './traffic-influence.store.js';

type ChangeData = NetworkEventData<typeof INFLUENCE_CHANGED>;

/** A flow of an influence, with what was asked for. */
export interface InfluenceFlow extends RoundFlow {
  readonly request: InfluenceRequest;
}

export function toInfluenceFlow({ id, phase, request }: FlowRow): InfluenceFlow {
  const asked = request as unknown as InfluenceRequest;
  return { id, phase, request: asked, round: asked.ours?.round ?? 0, of: asked.ours?.of ?? 0 };
}

/** The instances that some flows lead to. */
export const instancesOf = (requests: readonly InfluenceRequest[]): string[] => requests.flatMap(({ ours }) => ours?.appInstanceId ?? []);

/** CAMARA's word for a state. */
const wordOf = (state: TrafficInfluenceRow['state']): ChangeData['state'] => state.toLowerCase().replaceAll('_', ' ') as ChangeData['state'];

export interface InfluenceChanged {
  /** Null for a new one. */
  readonly before: TrafficInfluenceRow['state'] | null;
  readonly row: TrafficInfluenceRow;
  readonly appInstanceIds: readonly string[];
  readonly correlator: string | null;
  readonly removed?: boolean;
}

/** What an influence's change of state is announced as. */
export const influenceChange = ({ before, row, appInstanceIds, correlator, removed = false }: InfluenceChanged) =>
  networkEvent(INFLUENCE_CHANGED, { subject: row.id, owner: row, time: row.updatedAt, correlator }, {
    trafficInfluenceId: row.id,
    apiConsumerId: row.apiConsumerId,
    appId: row.appId,
    appInstanceId: row.appInstanceId,
    edgeCloudRegion: row.edgeCloudRegion,
    edgeCloudZoneId: row.edgeCloudZoneId,
    sourceTrafficFilters: row.sourceTrafficFilters as ChangeData['sourceTrafficFilters'],
    destinationTrafficFilters: row.destinationTrafficFilters as ChangeData['destinationTrafficFilters'],
    selectedAppInstanceIds: [...appInstanceIds],
    previousState: before && wordOf(before),
    state: wordOf(row.state),
    reason: row.stateReason,
    removed,
  });

/** Writes what becomes of influences, each change with its event. */
export interface TrafficInfluenceKeeper extends FlowOwner {
  /** Asks for the end of one that is held. @returns it as it is then, also when it is gone already */
  end(tx: Tx, row: TrafficInfluenceRow, correlator: string | null): Promise<TrafficInfluenceRow>;
}

export interface TrafficInfluenceKeeperOptions {
  readonly influences: TrafficInfluenceStore;
  readonly flows: Pick<Flows, 'release' | 'of'>;
  readonly answers: Pick<FirstAnswers, 'decline'>;
  readonly clock: Clock;
}

/** States in which packets are led, or are to be. */
const LEADING: readonly TrafficInfluenceRow['state'][] = ['ORDERED', 'CREATED', 'ACTIVE'];

export function trafficInfluenceKeeper({ influences, flows, answers, clock }: TrafficInfluenceKeeperOptions): TrafficInfluenceKeeper {
  async function write(tx: Tx, before: TrafficInfluenceRow, { state, removed, keep }: InfluenceOutcome<TrafficInfluenceRow>, there: readonly InfluenceFlow[], correlator: string | null): Promise<TrafficInfluenceRow> {
    const row = state === before && !removed ? before : { ...state, updatedAt: clock.now() };
    if (removed) await influences.remove(tx, row.id);
    else if (row !== before) await influences.replace(tx, row);
    if (row !== before) {
      const appInstanceIds = LEADING.includes(row.state) ? instancesOf(newestRound(there).map(({ request }) => request)) : [];
      await record(tx, [influenceChange({ before: before.state, row, appInstanceIds, correlator, removed })]);
    }
    if (keep) await flows.release(tx, [row.id], keep);
    return row;
  }

  /** The last that is heard of an influence of which the network has nothing any more. */
  const finish = (tx: Tx, row: TrafficInfluenceRow, correlator: string | null) => write(tx, row, { state: { ...row, state: 'DELETED' }, removed: true }, [], correlator);

  return {
    async hold(tx, resourceId) {
      await influences.lock(tx, resourceId);
    },
    async told(tx, resourceId, fact, rows) {
      const row = await influences.lock(tx, resourceId);
      if (!row) return;
      const correlator = rows[0]?.correlator ?? null;
      const there = rows.map(toInfluenceFlow);
      const outcome = afterFact(row, meaningOf(fact), there);
      if (outcome.removed) return void (await finish(tx, row, correlator));
      const declined = fact.kind === 'refused' && fact.code === 'NOT_IMPLEMENTED' && outcome.state !== row && (await answers.decline(tx, resourceId, fact.reason));
      await write(tx, row, { ...outcome, removed: declined }, there, correlator);
    },
    async end(tx, row, correlator) {
      const there = (await flows.of(tx, row.id)).map(toInfluenceFlow);
      const ending = await write(tx, row, afterFact(row, { kind: 'delete' }, there), there, correlator);
      if ((await flows.of(tx, row.id)).length === 0) await finish(tx, ending, correlator);
      return ending;
    },
  };
}

function meaningOf(fact: FlowFact): InfluenceFact {
  switch (fact.kind) {
    case 'accepted':
    case 'granted':
      return { kind: 'advanced' };
    case 'refused':
    case 'terminated':
      return { kind: fact.kind, reason: fact.reason };
    case 'gone':
      return { kind: 'gone' };
  }
}
