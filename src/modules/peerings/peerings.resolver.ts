import type { RequestContext } from '../../kernel/context.js';
import type { Checks } from './heartbeat/check.service.js';
import type { Heartbeats } from './heartbeat/heartbeat-stream.service.js';
import { CheckPeeringResolver, heartbeatResolver } from './heartbeat/heartbeat.resolver.js';
import type { ShownIds } from './neighbours.types.js';
import { toPeering } from './peering/peering.answers.js';
import type { PeeringChanges } from './peering/peering-change.service.js';
import { peeringLoaders } from './peering/peering.loaders.js';
import { OrganizationPeeringResolver, PeeringResolver, SelectedSpecResolver } from './peering/peering.resolver.js';
import type { PeeringService } from './peering/peering.service.js';
import type { PeeringPlans } from './peering/plan.service.js';
import { Organization, ServiceSpecification } from './peering/stub.types.js';
import { PEERINGS_SCOPES } from './peerings.scopes.js';

export interface PeeringsServices {
  readonly peerings: PeeringService;
  readonly changes: PeeringChanges;
  readonly plans: PeeringPlans;
  readonly checks: Checks;
  readonly heartbeats: Heartbeats;
  readonly inCatalog: ShownIds;
}

type Reference = Readonly<Record<string, unknown>>;

/** The parts of the subgraph `peerings`. */
export function peeringsSubgraph({ peerings, changes, plans, checks, heartbeats, inCatalog }: PeeringsServices) {
  const loaders = peeringLoaders(peerings, inCatalog);
  const shown = { of: toPeering, load: (ctx: RequestContext, organizationId: string) => loaders(ctx).peering.load(organizationId) };
  const stream = heartbeatResolver(heartbeats, shown);
  const instances = new Map<unknown, unknown>([
    [PeeringResolver, new PeeringResolver(peerings, changes, plans, loaders)],
    [OrganizationPeeringResolver, new OrganizationPeeringResolver(loaders)],
    [SelectedSpecResolver, new SelectedSpecResolver(loaders)],
    [CheckPeeringResolver, new CheckPeeringResolver(checks, shown)],
    [stream, new stream()],
  ]);
  return {
    name: 'peerings',
    resolvers: [...instances.keys()] as [Function, ...Function[]],
    orphanedTypes: [Organization, ServiceSpecification],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      Peering: ({ organizationId }: Reference, ctx: RequestContext) => loaders(ctx).peering.load(String(organizationId)),
    },
    scopes: PEERINGS_SCOPES,
  };
}
