import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { closestZone } from './closest-zone.rules.js';
import type { ClosestEdgeCloudZone } from './closest-zone.types.js';
import type { DeviceInput, DeviceResolution } from './device/device.types.js';
import type { Neighbours } from './neighbours.types.js';

export interface ClosestZoneService {
  /** @throws Refusal as DeviceResolution does; SERVICE_NOT_APPLICABLE when no active zone is near the device */
  find(ctx: RequestContext, device: DeviceInput | null | undefined): Promise<ClosestEdgeCloudZone>;
}

export interface ClosestZoneOptions {
  readonly devices: DeviceResolution;
  readonly neighbours: Pick<Neighbours, 'zones'>;
}

/** Simple Edge Discovery: the directory tells which zones are near a device, the SRM which of them are there. */
export function closestZoneService({ devices, neighbours }: ClosestZoneOptions): ClosestZoneService {
  return {
    async find(ctx, device) {
      const { known, sent } = await devices.required(ctx, device, 'simple-edge-discovery');
      const zone = closestZone(known.edgeCloudZones, known.edgeCloudZones.length > 0 ? await neighbours.zones() : []);
      if (!zone) throw new Refusal('SERVICE_NOT_APPLICABLE', 'The service is not available for the provided identifier.', { field: 'device' });
      return { edgeCloudZoneId: zone.id, edgeCloudZoneName: zone.name, edgeCloudProvider: zone.provider, edgeCloudZone: { id: zone.id }, device: sent };
    },
  };
}
