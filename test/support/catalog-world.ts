import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { DEVELOPER } from '../../src/kernel/caller.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { LoggedEvent } from '../../src/kernel/event.js';
import { newId } from '../../src/kernel/id.js';
import { FAILED, IMPORTED, TERMINATED, UNREACHABLE, UPDATED, type CatalogAssignment, type ImportedSpec, type Message } from '../../src/kernel/peering/messages.js';
import { buildSubgraph } from '../../src/federation/subgraph/subgraph.js';
import { createCatalog } from '../../src/modules/catalog/index.js';
import type { CatalogTopic } from '../../src/modules/catalog/peered/peered.rules.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createJobs } from '../../src/outbound/jobs.js';
import { createOnce } from '../../src/outbound/once.js';
import { createPeerGuard } from '../../src/outbound/peer-guard.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { execute, parse } from 'graphql';
import { collectLog } from './log.js';
import { handClock } from './qod-world.js';

/** A message of one of the topics that the catalog hears. */
export interface Told<Topic extends CatalogTopic = CatalogTopic> {
  readonly topic: Topic;
  readonly message: Message<Topic>;
}

export const ORGANIZATION = { id: 'a3c5e6f7-1111-4222-8333-444455556666', name: 'Lisbon OSS' };

export interface SpecOf {
  readonly version?: string;
  readonly name?: string;
  readonly localId?: string;
  /** Characters of its description. */
  readonly size?: number;
}

/** A spec as a message tells it. */
export const aSpec = (remoteId: string, { version = '1', name = `spec ${remoteId}`, localId = remoteId, size = 0 }: SpecOf = {}): ImportedSpec => ({
  remoteId,
  localId,
  contentHash: `sha256:${createHash('sha256').update(`${remoteId}:${version}:${name}`).digest('hex')}`,
  serviceSpecification: {
    id: localId, name, version, lifecycleStatus: 'Active', isBundle: false, '@type': 'CustomerFacingServiceSpecification', lastUpdate: '2026-01-01T00:00:00Z',
    ...(size > 0 && { description: createHash('sha256').update(remoteId).digest('hex').repeat(Math.ceil(size / 64)).slice(0, size) }),
  },
});

export const assigned = (catalog: string, categories: Readonly<Record<string, readonly string[]>>): CatalogAssignment => ({
  name: catalog,
  categories: Object.entries(categories).map(([name, ids]) => ({ name, specifications: ids.map((id) => ({ id, name: `spec ${id}` })) })),
});

export interface About {
  readonly organization?: { readonly id: string; readonly name: string };
}

const base = (generation: number, { organization = ORGANIZATION }: About) => ({ schemaVersion: '1.0', organization, generation });
const failure = { code: 'CONNECT', reason: 'The OSS does not answer.', retryable: true } as const;
const gone = (remoteId: string) => ({ remoteId, localId: remoteId, name: `spec ${remoteId}`, reason: 'deleted-at-source' as const });

export const anImport = (generation: number, specs: readonly ImportedSpec[], serviceCatalogs: readonly CatalogAssignment[] = [], about: About = {}): Told<typeof IMPORTED> => ({
  topic: IMPORTED,
  message: { ...base(generation, about), reason: 'add', specs: [...specs], serviceCatalogs: [...serviceCatalogs] },
});

export interface Delta {
  readonly added?: readonly ImportedSpec[];
  readonly updated?: readonly ImportedSpec[];
  readonly removed?: readonly string[];
  readonly serviceCatalogs?: readonly CatalogAssignment[];
}

export const anUpdate = (generation: number, { added = [], updated = [], removed = [], serviceCatalogs }: Delta, about: About = {}): Told<typeof UPDATED> => ({
  topic: UPDATED,
  message: { ...base(generation, about), reason: 'heartbeat', added: [...added], updated: [...updated], removed: removed.map(gone), ...(serviceCatalogs && { serviceCatalogs: [...serviceCatalogs] }) },
});

export const aLoss = (generation: number, about: About = {}): Told<typeof UNREACHABLE> => ({
  topic: UNREACHABLE,
  message: { ...base(generation, about), failure, consecutiveFailures: 1, threshold: 1, firstFailureAt: '2026-01-01T00:00:00Z', action: 'remove-specs', affectedSpecs: [] },
});

export const anEnd = (generation: number, about: About = {}): Told<typeof TERMINATED> => ({ topic: TERMINATED, message: { ...base(generation, about), reason: 'admin-delete', removedSpecs: [] } });

export const aFailure = (generation: number, about: About = {}): Told<typeof FAILED> => ({ topic: FAILED, message: { ...base(generation, about), phase: 'update', failure } });

/** The story of reference 3.3: what a consumer may see in any order, and more than once. */
export const STORY: readonly Told[] = [
  anImport(1, [aSpec('a'), aSpec('b'), aSpec('c')], [assigned('gold', { mobile: ['a', 'b'], fixed: ['c'] })]),
  anUpdate(2, { added: [aSpec('d')], updated: [aSpec('a', { version: '2', name: 'spec a, newer' })], removed: ['b'], serviceCatalogs: [assigned('gold', { mobile: ['a', 'd'] }), assigned('silver', { fixed: ['c'] })] }),
  aLoss(3),
  anImport(4, [aSpec('a', { version: '3' }), aSpec('c'), aSpec('d')], [assigned('gold', { mobile: ['a', 'd'] }), assigned('silver', { fixed: ['c'] })]),
  anUpdate(5, { updated: [aSpec('c', { version: '2' })], removed: ['a'] }),
  anEnd(6),
  anImport(7, [aSpec('c', { version: '4' }), aSpec('e')], [assigned('bronze', { mobile: ['c', 'e', 'f'], empty: ['f'] })]),
];

let position = 0n;

/** As it comes out of the log; a copy has the same id. */
export const asEvent = ({ topic, message }: Told): LoggedEvent => ({
  id: newId(), type: topic, subject: message.organization.id, owner: { clientId: 'peering', userId: null }, time: new Date('2026-01-01T00:00:00Z'), correlator: 'c-1', data: message, position: (position += 1n),
});

export const admin = (about: Partial<RequestContext> = {}): RequestContext => ({
  caller: DEVELOPER, correlator: 'correlator-1', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog(), ...about,
});

export interface CatalogWorldOptions {
  readonly publicUrl?: string;
  /** Hosts that jobs may call. */
  readonly allowedHosts?: readonly string[];
}

/** The catalog on a database, asked by GraphQL as its subgraph. */
export async function catalogWorld(db: Database, { publicUrl = 'http://gateway.test', allowedHosts = ['*'] }: CatalogWorldOptions = {}) {
  const clock = handClock();
  const log = collectLog();
  const events = createEventLog({ db, log });
  const jobs = createJobs({ db, clock, log, pollMs: 20 });
  const guard = createPeerGuard({ allowedHosts, insecureHosts: [], ownAddresses: () => [] });
  const catalog = createCatalog({ db, clock, log, jobs, events, once: createOnce(db, clock), publicUrl, guard });
  const { schema } = await buildSubgraph(catalog.subgraph);
  return {
    ...catalog,
    clock,
    jobs,
    log: events,
    guard,
    schema,
    /** Each message in a transaction of its own. */
    async hear(...told: readonly Told[]): Promise<void> {
      for (const one of told) await db.prisma.$transaction((tx) => catalog.consumer.handle(asEvent(one), tx));
    },
    async ask<Data = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}, ctx: RequestContext = admin()): Promise<Data> {
      const { data, errors } = await execute({ schema, document: parse(query), variableValues: variables, contextValue: ctx });
      if (errors) throw errors[0]!.originalError ?? errors[0]!;
      return data as Data;
    },
  };
}

export type CatalogWorld = Awaited<ReturnType<typeof catalogWorld>>;

/** Everything that is in the catalog, without what depends on the moment. */
export async function catalogNow({ pool }: Database): Promise<object> {
  const all = async (table: string) => {
    const { rows } = await pool.query<{ id: string; document: Record<string, unknown> }>(`SELECT id, document FROM "${table}" ORDER BY id`);
    return rows.map(({ id, document: { lastUpdate: _lastUpdate, ...document } }) => [id, ordered(document)]);
  };
  const [specifications, candidates, categories, catalogs] = [await all('ServiceSpecification'), await all('ServiceCandidate'), await all('ServiceCategory'), await all('ServiceCatalog')];
  return { specifications, candidates, categories, catalogs };
}

/** Lists of references have no order of their own. */
const ordered = (document: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(document).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => [name, Array.isArray(value) ? [...value].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)) : value]));

/** Empties the catalog, and what has been heard; quicker than emptying every table. */
export async function forgetCatalog({ pool }: Database): Promise<void> {
  for (const table of ['ServiceSpecification', 'ServiceCandidate', 'ServiceCategory', 'ServiceCatalog', 'PeeredCatalog', 'PeeredCatalogSpec', 'OutboxEvent']) await pool.query(`DELETE FROM "${table}"`);
}
