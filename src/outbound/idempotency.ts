import { Refusal } from '../kernel/refusal.js';
import type { Statements, Tx } from './storage/database.js';
import type { Caller } from '../kernel/caller.js';
import type { Prisma } from '../generated/prisma/client.js';

/** How long the first answer is kept, in milliseconds: 24 hours. */
export const KEPT_MS = 86_400_000;

/** A request that has not ended after this long has died with its process: longer than any request may last. In milliseconds. */
const GIVEN_UP_MS = 120_000;

export type Beginning =
  /** Nobody has used the key: do the work, then `finish` in the same transaction (or `forget` when it failed). */
  | { readonly fresh: true }
  /** The work was done before; this is its result. */
  | { readonly fresh: false; readonly replay: Prisma.JsonValue };

type Holder = Pick<Caller, 'clientId' | 'userId'>;

/**
 * Takes an idempotency key for a caller. With `begin`, the work and `finish` in one transaction a second request waits for the first and
 * then replays it; with a transaction of its own for `begin` the second one is refused while the first runs.
 * @throws Refusal INVALID_ARGUMENT (no such key is allowed), IDEMPOTENCY_KEY_REUSED (another request bore it), ABORTED (that request still runs).
 */
export async function begin(tx: Tx, caller: Holder, key: string, requestHash: string, now: Date): Promise<Beginning> {
  checkKey(key);
  const row = { ...keyOf(caller, key), requestHash, state: 'PENDING', createdAt: now, expiresAt: new Date(now.getTime() + KEPT_MS) } as const;
  // ON CONFLICT DO NOTHING: a unique violation would spoil the caller's transaction
  const { count } = await tx.idempotencyRecord.createMany({ data: [row], skipDuplicates: true });
  if (count === 1 || (await takeOver(tx, row))) return { fresh: true };
  const held = await tx.idempotencyRecord.findUnique({ where: { clientId_userId_key: keyOf(caller, key) } });
  // Its holder has let go of it between the two statements
  if (!held) return begin(tx, caller, key, requestHash, now);
  if (held.requestHash !== requestHash) throw keyReused();
  if (held.state === 'DONE') return { fresh: false, replay: held.result };
  throw new Refusal('ABORTED', 'A request with the same idempotency key is still in progress.', { retryAfter: 1 });
}

/** The result is what a later request with the key is given; it must hold no secret. */
export async function finish(tx: Tx, caller: Holder, key: string, result: Prisma.InputJsonValue): Promise<void> {
  const { count } = await tx.idempotencyRecord.updateMany({ where: { ...keyOf(caller, key), state: 'PENDING' }, data: { state: 'DONE', result } });
  if (count === 0) throw new Error('An idempotency key was finished that nobody had begun.');
}

/** Lets go of a key whose work failed, so that the same request may be tried again. An answer that is kept stays. */
export async function forget(tx: Tx, caller: Holder, key: string): Promise<void> {
  await tx.idempotencyRecord.deleteMany({ where: { ...keyOf(caller, key), state: 'PENDING' } });
}

/** Lets go of a key whose kept answer is not true any more. */
export async function withdraw(tx: Statements, caller: Holder, key: string): Promise<void> {
  const { clientId, userId } = keyOf(caller, key);
  await tx.$executeRaw`DELETE FROM "IdempotencyRecord" WHERE "clientId" = ${clientId} AND "userId" = ${userId} AND key = ${key} AND state = 'DONE'`;
}

interface KeyRow {
  readonly clientId: string;
  readonly userId: string;
  readonly key: string;
}

const keyOf = ({ clientId, userId }: Holder, key: string): KeyRow => ({ clientId, userId: userId ?? '', key });

/** An expired record and one left by a dead process count as none. Conditional, so that only one of two takers gets it. */
async function takeOver(tx: Tx, row: KeyRow & { readonly requestHash: string; readonly createdAt: Date; readonly expiresAt: Date }): Promise<boolean> {
  const { clientId, userId, key, requestHash, createdAt, expiresAt } = row;
  const dead = new Date(createdAt.getTime() - GIVEN_UP_MS);
  const { count } = await tx.idempotencyRecord.updateMany({
    where: { clientId, userId, key, OR: [{ expiresAt: { lte: createdAt } }, { state: 'PENDING', requestHash, createdAt: { lte: dead } }] },
    data: { requestHash, state: 'PENDING', createdAt, expiresAt },
  });
  return count === 1;
}

export const keyReused = (): Refusal => new Refusal('IDEMPOTENCY_KEY_REUSED', 'The idempotency key was used for another request; each request needs a key of its own.');

function checkKey(key: string): void {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return;
  throw new Refusal('INVALID_ARGUMENT', 'The idempotency key must be 1 to 255 printable ASCII characters without spaces.', { field: 'Idempotency-Key' });
}
