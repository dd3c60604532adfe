import { guestEdge } from './app.guests.js';
import type { OpenedManager } from './app.manager.js';
import type { createEdge } from './modules/edge/index.js';
import type { PartnerEdges } from './modules/edge/neighbours.types.js';
import { createFederations, type FederationsOptions } from './modules/federations/index.js';
import { createPeerGuard, type ListenAddress } from './outbound/peer-guard.js';
import type { SinkGuard } from './outbound/sinks.guard.js';

type Edge = ReturnType<typeof createEdge>;

export interface FederationModuleOptions extends Omit<FederationsOptions, 'settings' | 'guard' | 'own' | 'edge'> {
  readonly manager: OpenedManager;
  readonly edge: Edge;
  /** For callback links, where the settings name no hosts. */
  readonly sinkGuard: SinkGuard;
  readonly ownAddresses: () => readonly ListenAddress[];
}

/** The module federations with the module edge as its neighbour, while both are in this process. */
export function createFederationModule({ manager, edge, sinkGuard, ownAddresses, ...options }: FederationModuleOptions) {
  const { callbackHosts } = manager;
  const partnerGuard = callbackHosts && createPeerGuard({ allowedHosts: callbackHosts, insecureHosts: [], ownAddresses });
  const module = createFederations({ ...options, settings: manager, guard: partnerGuard ?? sinkGuard, own: edge.partnerApps, edge: guestEdge(edge.services, options.log) });
  return {
    ...module,
    async close(): Promise<void> {
      await Promise.all([module.close(), partnerGuard?.close()]);
    },
  };
}

/** They know each other: what the module edge asks comes late. */
export function latePartners(partners: () => PartnerEdges): PartnerEdges {
  return {
    zones: () => partners().zones(),
    intend: (tx, wanted) => partners().intend(tx, wanted),
    intendEnd: (tx, instanceId, correlator) => partners().intendEnd(tx, instanceId, correlator),
    leaving: (tx, appId) => partners().leaving(tx, appId),
  };
}
