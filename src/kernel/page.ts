import { Refusal } from './refusal.js';

/** One page of a list that is ordered by creation and then id. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly totalCount: number;
  readonly hasNextPage: boolean;
}

/** A page of what the rows stand for. */
export const mapPage = <Row, Node>(page: Page<Row>, map: (row: Row) => Node): Page<Node> => ({ ...page, rows: page.rows.map(map) });

export const noRows: Page<never> = { rows: [], totalCount: 0, hasNextPage: false };

/** At most this many rows in one page, in every list of every door (CAMARA's bound). */
export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 20;

/** @throws Refusal OUT_OF_RANGE when `first` is not within 1 to MAX_PAGE. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE) throw new Refusal('OUT_OF_RANGE', `first must be 1 to ${MAX_PAGE}.`, { field: 'first' });
  return size;
}

/** A cursor of a list that is held whole: the number of rows before the next one. */
export const offsetCursor = (offset: number): string => Buffer.from(`o${offset}`).toString('base64url');

/** @throws Refusal INVALID_ARGUMENT when the text is no such cursor. */
export function fromOffsetCursor(cursor: string): number {
  const match = /^o(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw badCursor();
  return Number(match[1]);
}

/** Where a row stands in a list ordered by creation and then id. */
export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

export const placeCursor = ({ createdAt, id }: Place): string => Buffer.from(`k${createdAt.getTime()}:${id}`).toString('base64url');

/** @throws Refusal INVALID_ARGUMENT when the text is no such cursor. */
export function fromPlaceCursor(cursor: string): Place {
  const match = /^k(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw badCursor();
  return { createdAt: new Date(Number(match[1])), id: match[2]! };
}

const badCursor = (): Refusal => new Refusal('INVALID_ARGUMENT', 'after is not a cursor of this list.', { field: 'after' });
