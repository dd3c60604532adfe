import type { HostedFederation, HostedZone, Prisma } from '../../../generated/prisma/client.js';
import type { Caller } from '../../../kernel/caller.js';
import type { Page, Place } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { behind, IN_ORDER, isUniqueViolation, toPage } from '../../../outbound/storage/pages.js';
import { isText } from './document.manifest.js';

export type HostedFederationRow = HostedFederation;
export type HostedZoneRow = HostedZone;

export interface HostedFederationStore {
  /** @throws Refusal ALREADY_EXISTS: the client has one */
  insert(tx: Tx, row: HostedFederationRow): Promise<void>;
  /** The caller's; any for an admin. @throws Refusal NOT_FOUND, with the same words for another's */
  require(caller: Caller, id: string): Promise<HostedFederationRow>;
  /** The same, held until the transaction ends: what stands in a federation changes only under this lock. */
  hold(tx: Tx, caller: Caller, id: string): Promise<HostedFederationRow>;
  /** Held, for workers. */
  lock(tx: Tx, id: string): Promise<HostedFederationRow | null>;
  load(id: string): Promise<HostedFederationRow | null>;
  ofClient(clientId: string): Promise<HostedFederationRow | null>;
  page(first: number, after: Place | undefined): Promise<Page<HostedFederationRow>>;
  replace(tx: Tx, row: HostedFederationRow): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** Accepted ones, in order. Inside a transaction give it. */
  zones(contextId: string, tx?: Tx): Promise<HostedZoneRow[]>;
  acceptZones(tx: Tx, rows: readonly HostedZoneRow[]): Promise<void>;
  /** @returns whether it was accepted */
  releaseZone(tx: Tx, contextId: string, zoneId: string): Promise<boolean>;
}

const mine = (caller: Caller): { clientId?: string } => (caller.admin ? {} : { clientId: caller.clientId });
export const noFederation = (): Refusal => new Refusal('NOT_FOUND', 'The federation is not found.');

export function hostedFederationStore(db: Database): HostedFederationStore {
  const { hostedFederation: federations } = db.prisma;
  const lock = (tx: Tx, id: string): Promise<unknown> => tx.$queryRaw`SELECT 1 FROM "HostedFederation" WHERE id = ${id} FOR UPDATE`;
  return {
    async insert(tx, row) {
      const taken = await tx.hostedFederation.findUnique({ where: { clientId: row.clientId }, select: { id: true } });
      try {
        if (!taken) return void (await tx.hostedFederation.create({ data: dataOf(row) }));
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
      }
      throw new Refusal('ALREADY_EXISTS', 'The client has a federation already.');
    },
    async require(caller, id) {
      const row = isText(id) ? await federations.findFirst({ where: { ...mine(caller), id } }) : null;
      if (!row) throw noFederation();
      return row;
    },
    async hold(tx, caller, id) {
      if (!isText(id)) throw noFederation();
      await lock(tx, id);
      const row = await tx.hostedFederation.findFirst({ where: { ...mine(caller), id } });
      if (!row) throw noFederation();
      return row;
    },
    async lock(tx, id) {
      await lock(tx, id);
      return tx.hostedFederation.findUnique({ where: { id } });
    },
    load: async (id) => (isText(id) ? federations.findUnique({ where: { id } }) : null),
    ofClient: (clientId) => federations.findUnique({ where: { clientId } }),
    async page(first, after) {
      const [rows, totalCount] = await Promise.all([federations.findMany({ where: behind(after), orderBy: [...IN_ORDER], take: first + 1 }), federations.count()]);
      return toPage(rows, first, totalCount);
    },
    async replace(tx, row) {
      await tx.hostedFederation.update({ where: { id: row.id }, data: { ...dataOf(row), revision: { increment: 1 } } });
    },
    async remove(tx, id) {
      await tx.hostedFederation.delete({ where: { id } });
    },
    zones: (contextId, tx) => (tx ?? db.prisma).hostedZone.findMany({ where: { contextId }, orderBy: [{ createdAt: 'asc' }, { zoneId: 'asc' }] }),
    async acceptZones(tx, rows) {
      await tx.hostedZone.createMany({ data: [...rows] });
    },
    async releaseZone(tx, contextId, zoneId) {
      return (await tx.hostedZone.deleteMany({ where: { contextId, zoneId } })).count > 0;
    },
  };
}

const dataOf = (row: HostedFederationRow) => ({
  ...row,
  request: row.request as Prisma.InputJsonValue,
  allowedNetworks: row.allowedNetworks as Prisma.InputJsonValue,
  callbackCredentials: row.callbackCredentials as Uint8Array<ArrayBuffer> | null,
});
