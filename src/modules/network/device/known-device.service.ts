import type { Clock } from '../../../kernel/clock.js';
import { isGiven } from '../../../kernel/given.js';
import { isUuid, newId } from '../../../kernel/id.js';
import { fromPlaceCursor, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { DeviceRow, DeviceStore } from './device.store.js';
import { readKnownDevice, type KnownDeviceManifest } from './known-device.manifest.js';
import type { KnownDeviceEntry, KnownDeviceInput } from './known-device.types.js';

/** The embedded directory, as an admin keeps it. Every method throws Refusal NOT_IMPLEMENTED where the devices are known elsewhere. */
export interface KnownDeviceService {
  page(first: number | null | undefined, after: string | null | undefined): Promise<Page<KnownDeviceEntry>>;
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND (no device of that id), ALREADY_EXISTS (another device is found by the same) */
  upsert(input: KnownDeviceInput): Promise<KnownDeviceEntry>;
  /** @throws Refusal NOT_FOUND */
  delete(id: string): Promise<string>;
}

export interface KnownDeviceServiceOptions {
  readonly db: Database;
  readonly devices: DeviceStore;
  readonly clock: Clock;
  /** Another directory is asked, so that nothing would come of what is written here. @default false */
  readonly elsewhere?: boolean;
}

export function knownDeviceService({ db, devices, clock, elsewhere = false }: KnownDeviceServiceOptions): KnownDeviceService {
  const requireOurs = (): void => {
    if (elsewhere) throw new Refusal('NOT_IMPLEMENTED', 'The devices are kept in a directory elsewhere, not in the gateway.');
  };
  return {
    async page(first, after) {
      requireOurs();
      return devices.page(pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined);
    },
    async upsert(input) {
      requireOurs();
      const manifest = readKnownDevice(input);
      return db.prisma.$transaction(async (tx) => {
        await devices.hold(tx);
        const before = manifest.id === undefined ? null : await devices.load(tx, manifest.id);
        if (manifest.id !== undefined && !before) throw noDevice();
        const row = rowOf(manifest, before, clock.now());
        const rival = await devices.rival(tx, row);
        if (rival) throw new Refusal('ALREADY_EXISTS', `The device ${rival.id} is found by the same ${sharedBy(row, rival)}.`, { field: sharedBy(row, rival) });
        await devices.put(tx, row);
        return row;
      });
    },
    async delete(id) {
      requireOurs();
      if (!isUuid(id)) throw noDevice();
      return db.prisma.$transaction(async (tx) => {
        await devices.hold(tx);
        if (!(await devices.remove(tx, id))) throw noDevice();
        return id;
      });
    },
  };
}

const noDevice = (): Refusal => new Refusal('NOT_FOUND', 'The device is not found.');

const sharedBy = (row: DeviceRow, rival: DeviceRow): string => (['phoneNumber', 'subject', 'ipv6Address'] as const).find((name) => row[name] !== null && row[name] === rival[name]) ?? 'publicAddress';

function rowOf(manifest: KnownDeviceManifest, before: DeviceRow | null, now: Date): DeviceRow {
  const { id, phoneNumber = null, subject = null, publicAddress = null, privateAddress = null, publicPort = null, ipv6Address = null, country = null, network = null, services, edgeCloudZones } = manifest;
  return { id: id ?? newId(), phoneNumber, subject, publicAddress, privateAddress, publicPort, ipv6Address, country, network, services, edgeCloudZones, createdAt: before?.createdAt ?? now, updatedAt: now };
}
