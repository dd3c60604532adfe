import { fsyncSync } from 'node:fs';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { readTemplate } from './template.js';
import { isFailure, isStartup, leavesTransaction, NEW_SESSION, simpleQuery } from './wire.js';

/** PGlite is this version of PostgreSQL; the folder of another major version cannot be opened. */
export const EMBEDDED_MAJOR = '18';

/** PostgreSQL behind its wire protocol: what a client would send in, what the server would answer out. */
export interface Engine {
  /** @throws Error when the engine has stopped; an error of SQL is an answer like any other. */
  exec(message: Uint8Array): Promise<readonly Uint8Array[]>;
  close(): Promise<void>;
}

export interface EngineOptions {
  /** The database's folder, made when it is missing. In memory when undefined. */
  readonly folder?: string | undefined;
  /** A commit is on the disk before it is answered, as on a server. PGlite by itself leaves that to the system. */
  readonly sync: boolean;
  /** There is no database yet: it is made, from the template where there is one. */
  readonly fresh: boolean;
}

/** How long the engine may go without a checkpoint while it is written to, in ms. */
const HOUSEKEEPING = 60_000;
/** So many checkpoints to one vacuum. */
const ROUNDS_PER_VACUUM = 10;

/** Starts PostgreSQL in this thread. `onFault` hears of housekeeping that failed; it is done every `housekeeping` ms. */
export async function startEngine(options: EngineOptions, onFault: (error: unknown) => void, housekeeping = HOUSEKEEPING): Promise<Engine> {
  const database = await PGlite.create(settingsOf(options));
  let last: Promise<unknown> = Promise.resolve();
  let inTransaction = false;
  let used = false;
  let rounds = 0;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined); // told to whoever waits for `result`
    return result;
  };

  const send = async (message: Uint8Array): Promise<readonly Uint8Array[]> => {
    const answer: Uint8Array[] = [];
    // What is handed out is a view of the engine's memory, which the next message overwrites.
    await database.execProtocolRawStream(message, { onRawData: (data) => void answer.push(Uint8Array.from(data)) });
    inTransaction = leavesTransaction(answer);
    return answer;
  };

  const keepHouse = async (): Promise<void> => {
    if (!used || inTransaction) return;
    used = false;
    rounds += 1;
    for (const sql of rounds % ROUNDS_PER_VACUUM === 0 ? ['VACUUM (ANALYZE)', 'CHECKPOINT'] : ['CHECKPOINT']) {
      if (isFailure(await send(simpleQuery(sql)))) throw new Error(`${sql} failed.`);
    }
  };
  // PostgreSQL in one process has neither checkpointer nor autovacuum: its log and its dead rows would only grow.
  const timer = setInterval(() => void inTurn(keepHouse).catch(onFault), housekeeping).unref();

  return {
    exec: (message) =>
      inTurn(async () => {
        used = true;
        // There is one session for all clients that follow one another; what the last one left in it ends here.
        if (isStartup(message)) await send(NEW_SESSION);
        return send(message);
      }),
    close: () => {
      clearInterval(timer);
      return inTurn(() => database.close());
    },
  };
}

function settingsOf({ folder, sync, fresh }: EngineOptions): PGliteOptions {
  const kept = sync ? PGlite.defaultStartParams.filter((param) => param !== '-F') : PGlite.defaultStartParams;
  // Emscripten has no fdatasync, PostgreSQL's first choice.
  const settings = ['shared_buffers=16MB', 'min_wal_size=32MB', ...(sync ? ['wal_sync_method=fsync'] : [])];
  const template = fresh ? readTemplate() : undefined;
  return {
    ...(template === undefined ? {} : { loadDataDir: template }),
    ...(folder === undefined ? {} : sync ? { fs: syncingFolder(folder) } : { dataDir: folder }),
    startParams: [...kept, ...settings.flatMap((setting) => ['-c', setting])],
  };
}

interface EmscriptenModule {
  readonly NODEFS: { readonly stream_ops: Record<string, unknown> };
}

/** PGlite's folder on the disk, with the fsync that Emscripten's file system lacks. */
function syncingFolder(folder: string): NodeFS {
  const files = new NodeFS(folder);
  const init = files.init.bind(files);
  files.init = async (...args) => {
    const result = await init(...args);
    result.emscriptenOpts.preRun?.push((module: unknown) => {
      (module as EmscriptenModule).NODEFS.stream_ops['fsync'] = ({ nfd }: { nfd?: number }) => {
        if (nfd !== undefined) fsyncSync(nfd);
        return 0;
      };
    });
    return result;
  };
  return files;
}
