/** The part of the graph that the REST doors of the module edge ask, as the module promises it. */
export const EDGE_SDL = `
scalar DateTime
enum EdgeCloudZoneStatus { active inactive unknown }
enum AppInstanceStatus { ready instantiating failed terminating unknown }
enum PackageType { QCOW2 OVA CONTAINER HELM CSAR }
enum AppRepoType { PRIVATEREPO PUBLICREPO }
enum AppRepoAuthType { DOCKER HTTP_BASIC HTTP_BEARER NONE }
enum NetworkProtocol { TCP UDP ANY }
enum VisibilityType { VISIBILITY_EXTERNAL VISIBILITY_INTERNAL }
enum InfraKind { kubernetes virtualMachine container dockerCompose }
enum K8sAddon { monitoring ingress }
enum K8sInterfaceType { netdevice vfio_pci interface }
enum OsArchitecture { x86_64 x86 }
enum OsFamily { RHEL UBUNTU COREOS WINDOWS OTHER }
enum OsVersion { OS_VERSION_UBUNTU_2204_LTS OS_VERSION_RHEL_8 OS_MS_WINDOWS_2022 OTHER }
enum OsLicense { OS_LICENSE_TYPE_FREE OS_LICENSE_TYPE_ON_DEMAND OTHER }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type EdgeCloudZoneConnection { edges: [EdgeCloudZoneEdge!]! nodes: [EdgeCloudZone!]! pageInfo: PageInfo! totalCount: Int! }
type EdgeCloudZoneEdge { cursor: String! node: EdgeCloudZone! }
type EdgeCloudZone {
  id: ID!  name: String!  provider: String!  region: String  countryCode: String  status: EdgeCloudZoneStatus!
  appInstances(first: Int, after: String): AppInstanceConnection!
}
type OperatingSystem { architecture: OsArchitecture! family: OsFamily! version: OsVersion! license: OsLicense! }
type AppRepo { type: AppRepoType! imagePath: String! userName: String authType: AppRepoAuthType checksum: String }
type NetworkInterface { interfaceId: String! protocol: NetworkProtocol! port: Int! visibilityType: VisibilityType! }
type ComponentSpec { componentName: String! networkInterfaces: [NetworkInterface!]! }
type GpuInfo { gpuMemory: Int! numGPU: Int! }
type AdditionalStorage { name: String storageSize: String! mountPoint: String! }
type CpuPoolTopology { minNumberOfNodes: Int! minNodeCpu: Int! minNodeMemory: Int! }
type CpuPool { numCPU: Int! memory: Int! topology: CpuPoolTopology! }
type GpuPoolTopology { minNumberOfNodes: Int! minNodeCpu: Int! minNodeMemory: Int! minNodeGpuMemory: Int! }
type GpuPool { numCPU: Int! memory: Int! gpuMemory: Int! topology: GpuPoolTopology! }
type ApplicationResources { cpuPool: CpuPool gpuPool: GpuPool }
type K8sPrimaryNetwork { provider: String version: String }
type K8sAdditionalNetwork { name: String interfaceType: K8sInterfaceType }
type K8sNetworking { primaryNetwork: K8sPrimaryNetwork additionalNetworks: [K8sAdditionalNetwork!] }
type KubernetesResources { infraKind: InfraKind! applicationResources: ApplicationResources! isStandalone: Boolean! version: String additionalStorage: String networking: K8sNetworking addons: [K8sAddon!] }
type VmResources { infraKind: InfraKind! numCPU: Int! memory: Int! additionalStorages: [AdditionalStorage!] gpu: GpuInfo }
type ContainerResources { infraKind: InfraKind! numCPU: String! memory: Int! storage: [AdditionalStorage!] gpu: GpuInfo }
type DockerComposeResources { infraKind: InfraKind! numCPU: Int! memory: Int! storage: [AdditionalStorage!] gpu: GpuInfo }
union RequiredResources = KubernetesResources | VmResources | ContainerResources | DockerComposeResources
type App {
  id: ID!  name: String!  appProvider: String!  version: String!  packageType: PackageType!
  operatingSystem: OperatingSystem  appRepo: AppRepo!  requiredResources: RequiredResources  componentSpec: [ComponentSpec!]!
  createdAt: DateTime!
  appInstances(first: Int, after: String): AppInstanceConnection!
  appDeployments(first: Int, after: String): AppDeploymentConnection!
}
type AccessPoint { port: Int! fqdn: String ipv4Addresses: [String!] ipv6Addresses: [String!] }
type ComponentEndpointInfo { interfaceId: String! accessPoints: AccessPoint! }
type AppInstance {
  id: ID!  name: String!  appId: ID!  app: App!  appProvider: String!  edgeCloudZoneId: ID!  edgeCloudZone: EdgeCloudZone
  status: AppInstanceStatus!  statusReason: String  componentEndpointInfo: [ComponentEndpointInfo!]!  kubernetesClusterRef: ID
  appDeployment: AppDeployment  createdAt: DateTime!  updatedAt: DateTime!
}
type AppDeployment {
  id: ID!  name: String!  appId: ID!  app: App!  edgeCloudZoneIds: [ID!]!  edgeCloudZones: [EdgeCloudZone!]!  kubernetesClusterRefs: [ID!]!
  status: AppInstanceStatus!  appInstances: [AppInstance!]!  createdAt: DateTime!  updatedAt: DateTime!
}
input EdgeCloudZoneFilter { countryCode: String provider: String region: String status: EdgeCloudZoneStatus }
input AppFilter { name: String appProvider: String }
input AppInstanceFilter { appId: ID appInstanceId: ID edgeCloudZoneId: ID region: String status: AppInstanceStatus }
input AppDeploymentFilter { appId: ID }
type Query {
  edgeCloudZone(id: ID!): EdgeCloudZone
  edgeCloudZones(filter: EdgeCloudZoneFilter, first: Int, after: String): EdgeCloudZoneConnection!
  app(id: ID!): App
  apps(filter: AppFilter, first: Int, after: String): AppConnection!
  appInstance(id: ID!): AppInstance
  appInstances(filter: AppInstanceFilter, first: Int, after: String): AppInstanceConnection!
  appDeployment(id: ID!): AppDeployment
  appDeployments(filter: AppDeploymentFilter, first: Int, after: String): AppDeploymentConnection!
}
input RequiredResourcesInput { kubernetes: KubernetesResourcesInput virtualMachine: VmResourcesInput container: ContainerResourcesInput dockerCompose: DockerComposeResourcesInput }
input AppRepoInput { type: AppRepoType! imagePath: String! userName: String credentials: String authType: AppRepoAuthType checksum: String }
input SubmitAppInput { name: String! appProvider: String! version: String! packageType: PackageType! operatingSystem: OperatingSystemInput appRepo: AppRepoInput! requiredResources: RequiredResourcesInput componentSpec: [ComponentSpecInput!]! }
input SinkCredentialInput { credentialType: String! accessToken: String! accessTokenExpiresUtc: DateTime! accessTokenType: String! }
input SubscriptionConfigInput { subscriptionExpireTime: DateTime subscriptionMaxEvents: Int initialEvent: Boolean }
input SubscriptionRequestInput { sink: String! sinkCredential: SinkCredentialInput types: [String!] config: SubscriptionConfigInput }
input CreateAppInstanceInput { name: String! appId: ID! edgeCloudZoneId: ID! kubernetesClusterRef: ID subscriptionRequest: SubscriptionRequestInput }
input CreateAppDeploymentInput { name: String! appId: ID! edgeCloudZoneIds: [ID!]! kubernetesClusterRefs: [ID!] subscriptionRequest: SubscriptionRequestInput }
input UpdateAppDeploymentInput { id: ID! name: String edgeCloudZoneIds: [ID!] kubernetesClusterRefs: [ID!] }
type SubmitAppPayload { app: App! }
type DeleteAppPayload { appId: ID! }
type CreateAppInstancePayload { appInstance: AppInstance! }
type DeleteAppInstancePayload { appInstance: AppInstance! }
type CreateAppDeploymentPayload { appDeployment: AppDeployment! }
type UpdateAppDeploymentPayload { appDeployment: AppDeployment! }
type DeleteAppDeploymentPayload { appDeployment: AppDeployment! }
type Mutation {
  submitApp(input: SubmitAppInput!): SubmitAppPayload!
  deleteApp(id: ID!): DeleteAppPayload!
  createAppInstance(input: CreateAppInstanceInput!): CreateAppInstancePayload!
  deleteAppInstance(id: ID!): DeleteAppInstancePayload!
  createAppDeployment(input: CreateAppDeploymentInput!): CreateAppDeploymentPayload!
  updateAppDeployment(input: UpdateAppDeploymentInput!): UpdateAppDeploymentPayload!
  deleteAppDeployment(id: ID!): DeleteAppDeploymentPayload!
}
type AppConnection { edges: [AppEdge!]! nodes: [App!]! pageInfo: PageInfo! totalCount: Int! }
type AppEdge { cursor: String! node: App! }
type AppInstanceConnection { edges: [AppInstanceEdge!]! nodes: [AppInstance!]! pageInfo: PageInfo! totalCount: Int! }
type AppInstanceEdge { cursor: String! node: AppInstance! }
type AppDeploymentConnection { edges: [AppDeploymentEdge!]! nodes: [AppDeployment!]! pageInfo: PageInfo! totalCount: Int! }
type AppDeploymentEdge { cursor: String! node: AppDeployment! }
input OperatingSystemInput { architecture: OsArchitecture! family: OsFamily! version: OsVersion! license: OsLicense! }
input NetworkInterfaceInput { interfaceId: String! protocol: NetworkProtocol! port: Int! visibilityType: VisibilityType! }
input ComponentSpecInput { componentName: String! networkInterfaces: [NetworkInterfaceInput!]! }
input GpuInfoInput { gpuMemory: Int! numGPU: Int! }
input AdditionalStorageInput { name: String storageSize: String! mountPoint: String! }
input CpuPoolTopologyInput { minNumberOfNodes: Int! minNodeCpu: Int! minNodeMemory: Int! }
input CpuPoolInput { numCPU: Int! memory: Int! topology: CpuPoolTopologyInput! }
input GpuPoolTopologyInput { minNumberOfNodes: Int! minNodeCpu: Int! minNodeMemory: Int! minNodeGpuMemory: Int! }
input GpuPoolInput { numCPU: Int! memory: Int! gpuMemory: Int! topology: GpuPoolTopologyInput! }
input ApplicationResourcesInput { cpuPool: CpuPoolInput gpuPool: GpuPoolInput }
input K8sPrimaryNetworkInput { provider: String version: String }
input K8sAdditionalNetworkInput { name: String interfaceType: K8sInterfaceType }
input K8sNetworkingInput { primaryNetwork: K8sPrimaryNetworkInput additionalNetworks: [K8sAdditionalNetworkInput!] }
input KubernetesResourcesInput { applicationResources: ApplicationResourcesInput! isStandalone: Boolean! version: String additionalStorage: String networking: K8sNetworkingInput addons: [K8sAddon!] }
input VmResourcesInput { numCPU: Int! memory: Int! additionalStorages: [AdditionalStorageInput!] gpu: GpuInfoInput }
input ContainerResourcesInput { numCPU: String! memory: Int! storage: [AdditionalStorageInput!] gpu: GpuInfoInput }
input DockerComposeResourcesInput { numCPU: Int! memory: Int! storage: [AdditionalStorageInput!] gpu: GpuInfoInput }
`;
