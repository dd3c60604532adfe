/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { document } from '../document.js';
export type AdditionalStorageInput = {
  readonly mountPoint: string;
  readonly name?: string | null | undefined;
  /** A number with its unit, GB or MB: `80GB`. */
  readonly storageSize: string;
};

export type AppDeploymentFilter = {
  readonly appId?: string | null | undefined;
};

export type AppFilter = {
  readonly appProvider?: string | null | undefined;
  readonly name?: string | null | undefined;
};

/** Instances that match every member given. */
export type AppInstanceFilter = {
  readonly appId?: string | null | undefined;
  readonly appInstanceId?: string | null | undefined;
  readonly edgeCloudZoneId?: string | null | undefined;
  /** Region of the zone, as the zone was listed when the instance was created. */
  readonly region?: string | null | undefined;
  readonly status?: AppInstanceStatus | null | undefined;
};

/** CAMARA's words. */
export type AppInstanceStatus =
  | 'failed'
  | 'instantiating'
  | 'ready'
  | 'terminating'
  | 'unknown';

export type AppRepoAuthType =
  | 'DOCKER'
  | 'HTTP_BASIC'
  | 'HTTP_BEARER'
  | 'NONE';

export type AppRepoInput = {
  readonly authType?: AppRepoAuthType | null | undefined;
  readonly checksum?: string | null | undefined;
  /** Password or token of the registry: kept encrypted, sent to the SRM, never shown. */
  readonly credentials?: string | null | undefined;
  readonly imagePath: string;
  readonly type: AppRepoType;
  readonly userName?: string | null | undefined;
};

export type AppRepoType =
  | 'PRIVATEREPO'
  | 'PUBLICREPO';

export type ApplicationResourcesInput = {
  readonly cpuPool?: CpuPoolInput | null | undefined;
  readonly gpuPool?: GpuPoolInput | null | undefined;
};

export type ComponentSpecInput = {
  readonly componentName: string;
  readonly networkInterfaces: ReadonlyArray<NetworkInterfaceInput>;
};

export type ContainerResourcesInput = {
  readonly gpu?: GpuInfoInput | null | undefined;
  /** Megabytes. */
  readonly memory: number;
  /** CPUs, whole, decimal or in thousandths: `1`, `0.5`, `500m`. */
  readonly numCPU: string;
  readonly storage?: ReadonlyArray<AdditionalStorageInput> | null | undefined;
};

export type CpuPoolInput = {
  /** Megabytes. */
  readonly memory: number;
  readonly numCPU: number;
  readonly topology: CpuPoolTopologyInput;
};

export type CpuPoolTopologyInput = {
  readonly minNodeCpu: number;
  /** Megabytes. */
  readonly minNodeMemory: number;
  readonly minNumberOfNodes: number;
};

export type CreateAppDeploymentInput = {
  readonly appId: string;
  readonly edgeCloudZoneIds: ReadonlyArray<string>;
  readonly kubernetesClusterRefs?: ReadonlyArray<string> | null | undefined;
  readonly name: string;
  readonly subscriptionRequest?: SubscriptionRequestInput | null | undefined;
};

export type CreateAppInstanceInput = {
  readonly appId: string;
  readonly edgeCloudZoneId: string;
  readonly kubernetesClusterRef?: string | null | undefined;
  readonly name: string;
  readonly subscriptionRequest?: SubscriptionRequestInput | null | undefined;
};

export type DockerComposeResourcesInput = {
  readonly gpu?: GpuInfoInput | null | undefined;
  /** Megabytes. */
  readonly memory: number;
  readonly numCPU: number;
  readonly storage?: ReadonlyArray<AdditionalStorageInput> | null | undefined;
};

/** Zones that match every member given. */
export type EdgeCloudZoneFilter = {
  readonly countryCode?: string | null | undefined;
  readonly provider?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly status?: EdgeCloudZoneStatus | null | undefined;
};

export type EdgeCloudZoneStatus =
  | 'active'
  | 'inactive'
  | 'unknown';

export type GpuInfoInput = {
  /** Memory of one GPU in megabytes. */
  readonly gpuMemory: number;
  readonly numGPU: number;
};

export type GpuPoolInput = {
  /** Gigabytes of one GPU. */
  readonly gpuMemory: number;
  /** Megabytes. */
  readonly memory: number;
  readonly numCPU: number;
  readonly topology: GpuPoolTopologyInput;
};

export type GpuPoolTopologyInput = {
  readonly minNodeCpu: number;
  /** Megabytes. */
  readonly minNodeGpuMemory: number;
  /** Megabytes. */
  readonly minNodeMemory: number;
  readonly minNumberOfNodes: number;
};

/** What an app runs on. */
export type InfraKind =
  | 'container'
  | 'dockerCompose'
  | 'kubernetes'
  | 'virtualMachine';

export type K8sAdditionalNetworkInput = {
  readonly interfaceType?: K8sInterfaceType | null | undefined;
  readonly name?: string | null | undefined;
};

export type K8sAddon =
  | 'ingress'
  | 'monitoring';

export type K8sInterfaceType =
  | 'interface'
  | 'netdevice'
  /** CAMARA writes vfio-pci, which is no GraphQL name. */
  | 'vfio_pci';

export type K8sNetworkingInput = {
  readonly additionalNetworks?: ReadonlyArray<K8sAdditionalNetworkInput> | null | undefined;
  readonly primaryNetwork?: K8sPrimaryNetworkInput | null | undefined;
};

export type K8sPrimaryNetworkInput = {
  readonly provider?: string | null | undefined;
  readonly version?: string | null | undefined;
};

export type KubernetesResourcesInput = {
  /** Persistent storage, e.g. `80GB`. */
  readonly additionalStorage?: string | null | undefined;
  readonly addons?: ReadonlyArray<K8sAddon> | null | undefined;
  readonly applicationResources: ApplicationResourcesInput;
  /** Whether the app has its cluster to itself. */
  readonly isStandalone: boolean;
  readonly networking?: K8sNetworkingInput | null | undefined;
  /** Kubernetes version. */
  readonly version?: string | null | undefined;
};

export type NetworkInterfaceInput = {
  readonly interfaceId: string;
  readonly port: number;
  readonly protocol: NetworkProtocol;
  readonly visibilityType: VisibilityType;
};

export type NetworkProtocol =
  | 'ANY'
  | 'TCP'
  | 'UDP';

export type OperatingSystemInput = {
  readonly architecture: OsArchitecture;
  readonly family: OsFamily;
  readonly license: OsLicense;
  readonly version: OsVersion;
};

export type OsArchitecture =
  | 'x86'
  | 'x86_64';

export type OsFamily =
  | 'COREOS'
  | 'OTHER'
  | 'RHEL'
  | 'UBUNTU'
  | 'WINDOWS';

export type OsLicense =
  | 'OS_LICENSE_TYPE_FREE'
  | 'OS_LICENSE_TYPE_ON_DEMAND'
  | 'OTHER';

export type OsVersion =
  | 'OS_MS_WINDOWS_2022'
  | 'OS_VERSION_RHEL_8'
  | 'OS_VERSION_UBUNTU_2204_LTS'
  | 'OTHER';

export type PackageType =
  | 'CONTAINER'
  | 'CSAR'
  | 'HELM'
  | 'OVA'
  | 'QCOW2';

/** Exactly one member. */
export type RequiredResourcesInput = {
  readonly container?: ContainerResourcesInput | null | undefined;
  readonly dockerCompose?: DockerComposeResourcesInput | null | undefined;
  readonly kubernetes?: KubernetesResourcesInput | null | undefined;
  readonly virtualMachine?: VmResourcesInput | null | undefined;
};

export type SinkCredentialInput = {
  /** Sent to the sink as a bearer token; kept encrypted, never shown. */
  readonly accessToken: string;
  /** Nothing is sent to the sink after this moment. */
  readonly accessTokenExpiresUtc: string;
  /** bearer */
  readonly accessTokenType: string;
  /** ACCESSTOKEN is the one form that Edge Application Management allows. */
  readonly credentialType: string;
};

/** The manifest of an app; the rules of its members are those of CAMARA Edge Application Management. */
export type SubmitAppInput = {
  readonly appProvider: string;
  readonly appRepo: AppRepoInput;
  readonly componentSpec: ReadonlyArray<ComponentSpecInput>;
  readonly name: string;
  readonly operatingSystem?: OperatingSystemInput | null | undefined;
  readonly packageType: PackageType;
  readonly requiredResources?: RequiredResourcesInput | null | undefined;
  readonly version: string;
};

export type SubscriptionConfigInput = {
  /** Whether the state at creation is sent as the first event. */
  readonly initialEvent?: boolean | null | undefined;
  readonly subscriptionExpireTime?: string | null | undefined;
  readonly subscriptionMaxEvents?: number | null | undefined;
};

/** Where the CloudEvents of a resource are to be sent. */
export type SubscriptionRequestInput = {
  readonly config?: SubscriptionConfigInput | null | undefined;
  /** An https address that answers 2xx to a POST of a CloudEvent. */
  readonly sink: string;
  readonly sinkCredential?: SinkCredentialInput | null | undefined;
  /** One CloudEvents type; by default the status change of the resource. */
  readonly types?: ReadonlyArray<string> | null | undefined;
};

/** What is absent stays as it is; a list is replaced whole. */
export type UpdateAppDeploymentInput = {
  readonly edgeCloudZoneIds?: ReadonlyArray<string> | null | undefined;
  readonly id: string;
  /** For the instances that are made from then on; those there are stay where they are. */
  readonly kubernetesClusterRefs?: ReadonlyArray<string> | null | undefined;
  readonly name?: string | null | undefined;
};

export type VisibilityType =
  | 'VISIBILITY_EXTERNAL'
  | 'VISIBILITY_INTERNAL';

export type VmResourcesInput = {
  readonly additionalStorages?: ReadonlyArray<AdditionalStorageInput> | null | undefined;
  readonly gpu?: GpuInfoInput | null | undefined;
  /** Megabytes. */
  readonly memory: number;
  readonly numCPU: number;
};

export type AppDeploymentStatusChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  appId?: string | null | undefined;
  appDeploymentId?: string | null | undefined;
}>;


export type AppDeploymentStatusChangedSubscription = { readonly appDeploymentStatusChanged: { readonly cursor: string, readonly at: string, readonly appId: string, readonly appDeploymentId: string, readonly previousStatus: AppInstanceStatus | null, readonly status: AppInstanceStatus, readonly removed: boolean, readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string } | null } };

export type AppDeploymentQueryVariables = Exact<{
  id: string;
}>;


export type AppDeploymentQuery = { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string } | null, readonly edgeCloudZones: ReadonlyArray<{ readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus }>, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> } | null };

export type AppDeploymentsQueryVariables = Exact<{
  filter?: AppDeploymentFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppDeploymentsQuery = { readonly appDeployments: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AppInstanceStatusChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  appId?: string | null | undefined;
  appInstanceId?: string | null | undefined;
}>;


export type AppInstanceStatusChangedSubscription = { readonly appInstanceStatusChanged: { readonly cursor: string, readonly at: string, readonly appId: string, readonly appInstanceId: string, readonly previousStatus: AppInstanceStatus | null, readonly status: AppInstanceStatus, readonly reason: string | null, readonly removed: boolean, readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } | null } };

export type AppInstanceQueryVariables = Exact<{
  id: string;
}>;


export type AppInstanceQuery = { readonly appInstance: { readonly kubernetesClusterRef: string | null, readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string } | null, readonly componentEndpointInfo: ReadonlyArray<{ readonly interfaceId: string, readonly accessPoints: { readonly port: number, readonly fqdn: string | null, readonly ipv4Addresses: ReadonlyArray<string> | null, readonly ipv6Addresses: ReadonlyArray<string> | null } }>, readonly edgeCloudZone: { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus } | null } | null };

export type AppInstancesQueryVariables = Exact<{
  filter?: AppInstanceFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppInstancesQuery = { readonly appInstances: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AppOverviewQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
}>;


export type AppOverviewQuery = { readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string, readonly appInstances: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly edgeCloudZone: { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly appDeployments: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type AppQueryVariables = Exact<{
  id: string;
}>;


export type AppQuery = { readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string, readonly operatingSystem: { readonly architecture: OsArchitecture, readonly family: OsFamily, readonly version: OsVersion, readonly license: OsLicense } | null, readonly appRepo: { readonly type: AppRepoType, readonly imagePath: string, readonly userName: string | null, readonly authType: AppRepoAuthType | null, readonly checksum: string | null }, readonly requiredResources:
      | { readonly __typename: 'ContainerResources', readonly infraKind: InfraKind, readonly memory: number, readonly vcpu: string, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
      | { readonly __typename: 'DockerComposeResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
      | { readonly __typename: 'KubernetesResources', readonly infraKind: InfraKind, readonly isStandalone: boolean, readonly version: string | null, readonly additionalStorage: string | null, readonly addons: ReadonlyArray<K8sAddon> | null, readonly applicationResources: { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null }, readonly networking: { readonly primaryNetwork: { readonly provider: string | null, readonly version: string | null } | null, readonly additionalNetworks: ReadonlyArray<{ readonly name: string | null, readonly interfaceType: K8sInterfaceType | null }> | null } | null }
      | { readonly __typename: 'VmResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly additionalStorages: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
     | null, readonly componentSpec: ReadonlyArray<{ readonly componentName: string, readonly networkInterfaces: ReadonlyArray<{ readonly interfaceId: string, readonly protocol: NetworkProtocol, readonly port: number, readonly visibilityType: VisibilityType }> }> } | null };

export type AppsQueryVariables = Exact<{
  filter?: AppFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AppsQuery = { readonly apps: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CreateAppDeploymentMutationVariables = Exact<{
  input: CreateAppDeploymentInput;
}>;


export type CreateAppDeploymentMutation = { readonly createAppDeployment: { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> } } };

export type CreateAppInstanceMutationVariables = Exact<{
  input: CreateAppInstanceInput;
}>;


export type CreateAppInstanceMutation = { readonly createAppInstance: { readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } } };

export type DeleteAppDeploymentMutationVariables = Exact<{
  id: string;
}>;


export type DeleteAppDeploymentMutation = { readonly deleteAppDeployment: { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string } } };

export type DeleteAppInstanceMutationVariables = Exact<{
  id: string;
}>;


export type DeleteAppInstanceMutation = { readonly deleteAppInstance: { readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } } };

export type DeleteAppMutationVariables = Exact<{
  id: string;
}>;


export type DeleteAppMutation = { readonly deleteApp: { readonly appId: string } };

export type EdgeCloudZoneQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EdgeCloudZoneQuery = { readonly edgeCloudZone: { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus, readonly appInstances: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type EdgeCloudZonesQueryVariables = Exact<{
  filter?: EdgeCloudZoneFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EdgeCloudZonesQuery = { readonly edgeCloudZones: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PageEndFragment = { readonly hasNextPage: boolean, readonly endCursor: string | null };

export type ZoneSummaryFragment = { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus };

export type AppSummaryFragment = { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string };

export type AppManifestFragment = { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string, readonly operatingSystem: { readonly architecture: OsArchitecture, readonly family: OsFamily, readonly version: OsVersion, readonly license: OsLicense } | null, readonly appRepo: { readonly type: AppRepoType, readonly imagePath: string, readonly userName: string | null, readonly authType: AppRepoAuthType | null, readonly checksum: string | null }, readonly requiredResources:
    | { readonly __typename: 'ContainerResources', readonly infraKind: InfraKind, readonly memory: number, readonly vcpu: string, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
    | { readonly __typename: 'DockerComposeResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
    | { readonly __typename: 'KubernetesResources', readonly infraKind: InfraKind, readonly isStandalone: boolean, readonly version: string | null, readonly additionalStorage: string | null, readonly addons: ReadonlyArray<K8sAddon> | null, readonly applicationResources: { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null }, readonly networking: { readonly primaryNetwork: { readonly provider: string | null, readonly version: string | null } | null, readonly additionalNetworks: ReadonlyArray<{ readonly name: string | null, readonly interfaceType: K8sInterfaceType | null }> | null } | null }
    | { readonly __typename: 'VmResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly additionalStorages: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
   | null, readonly componentSpec: ReadonlyArray<{ readonly componentName: string, readonly networkInterfaces: ReadonlyArray<{ readonly interfaceId: string, readonly protocol: NetworkProtocol, readonly port: number, readonly visibilityType: VisibilityType }> }> };

type Resources_ContainerResources_Fragment = { readonly __typename: 'ContainerResources', readonly infraKind: InfraKind, readonly memory: number, readonly vcpu: string, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null };

type Resources_DockerComposeResources_Fragment = { readonly __typename: 'DockerComposeResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null };

type Resources_KubernetesResources_Fragment = { readonly __typename: 'KubernetesResources', readonly infraKind: InfraKind, readonly isStandalone: boolean, readonly version: string | null, readonly additionalStorage: string | null, readonly addons: ReadonlyArray<K8sAddon> | null, readonly applicationResources: { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null }, readonly networking: { readonly primaryNetwork: { readonly provider: string | null, readonly version: string | null } | null, readonly additionalNetworks: ReadonlyArray<{ readonly name: string | null, readonly interfaceType: K8sInterfaceType | null }> | null } | null };

type Resources_VmResources_Fragment = { readonly __typename: 'VmResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly additionalStorages: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null };

export type ResourcesFragment =
  | Resources_ContainerResources_Fragment
  | Resources_DockerComposeResources_Fragment
  | Resources_KubernetesResources_Fragment
  | Resources_VmResources_Fragment
;

export type PoolsFragment = { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null };

export type StorageFragment = { readonly name: string | null, readonly storageSize: string, readonly mountPoint: string };

export type GpuFragment = { readonly gpuMemory: number, readonly numGPU: number };

export type InstanceSummaryFragment = { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string };

export type InstanceDetailFragment = { readonly kubernetesClusterRef: string | null, readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly componentEndpointInfo: ReadonlyArray<{ readonly interfaceId: string, readonly accessPoints: { readonly port: number, readonly fqdn: string | null, readonly ipv4Addresses: ReadonlyArray<string> | null, readonly ipv6Addresses: ReadonlyArray<string> | null } }>, readonly edgeCloudZone: { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus } | null };

export type DeploymentSummaryFragment = { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string };

export type DeploymentDetailFragment = { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly edgeCloudZones: ReadonlyArray<{ readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus }>, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> };

export type SubmitAppMutationVariables = Exact<{
  input: SubmitAppInput;
}>;


export type SubmitAppMutation = { readonly submitApp: { readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string, readonly operatingSystem: { readonly architecture: OsArchitecture, readonly family: OsFamily, readonly version: OsVersion, readonly license: OsLicense } | null, readonly appRepo: { readonly type: AppRepoType, readonly imagePath: string, readonly userName: string | null, readonly authType: AppRepoAuthType | null, readonly checksum: string | null }, readonly requiredResources:
        | { readonly __typename: 'ContainerResources', readonly infraKind: InfraKind, readonly memory: number, readonly vcpu: string, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
        | { readonly __typename: 'DockerComposeResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
        | { readonly __typename: 'KubernetesResources', readonly infraKind: InfraKind, readonly isStandalone: boolean, readonly version: string | null, readonly additionalStorage: string | null, readonly addons: ReadonlyArray<K8sAddon> | null, readonly applicationResources: { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null }, readonly networking: { readonly primaryNetwork: { readonly provider: string | null, readonly version: string | null } | null, readonly additionalNetworks: ReadonlyArray<{ readonly name: string | null, readonly interfaceType: K8sInterfaceType | null }> | null } | null }
        | { readonly __typename: 'VmResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly additionalStorages: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
       | null, readonly componentSpec: ReadonlyArray<{ readonly componentName: string, readonly networkInterfaces: ReadonlyArray<{ readonly interfaceId: string, readonly protocol: NetworkProtocol, readonly port: number, readonly visibilityType: VisibilityType }> }> } } };

export type UpdateAppDeploymentMutationVariables = Exact<{
  input: UpdateAppDeploymentInput;
}>;


export type UpdateAppDeploymentMutation = { readonly updateAppDeployment: { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> } } };

export const AppDocument = /*#__PURE__*/ document<AppQuery, AppQueryVariables>({
  name: 'App',
  kind: 'query',
  hash: '307e4824ddc02138e50253d6ab5d6df79c79224c2e0d8f816a8592e512a45861',
  text: "query App($id: ID!) {\n  app(id: $id) {\n    ...AppManifest\n  }\n}\n\nfragment AppManifest on App {\n  ...AppSummary\n  operatingSystem {\n    architecture\n    family\n    version\n    license\n  }\n  appRepo {\n    type\n    imagePath\n    userName\n    authType\n    checksum\n  }\n  requiredResources {\n    ...Resources\n  }\n  componentSpec {\n    componentName\n    networkInterfaces {\n      interfaceId\n      protocol\n      port\n      visibilityType\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment Gpu on GpuInfo {\n  gpuMemory\n  numGPU\n}\n\nfragment Pools on ApplicationResources {\n  cpuPool {\n    numCPU\n    memory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n    }\n  }\n  gpuPool {\n    numCPU\n    memory\n    gpuMemory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n      minNodeGpuMemory\n    }\n  }\n}\n\nfragment Resources on RequiredResources {\n  __typename\n  ... on KubernetesResources {\n    infraKind\n    applicationResources {\n      ...Pools\n    }\n    isStandalone\n    version\n    additionalStorage\n    addons\n    networking {\n      primaryNetwork {\n        provider\n        version\n      }\n      additionalNetworks {\n        name\n        interfaceType\n      }\n    }\n  }\n  ... on VmResources {\n    infraKind\n    numCPU\n    memory\n    additionalStorages {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on ContainerResources {\n    infraKind\n    vcpu: numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on DockerComposeResources {\n    infraKind\n    numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n}\n\nfragment Storage on AdditionalStorage {\n  name\n  storageSize\n  mountPoint\n}",
});

export const AppDeploymentDocument = /*#__PURE__*/ document<AppDeploymentQuery, AppDeploymentQueryVariables>({
  name: 'AppDeployment',
  kind: 'query',
  hash: '6f253541d5b6bf4eb7f8910cb394656809ad3e2fb9e4f63648bf1ffbd1904b5f',
  text: "query AppDeployment($id: ID!) {\n  appDeployment(id: $id) {\n    ...DeploymentDetail\n    app {\n      ...AppSummary\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment DeploymentDetail on AppDeployment {\n  ...DeploymentSummary\n  edgeCloudZones {\n    ...ZoneSummary\n  }\n  appInstances {\n    ...InstanceSummary\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
});

export const AppDeploymentStatusChangedDocument = /*#__PURE__*/ document<AppDeploymentStatusChangedSubscription, AppDeploymentStatusChangedSubscriptionVariables>({
  name: 'AppDeploymentStatusChanged',
  kind: 'subscription',
  hash: 'ad9c3b55892e98a856d32de4e004dc28399645d1352b263c1155247a084c404f',
  text: "subscription AppDeploymentStatusChanged($after: String, $appId: ID, $appDeploymentId: ID) {\n  appDeploymentStatusChanged(\n    after: $after\n    appId: $appId\n    appDeploymentId: $appDeploymentId\n  ) {\n    cursor\n    at\n    appId\n    appDeploymentId\n    previousStatus\n    status\n    removed\n    appDeployment {\n      ...DeploymentSummary\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}",
});

export const AppDeploymentsDocument = /*#__PURE__*/ document<AppDeploymentsQuery, AppDeploymentsQueryVariables>({
  name: 'AppDeployments',
  kind: 'query',
  hash: '4d1dad3ad6627303a0ca4108ecf3af02bb15354fcfb794bb8d3743f81fac3a4a',
  text: "query AppDeployments($filter: AppDeploymentFilter, $first: Int = 20, $after: String) {\n  appDeployments(filter: $filter, first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...DeploymentSummary\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const AppInstanceDocument = /*#__PURE__*/ document<AppInstanceQuery, AppInstanceQueryVariables>({
  name: 'AppInstance',
  kind: 'query',
  hash: 'a6b102a7c9d727212523ee3a37ec7e2ea4e1764d6fc913ebe57025035282cac2',
  text: "query AppInstance($id: ID!) {\n  appInstance(id: $id) {\n    ...InstanceDetail\n    app {\n      ...AppSummary\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment InstanceDetail on AppInstance {\n  ...InstanceSummary\n  kubernetesClusterRef\n  componentEndpointInfo {\n    interfaceId\n    accessPoints {\n      port\n      fqdn\n      ipv4Addresses\n      ipv6Addresses\n    }\n  }\n  edgeCloudZone {\n    ...ZoneSummary\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
});

export const AppInstanceStatusChangedDocument = /*#__PURE__*/ document<AppInstanceStatusChangedSubscription, AppInstanceStatusChangedSubscriptionVariables>({
  name: 'AppInstanceStatusChanged',
  kind: 'subscription',
  hash: '7b44ff1d15dab1d52daefe7e2622a3fb2864f3df623458e5a250aa95d2138868',
  text: "subscription AppInstanceStatusChanged($after: String, $appId: ID, $appInstanceId: ID) {\n  appInstanceStatusChanged(\n    after: $after\n    appId: $appId\n    appInstanceId: $appInstanceId\n  ) {\n    cursor\n    at\n    appId\n    appInstanceId\n    previousStatus\n    status\n    reason\n    removed\n    appInstance {\n      ...InstanceSummary\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const AppInstancesDocument = /*#__PURE__*/ document<AppInstancesQuery, AppInstancesQueryVariables>({
  name: 'AppInstances',
  kind: 'query',
  hash: 'cb6fe4aabb43547fced29561fc46be4c62e8e72fab4cb06fc17cde26a18a481c',
  text: "query AppInstances($filter: AppInstanceFilter, $first: Int = 20, $after: String) {\n  appInstances(filter: $filter, first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...InstanceSummary\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const AppOverviewDocument = /*#__PURE__*/ document<AppOverviewQuery, AppOverviewQueryVariables>({
  name: 'AppOverview',
  kind: 'query',
  hash: '627aa2557e53d0450a4b92ff20e5a5dc27c1ca98288f03f7c25a65284339ee1e',
  text: "query AppOverview($id: ID!, $first: Int = 20) {\n  app(id: $id) {\n    ...AppSummary\n    appInstances(first: $first) {\n      totalCount\n      nodes {\n        ...InstanceSummary\n        edgeCloudZone {\n          ...ZoneSummary\n        }\n      }\n      pageInfo {\n        ...PageEnd\n      }\n    }\n    appDeployments(first: $first) {\n      totalCount\n      nodes {\n        ...DeploymentSummary\n      }\n      pageInfo {\n        ...PageEnd\n      }\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
});

export const AppsDocument = /*#__PURE__*/ document<AppsQuery, AppsQueryVariables>({
  name: 'Apps',
  kind: 'query',
  hash: '525cb3011657d44a4d04171f4c720feac9d2019b3f808fa0cf92903168cc53a9',
  text: "query Apps($filter: AppFilter, $first: Int = 20, $after: String) {\n  apps(filter: $filter, first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...AppSummary\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const CreateAppDeploymentDocument = /*#__PURE__*/ document<CreateAppDeploymentMutation, CreateAppDeploymentMutationVariables>({
  name: 'CreateAppDeployment',
  kind: 'mutation',
  hash: 'eb18123351d7606906cd90f030e83b80216b10a251b93f89228a3a877524f039',
  text: "mutation CreateAppDeployment($input: CreateAppDeploymentInput!) {\n  createAppDeployment(input: $input) {\n    appDeployment {\n      ...DeploymentSummary\n      appInstances {\n        ...InstanceSummary\n      }\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const CreateAppInstanceDocument = /*#__PURE__*/ document<CreateAppInstanceMutation, CreateAppInstanceMutationVariables>({
  name: 'CreateAppInstance',
  kind: 'mutation',
  hash: '130cbfccb995587c7cd816610ae0c8f700908acd078f26e0d2996e59689f56f7',
  text: "mutation CreateAppInstance($input: CreateAppInstanceInput!) {\n  createAppInstance(input: $input) {\n    appInstance {\n      ...InstanceSummary\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const DeleteAppDocument = /*#__PURE__*/ document<DeleteAppMutation, DeleteAppMutationVariables>({
  name: 'DeleteApp',
  kind: 'mutation',
  hash: 'ccbf5bca9e7592ae288f6575bc6becc8c6c970474be53c9a6648a5586a677f19',
  text: "mutation DeleteApp($id: ID!) {\n  deleteApp(id: $id) {\n    appId\n  }\n}",
});

export const DeleteAppDeploymentDocument = /*#__PURE__*/ document<DeleteAppDeploymentMutation, DeleteAppDeploymentMutationVariables>({
  name: 'DeleteAppDeployment',
  kind: 'mutation',
  hash: 'e3c71312927748e0f79bccfa82d2d4b137fe80ffb87537a840782e92360190a9',
  text: "mutation DeleteAppDeployment($id: ID!) {\n  deleteAppDeployment(id: $id) {\n    appDeployment {\n      ...DeploymentSummary\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}",
});

export const DeleteAppInstanceDocument = /*#__PURE__*/ document<DeleteAppInstanceMutation, DeleteAppInstanceMutationVariables>({
  name: 'DeleteAppInstance',
  kind: 'mutation',
  hash: 'e51ccb604ce11813b092989a944fd2a3521a20f823e115719a742ea795368289',
  text: "mutation DeleteAppInstance($id: ID!) {\n  deleteAppInstance(id: $id) {\n    appInstance {\n      ...InstanceSummary\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const EdgeCloudZoneDocument = /*#__PURE__*/ document<EdgeCloudZoneQuery, EdgeCloudZoneQueryVariables>({
  name: 'EdgeCloudZone',
  kind: 'query',
  hash: 'b20f5761e990fdeb5d39697191df3c7205801b20bce340039805295712ea8ef1',
  text: "query EdgeCloudZone($id: ID!, $first: Int = 20, $after: String) {\n  edgeCloudZone(id: $id) {\n    ...ZoneSummary\n    appInstances(first: $first, after: $after) {\n      totalCount\n      nodes {\n        ...InstanceSummary\n      }\n      pageInfo {\n        ...PageEnd\n      }\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
});

export const EdgeCloudZonesDocument = /*#__PURE__*/ document<EdgeCloudZonesQuery, EdgeCloudZonesQueryVariables>({
  name: 'EdgeCloudZones',
  kind: 'query',
  hash: '6e22c082e1be66d787e1de3b512a0921ffc174c4ef158f7dc1f88344bc104fa6',
  text: "query EdgeCloudZones($filter: EdgeCloudZoneFilter, $first: Int = 20, $after: String) {\n  edgeCloudZones(filter: $filter, first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...ZoneSummary\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
});

export const SubmitAppDocument = /*#__PURE__*/ document<SubmitAppMutation, SubmitAppMutationVariables>({
  name: 'SubmitApp',
  kind: 'mutation',
  hash: '786a9d9580811ea5f518ea3d11543675b372691c51afaefb03f1136d03572cf3',
  text: "mutation SubmitApp($input: SubmitAppInput!) {\n  submitApp(input: $input) {\n    app {\n      ...AppManifest\n    }\n  }\n}\n\nfragment AppManifest on App {\n  ...AppSummary\n  operatingSystem {\n    architecture\n    family\n    version\n    license\n  }\n  appRepo {\n    type\n    imagePath\n    userName\n    authType\n    checksum\n  }\n  requiredResources {\n    ...Resources\n  }\n  componentSpec {\n    componentName\n    networkInterfaces {\n      interfaceId\n      protocol\n      port\n      visibilityType\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment Gpu on GpuInfo {\n  gpuMemory\n  numGPU\n}\n\nfragment Pools on ApplicationResources {\n  cpuPool {\n    numCPU\n    memory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n    }\n  }\n  gpuPool {\n    numCPU\n    memory\n    gpuMemory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n      minNodeGpuMemory\n    }\n  }\n}\n\nfragment Resources on RequiredResources {\n  __typename\n  ... on KubernetesResources {\n    infraKind\n    applicationResources {\n      ...Pools\n    }\n    isStandalone\n    version\n    additionalStorage\n    addons\n    networking {\n      primaryNetwork {\n        provider\n        version\n      }\n      additionalNetworks {\n        name\n        interfaceType\n      }\n    }\n  }\n  ... on VmResources {\n    infraKind\n    numCPU\n    memory\n    additionalStorages {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on ContainerResources {\n    infraKind\n    vcpu: numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on DockerComposeResources {\n    infraKind\n    numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n}\n\nfragment Storage on AdditionalStorage {\n  name\n  storageSize\n  mountPoint\n}",
});

export const UpdateAppDeploymentDocument = /*#__PURE__*/ document<UpdateAppDeploymentMutation, UpdateAppDeploymentMutationVariables>({
  name: 'UpdateAppDeployment',
  kind: 'mutation',
  hash: '98c12695be1265ba408ffa0e4bce2c0fff403b875ef149df6167a32492061edb',
  text: "mutation UpdateAppDeployment($input: UpdateAppDeploymentInput!) {\n  updateAppDeployment(input: $input) {\n    appDeployment {\n      ...DeploymentSummary\n      appInstances {\n        ...InstanceSummary\n      }\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});
