import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Once } from '../../../outbound/once.js';
import type { Database, Statements, Tx } from '../../../outbound/storage/database.js';
import type { Flows } from './flow.types.js';

/** What the network says at once of something that was just written: the request that made it waits for that a little. */
export interface FirstAnswers {
  /**
   * Asks the network, and reads the resource again when it has answered or the wait is over. Null: it is gone already.
   * @throws Refusal NOT_IMPLEMENTED: the network has no such function, and the resource was taken away again.
   */
  await<Row>(ctx: RequestContext, resourceId: string, rows: ReadableRows<Row>): Promise<Row | null>;
  /**
   * The same for a replay: where the request that made the resource still waits, in this process, this one waits with it.
   * @throws Refusal NOT_IMPLEMENTED as that request
   */
  replay<Row>(resourceId: string, rows: ReadableRows<Row>): Promise<Row | null>;
  /**
   * Whether a request waits for the resource here: if so, the resource, which is held, is to be taken away in the same
   * transaction. The refusal becomes the request's own, and its idempotency key is free.
   */
  decline(tx: Statements, resourceId: string, reason: string): Promise<boolean>;
}

export interface ReadableRows<Row> {
  load(id: string): Promise<Row | null>;
  lock(tx: Tx, id: string): Promise<Row | null>;
}

export interface FirstAnswersOptions {
  readonly db: Database;
  readonly flows: Pick<Flows, 'drive'>;
  readonly once: Once;
  /** Milliseconds. @default 2000 */
  readonly withinMs?: number;
}

/** The longest that a request waits for the network, in milliseconds. */
export const FIRST_ANSWER_MS = 2_000;

interface Waiting {
  readonly ctx: RequestContext;
  /** Settles when nothing is declined any more. */
  readonly over: Promise<void>;
}

/** So many refusals are remembered for replays that were under way. */
const REMEMBERED = 1_000;

export function firstAnswers({ db, flows, once, withinMs = FIRST_ANSWER_MS }: FirstAnswersOptions): FirstAnswers {
  const waiting = new Map<string, Waiting>();
  const refused = new Map<string, Refusal>();

  function remember(resourceId: string, refusal: Refusal): void {
    refused.set(resourceId, refusal);
    const [oldest] = refused.keys();
    if (refused.size > REMEMBERED && oldest !== undefined) refused.delete(oldest);
  }

  async function answer<Row>(resourceId: string, rows: ReadableRows<Row>): Promise<Row | null> {
    await waiting.get(resourceId)?.over;
    const refusal = refused.get(resourceId);
    if (!refusal) return rows.load(resourceId);
    // The transaction that takes the resource away because of us may not have ended: it holds the row until then.
    const row = await db.prisma.$transaction((tx) => rows.lock(tx, resourceId));
    if (row === null) throw refusal;
    refused.delete(resourceId);
    return row;
  }

  return {
    async await(ctx, resourceId, rows) {
      // Whoever declines finds the one who waits.
      const driven = Promise.resolve().then(() => flows.drive(resourceId, withinMs));
      waiting.set(resourceId, { ctx, over: driven.finally(() => waiting.delete(resourceId)) });
      return answer(resourceId, rows);
    },
    replay: answer,
    async decline(tx, resourceId, reason) {
      const asked = waiting.get(resourceId);
      if (!asked) return false;
      remember(resourceId, new Refusal('NOT_IMPLEMENTED', reason));
      await once.withdraw(asked.ctx, tx);
      return true;
    },
  };
}
