import { offsetCursor } from '../../src/kernel/page.js';

/** A page as CAMARA counts them: from 1. */
export interface PageQuery {
  readonly page: number;
  readonly perPage: number;
}

/** Cursors hold nine digits; no list is as long. */
const LAST_OFFSET = 999_999_999;

/** A page beyond the end is an empty one, however far. */
export const cursorOf = ({ page, perPage }: PageQuery): string => offsetCursor(Math.min((page - 1) * perPage, LAST_OFFSET));

export interface Pagination extends PageQuery {
  readonly totalCount: number;
  readonly totalPages: number;
}

export const paginationOf = ({ page, perPage }: PageQuery, totalCount: number): Pagination => ({
  page,
  perPage,
  totalCount,
  totalPages: Math.ceil(totalCount / perPage),
});

/**
 * `X-Total-Count`, `X-Total-Pages` and `Link` (RFC 8288) of a page.
 * @param filters of the request; they are kept in the links.
 */
export function pageHeaders(address: string, filters: Readonly<Record<string, string | undefined>>, pagination: Pagination): Record<string, string> {
  const { page, perPage, totalCount, totalPages } = pagination;
  const last = Math.max(totalPages, 1);
  const to = (target: number, rel: string): string => {
    const query = new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    query.set('page', String(target));
    query.set('perPage', String(perPage));
    return `<${address}?${query}>; rel="${rel}"`;
  };
  const links = [
    to(1, 'first'),
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next')] : []),
    to(last, 'last'),
  ];
  return { 'x-total-count': String(totalCount), 'x-total-pages': String(totalPages), link: links.join(', ') };
}
