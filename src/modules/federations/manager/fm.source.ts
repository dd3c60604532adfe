import { PeerFailure } from '../../../outbound/http.failure.js';
import { applicationMethods } from './fm-application.source.js';
import { federationMethods, noSuchPartner } from './fm-federation.source.js';
import { createFmWire, type FmOptions, type FmWire } from './fm-wire.source.js';
import type { FederationManager } from './fm.types.js';

/** The Federation Managers of all partners over HTTP, each with its own pool, its own token and its own rest after failures. */
export function createFederationManager(options: FmOptions): FederationManager {
  const wires = new Map(options.partners.map((partner) => [partner.name, createFmWire(partner, options)] as const));
  const wireOf = (partner: string): FmWire => {
    const wire = wires.get(partner);
    if (!wire) throw noSuchPartner(partner, new PeerFailure('unreachable', false, { detail: 'not in the settings' }));
    return wire;
  };
  return {
    partners: () => [...wires.keys()],
    ...federationMethods(wireOf),
    ...applicationMethods(wireOf),
    state: () => Object.fromEntries([...wires].map(([name, wire]) => [name, wire.state()])),
    close: async () => void (await Promise.all([...[...wires.values()].map((wire) => wire.close()), options.tokens.close()])),
  };
}
