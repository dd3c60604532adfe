import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../kernel/context.js';
import { createChannels, listenTo, unlisten } from './channels.js';
import { inTime, type Listen, type Postgres } from './postgres.js';

/** All in ms. A query that the server ends by itself comes first; the client's own deadline is for a server gone silent. */
const TIMEOUTS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  query_timeout: 20_000,
} as const;
const CONNECTIONS = 10;
/** Wait before a lost listening connection is made again, at first and at most, in ms. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 10_000;

/** PostgreSQL at `url` (`postgresql://…`). Opens no connection yet. */
export function openServer(url: string, log: Log): Postgres {
  const base: pg.ClientConfig = { ...inUtc(url), application_name: 'northbound', keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
  const pool = new pg.Pool({ ...base, ...TIMEOUTS, max: CONNECTIONS });
  const lost = (error: unknown): void => log.warn({ err: error }, 'A connection to the database was lost');
  pool.on('error', lost);
  // Without it, a connection lost between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', lost));

  const newClient = (): pg.Client => new pg.Client({ ...base, connectionTimeoutMillis: TIMEOUTS.connectionTimeoutMillis });
  const listener = listenOn(newClient, log);
  return {
    pool,
    listen: listener.listen,
    alone: async (work) => {
      const client = newClient();
      client.on('error', lost);
      await client.connect();
      try {
        return await work(client);
      } finally {
        await inTime(client.end());
      }
    },
    close: async () => {
      await inTime(Promise.all([listener.close(), pool.end()]));
    },
  };
}

/** Prisma's adapter passes over the zone that a time is told in and takes it for UTC, so that the server's own zone must not be another. */
function inUtc(url: string): pg.ClientConfig {
  if (!/[?&]options=/.test(url)) return { connectionString: url, options: '-c timezone=UTC' };
  return { connectionString: url.replace(/([?&]options=[^&#]*)/, '$1%20-c%20timezone%3DUTC') };
}

/** One connection for all channels, made with the first listener and made again whenever it is lost. */
function listenOn(newClient: () => pg.Client, log: Log): { listen: Listen; close(): Promise<void> } {
  const channels = createChannels(log);
  const closing = new AbortController();
  let connection: Promise<pg.Client> | undefined;

  const connect = async (): Promise<pg.Client> => {
    const client = newClient();
    client.on('error', (error) => log.warn({ err: error }, 'The listening connection to the database met an error'));
    try {
      await client.connect();
      await channels.attach(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once('end', () => {
      if (closing.signal.aborted) return;
      connection = reconnect();
      connection.catch((error: unknown) => log.debug({ err: error }, 'Listening to the database has ended'));
    });
    return client;
  };
  const reconnect = async (): Promise<pg.Client> => {
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      await sleep(wait, undefined, { ref: false, signal: closing.signal });
      try {
        return await connect();
      } catch (error) {
        log.warn({ err: error, waitMs: wait }, 'The database cannot be listened to');
      }
    }
  };
  return {
    listen: async (channel, onPayload) => {
      channels.add(channel, onPayload);
      connection ??= connect().catch((error: unknown) => {
        connection = undefined;
        throw error;
      });
      await (await connection).query(listenTo(channel));
      return async () => {
        if (channels.remove(channel, onPayload)) await (await connection)?.query(unlisten(channel));
      };
    },
    close: async () => {
      closing.abort();
      await connection?.then((client) => client.end(), () => undefined);
    },
  };
}
