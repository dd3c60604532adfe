import { setImmediate as breathe } from 'node:timers/promises';
import type { Engine } from '../federation/engine.js';

/** Documents that are ready on a graph when it becomes the current one, at most. */
const READY = 100;
/** Milliseconds after which it becomes current all the same: a busy process takes many turns. */
const LIMIT_MS = 500;

/** Prepares what callers asked for last, in turns with other work: else all of it would be planned with the next requests. */
export async function warm(next: Engine, engine: Engine): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  for (const { query, operationName } of engine.latest(READY).toReversed()) {
    if (performance.now() > end) return;
    next.prepare(query, operationName);
    await breathe();
  }
}
