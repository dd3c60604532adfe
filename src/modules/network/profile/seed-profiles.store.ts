import type { Database } from '../../../outbound/storage/database.js';
import type { QosProfileSpec } from './qos-profile.manifest.js';
import { defaultNetworkName } from './qos-profile.rules.js';
import { qosProfileStore, type QosProfileRow } from './qos-profile.store.js';

const DAY = { minDuration: { value: 1, unit: 'Seconds' }, maxDuration: { value: 86_400, unit: 'Seconds' } } as const;

const ms = (value: number) => ({ value, unit: 'Milliseconds' }) as const;
const mbps = (value: number) => ({ value, unit: 'Mbps' }) as const;

/** The four profiles that CAMARA's documents and the cores of the SRM know, with rates of our own. */
const PROFILES: Readonly<Record<string, { readonly description: string; readonly spec: QosProfileSpec }>> = {
  QOS_E: {
    description: 'Low delay before all: control of machines, games, calls.',
    spec: { ...DAY, targetMinUpstreamRate: mbps(1), maxUpstreamRate: mbps(5), targetMinDownstreamRate: mbps(1), maxDownstreamRate: mbps(5), priority: 20, packetDelayBudget: ms(50), jitter: ms(10), packetErrorLossRate: 3, serviceClass: 'real_time_interactive' },
  },
  QOS_S: {
    description: 'A steady small rate.',
    spec: { ...DAY, maxUpstreamRate: mbps(2), maxUpstreamBurstRate: mbps(4), maxDownstreamRate: mbps(5), maxDownstreamBurstRate: mbps(10), priority: 60, packetDelayBudget: ms(150), packetErrorLossRate: 4, serviceClass: 'low_latency_data' },
  },
  QOS_M: {
    description: 'A middling rate, for video in one direction.',
    spec: { ...DAY, targetMinDownstreamRate: mbps(5), maxUpstreamRate: mbps(10), maxUpstreamBurstRate: mbps(15), maxDownstreamRate: mbps(25), maxDownstreamBurstRate: mbps(40), priority: 50, packetDelayBudget: ms(150), packetErrorLossRate: 5, serviceClass: 'multimedia_streaming' },
  },
  QOS_L: {
    description: 'A high rate, for much data.',
    spec: { ...DAY, targetMinDownstreamRate: mbps(20), maxUpstreamRate: mbps(50), maxUpstreamBurstRate: mbps(75), maxDownstreamRate: mbps(150), maxDownstreamBurstRate: mbps(300), priority: 40, packetDelayBudget: ms(300), packetErrorLossRate: 6, serviceClass: 'high_throughput_data' },
  },
};

/** Inserts those that are not there; what an admin made of them stays. */
export async function seedProfiles(db: Database, now: Date): Promise<void> {
  const rows = Object.entries(PROFILES).map(([name, { description, spec }]): QosProfileRow => ({ name, description, spec, status: 'ACTIVE', networkName: defaultNetworkName(name), createdAt: now, updatedAt: now }));
  await qosProfileStore(db).insertMissing(rows);
}
