import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.js';

/** In ms: how long a transaction may wait for its connection, and how long it may take. */
const SERVER = { maxWait: 5_000, timeout: 15_000 } as const;
/** Transactions of the embedded engine take turns; a burst waits longer. */
const EMBEDDED = { maxWait: 30_000, timeout: 15_000 } as const;

/**
 * Our tables on the connections of `pool`, which stays the caller's to end. `minimal` spares a stack trace per query;
 * an error of validation, which only a fault in our code brings, still quotes its arguments: secrets come here sealed.
 */
export const createPrisma = (pool: pg.Pool, embedded: boolean): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal', transactionOptions: embedded ? EMBEDDED : SERVER });
