import { withoutNulls } from '../src/kernel/given.js';
import type { AppManifest, RequiredResources } from '../src/modules/edge/app.manifest.js';
import type { AppData, NetworkingData, ResourcesData } from './edge.documents.js';

/** A manifest as GraphQL's `SubmitAppInput`: one member for the kind of infrastructure, and names that GraphQL can write. */
export function toSubmitAppInput({ requiredResources, ...manifest }: AppManifest): Record<string, unknown> {
  return requiredResources === undefined ? manifest : { ...manifest, requiredResources: toResourcesInput(requiredResources) };
}

function toResourcesInput(resources: RequiredResources): Record<string, unknown> {
  const { infraKind, ...members } = resources;
  if (resources.infraKind !== 'kubernetes' || resources.networking?.additionalNetworks === undefined) return { [infraKind]: members };
  const additionalNetworks = resources.networking.additionalNetworks.map((network) =>
    network.interfaceType === 'vfio-pci' ? { ...network, interfaceType: 'vfio_pci' } : network,
  );
  return { [infraKind]: { ...members, networking: { ...resources.networking, additionalNetworks } } };
}

/** An app as CAMARA's `AppManifestInfo`. An app that was submitted without `requiredResources` has none here either. */
export function fromApp({ id, requiredResources, ...manifest }: AppData): Record<string, unknown> {
  const resources = requiredResources === null ? null : fromResources(requiredResources);
  return { appId: id, ...(withoutNulls({ ...manifest, requiredResources: resources }) as object) };
}

function fromResources({ vcpu, networking, ...members }: ResourcesData): Record<string, unknown> {
  return {
    ...members,
    ...(vcpu === undefined ? {} : { numCPU: vcpu }),
    ...(networking == null ? {} : { networking: fromNetworking(networking) }),
  };
}

/** CAMARA requires a primary network wherever there is networking at all. */
function fromNetworking({ primaryNetwork, additionalNetworks }: NetworkingData): object {
  return {
    primaryNetwork: primaryNetwork ?? {},
    additionalNetworks: additionalNetworks?.map((network) =>
      network.interfaceType === 'vfio_pci' ? { ...network, interfaceType: 'vfio-pci' } : network,
    ),
  };
}
