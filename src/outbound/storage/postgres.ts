import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/**
 * Listens on a channel of NOTIFY; settles when notifications arrive, with what ends it. They are wake-ups only: those of
 * a lost connection do not come again.
 */
export type Listen = (channel: string, onPayload: (payload: string) => void) => Promise<() => Promise<void>>;

/** PostgreSQL, on a server or in this process. */
export interface Postgres {
  readonly pool: pg.Pool;
  readonly listen: Listen;
  /** Runs `work` on a connection without timeouts, which ends when `work` fails. */
  alone<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long the end of connections may take, in ms. */
const CLOSE_TIMEOUT = 5_000;

/** Neither a silent server nor a forgotten transaction may hold up the end of the process. */
export const inTime = (work: Promise<unknown>): Promise<unknown> => Promise.race([work, sleep(CLOSE_TIMEOUT, undefined, { ref: false })]);
