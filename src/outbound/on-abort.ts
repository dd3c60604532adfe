type Listener = () => void;

const listeners = new WeakMap<AbortSignal, Set<Listener>>();

/**
 * Calls `listener` once when the signal fires; not when it has fired before. One event listener serves all that wait for
 * the same signal: dozens of calls may belong to one request, and Node warns of a leak from eleven on.
 * @returns takes the listener away.
 */
export function onAbort(signal: AbortSignal, listener: Listener): () => void {
  let waiting = listeners.get(signal);
  if (waiting === undefined) {
    const all = new Set<Listener>();
    waiting = all;
    listeners.set(signal, all);
    signal.addEventListener('abort', () => all.forEach((one) => one()), { once: true });
  }
  const all = waiting;
  all.add(listener);
  return () => void all.delete(listener);
}
