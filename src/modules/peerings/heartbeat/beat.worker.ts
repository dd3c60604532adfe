import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { startAlarm } from '../../../outbound/alarm.js';
import { nameFailure } from '../../../outbound/failure.js';
import type { Pulse } from '../../../outbound/pulse.js';
import type { WorkState } from '../../../outbound/relay.js';
import type { LeaseStore } from '../peering/lease.store.js';
import type { BeatRunner } from './beat-runner.service.js';
import type { BeatTimes } from './beat-times.store.js';
import type { Schedule } from './schedule.rules.js';

/** Has every standing peering beaten when its time comes, whichever replica does it. */
export interface BeatWorker {
  start(): Promise<void>;
  /** Takes nothing more, waits for the beats that run, and cuts off what does not end in time. */
  stop(): Promise<void>;
  /** A beat may be due now. */
  wake(): void;
  state(): WorkState;
}

export interface BeatWorkerOptions {
  readonly leases: LeaseStore;
  readonly times: BeatTimes;
  readonly runner: BeatRunner;
  readonly schedule: Schedule;
  readonly holder: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Nobody else uses the database. */
  readonly embedded: boolean;
  /** Organizations at a time. @default 32 */
  readonly width?: number;
  /** Milliseconds for what runs at the end. @default 10000 */
  readonly stopMs?: number;
}

/** Between two looks at the rows, in milliseconds: what falls due in between is taken at once. */
const BREATH_MS = 20;
/** How old the count of what waits may be, in milliseconds. */
const LAG_AGE_MS = 1_000;

export function beatWorker({ leases, times, runner, schedule, holder, leaseMs, clock, log, embedded, width = 32, stopMs = 10_000 }: BeatWorkerOptions): BeatWorker {
  let alarm: Pulse | undefined;
  let breath: NodeJS.Timeout | undefined;
  let isFull = false;
  let lag = 0;
  let countedAt = -Infinity;

  /** There is room again, while more may be due. */
  function ended(): void {
    if (isFull) breath ??= setTimeout(wakeUp, BREATH_MS);
  }

  function wakeUp(): void {
    breath = undefined;
    alarm?.wake();
  }

  async function round(): Promise<Date | undefined> {
    const now = clock.now();
    const room = width - runner.running();
    const claimed = room > 0 ? await leases.claimDue(holder, leaseMs, room, now) : [];
    // What a beat could not do is logged and counted where it runs
    for (const row of claimed) void runner.run(row).then(ended, ended);
    isFull = claimed.length === Math.max(0, room);
    await measureLag(now);
    if (isFull) return undefined;
    const next = await leases.nextDue();
    return next && new Date(Math.max(next.getTime(), now.getTime() + BREATH_MS));
  }

  async function measureLag(now: Date): Promise<void> {
    if (isFull && performance.now() - countedAt < LAG_AGE_MS) return;
    countedAt = performance.now();
    lag = isFull ? Math.max(0, (await leases.waiting(now)).due - runner.running()) : 0;
  }

  return {
    async start() {
      if (embedded) await leases.freeAll();
      const now = clock.now();
      const moved = await times.align(schedule.tickAfter(now), now);
      if (moved > 0) log.info({ moved }, 'Beats of peered OSSs were given other times');
      runner.start();
      if (schedule.soon(now)) alarm ??= startAlarm(round, { name: 'the heartbeat', log, clock });
    },
    async stop() {
      await alarm?.stop();
      alarm = undefined;
      clearTimeout(breath);
      await runner.stop(stopMs);
    },
    wake: () => alarm?.wake(),
    state() {
      const failure = alarm?.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `Beats cannot be taken (${nameFailure(failure)}).` };
    },
  };
}
