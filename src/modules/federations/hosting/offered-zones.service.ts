import type { FederationsSettings } from '../settings.types.js';
import type { ServiceEndpoint, ZoneDetails } from '../manager/fm.types.js';
import type { OwnEdge } from '../neighbours.types.js';
import { endpointOf, offeredZones, zoneResources } from './offered-zones.rules.js';

/** What we offer partners. */
export interface OfferedZones {
  /** @throws Refusal, the SRM's failures */
  all(): Promise<readonly ZoneDetails[]>;
  /** `ZoneRegisteredData`. */
  resources(zoneId: string): Readonly<Record<string, unknown>>;
  hasFlavour(flavourId: string): boolean;
  endpoints(): { readonly edgeDiscoveryServiceEndPoint: ServiceEndpoint; readonly lcmServiceEndPoint: ServiceEndpoint };
}

export interface OfferedZonesOptions {
  readonly edge: Pick<OwnEdge, 'zones'>;
  readonly config: Pick<FederationsSettings, 'zones' | 'flavours'>;
  /** Under which partners reach the gateway. */
  readonly publicUrl: string;
}

export function offeredZonesService({ edge, config, publicUrl }: OfferedZonesOptions): OfferedZones {
  return {
    all: async () => offeredZones(await edge.zones(), config.zones),
    resources: (zoneId) => zoneResources(zoneId, config.flavours),
    hasFlavour: (flavourId) => config.flavours.some(({ id }) => id === flavourId),
    endpoints: () => ({ edgeDiscoveryServiceEndPoint: endpointOf(publicUrl), lcmServiceEndPoint: endpointOf(publicUrl) }),
  };
}
