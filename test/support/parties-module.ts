import 'reflect-metadata';
import { DEVELOPER } from '../../src/kernel/caller.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { LoggedEvent } from '../../src/kernel/event.js';
import { createOrganizations } from '../../src/modules/organizations/index.js';
import { IndividualResolver } from '../../src/modules/organizations/individual.resolver.js';
import { OrganizationResolver } from '../../src/modules/organizations/organization.resolver.js';
import type { Leaving } from '../../src/modules/organizations/organization.service.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { collectLog } from './log.js';

export const partyLog = collectLog();

/** Of an admin. */
export const partyContext = (about: Partial<RequestContext> = {}): RequestContext => ({ caller: DEVELOPER, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: partyLog, ...about });

let last = Date.UTC(2026, 10, 21, 12);
/** A second passes whenever it is looked at. */
const clock: Clock = { now: () => new Date((last += 1_000)) };

export interface PartiesOptions {
  readonly publicUrl?: string;
  readonly leaving?: Leaving;
  /** Of the secrets; every byte of it. */
  readonly key?: number;
}

/** The module `organizations` alone, on a real database, asked as the graph asks it. */
export function partiesModule(db: Database, { publicUrl = 'https://gateway.example', leaving = () => Promise.resolve(), key = 7 }: PartiesOptions = {}) {
  const made = createOrganizations({ db, vault: createVault(Buffer.alloc(32, key)), once: createOnce(db, clock), clock, publicUrl, leaving });
  const { get } = made.subgraph.container;
  return { ...made, organizations: get(OrganizationResolver) as OrganizationResolver, individuals: get(IndividualResolver) as IndividualResolver };
}

/** Quicker than to empty every table. */
export async function withoutParties({ pool }: Database): Promise<void> {
  await pool.query('WITH a AS (DELETE FROM "Organization"), b AS (DELETE FROM "Individual"), c AS (DELETE FROM "IdempotencyRecord") DELETE FROM "OutboxEvent"');
}

/** Announced so far. */
export const partyEvents = async ({ pool }: Database): Promise<LoggedEvent[]> => (await pool.query('SELECT * FROM "OutboxEvent" ORDER BY seq')).rows as LoggedEvent[];
