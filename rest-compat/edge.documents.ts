import type { ListData } from './listed.js';
import { graphql } from './route.js';

/** What the REST doors of the module edge ask of the graph. Credentials are not among it: no field gives them. */

const RESOURCES = `
fragment Pools on ApplicationResources {
  cpuPool { numCPU memory topology { minNumberOfNodes minNodeCpu minNodeMemory } }
  gpuPool { numCPU memory gpuMemory topology { minNumberOfNodes minNodeCpu minNodeMemory minNodeGpuMemory } }
}
fragment Resources on RequiredResources {
  ... on KubernetesResources {
    infraKind applicationResources { ...Pools } isStandalone version additionalStorage addons
    networking { primaryNetwork { provider version } additionalNetworks { name interfaceType } }
  }
  ... on VmResources { infraKind numCPU memory additionalStorages { name storageSize mountPoint } gpu { gpuMemory numGPU } }
  ... on ContainerResources { infraKind vcpu: numCPU memory storage { name storageSize mountPoint } gpu { gpuMemory numGPU } }
  ... on DockerComposeResources { infraKind numCPU memory storage { name storageSize mountPoint } gpu { gpuMemory numGPU } }
}`;

const APP = `${RESOURCES}
fragment Manifest on App {
  id name appProvider version packageType
  operatingSystem { architecture family version license }
  appRepo { type imagePath userName authType checksum }
  requiredResources { ...Resources }
  componentSpec { componentName networkInterfaces { interfaceId protocol port visibilityType } }
}`;

const ZONE = `
fragment Zone on EdgeCloudZone { id name provider region countryCode status }`;

const INSTANCE = `
fragment Instance on AppInstance {
  id name appId appProvider edgeCloudZoneId status kubernetesClusterRef
  componentEndpointInfo { interfaceId accessPoints { port fqdn ipv4Addresses ipv6Addresses } }
}`;

const PLACED = `${INSTANCE}${ZONE}
fragment PlacedInstance on AppInstance { ...Instance edgeCloudZone { ...Zone } }`;

const DEPLOYMENT = `
fragment Deployment on AppDeployment { id name appId edgeCloudZoneIds appInstanceIds }`;

/** Members that are absent come as null. */
export type ResourcesData = { readonly infraKind: string; readonly vcpu?: string; readonly addons?: readonly string[] | null; readonly networking?: NetworkingData | null } & {
  readonly [member: string]: unknown;
};

export interface NetworkingData {
  readonly primaryNetwork: object | null;
  readonly additionalNetworks: readonly { readonly name: string | null; readonly interfaceType: string | null }[] | null;
}

export interface AppData {
  readonly id: string;
  readonly name: string;
  readonly appProvider: string;
  readonly version: string;
  readonly packageType: string;
  readonly operatingSystem: object | null;
  readonly appRepo: object;
  readonly requiredResources: ResourcesData | null;
  readonly componentSpec: readonly object[];
}

export interface ZoneData {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly region: string | null;
  readonly countryCode: string | null;
  readonly status: string;
}

export interface AccessPointData {
  readonly port: number;
  readonly fqdn: string | null;
  readonly ipv4Addresses: readonly string[] | null;
  readonly ipv6Addresses: readonly string[] | null;
}

export interface InstanceData {
  readonly id: string;
  readonly name: string;
  readonly appId: string;
  readonly appProvider: string;
  readonly edgeCloudZoneId: string;
  readonly status: string;
  readonly kubernetesClusterRef: string | null;
  readonly componentEndpointInfo: readonly { readonly interfaceId: string; readonly accessPoints: AccessPointData }[];
}

export interface PlacedInstanceData extends InstanceData {
  readonly edgeCloudZone: ZoneData | null;
}

export interface DeploymentData {
  readonly id: string;
  readonly name: string;
  readonly appId: string;
  readonly edgeCloudZoneIds: readonly string[];
  readonly appInstanceIds: readonly string[];
}

export const submitApp = graphql<{ submitApp: { app: { id: string } } }>(
  'mutation SubmitApp($input: SubmitAppInput!) { submitApp(input: $input) { app { id } } }',
);
export const app = graphql<{ app: AppData }>(`query App($id: ID!) { app(id: $id) { ...Manifest } }${APP}`);
export const apps = graphql<ListData<AppData>>(`query Apps { list: apps(first: 100) { nodes { ...Manifest } totalCount } }${APP}`);
export const deleteApp = graphql<unknown>('mutation DeleteApp($id: ID!) { deleteApp(id: $id) { appId } }');

export const createAppInstance = graphql<{ createAppInstance: { appInstance: InstanceData } }>(
  `mutation CreateAppInstance($input: CreateAppInstanceInput!) { createAppInstance(input: $input) { appInstance { ...Instance } } }${INSTANCE}`,
);
export const appInstance = graphql<{ appInstance: InstanceData }>(`query AppInstance($id: ID!) { appInstance(id: $id) { ...Instance } }${INSTANCE}`);
export const appInstances = graphql<ListData<InstanceData>>(
  `query AppInstances($filter: AppInstanceFilter) { list: appInstances(filter: $filter, first: 100) { nodes { ...Instance } totalCount } }${INSTANCE}`,
);
export const placedInstances = graphql<ListData<PlacedInstanceData>>(
  `query PlacedInstances($filter: AppInstanceFilter) { list: appInstances(filter: $filter, first: 100) { nodes { ...PlacedInstance } totalCount } }${PLACED}`,
);
export const deleteAppInstance = graphql<unknown>('mutation DeleteAppInstance($id: ID!) { deleteAppInstance(id: $id) { appInstance { id } } }');

export const createAppDeployment = graphql<{ createAppDeployment: { appDeployment: { id: string } } }>(
  'mutation CreateAppDeployment($input: CreateAppDeploymentInput!) { createAppDeployment(input: $input) { appDeployment { id } } }',
);
export const createDeployedInstances = graphql<{ createAppDeployment: { appDeployment: { appInstances: readonly InstanceData[] } } }>(
  `mutation CreateDeployedInstances($input: CreateAppDeploymentInput!) { createAppDeployment(input: $input) { appDeployment { appInstances { ...Instance } } } }${INSTANCE}`,
);
export const appDeployment = graphql<{ appDeployment: DeploymentData }>(
  `query AppDeployment($id: ID!) { appDeployment(id: $id) { ...Deployment } }${DEPLOYMENT}`,
);
export const appDeployments = graphql<ListData<DeploymentData>>(
  `query AppDeployments($filter: AppDeploymentFilter) { list: appDeployments(filter: $filter, first: 100) { nodes { ...Deployment } totalCount } }${DEPLOYMENT}`,
);
export const updateAppDeployment = graphql<{ updateAppDeployment: { appDeployment: DeploymentData } }>(
  `mutation UpdateAppDeployment($input: UpdateAppDeploymentInput!) { updateAppDeployment(input: $input) { appDeployment { ...Deployment } } }${DEPLOYMENT}`,
);
export const deleteAppDeployment = graphql<unknown>(
  'mutation DeleteAppDeployment($id: ID!) { deleteAppDeployment(id: $id) { appDeployment { id } } }',
);

export const edgeCloudZone = graphql<{ edgeCloudZone: ZoneData }>(`query EdgeCloudZone($id: ID!) { edgeCloudZone(id: $id) { ...Zone } }${ZONE}`);
export const edgeCloudZones = graphql<ListData<ZoneData>>(
  `query EdgeCloudZones($filter: EdgeCloudZoneFilter, $first: Int!, $after: String) { list: edgeCloudZones(filter: $filter, first: $first, after: $after) { nodes { ...Zone } totalCount } }${ZONE}`,
);
