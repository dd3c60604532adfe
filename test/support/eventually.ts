import { setTimeout as sleep } from 'node:timers/promises';

/** Tries an assertion until it holds. @throws its last failure after `withinMs`. */
export async function eventually<T>(assertion: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await sleep(15);
    }
  }
}
