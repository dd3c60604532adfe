import { Prisma, type PartnerInstance } from '../../../generated/prisma/client.js';
import { visibleTo, type Caller } from '../../../kernel/caller.js';
import { isUuid } from '../../../kernel/id.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { IN_ORDER } from '../../../outbound/storage/pages.js';
import type { KnownInstance } from '../manager/fm.types.js';
import type { Members } from './partner-onboarding.rules.js';

export interface InstanceRow extends Omit<PartnerInstance, 'accessPoints'> {
  readonly accessPoints: KnownInstance['accessPoints'] | null;
}

/** Remembers the instances of our apps at partners; who sees an onboarding sees its instances. */
export interface InstanceStore {
  insert(tx: Tx, row: InstanceRow): Promise<void>;
  /** Writes it if nobody else wrote since `row` was read; false otherwise. */
  replace(tx: Tx, row: InstanceRow): Promise<boolean>;
  remove(tx: Tx, id: string): Promise<void>;
  load(id: string, tx?: Tx): Promise<InstanceRow | undefined>;
  /** Of an onboarding, oldest first. */
  of(onboardingIds: readonly string[], tx?: Tx): Promise<InstanceRow[]>;
  find(caller: Caller, ids: readonly string[]): Promise<InstanceRow[]>;
  /** Those that wait for an onboarding are refused with it. */
  refuseWaiting(tx: Tx, onboardingId: string, reason: string, now: Date): Promise<void>;
}

const toRow = (row: PartnerInstance): InstanceRow => row as unknown as InstanceRow;
const toData = (row: InstanceRow) => ({ ...row, accessPoints: row.accessPoints === null ? Prisma.DbNull : (row.accessPoints as unknown as Prisma.InputJsonValue) });

const WAITING = { presence: 'ABSENT', removing: false, state: 'PENDING' } as const;

export function membersOf(rows: readonly InstanceRow[]): Members {
  return {
    all: rows.length,
    present: rows.filter(({ presence }) => presence !== 'ABSENT').length,
    waiting: rows.filter(({ presence, removing, state }) => presence === WAITING.presence && removing === WAITING.removing && state === WAITING.state).length,
  };
}

export function instanceStore(db: Database): InstanceStore {
  return {
    async insert(tx, row) {
      await tx.partnerInstance.create({ data: toData(row) });
    },
    async replace(tx, row) {
      const { id, revision, ...data } = toData(row);
      const { count } = await tx.partnerInstance.updateMany({ where: { id, revision }, data: { ...data, revision: revision + 1 } });
      return count === 1;
    },
    async remove(tx, id) {
      await tx.partnerInstance.deleteMany({ where: { id } });
    },
    async load(id, tx) {
      const row = await (tx ?? db.prisma).partnerInstance.findUnique({ where: { id } });
      return row ? toRow(row) : undefined;
    },
    of: async (onboardingIds, tx) => (await (tx ?? db.prisma).partnerInstance.findMany({ where: { onboardingId: { in: [...onboardingIds] } }, orderBy: [...IN_ORDER] })).map(toRow),
    find: async (caller, ids) => (await db.prisma.partnerInstance.findMany({ where: { id: { in: ids.filter(isUuid) }, onboarding: visibleTo(caller) } })).map(toRow),
    async refuseWaiting(tx, onboardingId, message, now) {
      await tx.partnerInstance.updateMany({ where: { onboardingId, ...WAITING }, data: { state: 'FAILED', message, updatedAt: now, revision: { increment: 1 } } });
    },
  };
}
