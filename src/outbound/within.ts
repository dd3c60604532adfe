import { Refusal } from '../kernel/refusal.js';

/**
 * Waits for work that cannot be cancelled, for so long and no longer; its later failure is nobody's.
 * @throws Refusal TIMEOUT with `message`, or the signal's reason.
 */
export async function within<T>(ms: number, signal: AbortSignal, message: string, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Refusal('TIMEOUT', message)), ms);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    stop();
  }
}
