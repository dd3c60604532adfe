import type { Clock } from '../kernel/clock.js';
import { PUT_BY, type RateStore } from './rate-limit.store.js';

/** For tests: windows in memory, which can be made to fail. */
export interface FakeRateStore extends RateStore {
  /** How often a share was asked for. */
  readonly asked: number;
  /** Every later call rejects with this; undefined ends it. */
  fail(failure: Error | undefined): void;
}

export function fakeRateStore(clock: Clock): FakeRateStore {
  const windows = new Map<string, { endsAt: number; used: number }>();
  let failure: Error | undefined;
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    fail: (next) => void (failure = next),
    async take({ client, limit, windowMs, need, wish }) {
      asked += 1;
      if (failure) throw failure;
      const now = clock.now().getTime();
      const known = windows.get(client);
      const window = known && known.endsAt > now && known.endsAt <= now + 2 * windowMs ? known : { endsAt: now + windowMs, used: 0 };
      windows.set(client, window);
      const rest = limit - window.used;
      const granted = Math.max(0, Math.min(rest, Math.max(need, Math.min(wish, Math.floor(rest / PUT_BY)))));
      window.used += granted;
      return { granted, left: Math.max(0, limit - window.used), endsInMs: window.endsAt - now };
    },
  };
}
