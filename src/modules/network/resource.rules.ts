import { maySee, type Caller, type Owner } from '../../kernel/caller.js';
import { Refusal } from '../../kernel/refusal.js';

/** What stays readable after the network has ended it does so for this long, in milliseconds (CAMARA: at least 360 s). */
export const RETENTION_MS = 360_000;

/**
 * The resource that a caller named by its id.
 * @param what what it is called, e.g. `session`
 * @throws Refusal NOT_FOUND, PERMISSION_DENIED (it is another client's or another user's: CAMARA wants that said)
 */
export function requireOwn<Row extends Owner>(caller: Caller, row: Row | null | undefined, what: string): Row {
  if (!row) throw new Refusal('NOT_FOUND', `The ${what} is not found.`);
  if (!maySee(caller, row)) throw new Refusal('PERMISSION_DENIED', `The ${what} belongs to another client or user.`);
  return row;
}
