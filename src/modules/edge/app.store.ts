import type { App, Prisma } from '../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Page, Place } from '../../kernel/page.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../outbound/storage/pages.js';

export type AppRow = App;

export interface AppQuery {
  readonly name?: string;
  readonly appProvider?: string;
}

/** A client's app of that name and version is there already; `state` tells whether it is seen. */
export class AppTaken extends Error {
  constructor(readonly state: AppRow['state']) {
    super('The app exists');
    this.name = 'AppTaken';
  }
}

/** Remembers apps. Reads see registered apps only. */
export interface AppStore {
  /** @throws AppTaken */
  insert(tx: Tx, row: AppRow): Promise<void>;
  registered(tx: Tx, id: string, upstreamId: string, now: Date): Promise<AppRow | null>;
  markDeleting(tx: Tx, id: string, now: Date): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** In any state, for the worker. */
  load(id: string): Promise<AppRow | null>;
  /** Whether another app has that id in the SRM; `perhaps` when a registration of that name, begun after `since`, has not ended. */
  claimOn(upstreamId: string, about: { readonly name: string; readonly otherThan: string; readonly since: Date }): Promise<'held' | 'perhaps' | 'free'>;
  find(caller: Caller, ids: readonly string[]): Promise<AppRow[]>;
  /** Held until the transaction ends, so that an app is not deleted while an instance of it is made. */
  lock(tx: Tx, caller: Caller, id: string): Promise<AppRow | null>;
  page(caller: Caller, query: AppQuery, first: number, after: Place | undefined): Promise<Page<AppRow>>;
}

export function appStore(db: Database): AppStore {
  const registered = (caller: Caller) => ({ ...visibleTo(caller), state: 'REGISTERED' as const });
  return {
    async insert(tx, row) {
      const taken = await tx.app.findUnique({ where: { clientId_name_version: { clientId: row.clientId, name: row.name, version: row.version } }, select: { state: true } });
      if (taken) throw new AppTaken(taken.state);
      try {
        await tx.app.create({ data: { ...row, manifest: row.manifest as Prisma.InputJsonValue, repoCredentials: row.repoCredentials as Uint8Array<ArrayBuffer> | null } });
      } catch (error) {
        if (isUniqueViolation(error)) throw new AppTaken('REGISTERING');
        throw error;
      }
    },
    async registered(tx, id, upstreamId, now) {
      const [row] = await tx.app.updateManyAndReturn({ where: { id, state: 'REGISTERING' }, data: { state: 'REGISTERED', upstreamId, updatedAt: now } });
      return row ?? null;
    },
    async markDeleting(tx, id, now) {
      await tx.app.update({ where: { id }, data: { state: 'DELETING', updatedAt: now } });
    },
    async remove(tx, id) {
      await tx.app.deleteMany({ where: { id, state: { not: 'REGISTERED' } } });
    },
    load: (id) => db.prisma.app.findUnique({ where: { id } }),
    async claimOn(upstreamId, { name, otherThan, since }) {
      const rows = await db.prisma.app.findMany({ where: { id: { not: otherThan }, OR: [{ upstreamId }, { name, state: 'REGISTERING', createdAt: { gt: since } }] }, select: { upstreamId: true } });
      if (rows.some((row) => row.upstreamId === upstreamId)) return 'held';
      return rows.length > 0 ? 'perhaps' : 'free';
    },
    find: (caller, ids) => db.prisma.app.findMany({ where: { ...registered(caller), id: { in: ids.filter(isUuid) } } }),
    async lock(tx, caller, id) {
      await tx.$queryRaw`SELECT 1 FROM "App" WHERE id = ${id}::uuid FOR UPDATE`;
      return tx.app.findFirst({ where: { ...registered(caller), id } });
    },
    async page(caller, query, first, after) {
      const where = { ...registered(caller), ...query };
      const [rows, totalCount] = await Promise.all([
        db.prisma.app.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        db.prisma.app.count({ where }),
      ]);
      return toPage(rows, first, totalCount);
    },
  };
}
