import { startPulse, type Pulse } from './pulse.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export interface AlarmOptions {
  /** For the log. */
  readonly name: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The longest time between two rounds, in milliseconds: rows may have been written by another replica. @default 1000 */
  readonly everyMs?: number;
}

/**
 * Work that rows call for when their time comes. A round does what is due and tells when the next will be; the clock is
 * looked at then, or when somebody wakes it, and in any case every `everyMs`. The rows remember, so nothing is lost with the process.
 */
export function startAlarm(work: (signal: AbortSignal) => Promise<Date | undefined>, { name, log, clock, everyMs = 1_000 }: AlarmOptions): Pulse {
  let timer: NodeJS.Timeout | undefined;
  const pulse = startPulse(
    async (signal) => {
      clearTimeout(timer);
      const next = await work(signal);
      const ms = next && next.getTime() - clock.now().getTime();
      if (ms !== undefined && ms < everyMs && !signal.aborted) timer = setTimeout(() => pulse.wake(), Math.max(0, ms));
    },
    { name, log, everyMs },
  );
  return {
    wake: pulse.wake,
    failure: pulse.failure,
    async stop() {
      await pulse.stop();
      clearTimeout(timer);
    },
  };
}
