import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { failureFields } from '../../../outbound/failure.js';
import { inBatches } from '../../../outbound/lanes.js';
import { pause, startPulse, type Pulse } from '../../../outbound/pulse.js';
import type { LeaseStore } from '../peering/lease.store.js';
import type { PeeringRow } from '../peering/peering.types.js';
import { reasonOf, type Beat, type Beats } from './beat.service.js';
import type { BeatTick, BeatTicks } from './beat-ticks.service.js';

export const BEAT_OUTCOMES = ['reachable', 'partial', 'failed', 'open', 'discarded', 'gone', 'aborted'] as const;
export type BeatResult = (typeof BEAT_OUTCOMES)[number];

/** Runs beats of peerings that are leased, and keeps their leases while they run. */
export interface BeatRunner {
  start(): void;
  /** A beat whose lease the caller has, keeps and gives back. @throws a fault of ours */
  carryOut(row: PeeringRow, call: { readonly signal: AbortSignal; readonly correlator: string }): Promise<Beat>;
  /** Takes over the lease, and gives it back. When nothing could be written it is left to end, so that the beat is not tried again at once. @throws a fault of ours */
  run(row: PeeringRow): Promise<Beat>;
  running(): number;
  /** How many beats came to what since the start. */
  counts(): ReadonlyMap<BeatResult, number>;
  /** Waits so long for what runs, and then cuts it off. */
  stop(deadlineMs: number): Promise<void>;
}

export interface BeatRunnerOptions {
  readonly beats: Beats;
  readonly leases: Pick<LeaseStore, 'renew' | 'release'>;
  readonly ticks: Pick<BeatTicks, 'tell'>;
  /** Whose leases these are. */
  readonly holder: string;
  /** Milliseconds of the database's clock; renewed every third of it. */
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Of each beat, in seconds. */
  readonly onBeat?: ((seconds: number) => void) | undefined;
}

/** Milliseconds for what was cut off. */
const GRACE_MS = 2_000;

export function beatRunner({ beats, leases, ticks, holder, leaseMs, clock, log, onBeat }: BeatRunnerOptions): BeatRunner {
  const running = new Map<string, { readonly ending: AbortController; readonly done: Promise<unknown> }>();
  const counts = new Map<BeatResult, number>(BEAT_OUTCOMES.map((outcome) => [outcome, 0]));
  const release = inBatches<string>((ids) => leases.release(ids, holder));
  let renewal: Pulse | undefined;

  const count = (outcome: BeatResult): void => void counts.set(outcome, counts.get(outcome)! + 1);

  async function renew(): Promise<void> {
    const ids = [...running.keys()];
    if (ids.length === 0) return;
    const ours = new Set(await leases.renew(ids, holder, leaseMs));
    for (const id of ids) if (!ours.has(id)) running.get(id)?.ending.abort(new Error('The lease of a beat was lost.'));
  }

  const carryOut: BeatRunner['carryOut'] = async (row, { signal, correlator }) => {
    const began = performance.now();
    try {
      const beat = await beats.beat(row, { signal, correlator });
      const ms = performance.now() - began;
      onBeat?.(ms / 1_000);
      count(resultOf(beat));
      tell(beat, ms, correlator);
      return beat;
    } catch (error) {
      count('aborted');
      log.warn({ organizationId: row.organizationId, correlator, ...failureFields(error) }, 'A beat was given up');
      throw error;
    }
  };

  async function runLeased(row: PeeringRow, signal: AbortSignal): Promise<Beat> {
    try {
      const beat = await carryOut(row, { signal, correlator: newId() });
      if (beat.kind !== 'gone') await release(row.organizationId);
      return beat;
    } finally {
      running.delete(row.organizationId);
    }
  }

  function tell(beat: Beat, ms: number, correlator: string): void {
    if (beat.kind !== 'settled') return;
    const tick = tickOf(beat.after, ms, clock);
    if (beat.before.status !== tick.status) log.info({ organizationId: tick.organizationId, correlator, from: beat.before.status, to: tick.status, code: tick.reason?.code }, 'A peered OSS has another status');
    void ticks.tell(tick);
  }

  return {
    start() {
      renewal ??= startPulse(renew, { name: 'leases of beats', log, everyMs: leaseMs / 3, retry: { first: 200, most: leaseMs / 6 } });
    },
    carryOut,
    run(row) {
      const ending = new AbortController();
      const done = runLeased(row, ending.signal);
      running.set(row.organizationId, { ending, done });
      return done;
    },
    running: () => running.size,
    counts: () => counts,
    async stop(deadlineMs) {
      const over = new AbortController();
      const settled = (): Promise<unknown> => Promise.allSettled([...running.values()].map(({ done }) => done));
      await Promise.race([settled(), pause(deadlineMs, over.signal)]);
      for (const { ending } of running.values()) ending.abort(new Error('The process stops.'));
      await Promise.race([settled(), pause(GRACE_MS, over.signal)]);
      over.abort();
      await renewal?.stop();
      renewal = undefined;
    },
  };
}

function resultOf(beat: Beat): BeatResult {
  if (beat.kind !== 'settled') return beat.kind;
  if (beat.decision.health.failures > 0) return 'failed';
  return beat.decision.failedSpecs.length > 0 ? 'partial' : 'reachable';
}

const tickOf = ({ organizationId, status, lastFailure, failures }: PeeringRow, ms: number, clock: Clock): BeatTick => ({
  organizationId,
  status: status as BeatTick['status'],
  reason: lastFailure && reasonOf(lastFailure),
  consecutiveFailures: failures,
  latencyMs: Math.round(ms),
  at: clock.now().toISOString(),
});
