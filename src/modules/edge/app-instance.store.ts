import type { AppInstance } from '../../generated/prisma/client.js';
import { Prisma } from '../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../outbound/storage/pages.js';

export type AppInstanceRow = AppInstance;

export interface AppInstanceQuery {
  readonly id?: string;
  readonly appId?: string;
  readonly edgeCloudZoneId?: string;
  readonly edgeCloudRegion?: string;
  readonly status?: AppInstanceRow['status'];
}

/** The app has an instance in that zone. */
export class ZoneTaken extends Error {
  constructor() {
    super('The app has an instance in that zone');
    this.name = 'ZoneTaken';
  }
}

export interface AppInstanceStore {
  /** @throws ZoneTaken */
  insert(tx: Tx, row: AppInstanceRow): Promise<void>;
  /** Writes what the rules changed, if nobody else wrote since `row` was read; false otherwise. */
  replace(tx: Tx, row: AppInstanceRow): Promise<boolean>;
  remove(tx: Tx, id: string): Promise<void>;
  load(id: string): Promise<AppInstanceRow | null>;
  /** For update, with its deployment: held until the transaction ends. */
  lock(tx: Tx, id: string): Promise<AppInstanceRow | null>;
  lockVisible(tx: Tx, caller: Caller, id: string): Promise<AppInstanceRow | null>;
  find(caller: Caller, ids: readonly string[]): Promise<AppInstanceRow[]>;
  page(caller: Caller, query: AppInstanceQuery, first: number, after: Place | undefined): Promise<Page<AppInstanceRow>>;
  /** The first page for each of several apps or zones, in two statements. */
  firstPages(caller: Caller, by: 'appId' | 'edgeCloudZoneId', ids: readonly string[], first: number): Promise<Map<string, Page<AppInstanceRow>>>;
  ofDeployments(tx: Tx | undefined, deploymentIds: readonly string[]): Promise<AppInstanceRow[]>;
  countOfApp(tx: Tx, appId: string): Promise<number>;
  /** Everything that is placed in the SRM, for the follower. */
  placed(): Promise<AppInstanceRow[]>;
  /** The SRM's ids that an instance of ours has. */
  claimed(): Promise<Set<string>>;
}

const toJson = (value: Prisma.JsonValue) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue));

export function appInstanceStore(db: Database): AppInstanceStore {
  /** Its deployment first, as everybody who changes a deployment does: else two could wait for each other. */
  async function hold(tx: Tx, id: string): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM "AppDeployment" WHERE id = (SELECT "deploymentId" FROM "AppInstance" WHERE id = ${id}::uuid) FOR UPDATE`;
    await tx.$queryRaw`SELECT 1 FROM "AppInstance" WHERE id = ${id}::uuid FOR UPDATE`;
  }
  return {
    async insert(tx, row) {
      try {
        await tx.appInstance.create({ data: { ...row, componentEndpointInfo: toJson(row.componentEndpointInfo) } });
      } catch (error) {
        if (isUniqueViolation(error)) throw new ZoneTaken();
        throw error;
      }
    },
    async replace(tx, { id, revision, ...row }) {
      const { count } = await tx.appInstance.updateMany({
        where: { id, revision },
        data: { ...row, componentEndpointInfo: toJson(row.componentEndpointInfo), revision: revision + 1 },
      });
      return count === 1;
    },
    async remove(tx, id) {
      await tx.appInstance.deleteMany({ where: { id } });
    },
    load: (id) => db.prisma.appInstance.findUnique({ where: { id } }),
    async lock(tx, id) {
      await hold(tx, id);
      return tx.appInstance.findUnique({ where: { id } });
    },
    async lockVisible(tx, caller, id) {
      await hold(tx, id);
      return tx.appInstance.findFirst({ where: { ...visibleTo(caller), id } });
    },
    find: (caller, ids) => db.prisma.appInstance.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } } }),
    async page(caller, query, first, after) {
      const where = { AND: [visibleTo(caller), query] };
      const [rows, totalCount] = await Promise.all([
        db.prisma.appInstance.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        db.prisma.appInstance.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
    async firstPages(caller, by, ids, first) {
      const mine = visibleTo(caller);
      const parents = ids.map((id) => Prisma.sql`${id}::uuid`);
      const ranked = await db.prisma.$queryRaw<{ id: string; total: number }[]>`
        SELECT id::text, total FROM (
          SELECT id, row_number() OVER w AS rank, (count(*) OVER (PARTITION BY ${Prisma.raw(`"${by}"`)}))::int AS total
          FROM "AppInstance"
          WHERE ${Prisma.raw(`"${by}"`)} IN (${Prisma.join(parents)})
            AND (${mine.clientId ?? null}::text IS NULL OR "clientId" = ${mine.clientId ?? null})
            AND (${mine.userId ?? null}::text IS NULL OR "userId" = ${mine.userId ?? null})
          WINDOW w AS (PARTITION BY ${Prisma.raw(`"${by}"`)} ORDER BY "createdAt", id)
        ) ranked WHERE rank <= ${first + 1}`;
      const totals = new Map(ranked.map(({ id, total }) => [id, total]));
      const rows = await db.prisma.appInstance.findMany({ where: { id: { in: [...totals.keys()] } }, orderBy: [...IN_ORDER] });
      const groups = new Map<string, AppInstanceRow[]>();
      for (const row of rows) groups.set(row[by], [...(groups.get(row[by]) ?? []), row]);
      return new Map([...groups].map(([parent, group]) => [parent, toPage(group, first, totals.get(group[0]!.id)!)]));
    },
    ofDeployments: (tx, deploymentIds) =>
      (tx ?? db.prisma).appInstance.findMany({ where: { deploymentId: { in: [...deploymentIds] } }, orderBy: [...IN_ORDER] }),
    countOfApp: (tx, appId) => tx.appInstance.count({ where: { appId } }),
    placed: () => db.prisma.appInstance.findMany({ where: { phase: 'PLACED', upstreamId: { not: null }, atPartner: false } }),
    async claimed() {
      const rows = await db.prisma.appInstance.findMany({ where: { upstreamId: { not: null }, atPartner: false }, select: { upstreamId: true } });
      return new Set(rows.flatMap(({ upstreamId }) => upstreamId ?? []));
    },
  };
}
