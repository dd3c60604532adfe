import type { AppDeployment } from '../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../outbound/storage/pages.js';

export type AppDeploymentRow = AppDeployment;

export interface AppDeploymentQuery {
  readonly appId?: string;
}

/** The client has a deployment of that app under that name. */
export class DeploymentNameTaken extends Error {
  constructor() {
    super('The deployment exists');
    this.name = 'DeploymentNameTaken';
  }
}

export interface AppDeploymentStore {
  /** @throws DeploymentNameTaken */
  insert(tx: Tx, row: AppDeploymentRow): Promise<void>;
  /** @throws DeploymentNameTaken. False when somebody else wrote since `row` was read. */
  replace(tx: Tx, row: AppDeploymentRow): Promise<boolean>;
  remove(tx: Tx, id: string): Promise<void>;
  lock(tx: Tx, id: string): Promise<AppDeploymentRow | null>;
  lockVisible(tx: Tx, caller: Caller, id: string): Promise<AppDeploymentRow | null>;
  find(caller: Caller, ids: readonly string[]): Promise<AppDeploymentRow[]>;
  page(caller: Caller, query: AppDeploymentQuery, first: number, after: Place | undefined): Promise<Page<AppDeploymentRow>>;
}

export function appDeploymentStore(db: Database): AppDeploymentStore {
  const hold = (tx: Tx, id: string) => tx.$queryRaw`SELECT 1 FROM "AppDeployment" WHERE id = ${id}::uuid FOR UPDATE`;
  const named = async <T>(write: Promise<T>): Promise<T> => {
    try {
      return await write;
    } catch (error) {
      if (isUniqueViolation(error)) throw new DeploymentNameTaken();
      throw error;
    }
  };
  return {
    async insert(tx, row) {
      await named(tx.appDeployment.create({ data: row }));
    },
    async replace(tx, { id, revision, ...row }) {
      const { count } = await named(tx.appDeployment.updateMany({ where: { id, revision }, data: { ...row, revision: revision + 1 } }));
      return count === 1;
    },
    async remove(tx, id) {
      await tx.appDeployment.deleteMany({ where: { id } });
    },
    async lock(tx, id) {
      await hold(tx, id);
      return tx.appDeployment.findUnique({ where: { id } });
    },
    async lockVisible(tx, caller, id) {
      await hold(tx, id);
      return tx.appDeployment.findFirst({ where: { ...visibleTo(caller), id } });
    },
    find: (caller, ids) => db.prisma.appDeployment.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } } }),
    async page(caller, query, first, after) {
      const where = { AND: [visibleTo(caller), query] };
      const [rows, totalCount] = await Promise.all([
        db.prisma.appDeployment.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        db.prisma.appDeployment.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
  };
}
