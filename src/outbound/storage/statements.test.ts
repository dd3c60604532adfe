import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import type { Statements } from './database.js';

interface Row {
  readonly id: string;
  readonly sink: string | null;
  readonly device: unknown;
  readonly status: string;
  readonly createdAt: Date;
}

const ID = 'a1b2c3d4-0000-4000-8000-000000000001';
const AT = '2026-03-01T12:00:00.250Z';
const DEVICE = { phoneNumber: '+351910000001', note: 'a $1 and a \'quote\'' };

describe.each(databaseKinds)('A transaction of plain statements (%s)', (_name, open) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await open()));
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => test.clear());

  const insert = (tx: Statements): Promise<number> => tx.$executeRaw`
    INSERT INTO "QodSession" (id, "clientId", "deviceId", device, "applicationServer", "qosProfile", sink, duration, status, "createdAt", "updatedAt")
    VALUES (${ID}::uuid, ${'me'}, ${'d'}, ${JSON.stringify(DEVICE)}::jsonb, '{}', 'QOS_L', ${null}, ${60}::int, ${'REQUESTED'}::"QosStatus", ${AT}::timestamptz, ${new Date(AT)}::timestamptz)`;
  const read = (tx: Statements): Promise<Row[]> => tx.$queryRaw<Row[]>`SELECT id, sink, device, status, "createdAt" FROM "QodSession" WHERE id = ANY(${[ID]}::uuid[])`;

  it('writes and reads values as they are, as Prisma does', async () => {
    expect(await test.db.transact(insert)).toBe(1);
    const row: Row = { id: ID, sink: null, device: DEVICE, status: 'REQUESTED', createdAt: new Date(AT) };
    expect(await test.db.transact(read)).toEqual([row]);
    expect(await test.db.prisma.$transaction(read)).toEqual([row]);
    expect(await test.db.prisma.qodSession.findUnique({ where: { id: ID } })).toMatchObject({ ...row, updatedAt: new Date(AT) });
  });

  it('leaves nothing behind when the work throws, and its connection is used again', async () => {
    for (let tries = 0; tries < 15; tries += 1) {
      await expect(test.db.transact(async (tx) => { await insert(tx); throw new Error('came to nothing'); })).rejects.toThrow('came to nothing');
    }
    expect(await test.db.transact(read)).toEqual([]);
  });

  it('is not taken for written when a statement in it had failed, whatever became of its error', async () => {
    const swallowed = test.db.transact(async (tx) => {
      await insert(tx);
      await insert(tx).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('a statement had failed');
    expect(await test.db.transact(read)).toEqual([]);
  });

  it('is alone with what it locks', async () => {
    await test.db.transact(insert);
    const longer = (tx: Statements): Promise<void> => (async () => {
      const [row] = await tx.$queryRaw<{ duration: number }[]>`SELECT duration FROM "QodSession" WHERE id = ${ID}::uuid FOR UPDATE`;
      await tx.$executeRaw`UPDATE "QodSession" SET duration = ${(row?.duration ?? 0) + 1}::int WHERE id = ${ID}::uuid`;
    })();
    await Promise.all(Array.from({ length: 20 }, () => test.db.transact(longer)));
    expect(await test.db.prisma.qodSession.findUnique({ where: { id: ID } })).toMatchObject({ duration: 80 });
  });
});
