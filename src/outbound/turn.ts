import type { Database } from './storage/database.js';

/** What runs one statement at a time: the pool, or the session of a transaction. */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** Names of the advisory locks (class, object) that replicas take turns with. The class sets them apart from other programs' locks. */
const LOCK_CLASS = 0x6e6f7274;

/**
 * Runs `work` in a transaction while no other replica holds the same turn; a turn that is taken is not waited for.
 * The lock is the transaction's, so it is let go after the commit is seen and lost with the connection, never later.
 * The embedded database has one process only: there the turn is ours, and each statement is its own transaction, so that the
 * one session is never held while `work` waits for something else.
 * @returns what `work` returns, or undefined when the turn is taken.
 */
export async function inTurn<T>(db: Database, turn: string, work: (sql: Sql) => Promise<T>): Promise<T | undefined> {
  if (db.embedded) return work(db.pool as Sql);
  const client = await db.pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS mine', [LOCK_CLASS, turn]);
    const result = rows[0]?.mine ? await work(client as Sql) : undefined;
    await client.query('COMMIT');
    broken = false;
    return result;
  } finally {
    // A failed transaction goes with its connection: nothing has to be asked of a session in an unknown state
    client.release(broken);
  }
}
