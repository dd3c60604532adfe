import { Prisma, type Federation, type PartnerZone } from '../../../generated/prisma/client.js';
import { isUuid } from '../../../kernel/id.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../../outbound/storage/pages.js';
import type { Dialect, FederationRef, FederationRequest, MobileNetworks, PartnerStatus, ServiceEndpoint } from '../manager/fm.types.js';

/** Networks of an operator. */
export interface Networks {
  readonly mobile?: MobileNetworks;
  readonly fixed: readonly string[];
}

/** The last that a partner told of one thing: its `modificationDate`, a digest of the words, and when we heard it. */
export interface Heard {
  readonly at: string;
  readonly digest: string;
  readonly heard: string;
  /** Where a status was told, of the federation or of a zone. */
  readonly status?: PartnerStatus;
}

type Shaped = 'dialect' | 'request' | 'partnerNetworks' | 'allowedNetworks' | 'edgeDiscoveryEndpoint' | 'lcmEndpoint' | 'toldAt' | 'statusCredentials';

export interface FederationRow extends Omit<Federation, Shaped> {
  readonly dialect: Dialect | null;
  /** Without secrets, and without our address, which is half of one. */
  readonly request: Omit<FederationRequest, 'partnerCallbackCredentials' | 'partnerStatusLink'>;
  readonly partnerNetworks: Networks;
  readonly allowedNetworks: Networks;
  readonly edgeDiscoveryEndpoint: ServiceEndpoint | null;
  readonly lcmEndpoint: ServiceEndpoint | null;
  /** By what it was about. */
  readonly toldAt: Readonly<Record<string, Heard>>;
  readonly statusCredentials: Uint8Array | null;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** `updatedAt` is when it came into its phase. */
export interface PartnerZoneRow extends Omit<PartnerZone, 'resources' | 'availability'> {
  /** ZoneRegisteredData. */
  readonly resources: JsonObject | null;
  /** zoneResUpdInfo. */
  readonly availability: readonly unknown[] | null;
}


export type ShownZoneRow = Pick<PartnerZoneRow, 'id' | 'zoneId' | 'geographyDetails' | 'phase' | 'status'> & {
  readonly federation: Pick<FederationRow, 'contextId' | 'partner' | 'partnerFederationId' | 'partnerCountryCode' | 'phase' | 'status'>;
};

/** A federation with its zones, oldest first. */
export interface WithZones {
  readonly federation: FederationRow;
  readonly zones: readonly PartnerZoneRow[];
}

/** There is a federation with the partner, or on its way. */
export class PartnerTaken extends Error {
  constructor(readonly phase: FederationRow['phase']) {
    super('There is a federation with the partner');
    this.name = 'PartnerTaken';
  }
}

/** What the zones of a federation have that stands at the partner. */
export interface Standing {
  /** Ids of the apps that are onboarded. */
  readonly onboardings: readonly string[];
  /** Ids of the app instances. */
  readonly instances: readonly string[];
}

/**
 * Remembers federations and the zones that come with them. Reads by `find`, `byContext` and `page` see those that the partner has
 * confirmed; zones are read by whoever knows their federation or their id.
 *
 * Whoever changes a federation or its zones, or makes something that depends on them, holds the federation's row first
 * (`lock`), then its zones by reading them in the same transaction: nothing else is locked of the two.
 */
export interface FederationStore {
  /** @throws PartnerTaken */
  insert(tx: Tx, row: FederationRow): Promise<void>;
  /** Writes it with the next revision, if nobody else wrote since `row` was read; false otherwise. */
  replace(tx: Tx, row: FederationRow): Promise<boolean>;
  remove(tx: Tx, id: string): Promise<void>;
  /** In any phase. */
  load(id: string): Promise<FederationRow | undefined>;
  /** Held until the transaction ends; in any phase. */
  lock(tx: Tx, id: string): Promise<FederationRow | undefined>;
  /** The same, known by what the partner calls it. */
  lockContext(tx: Tx, contextId: string): Promise<FederationRow | undefined>;
  find(ids: readonly string[]): Promise<FederationRow[]>;
  byContexts(contextIds: readonly string[]): Promise<FederationRow[]>;
  /** In any phase. */
  ofPartner(partner: string): Promise<FederationRow | undefined>;
  page(first: number, after: Place | undefined): Promise<Page<FederationRow>>;
  /** Every zone of these federations, oldest first. */
  zonesOf(federationIds: readonly string[], tx?: Tx): Promise<PartnerZoneRow[]>;
  zones(ids: readonly string[], tx?: Tx): Promise<PartnerZoneRow[]>;
  /** Those of every federation that stands, with it: as they are shown among the edge cloud zones. */
  shownZones(): Promise<readonly ShownZoneRow[]>;
  addZones(tx: Tx, zones: readonly PartnerZoneRow[]): Promise<void>;
  /** Writes each with its next revision. */
  replaceZones(tx: Tx, zones: readonly PartnerZoneRow[]): Promise<void>;
  removeZones(tx: Tx, ids: readonly string[]): Promise<void>;
  /** What stands in a federation, or in one of its zones. */
  standing(tx: Tx, of: { readonly federationId: string; readonly zone?: Pick<PartnerZoneRow, 'id' | 'zoneId'> }): Promise<Standing>;
}

/** How the manager is told which federation is meant. */
export function refOf({ id, partner, contextId, dialect }: FederationRow): FederationRef {
  if (contextId === null) throw new Error(`The federation ${id} has no context id yet.`);
  return { partner, contextId, dialect };
}

const toRow = (row: Federation): FederationRow => row as unknown as FederationRow;
const toZone = (row: PartnerZone): PartnerZoneRow => row as unknown as PartnerZoneRow;
const json = (value: object | null) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue));

const toData = (row: FederationRow) => ({
  ...row,
  request: row.request as unknown as Prisma.InputJsonValue,
  partnerNetworks: row.partnerNetworks as unknown as Prisma.InputJsonValue,
  allowedNetworks: row.allowedNetworks as unknown as Prisma.InputJsonValue,
  edgeDiscoveryEndpoint: json(row.edgeDiscoveryEndpoint),
  lcmEndpoint: json(row.lcmEndpoint),
  toldAt: row.toldAt as unknown as Prisma.InputJsonValue,
  platformCaps: [...row.platformCaps],
  statusCredentials: row.statusCredentials as Uint8Array<ArrayBuffer> | null,
});

const toZoneData = (zone: PartnerZoneRow) => ({ ...zone, resources: json(zone.resources), availability: json(zone.availability) });

/** Those that came in one offer by their names. */
const ZONE_ORDER = [{ createdAt: 'asc' }, { zoneId: 'asc' }] as const satisfies readonly object[];

/** What is shown of a zone among others: its documents are not read. */
const SHOWN = {
  id: true, zoneId: true, geographyDetails: true, phase: true, status: true,
  federation: { select: { contextId: true, partner: true, partnerFederationId: true, partnerCountryCode: true, phase: true, status: true } },
} as const satisfies Prisma.PartnerZoneSelect;

/** What a partner has confirmed. */
const KNOWN = { contextId: { not: null } } as const;

export function federationStore(db: Database): FederationStore {
  return {
    async insert(tx, row) {
      const taken = await tx.federation.findUnique({ where: { partner: row.partner }, select: { phase: true } });
      if (taken) throw new PartnerTaken(taken.phase);
      try {
        await tx.federation.create({ data: toData(row) });
      } catch (error) {
        if (isUniqueViolation(error)) throw new PartnerTaken('CREATING');
        throw error;
      }
    },
    async replace(tx, row) {
      const { id, revision, ...data } = toData(row);
      const { count } = await tx.federation.updateMany({ where: { id, revision }, data: { ...data, revision: revision + 1 } });
      return count === 1;
    },
    async remove(tx, id) {
      await tx.federation.deleteMany({ where: { id } });
    },
    async load(id) {
      const row = await db.prisma.federation.findUnique({ where: { id } });
      return row ? toRow(row) : undefined;
    },
    async lock(tx, id) {
      await tx.$queryRaw`SELECT 1 FROM "Federation" WHERE id = ${id}::uuid FOR UPDATE`;
      const row = await tx.federation.findUnique({ where: { id } });
      return row ? toRow(row) : undefined;
    },
    async lockContext(tx, contextId) {
      if (!isText(contextId)) return undefined;
      await tx.$queryRaw`SELECT 1 FROM "Federation" WHERE "contextId" = ${contextId} FOR UPDATE`;
      const row = await tx.federation.findUnique({ where: { contextId } });
      return row ? toRow(row) : undefined;
    },
    find: async (ids) => (await db.prisma.federation.findMany({ where: { id: { in: ids.filter(isUuid) }, ...KNOWN } })).map(toRow),
    byContexts: async (contextIds) => (await db.prisma.federation.findMany({ where: { contextId: { in: contextIds.filter(isText) } } })).map(toRow),
    async ofPartner(partner) {
      const row = await db.prisma.federation.findUnique({ where: { partner } });
      return row ? toRow(row) : undefined;
    },
    async page(first, after) {
      const [rows, totalCount] = await Promise.all([
        db.prisma.federation.findMany({ where: { AND: [KNOWN, behind(after)] }, orderBy: [...IN_ORDER], take: first + 1 }),
        db.prisma.federation.count({ where: KNOWN }),
      ]);
      return toPage(rows.map(toRow), first, totalCount);
    },
    zonesOf: async (federationIds, tx) => (await (tx ?? db.prisma).partnerZone.findMany({ where: { federationId: { in: [...federationIds] } }, orderBy: [...ZONE_ORDER] })).map(toZone),
    zones: async (ids, tx) => (await (tx ?? db.prisma).partnerZone.findMany({ where: { id: { in: ids.filter(isUuid) } }, orderBy: [...ZONE_ORDER] })).map(toZone),
    shownZones: () => db.prisma.partnerZone.findMany({ where: { federation: KNOWN }, select: SHOWN, orderBy: [...ZONE_ORDER] }),
    async addZones(tx, zones) {
      if (zones.length > 0) await tx.partnerZone.createMany({ data: zones.map(toZoneData) });
    },
    async replaceZones(tx, zones) {
      for (const zone of zones) {
        const { id, revision, ...data } = toZoneData(zone);
        await tx.partnerZone.updateMany({ where: { id }, data: { ...data, revision: revision + 1 } });
      }
    },
    async removeZones(tx, ids) {
      if (ids.length > 0) await tx.partnerZone.deleteMany({ where: { id: { in: [...ids] } } });
    },
    async standing(tx, { federationId, zone }) {
      const onboardings = await tx.partnerOnboarding.findMany({ where: { federationId, ...(zone && { zoneIds: { has: zone.zoneId } }) }, select: { appId: true }, orderBy: { createdAt: 'asc' } });
      const instances = await tx.partnerInstance.findMany({ where: { onboarding: { federationId }, ...(zone && { partnerZoneId: zone.id }) }, select: { id: true }, orderBy: { createdAt: 'asc' } });
      return { onboardings: onboardings.map(({ appId }) => appId), instances: instances.map(({ id }) => id) };
    },
  };
}

/** PostgreSQL takes no NUL, and no id of a partner holds one. */
const isText = (id: string): boolean => !id.includes('\0');
