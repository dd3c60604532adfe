import type { TrafficInfluence } from '../../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../../kernel/caller.js';
import { isUuid } from '../../../kernel/id.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, toPage } from '../../../outbound/storage/pages.js';
import { rankedIds, toJson } from '../resource.store.js';

export type TrafficInfluenceRow = TrafficInfluence;

export interface TrafficInfluenceStore {
  insert(tx: Tx, row: TrafficInfluenceRow): Promise<void>;
  /** Held until the transaction ends. */
  lock(tx: Tx, id: string): Promise<TrafficInfluenceRow | null>;
  /** Of a row that is held. */
  replace(tx: Tx, row: TrafficInfluenceRow): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** Of whichever client. */
  load(id: string): Promise<TrafficInfluenceRow | null>;
  find(caller: Caller, ids: readonly string[]): Promise<TrafficInfluenceRow[]>;
  page(caller: Caller, query: { readonly appId?: string }, first: number, after: Place | undefined): Promise<Page<TrafficInfluenceRow>>;
  /** The first page for each of several app instances, in two statements. */
  firstPages(caller: Caller, appInstanceIds: readonly string[], first: number): Promise<Map<string, Page<TrafficInfluenceRow>>>;
}

const jsonOf = ({ sourceTrafficFilters, destinationTrafficFilters, device, subscriptionRequest }: TrafficInfluenceRow) => ({
  sourceTrafficFilters: toJson(sourceTrafficFilters),
  destinationTrafficFilters: toJson(destinationTrafficFilters),
  device: toJson(device),
  subscriptionRequest: toJson(subscriptionRequest),
});

export function trafficInfluenceStore(db: Database): TrafficInfluenceStore {
  const { prisma } = db;
  return {
    async insert(tx, row) {
      await tx.trafficInfluence.create({ data: { ...row, ...jsonOf(row) } });
    },
    async lock(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "TrafficInfluence" WHERE id = ${id}::uuid FOR UPDATE`;
      return tx.trafficInfluence.findUnique({ where: { id } });
    },
    async replace(tx, row) {
      const { id, revision, ...rest } = row;
      await tx.trafficInfluence.update({ where: { id }, data: { ...rest, ...jsonOf(row), revision: revision + 1 } });
    },
    async remove(tx, id) {
      await tx.trafficInfluence.deleteMany({ where: { id } });
    },
    load: (id) => prisma.trafficInfluence.findUnique({ where: { id } }),
    find: (caller, ids) => prisma.trafficInfluence.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } } }),
    async page(caller, query, first, after) {
      const where = { ...visibleTo(caller), ...query };
      const [rows, totalCount] = await Promise.all([
        prisma.trafficInfluence.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        prisma.trafficInfluence.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
    async firstPages(caller, appInstanceIds, first) {
      const totals = await rankedIds(db, caller, { table: 'TrafficInfluence', ids: appInstanceIds, first });
      const rows = await prisma.trafficInfluence.findMany({ where: { id: { in: [...totals.keys()] } }, orderBy: [...IN_ORDER] });
      const groups = new Map<string, TrafficInfluenceRow[]>();
      for (const row of rows) if (row.appInstanceId !== null) groups.set(row.appInstanceId, [...(groups.get(row.appInstanceId) ?? []), row]);
      return new Map([...groups].map(([parent, group]) => [parent, toPage(group, first, totals.get(group[0]!.id) ?? group.length)]));
    },
  };
}
