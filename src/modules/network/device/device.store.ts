import type { Device } from '../../../generated/prisma/client.js';
import { behind, IN_ORDER, toPage } from '../../../outbound/storage/pages.js';
import type { Page, Place } from '../../../kernel/page.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { atIpv4, type Ipv4Place } from './device.rules.js';
import type { DeviceKey } from './device.types.js';
import { canonicalIpv6, fullIpv6, ipv6Subnet } from './ipv6.rules.js';

/** `ipv6Address` is the one text of the address here, and in full in the database, where subnets are ranges of texts. */
export type DeviceRow = Device;

/** Remembers the operator's devices. */
export interface DeviceStore {
  find(key: DeviceKey): Promise<DeviceRow | undefined>;
  /** Devices are written one after the other: what names one must not come to name two. Held until the transaction ends. */
  hold(tx: Tx): Promise<void>;
  load(tx: Tx, id: string): Promise<DeviceRow | null>;
  /** Another device that would be found by what finds this one. */
  rival(tx: Tx, row: DeviceRow): Promise<DeviceRow | undefined>;
  put(tx: Tx, row: DeviceRow): Promise<void>;
  /** Those that are not there yet, by id and by every name that is unique. */
  insertMissing(rows: readonly DeviceRow[]): Promise<void>;
  remove(tx: Tx, id: string): Promise<boolean>;
  page(first: number, after: Place | undefined): Promise<Page<DeviceRow>>;
}

const kept = (row: DeviceRow): DeviceRow => ({ ...row, ipv6Address: row.ipv6Address === null ? null : fullIpv6(row.ipv6Address) });
const shown = (row: DeviceRow): DeviceRow => ({ ...row, ipv6Address: row.ipv6Address === null ? null : canonicalIpv6(row.ipv6Address) });

/** Behind one public address there may be thousands; these few can be meant. $1 public address, $2 private address, $3 public port. */
const PERHAPS = `
  SELECT * FROM "Device" WHERE "publicAddress" = $1::text
    AND ("privateAddress" = $1::text OR ("privateAddress" IS NULL AND "publicPort" IS NULL) OR "privateAddress" = $2::text OR "publicPort" = $3::int)
  ORDER BY "createdAt", id`;

export function deviceStore(db: Database): DeviceStore {
  const rowsOf = async (text: string, values: readonly unknown[]): Promise<DeviceRow[]> => (await db.pool.query<DeviceRow>(text, [...values])).rows;

  async function found(key: DeviceKey): Promise<DeviceRow | null | undefined> {
    switch (key.kind) {
      case 'phoneNumber':
        return (await rowsOf('SELECT * FROM "Device" WHERE "phoneNumber" = $1', [key.phoneNumber]))[0];
      case 'subject':
        return (await rowsOf('SELECT * FROM "Device" WHERE subject = $1', [key.subject]))[0];
      case 'ipv4Address':
        return atIpv4(await rowsOf(PERHAPS, [key.publicAddress, key.privateAddress, key.publicPort]), key);
      case 'ipv6Address':
        return byIpv6(key.ipv6Address);
    }
  }

  /** The address itself, or the only device in its subnet: a device is also named by any address of its own. */
  async function byIpv6(address: string): Promise<DeviceRow | null | undefined> {
    const exact = await db.prisma.device.findFirst({ where: { ipv6Address: fullIpv6(address) } });
    if (exact) return exact;
    const { first, last } = ipv6Subnet(address);
    const near = await db.prisma.device.findMany({ where: { ipv6Address: { gte: first, lte: last } }, take: 2 });
    return near.length === 1 ? near[0] : undefined;
  }

  return {
    async find(key) {
      const row = await found(key);
      return row ? shown(row) : undefined;
    },
    async hold(tx) {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('northbound.devices'))::text`;
    },
    async load(tx, id) {
      const row = await tx.device.findUnique({ where: { id } });
      return row && shown(row);
    },
    async rival(tx, row) {
      const names = namesOf(kept(row));
      const rival = names.length > 0 && (await tx.device.findFirst({ where: { id: { not: row.id }, OR: names } }));
      return rival ? shown(rival) : undefined;
    },
    async put(tx, row) {
      const { id, ...members } = kept(row);
      await tx.device.upsert({ where: { id }, create: { id, ...members }, update: members });
    },
    async insertMissing(rows) {
      await db.prisma.device.createMany({ data: rows.map(kept), skipDuplicates: true });
    },
    async remove(tx, id) {
      const { count } = await tx.device.deleteMany({ where: { id } });
      return count > 0;
    },
    async page(first, after) {
      const [rows, totalCount] = await Promise.all([db.prisma.device.findMany({ where: behind(after), orderBy: [...IN_ORDER], take: first + 1 }), db.prisma.device.count()]);
      return toPage(rows.map(shown), first, totalCount);
    },
  };
}

/** Where a device with these names would be found: a public address without translation is one device's alone. */
function namesOf({ phoneNumber, subject, publicAddress, privateAddress, publicPort, ipv6Address }: DeviceRow) {
  return [
    ...(phoneNumber === null ? [] : [{ phoneNumber }]),
    ...(subject === null ? [] : [{ subject }]),
    ...(ipv6Address === null ? [] : [{ ipv6Address }]),
    ...(publicAddress === null ? [] : placesOf({ publicAddress, privateAddress, publicPort })),
  ];
}

function placesOf({ publicAddress, privateAddress, publicPort }: Ipv4Place & { readonly publicAddress: string }) {
  const untranslated = [{ publicAddress, privateAddress: publicAddress }, { publicAddress, privateAddress: null, publicPort: null }];
  if (privateAddress === publicAddress || (privateAddress === null && publicPort === null)) return [{ publicAddress }];
  return [...untranslated, ...(privateAddress === null ? [] : [{ publicAddress, privateAddress }]), ...(publicPort === null ? [] : [{ publicAddress, publicPort }])];
}
