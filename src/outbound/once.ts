import { createHmac, hkdfSync } from 'node:crypto';
import type { Prisma } from '../generated/prisma/client.js';
import type { Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/context.js';
import { begin, finish, forget, keyReused, withdraw } from './idempotency.js';
import type { Database, Statements, Tx } from './storage/database.js';

/** Work with a call to somebody else between two transactions. */
export interface Across<Intent, Result extends object> {
  /** The first transaction: the key is taken in it. Not run for a replay. */
  intend(tx: Tx): Promise<Intent>;
  /** The rest. `finish` keeps the result, in the transaction that makes it true. */
  carryOut(intent: Intent, finish: (tx: Tx, result: Result) => Promise<void>): Promise<Result>;
}

/**
 * Runs the work of a create once for an idempotency key. A later request with the key is given the first result, as it
 * went through JSON: dates are text then. Both throw what `begin` throws.
 */
export interface Once {
  /** For work that is one transaction; `prepare` asks others first and is not run for a replay. */
  within<Result extends object>(ctx: RequestContext, prepare: () => Promise<(tx: Tx) => Promise<Result>>): Promise<Result>;
  /** The same for work that needs plain statements alone, which costs less. */
  plainly<Result extends object>(ctx: RequestContext, prepare: () => Promise<(tx: Statements) => Promise<Result>>): Promise<Result>;
  /** Lets go of a key whose result was kept and has come to nothing after all, in the transaction that undoes the work when one is given. */
  withdraw(ctx: RequestContext, tx?: Statements): Promise<void>;
  /** A request that fails after its first transaction lets go of the key. */
  across<Intent, Result extends object>(ctx: RequestContext, work: Across<Intent, Result>): Promise<Result>;
}

/** Ends a transaction in which the result turned out to be there. */
class Replayed extends Error {
  constructor(readonly result: unknown) {
    super('The key was used before');
    this.name = 'Replayed';
  }
}

/**
 * @param secretKey under which the hashes of requests are kept: a request may hold a password, which nobody who sees the database is to try out.
 *   Absent: they are kept as they are.
 */
export function createOnce(db: Database, clock: Clock, secretKey?: Buffer): Once {
  const hashKey = secretKey && Buffer.from(hkdfSync('sha256', secretKey, '', 'northbound idempotency', 32));
  const keptHash = (requestHash: string | null): string => (hashKey ? createHmac('sha256', hashKey).update(requestHash ?? '').digest('hex') : (requestHash ?? ''));

  async function take(tx: Tx, { caller, idempotencyKey, requestHash }: RequestContext): Promise<void> {
    if (idempotencyKey === null) return;
    const beginning = await begin(tx, caller, idempotencyKey, keptHash(requestHash), clock.now());
    if (!beginning.fresh) throw new Replayed(beginning.replay);
  }

  async function replayable<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (thrown) {
      if (thrown instanceof Replayed) return thrown.result as Result;
      throw thrown;
    }
  }

  /** The kept result, before anybody else is asked. @throws Refusal IDEMPOTENCY_KEY_REUSED when it is another request's. */
  async function kept<Result>({ caller, idempotencyKey, requestHash }: RequestContext): Promise<Result | undefined> {
    if (idempotencyKey === null) return undefined;
    const { clientId, userId } = caller;
    const held = await db.prisma.idempotencyRecord.findUnique({ where: { clientId_userId_key: { clientId, userId: userId ?? '', key: idempotencyKey } } });
    if (held === null || held.expiresAt <= clock.now()) return undefined;
    if (held.requestHash !== keptHash(requestHash)) throw keyReused();
    return held.state === 'DONE' ? (held.result as Result) : undefined;
  }

  async function within<Result extends object>(ctx: RequestContext, prepare: () => Promise<(tx: Tx) => Promise<Result>>): Promise<Result> {
    const earlier = await kept<Result>(ctx);
    if (earlier) return earlier;
    const commit = await prepare();
    return replayable(
      db.prisma.$transaction(async (tx) => {
        await take(tx, ctx);
        const result = await commit(tx);
        if (ctx.idempotencyKey !== null) await finish(tx, ctx.caller, ctx.idempotencyKey, result as Prisma.InputJsonValue);
        return result;
      }),
    );
  }

  return {
    within,
    plainly: async (ctx, prepare) => (ctx.idempotencyKey === null ? db.transact(await prepare()) : within(ctx, prepare)),
    async withdraw({ caller, idempotencyKey }, tx) {
      if (idempotencyKey === null) return;
      await (tx ? withdraw(tx, caller, idempotencyKey) : db.prisma.$transaction((own) => withdraw(own, caller, idempotencyKey)));
    },
    async across<Intent, Result extends object>(ctx: RequestContext, { intend, carryOut }: Across<Intent, Result>) {
      const earlier = await kept<Result>(ctx);
      if (earlier) return earlier;
      const key = ctx.idempotencyKey;
      return replayable(
        (async () => {
          const intent = await db.prisma.$transaction(async (tx) => {
            await take(tx, ctx);
            return intend(tx);
          });
          if (key === null) return carryOut(intent, () => Promise.resolve());
          // The key is this request's only from here on: what failed before has left it to whoever holds it.
          try {
            return await carryOut(intent, (tx, result) => finish(tx, ctx.caller, key, result as Prisma.InputJsonValue));
          } catch (failure) {
            await db.prisma.$transaction((tx) => forget(tx, ctx.caller, key));
            throw failure;
          }
        })(),
      );
    },
  };
}
