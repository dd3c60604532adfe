import 'reflect-metadata';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { callbackAddresses, federationCallbackKey, type CallbackKind } from '../../src/modules/federations/federation/callback-address.service.js';
import { federationStore, type FederationRow, type FederationStore } from '../../src/modules/federations/federation/federation.store.js';
import { createFederationSide } from '../../src/modules/federations/federation/index.js';
import type { Callback } from '../../src/modules/federations/hosting/callback-sender.types.js';
import type { FederationManager } from '../../src/modules/federations/manager/fm.types.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { enqueueJobs } from '../../src/outbound/job-table.js';
import type { JobHandler, Jobs } from '../../src/outbound/jobs.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { collectLog, type CollectedLog } from './log.js';

export const FM_TIMEOUT_MS = 1_000;
export const POLL_MS = 10_000;
const RETRY_MS = 1_000;
const KEY = Buffer.alloc(32, 7);

/** Empties what federations leave; far quicker than every table. */
export async function clearFederations({ pool }: Database): Promise<void> {
  for (const table of ['PartnerInstance', 'PartnerOnboarding', 'Federation', 'Job', 'OutboxEvent', 'IdempotencyRecord']) await pool.query(`DELETE FROM "${table}"`);
}

/** A clock that stands until it is moved. */
export interface StandingClock {
  now(): Date;
  /** Milliseconds. */
  pass(ms: number): void;
}

/** The originating side of federations alone, on a real database, in front of a manager; its jobs run when the test says so. */
export interface FederationWorld {
  readonly side: ReturnType<typeof createFederationSide>;
  readonly store: FederationStore;
  readonly clock: StandingClock;
  readonly log: CollectedLog;
  readonly ctx: RequestContext;
  as(caller: Partial<Caller>, about?: Partial<RequestContext>): RequestContext;
  /** What was handed to the sender. */
  readonly sent: Callback[];
  /** What was handed to those who know onboardings and instances. */
  readonly handed: (readonly ['onboarding' | 'instance', object])[];
  /** Runs each job that is due, once. @returns how many there were */
  step(): Promise<number>;
  /** Passes time and runs what becomes due, second by second. */
  live(ms: number): Promise<void>;
  /** A federation that stands. @returns its context id */
  founded(partner?: string): Promise<string>;
  row(contextId: string): Promise<FederationRow>;
  /** What a partner tells at one of its addresses. */
  tell(contextId: string, kind: CallbackKind, event: object, as?: RequestContext): Promise<boolean>;
  /** Types and data of what was announced, in order. */
  events(): Promise<readonly { readonly change: string; readonly previousStatus: string | null; readonly status: string; readonly removed: boolean }[]>;
}

export function federationWorld(db: Database, manager: FederationManager, callback?: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string }): FederationWorld {
  let now = Date.UTC(2026, 10, 22, 12);
  const clock: StandingClock = { now: () => new Date(now), pass: (ms) => void (now += ms) };
  const log = collectLog();
  const { jobs, step } = steppedJobs(db, clock, log);
  const store = federationStore(db);
  const addresses = callbackAddresses({ publicUrl: 'http://gateway.example', key: federationCallbackKey(KEY) });
  const sent: Callback[] = [];
  const handed: ['onboarding' | 'instance', object][] = [];
  const side = createFederationSide({
    db, store, addresses, manager, jobs, clock, vault: createVault(KEY), once: createOnce(db, clock), events: createEventLog({ db, log }),
    told: { onboarding: async (_, body) => void handed.push(['onboarding', body]), instance: async (_, body) => void handed.push(['instance', body]) },
    sender: { admit: () => Promise.resolve(), send: async (_, callbacks) => void sent.push(...callbacks) },
    operator: { id: 'northbound', countryCode: 'GR', mobileNetworks: { mcc: '202', mncs: ['01'] }, fixedNetworks: ['30'] },
    callback, timeoutMs: FM_TIMEOUT_MS, pollMs: POLL_MS,
  });
  const as = (caller: Partial<Caller>, about: Partial<RequestContext> = {}): RequestContext =>
    ({ caller: { ...DEVELOPER, ...caller }, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log, ...about });
  const ctx = as({});
  const row = async (contextId: string): Promise<FederationRow> => (await store.byContexts([contextId]))[0]!;
  return {
    side, store, clock, log, ctx, as, sent, handed, step, row,
    async live(ms) {
      for (const end = now + ms; now < end; now += 1_000) await step();
    },
    founded: async (partner) => (await side.services.creation.create(ctx, { partner: partner ?? null })).federationContextId,
    async tell(contextId, kind, event, by = ctx) {
      const link = addresses.linkOf((await row(contextId)).id, kind);
      return side.services.told.tell(by, link.split('/').at(-2)!, kind, { federationContextId: contextId, ...event });
    },
    async events() {
      const rows = await db.prisma.outboxEvent.findMany({ where: { type: 'federations.federation.changed' }, orderBy: { seq: 'asc' } });
      return rows.map(({ data }) => data as never);
    },
  };
}

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly attempts: number;
}

/** The real table, and a runner that takes one step at a time, in the order in which jobs fell due. A job that is enqueued while it runs keeps its new time. */
export function steppedJobs(db: Database, clock: StandingClock, log: CollectedLog): { readonly jobs: Jobs; step(): Promise<number> } {
  const handlers = new Map<string, JobHandler>();
  const longest = new Map<string, number>();
  const jobs: Jobs = {
    enqueue: (tx, job) => enqueueJobs(tx, [job], clock.now()),
    enqueueAll: (tx, several) => enqueueJobs(tx, several, clock.now()),
    handle(kind, handler, { mostMs = 300_000 } = {}) {
      handlers.set(kind, handler);
      longest.set(kind, mostMs);
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    state: () => ({ ok: true, lag: 0, running: 0 }),
  };
  // One that was enqueued meanwhile has another id.
  const settle = async (job: JobRow, again: Date | undefined, attempts: number): Promise<unknown> =>
    again ? db.prisma.job.updateMany({ where: { id: job.id }, data: { runAt: again, attempts } }) : db.prisma.job.deleteMany({ where: { id: job.id } });

  async function run(job: JobRow): Promise<void> {
    const attempts = job.attempts + 1;
    await db.prisma.job.updateMany({ where: { id: job.id }, data: { runAt: FAR } });
    try {
      const result = await handlers.get(job.kind)!(job.payload, { key: job.key, attempts, signal: new AbortController().signal, log });
      await settle(job, result ? result.again : undefined, 0);
    } catch (failure) {
      await settle(job, new Date(clock.now().getTime() + Math.min(RETRY_MS * 2 ** (attempts - 1), longest.get(job.kind)!)), attempts);
      if (!(failure instanceof Error) || failure.name !== 'Refusal') throw failure;
    }
  }

  return {
    jobs,
    async step() {
      const due = await db.prisma.job.findMany({ where: { runAt: { lte: clock.now() } }, orderBy: [{ runAt: 'asc' }, { createdAt: 'asc' }] });
      for (const job of due) await run(job);
      return due.length;
    },
  };
}

/** Stands for the lease of what runs. */
const FAR = new Date('2100-01-01T00:00:00.000Z');
