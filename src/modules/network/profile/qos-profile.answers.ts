import type { Duration, Rate } from './qos-profile.manifest.js';
import { bitsPerSecond, nanoseconds } from './qos-profile.rules.js';
import type { QosProfileRow } from './qos-profile.store.js';
import type { QosDuration, QosProfile, QosRate } from './qos-profile.types.js';

const rate = (given: Rate | undefined): QosRate | null => (given ? { value: given.value, unit: given.unit as QosRate['unit'], bitsPerSecond: String(bitsPerSecond(given)) } : null);
const duration = (given: Duration | undefined): QosDuration | null => (given ? { value: given.value, unit: given.unit as QosDuration['unit'], nanoseconds: String(nanoseconds(given)) } : null);

/** A profile as it is shown. */
export function toQosProfile({ name, status, description, spec }: QosProfileRow): QosProfile {
  return {
    name,
    description,
    status: status as QosProfile['status'],
    countryAvailability: spec.countryAvailability ?? null,
    targetMinUpstreamRate: rate(spec.targetMinUpstreamRate),
    maxUpstreamRate: rate(spec.maxUpstreamRate),
    maxUpstreamBurstRate: rate(spec.maxUpstreamBurstRate),
    targetMinDownstreamRate: rate(spec.targetMinDownstreamRate),
    maxDownstreamRate: rate(spec.maxDownstreamRate),
    maxDownstreamBurstRate: rate(spec.maxDownstreamBurstRate),
    minDuration: duration(spec.minDuration),
    maxDuration: duration(spec.maxDuration),
    priority: spec.priority ?? null,
    packetDelayBudget: duration(spec.packetDelayBudget),
    jitter: duration(spec.jitter),
    packetErrorLossRate: spec.packetErrorLossRate ?? null,
    l4sQueueType: spec.l4sQueueType ?? null,
    serviceClass: spec.serviceClass ?? null,
  };
}
