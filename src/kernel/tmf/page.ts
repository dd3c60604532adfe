import { Refusal } from '../refusal.js';
import type { ResourceFilter } from './filter.js';

/** TMF630 pages by offset, and clients ask for more at once than CAMARA's. */
export const MAX_TMF_PAGE = 1_000;

/** What is asked of a list of TMF resources; oldest first. */
export interface ResourceQuery {
  readonly filter?: readonly ResourceFilter[] | null | undefined;
  /** 1 to 1000. @default 20 */
  readonly first?: number | null | undefined;
  /** Behind a cursor; or `offset`, not both. */
  readonly after?: string | null | undefined;
  /** How many are passed over. @default 0 */
  readonly offset?: number | null | undefined;
}

export interface ResourcePlace {
  readonly createdAt: Date;
  readonly id: string;
}

/** The end of the year 9999: what comes later is no timestamp in its usual form. */
const LAST = 253_402_300_799_999;

export const resourceCursor = ({ createdAt, id }: ResourcePlace): string => Buffer.from(`r${createdAt.getTime()}:${id}`).toString('base64url');

/** @throws Refusal INVALID_ARGUMENT when the text is no such cursor. */
export function fromResourceCursor(cursor: string): ResourcePlace {
  const match = /^r(\d{1,15}):([^\0]{1,300})$/s.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match || Number(match[1]) > LAST) throw new Refusal('INVALID_ARGUMENT', 'after is not a cursor of this list.', { field: 'after' });
  return { createdAt: new Date(Number(match[1])), id: match[2]! };
}
