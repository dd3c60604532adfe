import { Prisma } from '../../generated/prisma/client.js';
import type { Page, Place } from '../../kernel/page.js';

/** Rows behind a place in a list ordered by creation and id. */
export const behind = (after: Place | undefined) =>
  after ? { OR: [{ createdAt: { gt: after.createdAt } }, { createdAt: after.createdAt, id: { gt: after.id } }] } : {};

export const IN_ORDER = [{ createdAt: 'asc' }, { id: 'asc' }] as const satisfies readonly object[];

/** @param rows one more than the page has, where there are more. */
export const toPage = <Row>(rows: readonly Row[], first: number, totalCount: number): Page<Row> => ({
  rows: rows.slice(0, first),
  totalCount,
  hasNextPage: rows.length > first,
});

export const isUniqueViolation = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
