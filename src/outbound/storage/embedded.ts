import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import pg from 'pg';
import type { Log } from '../../kernel/context.js';
import { createChannels, listenTo, unlisten } from './channels.js';
import { prepareFolder } from './data-folder.js';
import { startEngine, type Engine, type EngineOptions } from './embedded-engine.js';
import { engineSocket } from './embedded-socket.js';
import { revivingThread, startThread, threadFile } from './embedded-thread.js';
import { takeLock } from './lock.js';
import { inTime, type Listen, type Postgres } from './postgres.js';

/** How long a query may wait for the one session, in ms. */
const TURN_TIMEOUT = 30_000;

/** PostgreSQL in this thread, gone when it is closed: for tests. */
export async function openInMemory(log: Log): Promise<Postgres> {
  const engine = await startEngine({ sync: false, fresh: true }, faultOf(log));
  return postgresOn(engine, log, () => undefined);
}

/**
 * PostgreSQL in `folder`, for this process alone; the lock is `<folder>.lock`.
 * @throws DatabaseInUse
 */
export async function openFolder(path: string, log: Log): Promise<Postgres> {
  const folder = resolve(path);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const unlock = takeLock(`${folder}.lock`);
  try {
    const start = existsSync(threadFile) ? startThread : startEngine;
    await prepareFolder(folder, async (draft) => {
      // In a thread of its own where there are threads: it keeps much memory until it ends.
      const making = await start({ folder: draft, sync: false, fresh: true }, faultOf(log));
      await making.close();
    });
    return postgresOn(await startHere({ folder, sync: true, fresh: false }, log), log, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** In a thread; in this one when the sources run uncompiled, which only tests do. */
const startHere = (options: EngineOptions, log: Log): Promise<Engine> =>
  existsSync(threadFile) ? revivingThread(() => startThread(options, faultOf(log)), log) : startEngine(options, faultOf(log));

const faultOf =
  (log: Log) =>
  (error: unknown): void =>
    log.warn({ err: error }, 'Housekeeping of the embedded database failed');

function postgresOn(engine: Engine, log: Log, unlock: () => void): Postgres {
  const { pool, listen } = connectTo(engine, log);
  return {
    pool,
    listen,
    alone: async (work) => {
      const client = await pool.connect();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    close: async () => {
      try {
        await inTime(pool.end());
        await engine.close();
      } finally {
        unlock();
      }
    },
  };
}

/** The engine is one session: one connection, transactions take turns, and an idle one is not ended. */
export function connectTo(engine: Engine, log: Log): { readonly pool: pg.Pool; readonly listen: Listen } {
  const channels = createChannels(log);
  const lost = (error: unknown): void => log.warn({ err: error }, 'The connection to the embedded database was lost');
  const pool = new pg.Pool({
    stream: () => engineSocket(engine),
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: TURN_TIMEOUT,
    // The pool waits for it before anybody gets the connection.
    onConnect: (client) => {
      client.on('error', lost);
      return channels.attach(client);
    },
  });
  pool.on('error', lost);
  const listen: Listen = async (channel, onPayload) => {
    channels.add(channel, onPayload);
    await pool.query(listenTo(channel));
    return async () => {
      if (channels.remove(channel, onPayload)) await pool.query(unlisten(channel));
    };
  };
  return { pool, listen };
}
