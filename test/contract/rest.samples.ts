import { APP_ID, DEPLOYMENT_ID, INSTANCE_ID, MANIFEST, OTHER_ZONE_ID, ZONE_ID } from '../../rest-compat/edge.examples.js';

/** Values of the graph. A resource that has everything, and one that has as little as it may. */

const topology = { minNumberOfNodes: 1, minNodeCpu: 1, minNodeMemory: 512 };

/** As a caller submits it: everything that a Kubernetes app can say. */
export const RICH_MANIFEST = {
  name: 'analytics',
  appProvider: 'ExampleProvider',
  version: '2.1.0',
  packageType: 'HELM',
  operatingSystem: { architecture: 'x86_64', family: 'UBUNTU', version: 'OS_VERSION_UBUNTU_2204_LTS', license: 'OS_LICENSE_TYPE_FREE' },
  appRepo: { type: 'PRIVATEREPO', imagePath: 'https://charts.example/analytics', userName: 'robot', credentials: 'canary-credential', authType: 'HTTP_BASIC', checksum: 'a'.repeat(64) },
  requiredResources: {
    infraKind: 'kubernetes',
    applicationResources: {
      cpuPool: { numCPU: 2, memory: 2048, topology },
      gpuPool: { numCPU: 2, memory: 2048, gpuMemory: 8, topology: { ...topology, minNodeGpuMemory: 8 } },
    },
    isStandalone: false,
    version: '1.31',
    additionalStorage: '10GB',
    networking: { primaryNetwork: { provider: 'cilium', version: '1.16' }, additionalNetworks: [{ name: 'fast', interfaceType: 'vfio-pci' }, { name: 'slow', interfaceType: 'netdevice' }] },
    addons: ['monitoring'],
  },
  componentSpec: [{ componentName: 'api', networkInterfaces: [{ interfaceId: 'main', protocol: 'TCP', port: 443, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
};

const { credentials: _writeOnly, ...readRepo } = RICH_MANIFEST.appRepo;

/** The same as CAMARA answers it. */
export const RICH_ANSWER = { ...RICH_MANIFEST, appRepo: readRepo, appId: APP_ID };

const { networking } = RICH_MANIFEST.requiredResources;

/** The same as the graph holds it. */
export const RICH_APP = {
  ...RICH_MANIFEST,
  id: APP_ID,
  appRepo: readRepo,
  requiredResources: {
    __typename: 'KubernetesResources',
    ...RICH_MANIFEST.requiredResources,
    networking: { ...networking, additionalNetworks: [{ name: 'fast', interfaceType: 'vfio_pci' }, { name: 'slow', interfaceType: 'netdevice' }] },
  },
};

export const CONTAINER_APP = { ...MANIFEST, id: APP_ID, requiredResources: { __typename: 'ContainerResources', ...MANIFEST.requiredResources } };

/** Submitted without resources, as the older gateway allows. */
export const BARE_APP = { ...MANIFEST, id: APP_ID, requiredResources: null };

export const ZONE = { id: ZONE_ID, name: 'porto-1', provider: 'ExampleOperator', region: 'north', countryCode: 'PT', status: 'active' };
export const UNPLACED_ZONE = { id: OTHER_ZONE_ID, name: 'edge-2', provider: 'ExampleOperator', region: null, countryCode: null, status: 'unknown' };

export const NEW_INSTANCE = {
  id: INSTANCE_ID, name: 'cache_porto', appId: APP_ID, appProvider: 'ExampleProvider', edgeCloudZoneId: ZONE_ID, edgeCloudZone: ZONE,
  status: 'instantiating', kubernetesClusterRef: null, componentEndpointInfo: [],
};

const nothing = { fqdn: null, ipv4Addresses: null, ipv6Addresses: null };

export const READY_INSTANCE = {
  ...NEW_INSTANCE,
  status: 'ready',
  kubernetesClusterRef: OTHER_ZONE_ID,
  componentEndpointInfo: [
    { interfaceId: 'eth0', accessPoints: { ...nothing, port: 443, fqdn: 'cache.example', ipv4Addresses: ['192.0.2.10'], ipv6Addresses: [] } },
    { interfaceId: 'eth1', accessPoints: { ...nothing, port: 80 } },
  ],
};

export const DEPLOYMENT = { id: DEPLOYMENT_ID, name: 'cache_north', appId: APP_ID, edgeCloudZoneIds: [ZONE_ID, OTHER_ZONE_ID], appInstanceIds: [INSTANCE_ID] };
