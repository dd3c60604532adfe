/** Made-up values for the description of the E/WBI, legal in both of its definitions. */

export const CONTEXT_ID = 'c3f9d0a1b2c34d5e8f60718293a4b5c6d';
export const ZONE_ID = 'b0f6c1de-3a4b-4c8e-8f55-6f2f7f0a9d21';
export const ARTEFACT_ID = '0c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5';
export const APP_ID = 'a7d5a2a585f0e4d4c9b1c2f6a8a1f0c11';
export const APP_PROVIDER_ID = 'a4f5e6d7c8b9a0f1e2d3c4b5a69788766';
export const INSTANCE_ID = 'i4e2b7c908a1d4f36b7e50d9c3a6f1b43';
export const FLAVOUR_ID = 'small';
/** Of a callback. */
export const ADDRESS = '5f1d7c9e-2b65-4c0e-8f0e-3a1d90c4b0f8.EXAMPLEEXAMPLEEXAMPLEE';

const LINKS = `https://op-a.example/operatorplatform/federation/v1/callbacks/${ADDRESS}`;
const NOW = '2026-11-22T09:00:00Z';

export const FEDERATION_REQUEST = {
  origOPFederationId: 'op-a',
  origOPCountryCode: 'PT',
  origOPMobileNetworkCodes: { mcc: '268', mncs: ['01'] },
  origOPFixedNetworkCodes: ['351'],
  initialDate: NOW,
  partnerStatusLink: `${LINKS}/partner-status`,
  partnerCallbackCredentials: { tokenUrl: 'https://id.op-a.example/token', clientId: 'op-b', clientSecret: 'example-secret' },
} as const;

const ENDPOINT = { port: 443, fqdn: 'edge.op-b.example' } as const;
export const OFFERED_ZONE = { zoneId: ZONE_ID, geolocation: '41.1579,-8.6291', geographyDetails: 'porto-1, north' } as const;

export const FEDERATION_RESPONSE = {
  federationContextId: CONTEXT_ID,
  partnerOPFederationId: 'op-b',
  partnerOPCountryCode: 'ES',
  partnerOPMobileNetworkCodes: { mcc: '214', mncs: ['07'] },
  partnerOPFixedNetworkCodes: ['34'],
  platformCaps: [],
  edgeDiscoveryServiceEndPoint: ENDPOINT,
  lcmServiceEndPoint: ENDPOINT,
  offeredAvailabilityZones: [OFFERED_ZONE],
} as const;

export const FEDERATION_DETAILS = {
  edgeDiscoveryServiceEndPoint: ENDPOINT,
  lcmServiceEndPoint: ENDPOINT,
  allowedMobileNetworkIds: { mcc: '268', mncs: ['01'] },
  allowedFixedNetworkIds: ['351'],
  offeredAvailabilityZones: [OFFERED_ZONE],
} as const;

export const CODES_CHANGE = { objectType: 'MOBILE_NETWORK_CODES', operationType: 'ADD_CODES', addMobileNetworkIds: { mcc: '268', mncs: ['03'] }, modificationDate: NOW } as const;

export const ZONE_REQUEST = { acceptedAvailabilityZones: [ZONE_ID], availZoneNotifLink: `${LINKS}/zone-resources` } as const;

const CAPACITY = { cpuArchType: 'ISA_X86_64', numCPU: '64', memory: 262_144, diskStorage: 2000 } as const;

export const ZONE_DATA = {
  zoneId: ZONE_ID,
  reservedComputeResources: [CAPACITY],
  computeResourceQuotaLimits: [CAPACITY],
  flavoursSupported: [
    {
      flavourId: FLAVOUR_ID, cpuArchType: 'ISA_X86_64', numCPU: 2, memorySize: 4096, storageSize: 20,
      supportedOSTypes: [{ architecture: 'x86_64', distribution: 'UBUNTU', version: 'OS_VERSION_UBUNTU_2204_LTS', license: 'OS_LICENSE_TYPE_FREE' }],
    },
  ],
} as const;

const COMPONENT = {
  componentName: 'videocache01',
  images: ['5c6d7e8f-90a1-4b2c-8d3e-4f5a6b7c8d9e'],
  numOfInstances: 1,
  restartPolicy: 'RESTART_POLICY_ALWAYS',
  exposedInterfaces: [{ interfaceId: 'interface80', commProtocol: 'TCP', commPort: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }],
  computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU: '500m', memory: 512 },
} as const;

export const ARTEFACT_INFO = {
  artefactId: ARTEFACT_ID,
  appProviderId: APP_PROVIDER_ID,
  artefactName: 'videocache01',
  artefactVersionInfo: '1.0.0',
  artefactVirtType: 'CONTAINER_TYPE',
  artefactDescriptorType: 'COMPONENTSPEC',
  repoType: 'PRIVATEREPO',
  artefactRepoLocation: { repoURL: 'https://registry.example/video-cache:1.0.0', userName: 'robot' },
  componentSpec: [COMPONENT],
} as const;

export const ARTEFACT = { ...ARTEFACT_INFO, artefactRepoLocation: { ...ARTEFACT_INFO.artefactRepoLocation, password: 'example-password' } } as const;

const ONBOARDED = {
  appId: APP_ID,
  appProviderId: APP_PROVIDER_ID,
  appMetaData: { appName: 'videocache01', version: '1.0.0', accessToken: 'aExampleExampleExampleExampleExample1' },
  appQoSProfile: { latencyConstraints: 'NONE' },
  appComponentSpecs: [{ componentName: 'videocache01', artefactId: ARTEFACT_ID }],
} as const;

export const APPLICATION = { ...ONBOARDED, appDeploymentZones: [ZONE_ID], appStatusCallbackLink: `${LINKS}/onboarding-status` } as const;

export const APPLICATION_INFO = {
  ...ONBOARDED,
  appDeploymentZones: [{ countryCode: 'ES', zoneInfo: ZONE_ID }],
  statusInfo: [{ zoneId: ZONE_ID, onboardStatusInfo: 'ONBOARDED' }],
} as const;

export const APPLICATION_CHANGE = { appUpdQoSProfile: { latencyConstraints: 'LOW', bandwidthRequired: 10 } } as const;

export const INSTALLATION = {
  appInstanceId: INSTANCE_ID,
  appId: APP_ID,
  appVersion: '1.0.0',
  appProviderId: APP_PROVIDER_ID,
  zoneInfo: { zoneId: ZONE_ID, flavourId: FLAVOUR_ID },
  appInstCallbackLink: `${LINKS}/instance-status`,
} as const;

export const INSTALLED = { zoneId: ZONE_ID, appInstIdentifier: INSTANCE_ID } as const;

const ACCESS_POINTS = [{ interfaceId: 'interface80', accessPoints: { port: 30_080, fqdn: 'videocache.porto-1.op-b.example' } }] as const;
export const INSTANCE = { appInstanceState: 'READY', accesspointInfo: ACCESS_POINTS } as const;
export const INSTANCES = [{ zoneId: ZONE_ID, appInstanceInfo: [{ appInstIdentifier: INSTANCE_ID, appInstanceState: 'READY' }] }] as const;

export const PARTNER_STATUS = { federationContextId: CONTEXT_ID, objectType: 'ZONES', operationType: 'ADD', addZones: [OFFERED_ZONE], modificationDate: NOW } as const;
export const ZONE_RESOURCES = { federationContextId: CONTEXT_ID, zoneId: ZONE_ID, zoneResUpdInfo: [{ availableCompResources: [CAPACITY] }] } as const;
export const ONBOARDING_STATUS = { federationContextId: CONTEXT_ID, appId: APP_ID, statusInfo: [{ zoneId: ZONE_ID, onboardStatusInfo: 'ONBOARDED' }] } as const;
export const INSTANCE_STATUS = {
  federationContextId: CONTEXT_ID, appId: APP_ID, appInstanceId: INSTANCE_ID, zoneId: ZONE_ID, appInstanceInfo: { appInstanceState: 'READY', accesspointInfo: ACCESS_POINTS }, modificationDate: NOW,
} as const;
