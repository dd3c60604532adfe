import 'reflect-metadata';
import { DEVELOPER } from '../../src/kernel/caller.js';
import { newId } from '../../src/kernel/id.js';
import { TOPICS, type Topic } from '../../src/kernel/peering/messages.js';
import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { createPeerings } from '../../src/modules/peerings/index.js';
import type { ShownIds, TakenIds } from '../../src/modules/peerings/neighbours.types.js';
import { createFakePeerSource, type FakePeer } from '../../src/modules/peerings/client/peer.source.fake.js';
import { STATUS_CHANGED, type StatusChanged } from '../../src/modules/peerings/peerings.events.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { anOrganization, aSpecification, handParties } from './heartbeat-world.js';
import { collectLog } from './log.js';
import { aContext, handClock, type HandClock } from './qod-world.js';

export interface PeeringWorldOptions {
  readonly clock?: HandClock;
  readonly source?: ReturnType<typeof createFakePeerSource>;
  readonly parties?: ReturnType<typeof handParties>;
  readonly addPartial?: boolean;
  readonly allowTransit?: boolean;
  readonly cron?: string | undefined;
  readonly patienceMs?: number;
  readonly taken?: TakenIds;
  readonly inCatalog?: ShownIds;
}

export interface ToldMessage {
  readonly type: Topic;
  readonly id: string;
  readonly data: JsonObject & { readonly generation: number };
}

/** The module on a database, with OSSs and a clock that the test moves. Nothing beats by itself. */
export function peeringWorld(db: Database, options: PeeringWorldOptions = {}) {
  const { clock = handClock(), source = createFakePeerSource(), parties = handParties(), addPartial = false, allowTransit = false, patienceMs, taken, inCatalog } = options;
  const cron = 'cron' in options ? options.cron : '*/5 * * * *';
  const log = collectLog();
  const events = createEventLog({ db, log });
  const module = createPeerings({ db, events, parties, source, clock, log, cron, tolerance: 1, specTolerance: 3, timeoutMs: 5_000, addPartial, allowTransit, ...(patienceMs !== undefined && { patienceMs }), ...(taken && { taken }), ...(inCatalog && { inCatalog }) });
  return {
    db, clock, source, parties, log, module,
    ...module.services,
    ctx: (signal?: AbortSignal) => ({ ...aContext({ ...DEVELOPER }), log, ...(signal && { signal }) }),
    /** An organization, and an OSS that has these. */
    organization(...remoteIds: readonly string[]): { readonly id: string; readonly oss: FakePeer } {
      const id = newId();
      parties.known.set(id, anOrganization(id));
      const oss = source.peer(id);
      for (const remoteId of remoteIds) oss.specs.set(remoteId, aSpecification(remoteId));
      return { id, oss };
    },
    /** Messages of the six topics, in the order in which they were recorded. */
    async messages(organizationId: string): Promise<readonly ToldMessage[]> {
      const rows = await db.prisma.outboxEvent.findMany({ where: { subject: organizationId, type: { in: [...TOPICS] } }, orderBy: { seq: 'asc' } });
      return rows.map(({ id, type, data }) => ({ id, type: type as Topic, data: data as unknown as ToldMessage['data'] }));
    },
    async statuses(organizationId: string): Promise<readonly StatusChanged[]> {
      const rows = await db.prisma.outboxEvent.findMany({ where: { subject: organizationId, type: STATUS_CHANGED }, orderBy: { seq: 'asc' } });
      return rows.map(({ data }) => data as unknown as StatusChanged);
    },
    /** Local id and state by remote id. */
    async specs(organizationId: string): Promise<Readonly<Record<string, readonly [localId: string, state: string]>>> {
      const rows = await db.prisma.peeredSpec.findMany({ where: { organizationId } });
      return Object.fromEntries(rows.map(({ remoteId, localId, state }) => [remoteId, [localId, state] as const]));
    },
  };
}

/** OSSs that keep their answers back until they are let go. */
export function gatedSource() {
  const source = createFakePeerSource();
  let open = Promise.resolve();
  let release = (): void => undefined;
  let arrived = (): void => undefined;
  return {
    source: {
      ...source,
      async spec(...question: Parameters<typeof source.spec>) {
        arrived();
        await open;
        return source.spec(...question);
      },
    },
    /** @returns what settles when somebody asks */
    hold(): Promise<void> {
      open = new Promise((resolve) => (release = resolve));
      return new Promise((resolve) => (arrived = resolve));
    },
    release: () => release(),
  };
}

export type PeeringWorld = ReturnType<typeof peeringWorld>;

/** Chooses specs by their ids, by the names that aSpecification gives them. */
export const select = (...ids: readonly string[]) => ids.map((id) => ({ id, name: `Spec ${id}` }));

/** One catalog with one category. */
export const into = (catalog: string, category: string, ...specifications: readonly string[]) => [{ name: catalog, categories: [{ name: category, specifications: [...specifications] }] }];
