/**
 * What PostgreSQL and Prisma say when the same statement may succeed in a moment: deadlock, serialization, a lock or a connection that was not to be
 * had in time, a server that ends or begins. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = new Set(['40001', '40P01', '55P03', '57014', '57P01', '57P02', '57P03', '53300', 'P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);
/** Connection exceptions, as a class. */
const CONNECTION = /^08/;
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** How deep Prisma puts the database's own words. */
const DEEP = 6;

/** Whether a failure says nothing about the work that failed. */
export const isPassing = (error: unknown): boolean => codesOf(error, DEEP).some((code) => PASSING.has(code) || LOST.has(code) || CONNECTION.test(code));

function codesOf(error: unknown, deep: number): readonly string[] {
  if (typeof error !== 'object' || error === null || deep === 0) return [];
  const own = ['code', 'originalCode'].flatMap((member) => {
    const code: unknown = Reflect.get(error, member);
    return typeof code === 'string' ? [code] : [];
  });
  return [...own, ...['cause', 'meta', 'driverAdapterError'].flatMap((member) => codesOf(Reflect.get(error, member), deep - 1))];
}
