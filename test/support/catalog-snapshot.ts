import { peeredCatalog } from '../../src/modules/catalog/peered/peered.service.js';
import { systemClock } from '../../src/kernel/clock.js';
import { databaseKinds } from './databases.js';
import type { Database } from '../../src/outbound/storage/database.js';
import type { DomainEvent } from '../../src/kernel/event.js';

const TABLES = ['ServiceSpecification', 'ServiceCandidate', 'ServiceCategory', 'ServiceCatalog'] as const;
/** What tells when, not what. */
const TIMES = new Set(['lastUpdate']);

export type CatalogSnapshot = Readonly<Record<(typeof TABLES)[number], readonly unknown[]>>;

/** The whole catalog by id, without its times and the order of what has none. */
export async function snapshotOf({ pool }: Database): Promise<CatalogSnapshot> {
  const tables: Record<string, readonly unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await pool.query<{ id: string; document: unknown }>(`SELECT id, document FROM "${table}" ORDER BY id`);
    tables[table] = rows.map(({ id, document }) => [id, settled(document)]);
  }
  return tables as CatalogSnapshot;
}

/** The catalog when these messages come once, in this order, and nothing goes wrong. */
export async function catalogAfter(events: readonly DomainEvent[]): Promise<CatalogSnapshot> {
  const [, open] = databaseKinds[0]!;
  await using test = await open();
  const catalog = peeredCatalog({ clock: systemClock });
  for (const event of events) await test.db.prisma.$transaction((tx) => catalog.hear({ ...event, position: 0n }, tx));
  return await snapshotOf(test.db);
}

function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !TIMES.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, settled(member)]));
}
