import { Refusal } from '../../kernel/refusal.js';
import { LIMITS, credentialTypes, widest } from './capabilities.rules.js';
import type { NetworkCapabilities } from './capabilities.types.js';
import type { FlowRequest, NetworkSource } from './upstream/network.types.js';
import type { QosProfileService } from './profile/qos-profile.service.js';

/** What the network has shown that it can do; null: nothing yet. */
export type Shown = Readonly<Record<FlowRequest['kind'], boolean | null>>;

export interface ObservedNetwork extends NetworkSource {
  shown(): Shown;
}

/** The network tells in no other way what it can do than by doing it, or by having no such function. */
export function observeNetwork(network: NetworkSource): ObservedNetwork {
  const shown: Record<FlowRequest['kind'], boolean | null> = { session: null, influence: null };
  return {
    ...network,
    async create(request, notify, call) {
      try {
        const created = await network.create(request, notify, call);
        shown[request.kind] = true;
        return created;
      } catch (failure) {
        // One with a field is about this request alone.
        if (failure instanceof Refusal && failure.code === 'NOT_IMPLEMENTED' && failure.field === undefined) shown[request.kind] = false;
        throw failure;
      }
    },
    shown: () => ({ ...shown }),
  };
}

export interface CapabilitiesService {
  get(): Promise<NetworkCapabilities>;
}

export interface CapabilitiesOptions {
  readonly profiles: Pick<QosProfileService, 'active'>;
  readonly network: Pick<ObservedNetwork, 'shown'>;
  /** Whether the gateway has a key to sign with. */
  readonly privateKeyJwt: boolean;
}

export function capabilitiesService({ profiles, network, privateKeyJwt }: CapabilitiesOptions): CapabilitiesService {
  return {
    async get() {
      const active = await profiles.active();
      const { minSeconds, maxSeconds } = widest(active.bounds);
      const { session, influence } = network.shown();
      return {
        qosProfiles: active.profiles,
        minDuration: minSeconds,
        maxDuration: maxSeconds,
        deviceIdentifiers: LIMITS.deviceIdentifiers,
        applicationServerFormats: LIMITS.serverFormats,
        maxApplicationServerAddresses: LIMITS.serverAddresses,
        maxPortRanges: LIMITS.portRanges,
        sinkProtocols: LIMITS.sinkProtocols,
        sinkCredentialTypes: credentialTypes(privateKeyJwt),
        maxSessionsPerDevice: LIMITS.sessionsPerDevice,
        trafficInfluence: influence,
        qualityOnDemand: session,
      };
    },
  };
}
