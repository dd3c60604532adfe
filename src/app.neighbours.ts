import type { EdgeServices } from './modules/edge/edge.loaders.js';
import type { AppInstance } from './modules/edge/app-instance.types.js';
import type { OwnZone } from './modules/edge/edge-cloud-zone.service.js';
import type { KnownInstance, KnownZone, Neighbours } from './modules/network/neighbours.types.js';
import { MAX_PAGE, placeCursor, type Page } from './kernel/page.js';

/** Where apps of the zones are reached, by the name or the region of a zone; `*` for every other. */
export type ZoneAddresses = ReadonlyMap<string, string>;

/** What the module network may ask of the module edge, while both are in this process. */
export function edgeNeighbours({ apps, instances, zones }: EdgeServices, addresses: ZoneAddresses): Neighbours {
  const toZone = ({ id, name, provider, region, status, upstream }: OwnZone): KnownZone => ({
    id,
    name,
    provider,
    region,
    isActive: status !== 'inactive',
    upstreamId: upstream.id,
    address: addresses.get(name) ?? addresses.get(region ?? '') ?? addresses.get('*') ?? null,
  });

  return {
    appExists: async (ctx, appId) => (await apps.find(ctx, [appId]))[0] != null,
    async instance(ctx, instanceId) {
      const [found] = await instances.find(ctx, [instanceId]);
      return found ? toInstance(found) : undefined;
    },
    async instancesOf(ctx, appId) {
      const found: AppInstance[] = [];
      for (let after: string | null = null; ; ) {
        const page: Page<AppInstance> = await instances.page(ctx, { appId }, MAX_PAGE, after);
        found.push(...page.rows);
        const last = page.rows.at(-1);
        if (!page.hasNextPage || !last) return found.filter(isServing).map(toInstance);
        after = placeCursor(last);
      }
    },
    zones: async () => (await zones.own()).map(toZone),
  };
}

/** What has failed or goes serves nobody. */
const isServing = ({ status }: AppInstance): boolean => status !== 'failed' && status !== 'terminating';

const toInstance = ({ id, appId, edgeCloudZoneId, componentEndpointInfo }: AppInstance): KnownInstance => ({
  id,
  appId,
  edgeCloudZoneId,
  address: componentEndpointInfo.flatMap(({ accessPoints }) => accessPoints.ipv4Addresses ?? [])[0] ?? null,
});
