import type { DeviceIdentifier } from '../device/device.types.js';
import type { InfluenceFilters } from './traffic-influence.manifest.js';
import type { TrafficInfluenceRow } from './traffic-influence.store.js';
import type { TrafficInfluence, TrafficInfluenceSubscription } from './traffic-influence.types.js';

/** A subscription that went through JSON. */
function reviveSubscription(kept: TrafficInfluenceSubscription | null): TrafficInfluenceSubscription | null {
  return kept && { ...kept, subscriptionExpireTime: kept.subscriptionExpireTime && new Date(kept.subscriptionExpireTime) };
}

/** An influence as every reader sees it: without its device. */
export function toTrafficInfluence(row: TrafficInfluenceRow): TrafficInfluence {
  const { sourceTrafficFilters: source, destinationTrafficFilters: destination } = row as InfluenceFilters;
  return {
    id: row.id,
    apiConsumerId: row.apiConsumerId,
    appId: row.appId,
    appInstanceId: row.appInstanceId,
    edgeCloudRegion: row.edgeCloudRegion,
    edgeCloudZoneId: row.edgeCloudZoneId,
    sourceTrafficFilters: source ? { sourcePort: source.sourcePort ?? null } : null,
    destinationTrafficFilters: destination ? { destinationPort: destination.destinationPort ?? null, destinationProtocol: destination.destinationProtocol ?? null } : null,
    device: null,
    subscription: reviveSubscription(row.subscriptionRequest as unknown as TrafficInfluenceSubscription | null),
    state: row.state.toLowerCase() as TrafficInfluence['state'],
    stateReason: row.stateReason,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** As whoever created it is answered. */
export const withDevice = (influence: TrafficInfluence, device: DeviceIdentifier | null): TrafficInfluence => ({ ...influence, device });

/** One that went through JSON. */
export const reviveInfluence = (kept: TrafficInfluence): TrafficInfluence => ({
  ...kept,
  subscription: reviveSubscription(kept.subscription),
  createdAt: new Date(kept.createdAt),
  updatedAt: new Date(kept.updatedAt),
});
