import type { RequestContext } from '../../../kernel/context.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { STATUS_CHANGED, type PeeringsEventData } from '../peerings.events.js';
import { onAbort } from '../../../outbound/on-abort.js';
import type { BeatTick, BeatTicks } from './beat-ticks.service.js';
import type { PeeringHeartbeat } from './heartbeat.types.js';
import { mergeStreams } from './merge.rules.js';

export interface HeartbeatStream {
  readonly organizationId?: string | null;
  readonly ticks?: boolean | null;
  readonly after?: string | null;
}

export interface Heartbeats {
  /** Changes of status, and beats where they are asked for. @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: HeartbeatStream): AsyncIterable<PeeringHeartbeat>;
}

type Told = PeeringsEventData<typeof STATUS_CHANGED>;

/** Ticks kept for a slow reader. */
const ROOM = 100;

export const heartbeats = (log: EventLog, ticks: BeatTicks): Heartbeats => ({
  follow(ctx, { organizationId, ticks: withTicks, after }) {
    const changes = followChanges<Told, ReturnType<typeof statusOf>>(log, ctx, {
      type: STATUS_CHANGED,
      after,
      where: (data) => fits(organizationId, data.organizationId),
      toChange: ({ data }) => statusOf(data),
    }) as AsyncIterable<PeeringHeartbeat>;
    if (withTicks !== true) return changes;
    const join = (take: (heartbeat: PeeringHeartbeat) => void): (() => void) => {
      const leave = ticks.follow((tick) => void (fits(organizationId, tick.organizationId) && take(tickOf(tick))));
      // Nobody may ever read
      onAbort(ctx.signal, leave);
      if (ctx.signal.aborted) leave();
      return leave;
    };
    return mergeStreams(changes, join, ROOM);
  },
});

const statusOf = ({ organizationId, previousStatus, status, reason, consecutiveFailures }: Told) =>
  ({ kind: 'STATUS', organizationId, previousStatus, status, reason, consecutiveFailures, latencyMs: null }) as const;

const tickOf = ({ organizationId, status, reason, consecutiveFailures, latencyMs, at }: BeatTick): PeeringHeartbeat =>
  ({ kind: 'TICK', cursor: null, at: new Date(at), organizationId, previousStatus: null, status, reason, consecutiveFailures, latencyMs });
