import type { Federation, PartnerOnboarding, Prisma } from '../../../generated/prisma/client.js';
import type { PartnerOnboardingStatus } from '../../../generated/prisma/enums.js';
import { visibleTo, type Caller } from '../../../kernel/caller.js';
import { isUuid } from '../../../kernel/id.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../../outbound/storage/pages.js';
import type { Dialect, OnboardStatus } from '../manager/fm.types.js';

export interface OnboardingRow extends Omit<PartnerOnboarding, 'zoneStatus'> {
  readonly zoneStatus: Readonly<Record<string, OnboardStatus>>;
}

export interface OnboardingQuery {
  readonly appId?: string | undefined;
  /** Of our row. */
  readonly federationId?: string | undefined;
  readonly status?: PartnerOnboardingStatus | undefined;
}

export type FederationState = Pick<Federation, 'id' | 'contextId' | 'partner' | 'phase' | 'status' | 'statusReason'>;

/** Somebody has just made the app's onboarding to that partner. */
export class OnboardingTaken extends Error {
  constructor() {
    super('The app has an onboarding to that partner');
    this.name = 'OnboardingTaken';
  }
}

/**
 * Remembers onboardings. Who locks in one transaction does it in this order: app, app instance (with its deployment), federation,
 * onboarding, partner instance.
 */
export interface OnboardingStore {
  /** @throws OnboardingTaken */
  insert(tx: Tx, row: OnboardingRow): Promise<void>;
  /** Of a row that is locked, or was read: writes it if nobody else wrote since; false otherwise. */
  replace(tx: Tx, row: OnboardingRow): Promise<boolean>;
  remove(tx: Tx, id: string): Promise<void>;
  load(id: string, tx?: Tx): Promise<OnboardingRow | undefined>;
  /** Held until the transaction ends. */
  lock(tx: Tx, id: string): Promise<OnboardingRow | undefined>;
  lockVisible(tx: Tx, caller: Caller, id: string): Promise<OnboardingRow | undefined>;
  lockOf(tx: Tx, federationId: string, appId: string): Promise<OnboardingRow | undefined>;
  /** Kept from being changed by others until the transaction ends. */
  share(tx: Tx, id: string): Promise<OnboardingRow | undefined>;
  /** By what the partner calls its app. */
  byPartnerApp(federationId: string, partnerAppId: string): Promise<OnboardingRow | undefined>;
  ofApp(tx: Tx, appId: string): Promise<OnboardingRow[]>;
  find(caller: Caller, ids: readonly string[]): Promise<OnboardingRow[]>;
  findOfApps(caller: Caller, appIds: readonly string[]): Promise<OnboardingRow[]>;
  page(caller: Caller, query: OnboardingQuery, first: number, after: Place | undefined): Promise<Page<OnboardingRow>>;
  /** The federation, kept as it is until the transaction ends: what is made in it meanwhile is seen by whoever takes it or a zone of it away. */
  shareFederation(tx: Tx, id: string): Promise<FederationState | undefined>;
  /** Notes what a federation's manager speaks, as long as nobody has. */
  learnDialect(federationId: string, dialect: Dialect): Promise<void>;
}

const toRow = (row: PartnerOnboarding): OnboardingRow => row as unknown as OnboardingRow;
const known = (row: PartnerOnboarding | null): OnboardingRow | undefined => (row ? toRow(row) : undefined);
const toData = (row: OnboardingRow) => ({ ...row, zoneIds: [...row.zoneIds], zoneStatus: row.zoneStatus as Prisma.InputJsonValue });

export function onboardingStore(db: Database): OnboardingStore {
  const byId = async (tx: Tx, id: string): Promise<OnboardingRow | undefined> => known(await tx.partnerOnboarding.findUnique({ where: { id } }));
  const hold = async (tx: Tx, id: string): Promise<void> => void (await tx.$queryRaw`SELECT 1 FROM "PartnerOnboarding" WHERE id = ${id}::uuid FOR UPDATE`);
  return {
    async insert(tx, row) {
      try {
        await tx.partnerOnboarding.create({ data: toData(row) });
      } catch (error) {
        if (isUniqueViolation(error)) throw new OnboardingTaken();
        throw error;
      }
    },
    async replace(tx, row) {
      const { id, revision, ...data } = toData(row);
      const { count } = await tx.partnerOnboarding.updateMany({ where: { id, revision }, data: { ...data, revision: revision + 1 } });
      return count === 1;
    },
    async remove(tx, id) {
      await tx.partnerOnboarding.deleteMany({ where: { id } });
    },
    load: async (id, tx) => known(await (tx ?? db.prisma).partnerOnboarding.findUnique({ where: { id } })),
    async lock(tx, id) {
      await hold(tx, id);
      return byId(tx, id);
    },
    async lockVisible(tx, caller, id) {
      await hold(tx, id);
      return known(await tx.partnerOnboarding.findFirst({ where: { ...visibleTo(caller), id } }));
    },
    async lockOf(tx, federationId, appId) {
      await tx.$queryRaw`SELECT 1 FROM "PartnerOnboarding" WHERE "federationId" = ${federationId}::uuid AND "appId" = ${appId}::uuid FOR UPDATE`;
      return known(await tx.partnerOnboarding.findUnique({ where: { federationId_appId: { federationId, appId } } }));
    },
    async share(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "PartnerOnboarding" WHERE id = ${id}::uuid FOR SHARE`;
      return byId(tx, id);
    },
    byPartnerApp: async (federationId, partnerAppId) => known(await db.prisma.partnerOnboarding.findFirst({ where: { federationId, partnerAppId } })),
    ofApp: async (tx, appId) => (await tx.partnerOnboarding.findMany({ where: { appId }, orderBy: [...IN_ORDER] })).map(toRow),
    find: async (caller, ids) => (await db.prisma.partnerOnboarding.findMany({ where: { ...visibleTo(caller), id: { in: ids.filter(isUuid) } } })).map(toRow),
    findOfApps: async (caller, appIds) =>
      (await db.prisma.partnerOnboarding.findMany({ where: { ...visibleTo(caller), appId: { in: appIds.filter(isUuid) } }, orderBy: [...IN_ORDER] })).map(toRow),
    async page(caller, { appId, federationId, status }, first, after) {
      const where = { ...visibleTo(caller), ...(appId !== undefined && { appId }), ...(federationId !== undefined && { federationId }), ...(status !== undefined && { status }) };
      const [rows, totalCount] = await Promise.all([
        db.prisma.partnerOnboarding.findMany({ where: { AND: [where, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        db.prisma.partnerOnboarding.count({ where }),
      ]);
      return toPage(rows.map(toRow), first, totalCount);
    },
    async shareFederation(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "Federation" WHERE id = ${id}::uuid FOR SHARE`;
      return (await tx.federation.findUnique({ where: { id } })) ?? undefined;
    },
    async learnDialect(id, dialect) {
      await db.prisma.federation.updateMany({ where: { id, dialect: null }, data: { dialect } });
    },
  };
}
