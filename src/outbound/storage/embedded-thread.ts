import { Worker } from 'node:worker_threads';
import type { Log } from '../../kernel/context.js';
import type { Engine, EngineOptions } from './embedded-engine.js';
import { isStartup } from './wire.js';

/** To the thread. Without a message: close. */
export interface Request {
  readonly id: number;
  readonly message?: Uint8Array;
}

/** From the thread. Id 0 tells that the engine stands; a `fault` is housekeeping that failed. */
export type Answer =
  | { readonly id: number; readonly data: readonly Uint8Array[] }
  | { readonly id: number; readonly error: string }
  | { readonly fault: string };

/** An engine in a thread of its own: its work is synchronous, and would hold up every other request of the process. */
export interface EngineThread extends Engine {
  /** Why it no longer answers; undefined while it does. */
  fault(): Error | undefined;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** The compiled file of the thread: Node starts no thread from TypeScript. */
export const threadFile = new URL('./embedded-worker.js', import.meta.url);

/** Starts an engine; settles when it stands or has failed. */
export async function startThread(options: EngineOptions, onFault: (error: unknown) => void): Promise<EngineThread> {
  const worker = new Worker(threadFile, { workerData: options });
  const waiting = new Map<number, { resolve(data: readonly Uint8Array[]): void; reject(error: Error): void }>();
  let lastId = 0;
  let dead: Error | undefined;

  const end = (error: Error): void => {
    dead ??= error;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    if ('fault' in answer) return onFault(new Error(answer.fault));
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('data' in answer) call?.resolve(answer.data);
    else call?.reject(new Error(`The embedded database met an error: ${answer.error}`));
  });
  worker.on('error', end);
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      end(new Error('The embedded database has stopped.'));
      resolve();
    });
  });

  const ask = (id: number, request?: Request): Promise<readonly Uint8Array[]> => {
    if (dead !== undefined) return Promise.reject(dead);
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      if (request !== undefined) worker.postMessage(request, request.message ? [request.message.buffer as ArrayBuffer] : []);
    });
  };
  const call = (message?: Uint8Array): Promise<readonly Uint8Array[]> => {
    lastId += 1;
    return ask(lastId, message === undefined ? { id: lastId } : { id: lastId, message });
  };

  await ask(0);
  return {
    exec: (message) => call(Uint8Array.from(message)),
    close: async () => {
      if (dead === undefined) await call();
      await exited;
    },
    fault: () => dead,
    kill: async () => {
      await worker.terminate();
    },
  };
}

/**
 * A thread that is started again for the next client when it has died: WebAssembly can abort, and PostgreSQL recovers
 * from its log. Clients that it died under are told.
 */
export async function revivingThread(start: () => Promise<EngineThread>, log: Log): Promise<Engine> {
  let thread = await start();
  let reviving: Promise<void> | undefined;

  const revive = async (fault: Error): Promise<void> => {
    log.error({ err: fault }, 'The embedded database has died and is started again');
    thread = await start();
  };
  return {
    exec: async (message) => {
      const fault = thread.fault();
      if (fault !== undefined && isStartup(message)) {
        reviving ??= revive(fault).finally(() => (reviving = undefined));
        await reviving;
      }
      return thread.exec(message);
    },
    close: () => thread.close(),
  };
}
