import { requireUuid } from '../../../kernel/id.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { EventSinks } from '../event-sink.types.js';
import { FIRST_ANSWER_MS } from '../flow/first-answer.service.js';
import type { Flows } from '../flow/flow.types.js';
import { NETWORK_NOTICE_TYPES } from '../notices.events.js';
import { requireOwn } from '../resource.rules.js';
import { influenceChange, instancesOf, toInfluenceFlow } from './traffic-influence-keeper.service.js';
import type { AdmittedInfluenceSubscription, InfluencePlans } from './traffic-influence-plan.service.js';
import { isSame, requestsFor, targetsAfter, type InfluencePlace, type Surroundings } from './traffic-influence-target.rules.js';
import { toTrafficInfluence } from './traffic-influence.answers.js';
import { readInfluenceChange, type InfluenceChange, type InfluenceFilters } from './traffic-influence.manifest.js';
import { newestRound } from './traffic-influence.rules.js';
import type { InfluenceSource } from './traffic-influence.service.js';
import type { TrafficInfluenceRow, TrafficInfluenceStore } from './traffic-influence.store.js';
import type { TrafficInfluence, UpdateTrafficInfluenceInput } from './traffic-influence.types.js';

export interface TrafficInfluenceUpdates {
  /**
   * Leads the packets anew where the change asks for that: it is ordered again then, and what carries it now stays until the
   * new is in force. Answers when the network has, or after 2 s.
   * @throws Refusal INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, DENIED_WAIT (it is not active), and those of sinks and the SRM source
   */
  update(ctx: RequestContext, input: UpdateTrafficInfluenceInput): Promise<TrafficInfluence>;
}

export interface TrafficInfluenceUpdatesOptions {
  readonly db: Database;
  readonly influences: TrafficInfluenceStore;
  readonly plans: InfluencePlans;
  readonly sinks: Pick<EventSinks, 'register' | 'end'>;
  readonly flows: Flows;
  readonly clock: Clock;
  readonly sourceOf: InfluenceSource;
}

interface Change {
  readonly id: string;
  readonly wanted: InfluenceChange;
  /** Undefined: where packets are led to stays. */
  readonly around: Surroundings | undefined;
  readonly subscription: AdmittedInfluenceSubscription | undefined;
}

function requireActive({ state }: TrafficInfluenceRow): void {
  if (state === 'ACTIVE') return;
  if (state !== 'ORDERED' && state !== 'CREATED') throw new Refusal('DENIED_WAIT', `Only an influence whose state is "active" can be changed; this one is in "${state.toLowerCase().replaceAll('_', ' ')}".`);
  throw new Refusal('DENIED_WAIT', 'The influence is still being provisioned. Wait for its state to be "active" before changing it.', { retryAfter: 1 });
}

export function trafficInfluenceUpdates({ db, influences, plans, sinks, flows, clock, sourceOf }: TrafficInfluenceUpdatesOptions): TrafficInfluenceUpdates {
  async function held(tx: Tx, ctx: RequestContext, id: string): Promise<TrafficInfluenceRow> {
    const row = requireOwn(ctx.caller, await influences.lock(tx, id), 'traffic influence');
    requireActive(row);
    return row;
  }

  /** New flows, unless those that there are do. @returns what changes of the row */
  async function lead(tx: Tx, row: TrafficInfluenceRow, wanted: InfluenceChange, around: Surroundings, correlator: string): Promise<Partial<TrafficInfluenceRow>> {
    const { place, targets } = targetsAfter(row.appId, placeOf(row), placeOf(wanted), around);
    const filters = filtersOf(row as InfluenceFilters, wanted);
    const there = newestRound((await flows.of(tx, row.id)).map(toInfluenceFlow)).map(({ request }) => request);
    // The device is told by what carries it now, and by nothing else.
    if (!there[0]) throw new Refusal('ABORTED', 'The influence is being changed; try again.', { retryAfter: 1 });
    const requests = requestsFor(row.appId, targets, { device: there[0].device, filters, round: (there[0].ours?.round ?? 0) + 1 });
    const next = { ...place, sourceTrafficFilters: filters.sourceTrafficFilters ?? null, destinationTrafficFilters: filters.destinationTrafficFilters ?? null };
    if (isSame(there, requests)) return next;
    await flows.want(tx, { kind: 'TRAFFIC_INFLUENCE', resourceId: row.id, requests, correlator });
    const ordered = { ...row, ...next, state: 'ORDERED' as const, stateReason: null, updatedAt: clock.now() };
    await record(tx, [influenceChange({ before: row.state, row: ordered, appInstanceIds: instancesOf(requests), correlator })]);
    return { ...next, state: ordered.state, stateReason: null };
  }

  async function change(tx: Tx, ctx: RequestContext, { id, wanted, around, subscription }: Change): Promise<TrafficInfluenceRow> {
    const row = await held(tx, ctx, id);
    const now = clock.now();
    const led = around ? await lead(tx, row, wanted, around, ctx.correlator) : {};
    const next = { ...row, ...led, ...(subscription && { subscriptionRequest: subscription.answered as unknown as TrafficInfluenceRow['subscriptionRequest'] }), updatedAt: now };
    await influences.replace(tx, next);
    if (subscription) {
      await sinks.end(tx, id);
      await sinks.register(tx, subscription.sink, { resourceId: id, owner: row, eventType: NETWORK_NOTICE_TYPES.influence, source: sourceOf(id), now });
    }
    return next;
  }

  return {
    async update(ctx, input) {
      const { id } = input;
      requireUuid(id);
      const wanted = readInfluenceChange(input);
      // Whose it is, and whether it may be changed, come first: the rest is asked of others.
      const row = requireOwn(ctx.caller, await influences.load(id), 'traffic influence');
      requireActive(row);
      const around = Object.values(wanted).every((member) => member === undefined) ? undefined : await plans.around(ctx, row.appId, { named: wanted.appInstanceId, before: row.appInstanceId });
      const subscription = input.subscription ? await plans.admit(input.subscription) : undefined;
      const changed = await db.prisma.$transaction((tx) => change(tx, ctx, { id, wanted, around, subscription }));
      await flows.drive(id, FIRST_ANSWER_MS);
      return toTrafficInfluence((await influences.load(id)) ?? changed);
    },
  };
}

type Named = { readonly [Member in keyof InfluencePlace]?: InfluencePlace[Member] | undefined };

const placeOf = ({ appInstanceId = null, edgeCloudRegion = null, edgeCloudZoneId = null }: Named): InfluencePlace => ({ appInstanceId, edgeCloudRegion, edgeCloudZoneId });

/** A filter is replaced whole. */
const filtersOf = (before: InfluenceFilters, wanted: InfluenceFilters): InfluenceFilters => ({
  sourceTrafficFilters: wanted.sourceTrafficFilters ?? before.sourceTrafficFilters,
  destinationTrafficFilters: wanted.destinationTrafficFilters ?? before.destinationTrafficFilters,
});
