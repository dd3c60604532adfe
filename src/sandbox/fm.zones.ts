import type { FmDialect } from './fm.voice.js';

/** GSMA `ZoneDetails`, the position as exact as it is known. */
export interface FmZone {
  readonly zoneId: string;
  /** `latitude,longitude` */
  readonly geolocation: string;
  readonly geographyDetails: string;
}

/** What the simulated partner offers to begin with. */
export const SANDBOX_FM_ZONES: readonly FmZone[] = [
  { zoneId: 'seville-1', geolocation: '37.38909231,-5.98445901', geographyDetails: 'Seville, Cartuja' },
  { zoneId: 'malaga-1', geolocation: '36.72127,-4.42139', geographyDetails: 'Malaga, technology park' },
  { zoneId: 'cadiz-1', geolocation: '36.5271,-6.2886', geographyDetails: 'Cadiz, port' },
];

/** Flavours of every zone: CPUs, MiB, GiB and GPUs. */
export const SANDBOX_FM_FLAVOURS = [
  { flavourId: 'small', numCPU: 2, memorySize: 4_096, storageSize: 20, gpus: 0 },
  { flavourId: 'medium', numCPU: 8, memorySize: 16_384, storageSize: 100, gpus: 0 },
  { flavourId: 'accelerated', numCPU: 16, memorySize: 65_536, storageSize: 500, gpus: 1 },
] as const;

/** As it is offered: at most four decimals. */
export function offered({ zoneId, geolocation, geographyDetails }: FmZone): FmZone {
  const cut = geolocation.split(',').map((degrees) => Number(degrees).toFixed(4));
  return { zoneId, geographyDetails, geolocation: cut.join(',') };
}

const gpusOf = (count: number): readonly object[] => (count === 0 ? [] : [{ gpuVendorType: 'GPU_PROVIDER_NVIDIA', gpuModeName: 'A2', gpuMemory: 16_384, numGPU: count }]);

const compute = (cpus: number, memory: number): object => ({
  cpuArchType: 'ISA_X86_64', numCPU: String(cpus), memory, diskStorage: 1_000, gpu: gpusOf(1), vpu: 0, fpga: 0, hugepages: [{ pageSize: '2MB', number: 4 }], cpuExclusivity: false,
});

const flavourOf = ({ flavourId, numCPU, memorySize, storageSize, gpus }: (typeof SANDBOX_FM_FLAVOURS)[number]): object => ({
  flavourId, numCPU, memorySize, storageSize,
  cpuArchType: 'ISA_X86_64',
  supportedOSTypes: [{ architecture: 'x86_64', distribution: 'UBUNTU', version: 'OS_VERSION_UBUNTU_2204_LTS', license: 'OS_LICENSE_TYPE_FREE' }],
  gpu: gpusOf(gpus), fpga: 0, vpu: 0, hugepages: [], cpuExclusivity: false,
});

/** GSMA `ZoneRegisteredData`. */
export const resourcesOf = (zoneId: string, dialect: FmDialect): object => ({
  zoneId,
  reservedComputeResources: [compute(16, 65_536)],
  computeResourceQuotaLimits: [compute(64, 262_144)],
  flavoursSupported: SANDBOX_FM_FLAVOURS.map(flavourOf),
  networkResources: { egressBandWidth: 1_000, dedicatedNIC: 0, supportSriov: false, supportDPDK: false },
  // Only 1.2.0 knows it.
  ...(dialect === '1.2.0' && { zoneServiceLevelObjsInfo: { latencyRanges: { minLatency: 1, maxLatency: 20 }, jitterRanges: { minJitter: 1, maxJitter: 5 }, throughputRanges: { minThroughput: 1, maxThroughput: 1_000 } } }),
});

/** GSMA `zoneResUpdInfo` of a zone that is in use by somebody else, too. */
export const availabilityOf = (cpus: number): readonly object[] => [
  { availableCompResources: [compute(cpus, cpus * 4_096)], availableNetResources: { egressBandWidth: 800, dedicatedNIC: 0, supportSriov: false, supportDPDK: false } },
];
