import { isIPv4, isIPv6 } from 'node:net';
import type { FederationsSettings, FlavourSettings } from '../settings.types.js';
import type { OwnZone } from '../neighbours.types.js';
import type { ServiceEndpoint, ZoneDetails } from '../manager/fm.types.js';

/** Of our zones those that the settings place and that are not out of use, as partners are shown them. */
export function offeredZones(zones: readonly OwnZone[], places: FederationsSettings['zones']): readonly ZoneDetails[] {
  return zones.flatMap(({ id, name, region, status }) => {
    const geolocation = places.get(name) ?? places.get(region ?? '') ?? places.get('*');
    if (geolocation === undefined || status === 'inactive') return [];
    return [{ zoneId: id, geolocation, geographyDetails: region === null || region === name ? name : `${name}, ${region}` }];
  });
}

const ARCHITECTURE = 'ISA_X86_64';

/** `ZoneRegisteredData`. Nothing is set aside for a partner; the limit is what the largest flavour takes, as no more than that is promised. */
export function zoneResources(zoneId: string, flavours: readonly FlavourSettings[]): Readonly<Record<string, unknown>> {
  const most = (member: 'cpus' | 'memory' | 'storage'): number => Math.max(0, ...flavours.map((flavour) => flavour[member]));
  return {
    zoneId,
    reservedComputeResources: [{ cpuArchType: ARCHITECTURE, numCPU: '0', memory: 0, diskStorage: 0 }],
    computeResourceQuotaLimits: [{ cpuArchType: ARCHITECTURE, numCPU: String(most('cpus')), memory: most('memory'), diskStorage: most('storage') }],
    flavoursSupported: flavours.map(({ id, cpus, memory, storage }) => ({
      flavourId: id,
      cpuArchType: ARCHITECTURE,
      supportedOSTypes: [{ architecture: 'x86_64', distribution: 'OTHER', version: 'OTHER', license: 'NOT_SPECIFIED' }],
      numCPU: cpus,
      memorySize: memory,
      storageSize: storage,
    })),
  };
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Where the gateway is reached, as GSMA writes it. */
export function endpointOf(publicUrl: string): ServiceEndpoint {
  const { protocol, port, hostname } = new URL(publicUrl);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const at = { port: port === '' ? (PORTS[protocol] ?? 0) : Number(port) };
  if (isIPv4(host)) return { ...at, ipv4Addresses: [host] };
  return isIPv6(host) ? { ...at, ipv6Addresses: [host] } : { ...at, fqdn: host };
}

/** What is to be told of one zone that is offered no more, or newly, or that can(not) be used. */
export type ZoneNews = { readonly zoneId: string } & (
  | { readonly kind: 'ADD'; readonly zone: ZoneDetails }
  | { readonly kind: 'REMOVE' }
  | { readonly kind: 'STATUS'; readonly status: 'AVAILABLE' | 'NOT_AVAILABLE' }
);

/** A zone that a partner has accepted is not withdrawn: what runs there goes on, and is told to be out of reach. */
export function zoneNews(told: readonly ZoneDetails[], offered: readonly ZoneDetails[], accepted: ReadonlySet<string>): readonly ZoneNews[] {
  const [before, now] = [new Set(told.map(({ zoneId }) => zoneId)), new Set(offered.map(({ zoneId }) => zoneId))];
  const come = offered
    .filter(({ zoneId }) => !before.has(zoneId))
    .map((zone): ZoneNews => (accepted.has(zone.zoneId) ? { zoneId: zone.zoneId, kind: 'STATUS', status: 'AVAILABLE' } : { zoneId: zone.zoneId, kind: 'ADD', zone }));
  const gone = told
    .filter(({ zoneId }) => !now.has(zoneId))
    .map(({ zoneId }): ZoneNews => (accepted.has(zoneId) ? { zoneId, kind: 'STATUS', status: 'NOT_AVAILABLE' } : { zoneId, kind: 'REMOVE' }));
  return [...come, ...gone];
}
