import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnServer } from '../../../test/support/databases.js';
import { isPassing } from './passing.js';
import type { TestDatabase } from '../../../test/support/databases.js';

describe('a failure that passes', () => {
  it.each([
    ['of PostgreSQL', Object.assign(new Error(), { code: '40P01' }), true],
    ['of a connection', Object.assign(new Error(), { code: '08006' }), true],
    ['of Prisma', Object.assign(new Error(), { code: 'P2028' }), true],
    ['within Prisma', Object.assign(new Error(), { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '40001' } } } }), true],
    ['within another', new Error('no', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }), true],
    ['of the work', new TypeError('no'), false],
    ['of a constraint', Object.assign(new Error(), { code: '23505' }), false],
    ['that is no error', 'no', false],
    ['in a circle', circle(), false],
  ])('%s', (_what, error, expected) => {
    expect(isPassing(error)).toBe(expected);
  });
});

function circle(): Error {
  const error: { cause?: unknown } & Error = new Error();
  error.cause = error;
  return error;
}

describeOnServer('a deadlock', (open) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
    await test.db.pool.query('CREATE TABLE two (id int PRIMARY KEY, n int); INSERT INTO two VALUES (1, 0), (2, 0)');
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('passes, as Prisma tells it', async () => {
    const arrived: (() => void)[] = [];
    const bothThere = new Promise<void>((resolve) => arrived.push(resolve));
    let there = 0;
    const cross = (first: number, second: number): Promise<unknown> =>
      test.db.prisma.$transaction(async (tx) => {
        await tx.$executeRaw`UPDATE two SET n = n + 1 WHERE id = ${first}`;
        if ((there += 1) === 2) arrived[0]!();
        await bothThere;
        await tx.$executeRaw`UPDATE two SET n = n + 1 WHERE id = ${second}`;
      });
    const failures = (await Promise.allSettled([cross(1, 2), cross(2, 1)])).flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failures.map(isPassing)).toEqual([true]);
  });
});
