import type { Database } from '../../../outbound/storage/database.js';
import { deviceStore, type DeviceRow } from './device.store.js';

export type SeedDevice = Omit<DeviceRow, 'createdAt' | 'updatedAt'>;

/** Inserts those that are not there. */
export const seedDevices = (db: Database, devices: readonly SeedDevice[], now: Date): Promise<void> =>
  deviceStore(db).insertMissing(devices.map((device) => ({ ...device, createdAt: now, updatedAt: now })));
