import type pg from 'pg';

/** What a statement may be given; objects go as JSON text. */
export type SqlValue = string | number | boolean | Date | Uint8Array | null | readonly string[];

/**
 * Statements in an open transaction, of Prisma or without it. Without it one costs a fraction of the processor time. Values
 * are parameters; what is read comes as the column's type tells: Date, the value of JSON, text for an enum.
 */
export interface Statements {
  $queryRaw<Rows>(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<Rows>;
  /** @returns how many rows it was about */
  $executeRaw(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<number>;
}

/** A statement's text is a literal: it is put together once. */
const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(parts: TemplateStringsArray): string {
  let text = texts.get(parts);
  if (text === undefined) {
    text = parts.reduce((before, part, at) => `${before}$${at}${part}`);
    texts.set(parts, text);
  }
  return text;
}

const statementsOn = (client: pg.PoolClient): Statements => ({
  $queryRaw: async <Rows>(text: TemplateStringsArray, ...values: readonly SqlValue[]) => (await client.query(textOf(text), [...values])).rows as Rows,
  $executeRaw: async (text, ...values) => (await client.query(textOf(text), [...values])).rowCount ?? 0,
});

/** A transaction without Prisma. Inside, use nothing else: the embedded database has one connection. @throws what `work` throws; then nothing is written */
export async function transact<Result>(pool: pg.Pool, work: (tx: Statements) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  // A connection that is lost meanwhile fails the statement that waits, or the next one; unheard, it would end the process.
  const heard = (): void => undefined;
  client.on('error', heard);
  try {
    await client.query('BEGIN');
    const result = await work(statementsOn(client));
    // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement failed.
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('A transaction was committed in which a statement had failed.');
    client.off('error', heard).release();
    return result;
  } catch (error) {
    const isLost = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.off('error', heard).release(isLost);
    throw error;
  }
}
