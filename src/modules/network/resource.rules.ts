import { maySee, type Caller, type Owner } from '../../kernel/caller.js';
import { isGiven } from '../../kernel/given.js';
import { isUuid, type Uuid } from '../../kernel/id.js';
import { Refusal } from '../../kernel/refusal.js';

/** What stays readable after the network has ended it does so for this long, in milliseconds (CAMARA: at least 360 s). */
export const RETENTION_MS = 360_000;

/** @throws Refusal INVALID_ARGUMENT */
export function requireId(id: string, field = 'id'): asserts id is Uuid {
  if (!isUuid(id)) throw new Refusal('INVALID_ARGUMENT', `${field} must be a lower-case UUID of version 1 to 5.`, { field });
}

/** Of several ids that may be absent, by their names. @throws Refusal INVALID_ARGUMENT */
export function requireIds(ids: Readonly<Record<string, string | null | undefined>>): void {
  for (const [field, id] of Object.entries(ids)) if (isGiven(id)) requireId(id, field);
}

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
