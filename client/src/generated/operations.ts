/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { document } from '../document.js';
export type AcceptZonesInput = {
  readonly federationContextId: string;
  /** Zones by the partner's id or by ours; 1 to 100. */
  readonly zoneIds: ReadonlyArray<string>;
};

export type AddPeeringInput = {
  readonly organizationId: string;
  /** At least one; together with those chosen earlier at most 10000. */
  readonly select: ReadonlyArray<SelectSpecInput>;
  /** Come to those that are there. */
  readonly serviceCatalogs?: ReadonlyArray<PeeringCatalogInput> | null | undefined;
};

export type AdditionalStorageInput = {
  readonly mountPoint: string;
  readonly name?: string | null | undefined;
  /** A number with its unit, GB or MB: `80GB`. */
  readonly storageSize: string;
};

/** Whether an operator has taken note of it. */
export type AlarmAckState =
  | 'acknowledged'
  | 'unacknowledged';

/** X.733. `cleared` goes with the state `cleared`, and with no other. */
export type AlarmSeverity =
  | 'cleared'
  | 'critical'
  | 'indeterminate'
  | 'major'
  | 'minor'
  | 'warning';

/** raised: it stands as it was raised. updated: it stands, and has changed. cleared: it is over, and stays so. */
export type AlarmState =
  | 'cleared'
  | 'raised'
  | 'updated';

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

/** Where the app is reached: by addresses or subnets, or else by a list of addresses. */
export type ApplicationServerInput = {
  /** 1 to 16 single addresses, IPv4 or IPv6; the other members must then be absent. */
  readonly ipAddresses?: ReadonlyArray<string> | null | undefined;
  /** One address, or a subnet such as 198.51.100.0/24. */
  readonly ipv4Address?: string | null | undefined;
  /** One address, or a subnet such as 2001:db8:1::/64. */
  readonly ipv6Address?: string | null | undefined;
};

/** With which a token for callbacks is asked for (OAuth 2 client credentials). */
export type CallbackCredentialsInput = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
};

export type CatalogChangeKind =
  | 'CHANGED'
  | 'CREATED'
  | 'DELETED';

export type CatalogResourceKind =
  | 'SERVICE_CANDIDATE'
  | 'SERVICE_CATALOG'
  | 'SERVICE_CATEGORY'
  | 'SERVICE_SPECIFICATION';

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

export type CountryAvailabilityInput = {
  /** ISO 3166-1 alpha-2. */
  readonly countryName: string;
  /** MCC and MNC of each network, 5 or 6 digits; absent: every network of the country. */
  readonly networks?: ReadonlyArray<string> | null | undefined;
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

/** What is left out is taken from the settings of the gateway. */
export type CreateFederationInput = {
  /** When it begins; now unless it is given. */
  readonly initialDate?: string | null | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly origOPCountryCode?: string | null | undefined;
  /** Who we are to the partner: letters, digits and dashes. */
  readonly origOPFederationId?: string | null | undefined;
  readonly origOPFixedNetworkCodes?: ReadonlyArray<string> | null | undefined;
  readonly origOPMobileNetworkCodes?: MobileNetworkCodesInput | null | undefined;
  /** Name of the partner in the settings; not needed when there is only one. */
  readonly partner?: string | null | undefined;
  /** For partnerStatusLink. They are given to the partner as well, for the gateway's addresses, where the settings have none for that. */
  readonly partnerCallbackCredentials?: CallbackCredentialsInput | null | undefined;
  /** Where the caller wants to hear what the partner tells of the federation. The partner itself is given an address of the gateway. */
  readonly partnerStatusLink?: string | null | undefined;
};

/** One of `name` and `tradingName` is needed. */
export type CreateOrganizationInput = {
  readonly connection?: PeerConnectionInput | null | undefined;
  /** The rest of the resource, or all of it, by its TMF names. The other members of this input come first. */
  readonly document?: unknown;
  readonly isHeadOffice?: boolean | null | undefined;
  readonly isLegalEntity?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly nameType?: string | null | undefined;
  readonly organizationType?: string | null | undefined;
  readonly status?: OrganizationStatus | null | undefined;
  /** The name, when it is absent. */
  readonly tradingName?: string | null | undefined;
};

export type CreateQodSessionInput = {
  /** An app instance of the caller that the session is for. */
  readonly appInstanceId?: string | null | undefined;
  readonly applicationServer: ApplicationServerInput;
  /** Absent: every port. */
  readonly applicationServerPorts?: PortsSpecInput | null | undefined;
  /** To be left out when the access token tells the device. */
  readonly device?: DeviceInput | null | undefined;
  /** Absent: every port. */
  readonly devicePorts?: PortsSpecInput | null | undefined;
  /** Seconds, within what the profile allows. */
  readonly duration: number;
  /** Name of the profile. */
  readonly qosProfile: string;
  /** https address to which every change of the status is sent as a CloudEvent. */
  readonly sink?: string | null | undefined;
  readonly sinkCredential?: EventSinkCredentialInput | null | undefined;
};

export type CreateQosAssignmentInput = {
  /** To be left out when the access token tells the device. */
  readonly device?: DeviceInput | null | undefined;
  /** Name of the profile. */
  readonly qosProfile: string;
  /** https address to which every change of the status is sent as a CloudEvent. */
  readonly sink?: string | null | undefined;
  readonly sinkCredential?: EventSinkCredentialInput | null | undefined;
};

export type CreateTrafficInfluenceForDeviceInput = {
  /** Whatever the consumer calls itself. */
  readonly apiConsumerId: string;
  /** An app of the caller. */
  readonly appId: string;
  readonly appInstanceId?: string | null | undefined;
  readonly destinationTrafficFilters?: DestinationTrafficFiltersInput | null | undefined;
  /** To be left out when the access token tells the device. */
  readonly device?: DeviceInput | null | undefined;
  readonly edgeCloudRegion?: string | null | undefined;
  readonly edgeCloudZoneId?: string | null | undefined;
  readonly sourceTrafficFilters?: SourceTrafficFiltersInput | null | undefined;
  readonly subscription?: TrafficInfluenceSubscriptionInput | null | undefined;
};

/** Of all places, one instance, or those in a zone or a region; otherwise every instance of the app. */
export type CreateTrafficInfluenceInput = {
  /** Whatever the consumer calls itself. */
  readonly apiConsumerId: string;
  /** An app of the caller. */
  readonly appId: string;
  readonly appInstanceId?: string | null | undefined;
  readonly destinationTrafficFilters?: DestinationTrafficFiltersInput | null | undefined;
  readonly edgeCloudRegion?: string | null | undefined;
  readonly edgeCloudZoneId?: string | null | undefined;
  readonly sourceTrafficFilters?: SourceTrafficFiltersInput | null | undefined;
  readonly subscription?: TrafficInfluenceSubscriptionInput | null | undefined;
};

export type DestinationTrafficFiltersInput = {
  /** Port of the app, 0 to 65535. */
  readonly destinationPort?: number | null | undefined;
  /** E.g. TCP or UDP. */
  readonly destinationProtocol?: string | null | undefined;
};

/** CAMARA's Device: one identifier or more; of several one is used. */
export type DeviceInput = {
  readonly ipv4Address?: DeviceIpv4AddressInput | null | undefined;
  readonly ipv6Address?: string | null | undefined;
  /** Reserved by CAMARA; alone it is not supported. */
  readonly networkAccessIdentifier?: string | null | undefined;
  /** E.164 with a leading +. */
  readonly phoneNumber?: string | null | undefined;
};

/** publicAddress, with privateAddress or with publicPort. */
export type DeviceIpv4AddressInput = {
  readonly privateAddress?: string | null | undefined;
  readonly publicAddress: string;
  readonly publicPort?: number | null | undefined;
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

export type EventDeliveryFilter = {
  readonly resourceId?: string | null | undefined;
  readonly state?: EventDeliveryState | null | undefined;
  readonly subscriptionId?: string | null | undefined;
};

/** PENDING: it waits, or will be tried again. DELIVERED: the sink answered 2xx. DEAD: it was given up. */
export type EventDeliveryState =
  | 'DEAD'
  | 'DELIVERED'
  | 'PENDING';

/** How the gateway shows the sink who it is. */
export type EventSinkCredentialInput = {
  /** ACCESSTOKEN: sent to the sink as a bearer token; kept encrypted, never shown. */
  readonly accessToken?: string | null | undefined;
  /** ACCESSTOKEN: nothing is sent after this moment. */
  readonly accessTokenExpiresUtc?: string | null | undefined;
  /** ACCESSTOKEN: bearer */
  readonly accessTokenType?: string | null | undefined;
  /** PRIVATE_KEY_JWT: who the gateway is at the token endpoint. */
  readonly clientId?: string | null | undefined;
  /** ACCESSTOKEN, or PRIVATE_KEY_JWT where the gateway has a key for it. */
  readonly credentialType: string;
  /** PRIVATE_KEY_JWT: https address of the token endpoint. */
  readonly tokenUri?: string | null | undefined;
};

/** What of a federation is another now. */
export type FederationChange =
  | 'ENDPOINTS'
  | 'NETWORK_CODES'
  | 'STATUS'
  | 'ZONES';

/** State of a federation, or of one of its zones, in the E/WBI's words. */
export type FederationStatus =
  | 'AVAILABLE'
  | 'FAILED'
  | 'LOCKED'
  | 'NOT_AVAILABLE'
  | 'TEMPORARY_FAILURE';

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

export type HeartbeatKind =
  /** The status has changed. None of these is lost, and the stream can be resumed after each. */
  | 'STATUS'
  /** A beat, whatever it found. Those that a reader is too slow for are lost. */
  | 'TICK';

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

/** The whole device: a member that is absent is not kept from before. It needs one member at least that it can be found by. */
export type KnownDeviceInput = {
  readonly country?: string | null | undefined;
  /** Ids of edge cloud zones, nearest first. */
  readonly edgeCloudZones?: ReadonlyArray<string> | null | undefined;
  /** Absent: a new device. */
  readonly id?: string | null | undefined;
  readonly ipv6Address?: string | null | undefined;
  readonly network?: string | null | undefined;
  /** E.164 with a leading +. */
  readonly phoneNumber?: string | null | undefined;
  readonly privateAddress?: string | null | undefined;
  readonly publicAddress?: string | null | undefined;
  readonly publicPort?: number | null | undefined;
  readonly services: ReadonlyArray<string>;
  readonly subject?: string | null | undefined;
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

export type MobileNetworkCodesInput = {
  /** Three digits. */
  readonly mcc: string;
  /** Two or three digits each; one at least. */
  readonly mncs: ReadonlyArray<string>;
};

/** UPDATE_CODES: the codes to add take the place of all that there are. */
export type NetworkCodeOperation =
  | 'ADD_CODES'
  | 'REMOVE_CODES'
  | 'UPDATE_CODES';

export type NetworkCodeType =
  | 'FIXED_NETWORK_CODES'
  | 'MOBILE_NETWORK_CODES';

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

export type OnboardAppToPartnerInput = {
  readonly appId: string;
  readonly federationContextId: string;
};

export type OperatingSystemInput = {
  readonly architecture: OsArchitecture;
  readonly family: OsFamily;
  readonly license: OsLicense;
  readonly version: OsVersion;
};

export type OrganizationStatus =
  | 'closed'
  | 'initialized'
  | 'validated';

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

/** State of an instance at a partner, in the E/WBI's words. */
export type PartnerInstanceState =
  | 'FAILED'
  | 'PENDING'
  | 'READY'
  | 'TERMINATING';

/** Onboardings that match every member given. */
export type PartnerOnboardingFilter = {
  readonly appId?: string | null | undefined;
  readonly federationContextId?: string | null | undefined;
  readonly status?: PartnerOnboardingStatus | null | undefined;
};

/** How far an app is onboarded to a partner, in the E/WBI's words. */
export type PartnerOnboardingStatus =
  | 'DEBOARDING'
  | 'FAILED'
  | 'ONBOARDED'
  | 'PENDING'
  | 'REMOVED';

/** How the OSS that the organization stands for is reached; kept as characteristics EXTERNAL_TMF_API_*. Secrets can be written and never read. */
export type PeerConnectionInput = {
  /** Scheme, host and port of the OSS. */
  readonly baseUrl: string;
  readonly clientId?: string | null | undefined;
  readonly clientSecret?: string | null | undefined;
  readonly password?: string | null | undefined;
  /** A label of the connection. */
  readonly registrationId?: string | null | undefined;
  readonly scopes?: ReadonlyArray<string> | null | undefined;
  /** Where the list of service specifications is, relative to `baseUrl`. */
  readonly serviceCatalogUrl?: string | null | undefined;
  /** OAuth token endpoint. Without one, calls are anonymous. */
  readonly tokenUri?: string | null | undefined;
  readonly username?: string | null | undefined;
};

export type PeeringCatalogInput = {
  readonly categories: ReadonlyArray<PeeringCategoryInput>;
  /** Of a catalog that is there, or is to be made. */
  readonly name: string;
};

export type PeeringCategoryInput = {
  readonly name: string;
  /** Names of specifications of this request, else of ones chosen earlier, else ids. Each must mean exactly one. */
  readonly specifications: ReadonlyArray<string>;
};

export type PeeringStatus =
  /** Its OSS answered when it was last asked. */
  | 'active'
  /** Beats fail, but not for long enough: its specifications stay in the catalog. */
  | 'degraded'
  /** Its specifications were listed; none was chosen yet. */
  | 'discovered'
  /** It was ended. Only the answer to that, and events, tell of it. */
  | 'terminated'
  /** Beats fail: its specifications are out of the catalog until the OSS is back. */
  | 'unreachable';

/** What addPeering or updatePeering would be given. */
export type PlanPeeringInput = {
  readonly deselect?: ReadonlyArray<string> | null | undefined;
  readonly organizationId: string;
  readonly select?: ReadonlyArray<SelectSpecInput> | null | undefined;
  /** As they would be: absent: they stay; for a peering that stands they replace all. */
  readonly serviceCatalogs?: ReadonlyArray<PeeringCatalogInput> | null | undefined;
};

/** Both ends belong to it. */
export type PortRangeInput = {
  readonly from: number;
  readonly to: number;
};

/** Ports 0 to 65535, by ranges, one by one, or both; one list at least. */
export type PortsSpecInput = {
  readonly ports?: ReadonlyArray<number> | null | undefined;
  readonly ranges?: ReadonlyArray<PortRangeInput> | null | undefined;
};

/** Sessions that match every member given. */
export type QodSessionFilter = {
  readonly appInstanceId?: string | null | undefined;
  readonly qosProfile?: string | null | undefined;
  readonly qosStatus?: QosStatus | null | undefined;
};

export type QosDurationInput = {
  readonly unit?: TimeUnit | null | undefined;
  /** 1 or more. */
  readonly value?: number | null | undefined;
};

/** Profiles that match every member given. */
export type QosProfileFilter = {
  /** Those that this device may have. Not to be given with a token that tells the device. */
  readonly device?: DeviceInput | null | undefined;
  readonly name?: string | null | undefined;
  readonly status?: QosProfileStatus | null | undefined;
};

/** The whole profile: a member that is absent is not kept from before, but for networkName. */
export type QosProfileInput = {
  readonly countryAvailability?: ReadonlyArray<CountryAvailabilityInput> | null | undefined;
  readonly description?: string | null | undefined;
  readonly jitter?: QosDurationInput | null | undefined;
  readonly l4sQueueType?: string | null | undefined;
  readonly maxDownstreamBurstRate?: QosRateInput | null | undefined;
  readonly maxDownstreamRate?: QosRateInput | null | undefined;
  readonly maxDuration?: QosDurationInput | null | undefined;
  readonly maxUpstreamBurstRate?: QosRateInput | null | undefined;
  readonly maxUpstreamRate?: QosRateInput | null | undefined;
  readonly minDuration?: QosDurationInput | null | undefined;
  /** 3 to 256 letters, digits, dots, dashes and underscores. */
  readonly name: string;
  /** What the network calls it; by default the name in lower case with - for _. */
  readonly networkName?: string | null | undefined;
  readonly packetDelayBudget?: QosDurationInput | null | undefined;
  readonly packetErrorLossRate?: number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly serviceClass?: string | null | undefined;
  readonly status?: QosProfileStatus;
  readonly targetMinDownstreamRate?: QosRateInput | null | undefined;
  readonly targetMinUpstreamRate?: QosRateInput | null | undefined;
};

export type QosProfileStatus =
  | 'ACTIVE'
  /** Only for what has it already. */
  | 'DEPRECATED'
  /** Cannot be asked for now. */
  | 'INACTIVE';

export type QosRateInput = {
  readonly unit?: RateUnit | null | undefined;
  /** 0 to 1024. */
  readonly value?: number | null | undefined;
};

/** CAMARA's words. */
export type QosStatus =
  /** The quality is in force. */
  | 'AVAILABLE'
  /** The network has been asked, or will be. */
  | 'REQUESTED'
  /** The quality is not in force (any more); statusInfo tells why. */
  | 'UNAVAILABLE';

/** Why a quality is not in force: CAMARA's words. */
export type QosStatusInfo =
  /** Its owner gave it up. */
  | 'DELETE_REQUESTED'
  /** Its time is over. */
  | 'DURATION_EXPIRED'
  /** The network refused it, or ended it before its time. */
  | 'NETWORK_TERMINATED';

/** Bits per second, and powers of 1000 of it. */
export type RateUnit =
  | 'Gbps'
  | 'Mbps'
  | 'Tbps'
  | 'bps'
  | 'kbps';

export type ReleaseZoneInput = {
  readonly federationContextId: string;
  /** By the partner's id or by ours. */
  readonly zoneId: string;
};

/** Exactly one member. */
export type RequiredResourcesInput = {
  readonly container?: ContainerResourcesInput | null | undefined;
  readonly dockerCompose?: DockerComposeResourcesInput | null | undefined;
  readonly kubernetes?: KubernetesResourcesInput | null | undefined;
  readonly virtualMachine?: VmResourcesInput | null | undefined;
};

/** One condition of a list; all of them must hold. */
export type ResourceFilter = {
  /** Values, as text, of which it must have one. Exact, and case matters. */
  readonly anyOf: ReadonlyArray<string>;
  /** A member of the resource, by its TMF name, or one member below it: `name`, `relatedParty.role`. One that no resource has fits none. */
  readonly path: string;
};

export type SelectSpecInput = {
  /** Its id at the OSS. */
  readonly id: string;
  /** By which categories of the same request may refer to it. The name at the OSS is the one that is kept. */
  readonly name: string;
};

export type SelectedSpecState =
  /** Out of our catalog: the OSS does not give it. */
  | 'missing'
  /** Out of our catalog: the OSS has it no more, or cannot be reached. */
  | 'removed'
  /** In our catalog. */
  | 'visible';

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

export type SourceTrafficFiltersInput = {
  /** Port of the device, 0 to 65535. */
  readonly sourcePort?: number | null | undefined;
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

export type TimeUnit =
  | 'Days'
  | 'Hours'
  | 'Microseconds'
  | 'Milliseconds'
  | 'Minutes'
  | 'Nanoseconds'
  | 'Seconds';

/** CAMARA's words; it writes `deletion in progress` with blanks. */
export type TrafficInfluenceState =
  /** In force. */
  | 'active'
  /** The network has it. */
  | 'created'
  /** Gone: in events only. */
  | 'deleted'
  /** To go; the network has not let go of all of it. */
  | 'deletion_in_progress'
  /** The network refused or ended it; stateReason tells more. Nothing of it is in force. */
  | 'error'
  /** Kept, and to be asked of the network. */
  | 'ordered';

export type TrafficInfluenceSubscriptionConfigInput = {
  /** Whether the state at creation is sent as the first event. */
  readonly initialEvent?: boolean | null | undefined;
  readonly subscriptionExpireTime?: string | null | undefined;
  readonly subscriptionMaxEvents?: number | null | undefined;
};

export type TrafficInfluenceSubscriptionInput = {
  readonly config?: TrafficInfluenceSubscriptionConfigInput | null | undefined;
  /** HTTP is the one that is served. */
  readonly protocol: string;
  /** https address to which every change of the state is sent as a CloudEvent. */
  readonly sink: string;
  readonly sinkCredential?: EventSinkCredentialInput | null | undefined;
  /** CAMARA's one type: org.camaraproject.traffic-influence.v1.traffic-influence-change */
  readonly types: ReadonlyArray<string>;
};

/** What is absent stays as it is; a list is replaced whole. */
export type UpdateAppDeploymentInput = {
  readonly edgeCloudZoneIds?: ReadonlyArray<string> | null | undefined;
  readonly id: string;
  /** For the instances that are made from then on; those there are stay where they are. */
  readonly kubernetesClusterRefs?: ReadonlyArray<string> | null | undefined;
  readonly name?: string | null | undefined;
};

/** Which networks may use the federation. The lists must be those of the objectType and of the operationType. */
export type UpdateFederationInput = {
  readonly addFixedNetworkCodes?: ReadonlyArray<string> | null | undefined;
  readonly addMobileNetworkCodes?: MobileNetworkCodesInput | null | undefined;
  readonly federationContextId: string;
  readonly objectType: NetworkCodeType;
  readonly operationType: NetworkCodeOperation;
  readonly removeFixedNetworkCodes?: ReadonlyArray<string> | null | undefined;
  readonly removeMobileNetworkCodes?: MobileNetworkCodesInput | null | undefined;
};

export type UpdatePeeringInput = {
  /** Ids at the OSS. Those that were not chosen are passed over. */
  readonly deselect?: ReadonlyArray<string> | null | undefined;
  readonly organizationId: string;
  readonly select?: ReadonlyArray<SelectSpecInput> | null | undefined;
  /** Replaces all; absent: they stay. */
  readonly serviceCatalogs?: ReadonlyArray<PeeringCatalogInput> | null | undefined;
};

/** What is absent stays as it is. A place that is named comes before one that was named earlier and does not go with it. */
export type UpdateTrafficInfluenceInput = {
  readonly appInstanceId?: string | null | undefined;
  readonly destinationTrafficFilters?: DestinationTrafficFiltersInput | null | undefined;
  readonly edgeCloudRegion?: string | null | undefined;
  readonly edgeCloudZoneId?: string | null | undefined;
  readonly id: string;
  readonly sourceTrafficFilters?: SourceTrafficFiltersInput | null | undefined;
  /** In place of the one that there is. */
  readonly subscription?: TrafficInfluenceSubscriptionInput | null | undefined;
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

export type AcceptZonesMutationVariables = Exact<{
  input: AcceptZonesInput;
}>;


export type AcceptZonesMutation = { readonly acceptZones: { readonly zones: ReadonlyArray<{ readonly id: string, readonly zoneId: string, readonly geolocation: string, readonly geographyDetails: string, readonly status: FederationStatus, readonly accepted: boolean, readonly flavours: ReadonlyArray<{ readonly flavourId: string, readonly numCPU: number, readonly memorySize: number, readonly storageSize: number }> }> } };

export type AddPeeringMutationVariables = Exact<{
  input: AddPeeringInput;
}>;


export type AddPeeringMutation = { readonly addPeering: { readonly peering: { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> } } };

export type AlarmRaisedSubscriptionVariables = Exact<{
  organizationId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type AlarmRaisedSubscription = { readonly alarmRaised: { readonly cursor: string, readonly at: string, readonly alarm: { readonly id: string, readonly externalAlarmId: string | null, readonly alarmType: string, readonly perceivedSeverity: AlarmSeverity, readonly probableCause: string, readonly specificProblem: string | null, readonly state: AlarmState, readonly ackState: AlarmAckState | null, readonly alarmRaisedTime: string | null, readonly alarmChangedTime: string | null, readonly alarmClearedTime: string | null, readonly sourceSystemId: string, readonly serviceAffecting: boolean | null } | null } };

export type AlarmQueryVariables = Exact<{
  id: string;
}>;


export type AlarmQuery = { readonly alarm: { readonly alarmDetails: string | null, readonly id: string, readonly externalAlarmId: string | null, readonly alarmType: string, readonly perceivedSeverity: AlarmSeverity, readonly probableCause: string, readonly specificProblem: string | null, readonly state: AlarmState, readonly ackState: AlarmAckState | null, readonly alarmRaisedTime: string | null, readonly alarmChangedTime: string | null, readonly alarmClearedTime: string | null, readonly sourceSystemId: string, readonly serviceAffecting: boolean | null, readonly affectedService: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null }> } | null };

export type AlarmsQueryVariables = Exact<{
  filter?: ReadonlyArray<ResourceFilter> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AlarmsQuery = { readonly alarms: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly externalAlarmId: string | null, readonly alarmType: string, readonly perceivedSeverity: AlarmSeverity, readonly probableCause: string, readonly specificProblem: string | null, readonly state: AlarmState, readonly ackState: AlarmAckState | null, readonly alarmRaisedTime: string | null, readonly alarmChangedTime: string | null, readonly alarmClearedTime: string | null, readonly sourceSystemId: string, readonly serviceAffecting: boolean | null, readonly organization: { readonly id: string, readonly name: string | null } | null }> } };

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

export type AppInstanceNetworkQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
}>;


export type AppInstanceNetworkQuery = { readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly qodSessions: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null }> }, readonly trafficInfluences: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null }> } } | null };

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

export type CatalogChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CatalogChangedSubscription = { readonly catalogChanged: { readonly cursor: string, readonly at: string, readonly changes: ReadonlyArray<{ readonly kind: CatalogResourceKind, readonly change: CatalogChangeKind, readonly id: string, readonly name: string }> } };

export type CheckPeeringMutationVariables = Exact<{
  organizationId: string;
}>;


export type CheckPeeringMutation = { readonly checkPeering: { readonly peering: { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> }, readonly outcome: { readonly status: PeeringStatus, readonly previousStatus: PeeringStatus, readonly reachable: boolean, readonly added: number, readonly updated: number, readonly removed: number, readonly missing: number, readonly failure: { readonly code: string, readonly reason: string } | null } } };

export type ClosestEdgeCloudZoneQueryVariables = Exact<{
  device?: DeviceInput | null | undefined;
}>;


export type ClosestEdgeCloudZoneQuery = { readonly closestEdgeCloudZone: { readonly edgeCloudZoneId: string, readonly edgeCloudZoneName: string, readonly edgeCloudProvider: string, readonly edgeCloudZone: { readonly id: string, readonly name: string, readonly provider: string, readonly region: string | null, readonly countryCode: string | null, readonly status: EdgeCloudZoneStatus } } | null };

export type CreateAppDeploymentMutationVariables = Exact<{
  input: CreateAppDeploymentInput;
}>;


export type CreateAppDeploymentMutation = { readonly createAppDeployment: { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> } } };

export type CreateAppInstanceMutationVariables = Exact<{
  input: CreateAppInstanceInput;
}>;


export type CreateAppInstanceMutation = { readonly createAppInstance: { readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } } };

export type CreateFederationMutationVariables = Exact<{
  input: CreateFederationInput;
}>;


export type CreateFederationMutation = { readonly createFederation: { readonly federation: { readonly federationContextId: string, readonly status: FederationStatus, readonly statusReason: string | null, readonly allowedFixedNetworkCodes: ReadonlyArray<string>, readonly platformCaps: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string, readonly offeredZones: ReadonlyArray<{ readonly id: string, readonly zoneId: string, readonly geolocation: string, readonly geographyDetails: string, readonly status: FederationStatus, readonly accepted: boolean, readonly flavours: ReadonlyArray<{ readonly flavourId: string, readonly numCPU: number, readonly memorySize: number, readonly storageSize: number }> }>, readonly partner: { readonly name: string, readonly federationId: string, readonly countryCode: string | null }, readonly allowedMobileNetworkCodes: { readonly mcc: string, readonly mncs: ReadonlyArray<string> } | null } } };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { readonly createOrganization: { readonly organization: { readonly id: string, readonly name: string | null, readonly tradingName: string, readonly status: OrganizationStatus, readonly isPeeredOrganization: boolean, readonly createdAt: string, readonly updatedAt: string, readonly contactMedium: ReadonlyArray<{ readonly mediumType: string | null, readonly city: string | null, readonly country: string | null, readonly emailAddress: string | null }>, readonly partyCharacteristic: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly isSecret: boolean }> } } };

export type CreateQodSessionMutationVariables = Exact<{
  input: CreateQodSessionInput;
}>;


export type CreateQodSessionMutation = { readonly createQodSession: { readonly session: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null } } };

export type CreateQosAssignmentMutationVariables = Exact<{
  input: CreateQosAssignmentInput;
}>;


export type CreateQosAssignmentMutation = { readonly createQosAssignment: { readonly assignment: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null } } };

export type CreateTrafficInfluenceForDeviceMutationVariables = Exact<{
  input: CreateTrafficInfluenceForDeviceInput;
}>;


export type CreateTrafficInfluenceForDeviceMutation = { readonly createTrafficInfluenceForDevice: { readonly trafficInfluence: { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null } } };

export type CreateTrafficInfluenceMutationVariables = Exact<{
  input: CreateTrafficInfluenceInput;
}>;


export type CreateTrafficInfluenceMutation = { readonly createTrafficInfluence: { readonly trafficInfluence: { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null } } };

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

export type DeleteFederationMutationVariables = Exact<{
  federationContextId: string;
}>;


export type DeleteFederationMutation = { readonly deleteFederation: { readonly federationContextId: string } };

export type DeleteKnownDeviceMutationVariables = Exact<{
  id: string;
}>;


export type DeleteKnownDeviceMutation = { readonly deleteKnownDevice: { readonly deviceId: string } };

export type DeleteOrganizationMutationVariables = Exact<{
  id: string;
}>;


export type DeleteOrganizationMutation = { readonly deleteOrganization: { readonly id: string } };

export type DeleteQodSessionMutationVariables = Exact<{
  id: string;
}>;


export type DeleteQodSessionMutation = { readonly deleteQodSession: { readonly session: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null } } };

export type DeleteTrafficInfluenceMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTrafficInfluenceMutation = { readonly deleteTrafficInfluence: { readonly trafficInfluence: { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null } } };

export type DiscoverPeeringMutationVariables = Exact<{
  organizationId: string;
}>;


export type DiscoverPeeringMutation = { readonly discoverPeering: { readonly specs: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string | null, readonly isBundle: boolean | null, readonly lastUpdate: string | null, readonly atType: string | null, readonly isSelected: boolean }> } };

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

export type EndPeeringMutationVariables = Exact<{
  organizationId: string;
}>;


export type EndPeeringMutation = { readonly endPeering: { readonly peering: { readonly organizationId: string, readonly status: PeeringStatus } } };

export type EventDeliveriesQueryVariables = Exact<{
  filter?: EventDeliveryFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EventDeliveriesQuery = { readonly eventDeliveries: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly subscriptionId: string, readonly resourceId: string, readonly sink: string, readonly eventId: string, readonly eventType: string, readonly state: EventDeliveryState, readonly attempts: number, readonly lastStatus: number | null, readonly lastError: string | null, readonly nextAttemptAt: string | null, readonly createdAt: string, readonly settledAt: string | null }> } };

export type EventDeliveryQueryVariables = Exact<{
  id: string;
}>;


export type EventDeliveryQuery = { readonly eventDelivery: { readonly cloudEvent: unknown, readonly id: string, readonly subscriptionId: string, readonly resourceId: string, readonly sink: string, readonly eventId: string, readonly eventType: string, readonly state: EventDeliveryState, readonly attempts: number, readonly lastStatus: number | null, readonly lastError: string | null, readonly nextAttemptAt: string | null, readonly createdAt: string, readonly settledAt: string | null } | null };

export type EventSubscriptionQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EventSubscriptionQuery = { readonly eventSubscription: { readonly id: string, readonly resourceId: string, readonly sink: string, readonly eventType: string, readonly active: boolean, readonly endReason: string | null, readonly credentialType: string | null, readonly credentialExpiresAt: string | null, readonly expiresAt: string | null, readonly eventCount: number, readonly maxEvents: number | null, readonly createdAt: string, readonly deliveries: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly subscriptionId: string, readonly resourceId: string, readonly sink: string, readonly eventId: string, readonly eventType: string, readonly state: EventDeliveryState, readonly attempts: number, readonly lastStatus: number | null, readonly lastError: string | null, readonly nextAttemptAt: string | null, readonly createdAt: string, readonly settledAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type EventSubscriptionsQueryVariables = Exact<{
  resourceId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EventSubscriptionsQuery = { readonly eventSubscriptions: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly resourceId: string, readonly sink: string, readonly eventType: string, readonly active: boolean, readonly endReason: string | null, readonly credentialType: string | null, readonly credentialExpiresAt: string | null, readonly expiresAt: string | null, readonly eventCount: number, readonly maxEvents: number | null, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ExtendQodSessionMutationVariables = Exact<{
  id: string;
  additionalDuration: number;
}>;


export type ExtendQodSessionMutation = { readonly extendQodSession: { readonly session: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null } } };

export type FederationStatusChangedSubscriptionVariables = Exact<{
  federationContextId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type FederationStatusChangedSubscription = { readonly federationStatusChanged: { readonly cursor: string, readonly at: string, readonly federationContextId: string, readonly partner: string, readonly previousStatus: FederationStatus | null, readonly status: FederationStatus, readonly reason: string | null, readonly change: FederationChange, readonly removed: boolean } };

export type FederationQueryVariables = Exact<{
  federationContextId: string;
}>;


export type FederationQuery = { readonly federation: { readonly federationContextId: string, readonly status: FederationStatus, readonly statusReason: string | null, readonly allowedFixedNetworkCodes: ReadonlyArray<string>, readonly platformCaps: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string, readonly offeredZones: ReadonlyArray<{ readonly id: string, readonly zoneId: string, readonly geolocation: string, readonly geographyDetails: string, readonly status: FederationStatus, readonly accepted: boolean, readonly flavours: ReadonlyArray<{ readonly flavourId: string, readonly numCPU: number, readonly memorySize: number, readonly storageSize: number }> }>, readonly partner: { readonly name: string, readonly federationId: string, readonly countryCode: string | null }, readonly allowedMobileNetworkCodes: { readonly mcc: string, readonly mncs: ReadonlyArray<string> } | null } | null };

export type FederationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type FederationsQuery = { readonly federations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly federationContextId: string, readonly status: FederationStatus, readonly statusReason: string | null, readonly allowedFixedNetworkCodes: ReadonlyArray<string>, readonly platformCaps: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string, readonly partner: { readonly name: string, readonly federationId: string, readonly countryCode: string | null }, readonly allowedMobileNetworkCodes: { readonly mcc: string, readonly mncs: ReadonlyArray<string> } | null }> } };

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

export type QosDurationDetailFragment = { readonly value: number | null, readonly unit: TimeUnit | null };

export type QosRateDetailFragment = { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null };

export type QosProfileDetailFragment = { readonly name: string, readonly description: string | null, readonly status: QosProfileStatus, readonly priority: number | null, readonly packetErrorLossRate: number | null, readonly countryAvailability: ReadonlyArray<{ readonly countryName: string, readonly networks: ReadonlyArray<string> | null }> | null, readonly targetMinUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly targetMinDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly minDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly maxDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly packetDelayBudget: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly jitter: { readonly value: number | null, readonly unit: TimeUnit | null } | null };

export type DeviceIdentifierDetailFragment = { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null };

export type PortsSpecDetailFragment = { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null };

export type QodSessionDetailFragment = { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null };

export type QosAssignmentDetailFragment = { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null };

export type TrafficInfluenceDetailFragment = { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null };

export type EventDeliveryDetailFragment = { readonly id: string, readonly subscriptionId: string, readonly resourceId: string, readonly sink: string, readonly eventId: string, readonly eventType: string, readonly state: EventDeliveryState, readonly attempts: number, readonly lastStatus: number | null, readonly lastError: string | null, readonly nextAttemptAt: string | null, readonly createdAt: string, readonly settledAt: string | null };

export type EventSubscriptionDetailFragment = { readonly id: string, readonly resourceId: string, readonly sink: string, readonly eventType: string, readonly active: boolean, readonly endReason: string | null, readonly credentialType: string | null, readonly credentialExpiresAt: string | null, readonly expiresAt: string | null, readonly eventCount: number, readonly maxEvents: number | null, readonly createdAt: string };

export type KnownDeviceDetailFragment = { readonly id: string, readonly phoneNumber: string | null, readonly subject: string | null, readonly publicAddress: string | null, readonly privateAddress: string | null, readonly publicPort: number | null, readonly ipv6Address: string | null, readonly country: string | null, readonly network: string | null, readonly services: ReadonlyArray<string>, readonly edgeCloudZones: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string };

export type OrganizationDetailFragment = { readonly id: string, readonly name: string | null, readonly tradingName: string, readonly status: OrganizationStatus, readonly isPeeredOrganization: boolean, readonly createdAt: string, readonly updatedAt: string, readonly contactMedium: ReadonlyArray<{ readonly mediumType: string | null, readonly city: string | null, readonly country: string | null, readonly emailAddress: string | null }>, readonly partyCharacteristic: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly isSecret: boolean }> };

export type PeeringDetailFragment = { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> };

export type HeartbeatDetailFragment = { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null };

export type SpecificationSummaryFragment = { readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null };

export type SpecificationDetailFragment = { readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null, readonly specCharacteristic: ReadonlyArray<{ readonly name: string | null, readonly description: string | null, readonly valueType: string | null, readonly configurable: boolean | null, readonly values: ReadonlyArray<{ readonly isDefault: boolean | null, readonly valueType: string | null, readonly unitOfMeasure: string | null, readonly value: unknown }> }>, readonly origin: { readonly remoteId: string } | null, readonly serviceCandidates: ReadonlyArray<{ readonly id: string, readonly serviceCategories: ReadonlyArray<{ readonly id: string, readonly name: string }> }> };

export type PlannedSpecDetailFragment = { readonly remoteId: string, readonly name: string };

export type AlarmDetailFragment = { readonly id: string, readonly externalAlarmId: string | null, readonly alarmType: string, readonly perceivedSeverity: AlarmSeverity, readonly probableCause: string, readonly specificProblem: string | null, readonly state: AlarmState, readonly ackState: AlarmAckState | null, readonly alarmRaisedTime: string | null, readonly alarmChangedTime: string | null, readonly alarmClearedTime: string | null, readonly sourceSystemId: string, readonly serviceAffecting: boolean | null };

export type FederationDetailFragment = { readonly federationContextId: string, readonly status: FederationStatus, readonly statusReason: string | null, readonly allowedFixedNetworkCodes: ReadonlyArray<string>, readonly platformCaps: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string, readonly partner: { readonly name: string, readonly federationId: string, readonly countryCode: string | null }, readonly allowedMobileNetworkCodes: { readonly mcc: string, readonly mncs: ReadonlyArray<string> } | null };

export type PartnerZoneDetailFragment = { readonly id: string, readonly zoneId: string, readonly geolocation: string, readonly geographyDetails: string, readonly status: FederationStatus, readonly accepted: boolean, readonly flavours: ReadonlyArray<{ readonly flavourId: string, readonly numCPU: number, readonly memorySize: number, readonly storageSize: number }> };

export type OnboardingDetailFragment = { readonly id: string, readonly status: PartnerOnboardingStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string }, readonly federation: { readonly federationContextId: string, readonly status: FederationStatus }, readonly zones: ReadonlyArray<{ readonly id: string, readonly zoneId: string }>, readonly instances: ReadonlyArray<{ readonly id: string, readonly state: PartnerInstanceState, readonly message: string | null }> };

export type KnownDevicesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type KnownDevicesQuery = { readonly knownDevices: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly phoneNumber: string | null, readonly subject: string | null, readonly publicAddress: string | null, readonly privateAddress: string | null, readonly publicPort: number | null, readonly ipv6Address: string | null, readonly country: string | null, readonly network: string | null, readonly services: ReadonlyArray<string>, readonly edgeCloudZones: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type NetworkCapabilitiesQueryVariables = Exact<{ [key: string]: never; }>;


export type NetworkCapabilitiesQuery = { readonly networkCapabilities: { readonly minDuration: number, readonly maxDuration: number, readonly deviceIdentifiers: ReadonlyArray<string>, readonly applicationServerFormats: ReadonlyArray<string>, readonly maxApplicationServerAddresses: number, readonly maxPortRanges: number, readonly maxSessionsPerDevice: number, readonly sinkProtocols: ReadonlyArray<string>, readonly sinkCredentialTypes: ReadonlyArray<string>, readonly qualityOnDemand: boolean | null, readonly trafficInfluence: boolean | null, readonly qosProfiles: ReadonlyArray<{ readonly name: string, readonly status: QosProfileStatus }> } };

export type OnboardAppToPartnerMutationVariables = Exact<{
  input: OnboardAppToPartnerInput;
}>;


export type OnboardAppToPartnerMutation = { readonly onboardAppToPartner: { readonly partnerOnboarding: { readonly id: string, readonly status: PartnerOnboardingStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string }, readonly federation: { readonly federationContextId: string, readonly status: FederationStatus }, readonly zones: ReadonlyArray<{ readonly id: string, readonly zoneId: string }>, readonly instances: ReadonlyArray<{ readonly id: string, readonly state: PartnerInstanceState, readonly message: string | null }> } } };

export type OrganizationQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationQuery = { readonly organization: { readonly id: string, readonly name: string | null, readonly tradingName: string, readonly status: OrganizationStatus, readonly isPeeredOrganization: boolean, readonly createdAt: string, readonly updatedAt: string, readonly peering: { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> } | null, readonly contactMedium: ReadonlyArray<{ readonly mediumType: string | null, readonly city: string | null, readonly country: string | null, readonly emailAddress: string | null }>, readonly partyCharacteristic: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly isSecret: boolean }> } | null };

export type OrganizationsQueryVariables = Exact<{
  filter?: ReadonlyArray<ResourceFilter> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OrganizationsQuery = { readonly organizations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly tradingName: string, readonly status: OrganizationStatus, readonly isPeeredOrganization: boolean, readonly createdAt: string, readonly updatedAt: string, readonly contactMedium: ReadonlyArray<{ readonly mediumType: string | null, readonly city: string | null, readonly country: string | null, readonly emailAddress: string | null }>, readonly partyCharacteristic: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly isSecret: boolean }> }> } };

export type PartnerOnboardingChangedSubscriptionVariables = Exact<{
  appId?: string | null | undefined;
  federationContextId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type PartnerOnboardingChangedSubscription = { readonly partnerOnboardingChanged: { readonly cursor: string, readonly at: string, readonly onboardingId: string, readonly appId: string, readonly federationContextId: string, readonly previousStatus: PartnerOnboardingStatus | null, readonly status: PartnerOnboardingStatus, readonly reason: string | null, readonly removed: boolean } };

export type PartnerOnboardingQueryVariables = Exact<{
  id: string;
}>;


export type PartnerOnboardingQuery = { readonly partnerOnboarding: { readonly id: string, readonly status: PartnerOnboardingStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string }, readonly federation: { readonly federationContextId: string, readonly status: FederationStatus }, readonly zones: ReadonlyArray<{ readonly id: string, readonly zoneId: string }>, readonly instances: ReadonlyArray<{ readonly id: string, readonly state: PartnerInstanceState, readonly message: string | null }> } | null };

export type PartnerOnboardingsQueryVariables = Exact<{
  filter?: PartnerOnboardingFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PartnerOnboardingsQuery = { readonly partnerOnboardings: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: PartnerOnboardingStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly app: { readonly id: string, readonly name: string }, readonly federation: { readonly federationContextId: string, readonly status: FederationStatus }, readonly zones: ReadonlyArray<{ readonly id: string, readonly zoneId: string }>, readonly instances: ReadonlyArray<{ readonly id: string, readonly state: PartnerInstanceState, readonly message: string | null }> }> } };

export type PeeringHeartbeatSubscriptionVariables = Exact<{
  organizationId?: string | null | undefined;
  ticks?: boolean | null | undefined;
  after?: string | null | undefined;
}>;


export type PeeringHeartbeatSubscription = { readonly peeringHeartbeat: { readonly cursor: string | null, readonly at: string, readonly kind: HeartbeatKind, readonly organizationId: string, readonly previousStatus: PeeringStatus | null, readonly status: PeeringStatus, readonly consecutiveFailures: number, readonly latencyMs: number | null, readonly reason: { readonly code: string, readonly reason: string } | null } };

export type PeeringQueryVariables = Exact<{
  organizationId: string;
}>;


export type PeeringQuery = { readonly peering: { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly visibleSpecs: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null }>, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> } | null };

export type PeeringsQueryVariables = Exact<{
  status?: ReadonlyArray<PeeringStatus> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PeeringsQuery = { readonly peerings: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly organizationId: string, readonly status: PeeringStatus, readonly organization: { readonly id: string, readonly name: string | null }, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null } }> } };

export type PlanPeeringQueryVariables = Exact<{
  input: PlanPeeringInput;
}>;


export type PlanPeeringQuery = { readonly planPeering: { readonly catalogsToCreate: ReadonlyArray<string>, readonly categoriesToCreate: ReadonlyArray<string>, readonly conflicts: ReadonlyArray<string>, readonly create: ReadonlyArray<{ readonly remoteId: string, readonly name: string }>, readonly change: ReadonlyArray<{ readonly remoteId: string, readonly name: string }>, readonly remove: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> } };

export type QodSessionStatusChangedSubscriptionVariables = Exact<{
  sessionId?: string | null | undefined;
  appInstanceId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type QodSessionStatusChangedSubscription = { readonly qodSessionStatusChanged: { readonly cursor: string, readonly at: string, readonly sessionId: string, readonly previousStatus: QosStatus | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly reason: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly removed: boolean } };

export type QodSessionQueryVariables = Exact<{
  id: string;
}>;


export type QodSessionQuery = { readonly qodSession: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } | null, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null } | null };

export type QodSessionsByDeviceQueryVariables = Exact<{
  device?: DeviceInput | null | undefined;
}>;


export type QodSessionsByDeviceQuery = { readonly qodSessionsByDevice: ReadonlyArray<{ readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null }> };

export type QodSessionsQueryVariables = Exact<{
  filter?: QodSessionFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type QodSessionsQuery = { readonly qodSessions: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly duration: number, readonly startedAt: string | null, readonly expiresAt: string | null, readonly qosStatus: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null, readonly applicationServer: { readonly ipv4Address: string | null, readonly ipv6Address: string | null, readonly ipAddresses: ReadonlyArray<string> | null }, readonly devicePorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null, readonly applicationServerPorts: { readonly ports: ReadonlyArray<number> | null, readonly ranges: ReadonlyArray<{ readonly from: number, readonly to: number }> | null } | null }> } };

export type QosAssignmentByDeviceQueryVariables = Exact<{
  device?: DeviceInput | null | undefined;
}>;


export type QosAssignmentByDeviceQuery = { readonly qosAssignmentByDevice: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null } | null };

export type QosAssignmentStatusChangedSubscriptionVariables = Exact<{
  assignmentId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type QosAssignmentStatusChangedSubscription = { readonly qosAssignmentStatusChanged: { readonly cursor: string, readonly at: string, readonly assignmentId: string, readonly previousStatus: QosStatus | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly reason: string | null, readonly removed: boolean } };

export type QosAssignmentQueryVariables = Exact<{
  id: string;
}>;


export type QosAssignmentQuery = { readonly qosAssignment: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null } | null };

export type QosAssignmentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type QosAssignmentsQuery = { readonly qosAssignments: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type QosProfileQueryVariables = Exact<{
  name: string;
}>;


export type QosProfileQuery = { readonly qosProfile: { readonly name: string, readonly description: string | null, readonly status: QosProfileStatus, readonly priority: number | null, readonly packetErrorLossRate: number | null, readonly countryAvailability: ReadonlyArray<{ readonly countryName: string, readonly networks: ReadonlyArray<string> | null }> | null, readonly targetMinUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly targetMinDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly minDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly maxDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly packetDelayBudget: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly jitter: { readonly value: number | null, readonly unit: TimeUnit | null } | null } | null };

export type QosProfilesQueryVariables = Exact<{
  filter?: QosProfileFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type QosProfilesQuery = { readonly qosProfiles: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly name: string, readonly description: string | null, readonly status: QosProfileStatus, readonly priority: number | null, readonly packetErrorLossRate: number | null, readonly countryAvailability: ReadonlyArray<{ readonly countryName: string, readonly networks: ReadonlyArray<string> | null }> | null, readonly targetMinUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly targetMinDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly minDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly maxDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly packetDelayBudget: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly jitter: { readonly value: number | null, readonly unit: TimeUnit | null } | null }> } };

export type ReleaseZoneMutationVariables = Exact<{
  input: ReleaseZoneInput;
}>;


export type ReleaseZoneMutation = { readonly releaseZone: { readonly zone: { readonly id: string, readonly zoneId: string, readonly geolocation: string, readonly geographyDetails: string, readonly status: FederationStatus, readonly accepted: boolean, readonly flavours: ReadonlyArray<{ readonly flavourId: string, readonly numCPU: number, readonly memorySize: number, readonly storageSize: number }> } | null } };

export type RemovePartnerOnboardingMutationVariables = Exact<{
  id: string;
}>;


export type RemovePartnerOnboardingMutation = { readonly removePartnerOnboarding: { readonly partnerOnboarding: { readonly id: string, readonly status: PartnerOnboardingStatus } } };

export type ReplayDeliveryMutationVariables = Exact<{
  id: string;
}>;


export type ReplayDeliveryMutation = { readonly replayDelivery: { readonly delivery: { readonly id: string, readonly subscriptionId: string, readonly resourceId: string, readonly sink: string, readonly eventId: string, readonly eventType: string, readonly state: EventDeliveryState, readonly attempts: number, readonly lastStatus: number | null, readonly lastError: string | null, readonly nextAttemptAt: string | null, readonly createdAt: string, readonly settledAt: string | null } } };

export type RevokeQosAssignmentMutationVariables = Exact<{
  id: string;
}>;


export type RevokeQosAssignmentMutation = { readonly revokeQosAssignment: { readonly revoked: boolean, readonly assignment: { readonly id: string, readonly qosProfile: string, readonly sink: string | null, readonly startedAt: string | null, readonly status: QosStatus, readonly statusInfo: QosStatusInfo | null, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly device: { readonly phoneNumber: string | null, readonly ipv6Address: string | null, readonly ipv4Address: { readonly publicAddress: string, readonly privateAddress: string | null, readonly publicPort: number | null } | null } | null } } };

export type ServiceCatalogsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ServiceCatalogsQuery = { readonly serviceCatalogs: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly serviceCategories: ReadonlyArray<{ readonly id: string, readonly name: string, readonly serviceCandidates: ReadonlyArray<{ readonly id: string, readonly serviceSpecification: { readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null } | null }> }> }> } };

export type ServiceSpecificationQueryVariables = Exact<{
  id: string;
}>;


export type ServiceSpecificationQuery = { readonly serviceSpecification: { readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null, readonly specCharacteristic: ReadonlyArray<{ readonly name: string | null, readonly description: string | null, readonly valueType: string | null, readonly configurable: boolean | null, readonly values: ReadonlyArray<{ readonly isDefault: boolean | null, readonly valueType: string | null, readonly unitOfMeasure: string | null, readonly value: unknown }> }>, readonly origin: { readonly remoteId: string } | null, readonly serviceCandidates: ReadonlyArray<{ readonly id: string, readonly serviceCategories: ReadonlyArray<{ readonly id: string, readonly name: string }> }> } | null };

export type ServiceSpecificationsQueryVariables = Exact<{
  filter?: ReadonlyArray<ResourceFilter> | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ServiceSpecificationsQuery = { readonly serviceSpecifications: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly version: string | null, readonly lifecycleStatus: string, readonly isBundle: boolean, readonly lastUpdate: string | null }> } };

export type SetQosProfileStatusMutationVariables = Exact<{
  name: string;
  status: QosProfileStatus;
}>;


export type SetQosProfileStatusMutation = { readonly setQosProfileStatus: { readonly qosProfile: { readonly name: string, readonly description: string | null, readonly status: QosProfileStatus, readonly priority: number | null, readonly packetErrorLossRate: number | null, readonly countryAvailability: ReadonlyArray<{ readonly countryName: string, readonly networks: ReadonlyArray<string> | null }> | null, readonly targetMinUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly targetMinDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly minDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly maxDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly packetDelayBudget: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly jitter: { readonly value: number | null, readonly unit: TimeUnit | null } | null } } };

export type SubmitAppMutationVariables = Exact<{
  input: SubmitAppInput;
}>;


export type SubmitAppMutation = { readonly submitApp: { readonly app: { readonly id: string, readonly name: string, readonly appProvider: string, readonly version: string, readonly packageType: PackageType, readonly createdAt: string, readonly operatingSystem: { readonly architecture: OsArchitecture, readonly family: OsFamily, readonly version: OsVersion, readonly license: OsLicense } | null, readonly appRepo: { readonly type: AppRepoType, readonly imagePath: string, readonly userName: string | null, readonly authType: AppRepoAuthType | null, readonly checksum: string | null }, readonly requiredResources:
        | { readonly __typename: 'ContainerResources', readonly infraKind: InfraKind, readonly memory: number, readonly vcpu: string, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
        | { readonly __typename: 'DockerComposeResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly storage: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
        | { readonly __typename: 'KubernetesResources', readonly infraKind: InfraKind, readonly isStandalone: boolean, readonly version: string | null, readonly additionalStorage: string | null, readonly addons: ReadonlyArray<K8sAddon> | null, readonly applicationResources: { readonly cpuPool: { readonly numCPU: number, readonly memory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number } } | null, readonly gpuPool: { readonly numCPU: number, readonly memory: number, readonly gpuMemory: number, readonly topology: { readonly minNumberOfNodes: number, readonly minNodeCpu: number, readonly minNodeMemory: number, readonly minNodeGpuMemory: number } } | null }, readonly networking: { readonly primaryNetwork: { readonly provider: string | null, readonly version: string | null } | null, readonly additionalNetworks: ReadonlyArray<{ readonly name: string | null, readonly interfaceType: K8sInterfaceType | null }> | null } | null }
        | { readonly __typename: 'VmResources', readonly infraKind: InfraKind, readonly numCPU: number, readonly memory: number, readonly additionalStorages: ReadonlyArray<{ readonly name: string | null, readonly storageSize: string, readonly mountPoint: string }> | null, readonly gpu: { readonly gpuMemory: number, readonly numGPU: number } | null }
       | null, readonly componentSpec: ReadonlyArray<{ readonly componentName: string, readonly networkInterfaces: ReadonlyArray<{ readonly interfaceId: string, readonly protocol: NetworkProtocol, readonly port: number, readonly visibilityType: VisibilityType }> }> } } };

export type TrafficInfluenceStateChangedSubscriptionVariables = Exact<{
  trafficInfluenceId?: string | null | undefined;
  appId?: string | null | undefined;
  appInstanceId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type TrafficInfluenceStateChangedSubscription = { readonly trafficInfluenceStateChanged: { readonly cursor: string, readonly at: string, readonly trafficInfluenceId: string, readonly appId: string, readonly appInstanceId: string | null, readonly previousState: TrafficInfluenceState | null, readonly state: TrafficInfluenceState, readonly reason: string | null, readonly removed: boolean } };

export type TrafficInfluenceQueryVariables = Exact<{
  id: string;
}>;


export type TrafficInfluenceQuery = { readonly trafficInfluence: { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly appInstance: { readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string } | null, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null } | null };

export type TrafficInfluencesQueryVariables = Exact<{
  appId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TrafficInfluencesQuery = { readonly trafficInfluences: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null }> } };

export type UpdateAlarmMutationVariables = Exact<{
  id: string;
  patch: unknown;
}>;


export type UpdateAlarmMutation = { readonly updateAlarm: { readonly alarm: { readonly id: string, readonly externalAlarmId: string | null, readonly alarmType: string, readonly perceivedSeverity: AlarmSeverity, readonly probableCause: string, readonly specificProblem: string | null, readonly state: AlarmState, readonly ackState: AlarmAckState | null, readonly alarmRaisedTime: string | null, readonly alarmChangedTime: string | null, readonly alarmClearedTime: string | null, readonly sourceSystemId: string, readonly serviceAffecting: boolean | null } } };

export type UpdateAppDeploymentMutationVariables = Exact<{
  input: UpdateAppDeploymentInput;
}>;


export type UpdateAppDeploymentMutation = { readonly updateAppDeployment: { readonly appDeployment: { readonly id: string, readonly name: string, readonly appId: string, readonly edgeCloudZoneIds: ReadonlyArray<string>, readonly kubernetesClusterRefs: ReadonlyArray<string>, readonly status: AppInstanceStatus, readonly createdAt: string, readonly updatedAt: string, readonly appInstances: ReadonlyArray<{ readonly id: string, readonly name: string, readonly appId: string, readonly appProvider: string | null, readonly edgeCloudZoneId: string, readonly status: AppInstanceStatus, readonly statusReason: string | null, readonly createdAt: string, readonly updatedAt: string }> } } };

export type UpdateFederationMutationVariables = Exact<{
  input: UpdateFederationInput;
}>;


export type UpdateFederationMutation = { readonly updateFederation: { readonly federation: { readonly federationContextId: string, readonly status: FederationStatus, readonly statusReason: string | null, readonly allowedFixedNetworkCodes: ReadonlyArray<string>, readonly platformCaps: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string, readonly partner: { readonly name: string, readonly federationId: string, readonly countryCode: string | null }, readonly allowedMobileNetworkCodes: { readonly mcc: string, readonly mncs: ReadonlyArray<string> } | null } } };

export type UpdateOrganizationMutationVariables = Exact<{
  id: string;
  patch: unknown;
}>;


export type UpdateOrganizationMutation = { readonly updateOrganization: { readonly organization: { readonly id: string, readonly name: string | null, readonly tradingName: string, readonly status: OrganizationStatus, readonly isPeeredOrganization: boolean, readonly createdAt: string, readonly updatedAt: string, readonly contactMedium: ReadonlyArray<{ readonly mediumType: string | null, readonly city: string | null, readonly country: string | null, readonly emailAddress: string | null }>, readonly partyCharacteristic: ReadonlyArray<{ readonly name: string, readonly value: unknown, readonly isSecret: boolean }> } } };

export type UpdatePeeringMutationVariables = Exact<{
  input: UpdatePeeringInput;
}>;


export type UpdatePeeringMutation = { readonly updatePeering: { readonly peering: { readonly organizationId: string, readonly status: PeeringStatus, readonly generation: number, readonly createdAt: string, readonly updatedAt: string, readonly heartbeat: { readonly lastCheckAt: string | null, readonly lastSuccessAt: string | null, readonly consecutiveFailures: number, readonly firstFailureAt: string | null, readonly nextCheckAt: string | null, readonly lastFailure: { readonly code: string, readonly reason: string } | null }, readonly selectedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly localId: string | null, readonly state: SelectedSpecState, readonly version: string | null, readonly lastVerifiedAt: string | null }>, readonly assignments: ReadonlyArray<{ readonly name: string, readonly categories: ReadonlyArray<{ readonly name: string, readonly specifications: ReadonlyArray<{ readonly remoteId: string, readonly name: string }> }> }>, readonly failedSpecs: ReadonlyArray<{ readonly remoteId: string, readonly name: string, readonly code: string }> } } };

export type UpdateTrafficInfluenceMutationVariables = Exact<{
  input: UpdateTrafficInfluenceInput;
}>;


export type UpdateTrafficInfluenceMutation = { readonly updateTrafficInfluence: { readonly trafficInfluence: { readonly id: string, readonly apiConsumerId: string, readonly appId: string, readonly appInstanceId: string | null, readonly edgeCloudRegion: string | null, readonly edgeCloudZoneId: string | null, readonly state: TrafficInfluenceState, readonly stateReason: string | null, readonly createdAt: string, readonly updatedAt: string, readonly sourceTrafficFilters: { readonly sourcePort: number | null } | null, readonly destinationTrafficFilters: { readonly destinationPort: number | null, readonly destinationProtocol: string | null } | null, readonly subscription: { readonly protocol: string, readonly sink: string, readonly types: ReadonlyArray<string> } | null } } };

export type UpsertKnownDeviceMutationVariables = Exact<{
  input: KnownDeviceInput;
}>;


export type UpsertKnownDeviceMutation = { readonly upsertKnownDevice: { readonly device: { readonly id: string, readonly phoneNumber: string | null, readonly subject: string | null, readonly publicAddress: string | null, readonly privateAddress: string | null, readonly publicPort: number | null, readonly ipv6Address: string | null, readonly country: string | null, readonly network: string | null, readonly services: ReadonlyArray<string>, readonly edgeCloudZones: ReadonlyArray<string>, readonly createdAt: string, readonly updatedAt: string } } };

export type UpsertQosProfileMutationVariables = Exact<{
  input: QosProfileInput;
}>;


export type UpsertQosProfileMutation = { readonly upsertQosProfile: { readonly qosProfile: { readonly name: string, readonly description: string | null, readonly status: QosProfileStatus, readonly priority: number | null, readonly packetErrorLossRate: number | null, readonly countryAvailability: ReadonlyArray<{ readonly countryName: string, readonly networks: ReadonlyArray<string> | null }> | null, readonly targetMinUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxUpstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly targetMinDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly maxDownstreamRate: { readonly value: number | null, readonly unit: RateUnit | null, readonly bitsPerSecond: string | null } | null, readonly minDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly maxDuration: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly packetDelayBudget: { readonly value: number | null, readonly unit: TimeUnit | null } | null, readonly jitter: { readonly value: number | null, readonly unit: TimeUnit | null } | null } } };

export const AcceptZonesDocument = /*#__PURE__*/ document<AcceptZonesMutation, AcceptZonesMutationVariables>({
  name: 'AcceptZones',
  kind: 'mutation',
  hash: 'ea3f692c7858cf7995b57b1a5335834b6e6ca24631bf57fe2f2c581f8fb26a4a',
  text: "mutation AcceptZones($input: AcceptZonesInput!) {\n  acceptZones(input: $input) {\n    zones {\n      ...PartnerZoneDetail\n    }\n  }\n}\n\nfragment PartnerZoneDetail on PartnerZone {\n  id\n  zoneId\n  geolocation\n  geographyDetails\n  status\n  accepted\n  flavours {\n    flavourId\n    numCPU\n    memorySize\n    storageSize\n  }\n}",
});

export const AddPeeringDocument = /*#__PURE__*/ document<AddPeeringMutation, AddPeeringMutationVariables>({
  name: 'AddPeering',
  kind: 'mutation',
  hash: 'abd5c174468154c4d4ec6624506a2ada3dd363fd84674680dd95148467c6d518',
  text: "mutation AddPeering($input: AddPeeringInput!) {\n  addPeering(input: $input) {\n    peering {\n      ...PeeringDetail\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment PeeringDetail on Peering {\n  organizationId\n  status\n  generation\n  heartbeat {\n    ...HeartbeatDetail\n  }\n  selectedSpecs {\n    remoteId\n    name\n    localId\n    state\n    version\n    lastVerifiedAt\n  }\n  assignments {\n    name\n    categories {\n      name\n      specifications {\n        remoteId\n        name\n      }\n    }\n  }\n  failedSpecs {\n    remoteId\n    name\n    code\n  }\n  createdAt\n  updatedAt\n}",
});

export const AlarmDocument = /*#__PURE__*/ document<AlarmQuery, AlarmQueryVariables>({
  name: 'Alarm',
  kind: 'query',
  hash: '18d277a6aff5c95c97be311bbcfb4c2b6f970fc8ae0f69db7388320691f06991',
  text: "query Alarm($id: ID!) {\n  alarm(id: $id) {\n    ...AlarmDetail\n    alarmDetails\n    affectedService {\n      ...SpecificationSummary\n    }\n  }\n}\n\nfragment AlarmDetail on Alarm {\n  id\n  externalAlarmId\n  alarmType\n  perceivedSeverity\n  probableCause\n  specificProblem\n  state\n  ackState\n  alarmRaisedTime\n  alarmChangedTime\n  alarmClearedTime\n  sourceSystemId\n  serviceAffecting\n}\n\nfragment SpecificationSummary on ServiceSpecification {\n  id\n  name\n  description\n  version\n  lifecycleStatus\n  isBundle\n  lastUpdate\n}",
});

export const AlarmRaisedDocument = /*#__PURE__*/ document<AlarmRaisedSubscription, AlarmRaisedSubscriptionVariables>({
  name: 'AlarmRaised',
  kind: 'subscription',
  hash: '06ca1c978f664e3d4bfa882527a52051f50948cfdb2ca86625cb64d95e6161a7',
  text: "subscription AlarmRaised($organizationId: ID, $after: String) {\n  alarmRaised(organizationId: $organizationId, after: $after) {\n    cursor\n    at\n    alarm {\n      ...AlarmDetail\n    }\n  }\n}\n\nfragment AlarmDetail on Alarm {\n  id\n  externalAlarmId\n  alarmType\n  perceivedSeverity\n  probableCause\n  specificProblem\n  state\n  ackState\n  alarmRaisedTime\n  alarmChangedTime\n  alarmClearedTime\n  sourceSystemId\n  serviceAffecting\n}",
});

export const AlarmsDocument = /*#__PURE__*/ document<AlarmsQuery, AlarmsQueryVariables>({
  name: 'Alarms',
  kind: 'query',
  hash: 'a7496f366249892f74a96f1d0522d855f525c432a98c49977f5a25d4b85b3101',
  text: "query Alarms($filter: [ResourceFilter!], $first: Int = 20, $after: String) {\n  alarms(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...AlarmDetail\n      organization {\n        id\n        name\n      }\n    }\n  }\n}\n\nfragment AlarmDetail on Alarm {\n  id\n  externalAlarmId\n  alarmType\n  perceivedSeverity\n  probableCause\n  specificProblem\n  state\n  ackState\n  alarmRaisedTime\n  alarmChangedTime\n  alarmClearedTime\n  sourceSystemId\n  serviceAffecting\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

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

export const AppInstanceNetworkDocument = /*#__PURE__*/ document<AppInstanceNetworkQuery, AppInstanceNetworkQueryVariables>({
  name: 'AppInstanceNetwork',
  kind: 'query',
  hash: 'b75f0c8fef07024c7003866a63b9ca76abf7f6b120b55d6bd48bdd2083ceda1b',
  text: "query AppInstanceNetwork($id: ID!, $first: Int = 20) {\n  appInstance(id: $id) {\n    ...InstanceSummary\n    qodSessions(first: $first) {\n      totalCount\n      nodes {\n        ...QodSessionDetail\n      }\n    }\n    trafficInfluences(first: $first) {\n      totalCount\n      nodes {\n        ...TrafficInfluenceDetail\n      }\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
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

export const CatalogChangedDocument = /*#__PURE__*/ document<CatalogChangedSubscription, CatalogChangedSubscriptionVariables>({
  name: 'CatalogChanged',
  kind: 'subscription',
  hash: 'fc9517f1a7b09bb022750f0194363c7745be2b41fad26287bdb8c8305c7eee33',
  text: "subscription CatalogChanged($after: String) {\n  catalogChanged(after: $after) {\n    cursor\n    at\n    changes {\n      kind\n      change\n      id\n      name\n    }\n  }\n}",
});

export const CheckPeeringDocument = /*#__PURE__*/ document<CheckPeeringMutation, CheckPeeringMutationVariables>({
  name: 'CheckPeering',
  kind: 'mutation',
  hash: 'c0d55b005c5a3cebcc614be7d38d14bade204fb9be2cec25b89c66703a936a42',
  text: "mutation CheckPeering($organizationId: ID!) {\n  checkPeering(organizationId: $organizationId) {\n    peering {\n      ...PeeringDetail\n    }\n    outcome {\n      status\n      previousStatus\n      reachable\n      failure {\n        code\n        reason\n      }\n      added\n      updated\n      removed\n      missing\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment PeeringDetail on Peering {\n  organizationId\n  status\n  generation\n  heartbeat {\n    ...HeartbeatDetail\n  }\n  selectedSpecs {\n    remoteId\n    name\n    localId\n    state\n    version\n    lastVerifiedAt\n  }\n  assignments {\n    name\n    categories {\n      name\n      specifications {\n        remoteId\n        name\n      }\n    }\n  }\n  failedSpecs {\n    remoteId\n    name\n    code\n  }\n  createdAt\n  updatedAt\n}",
});

export const ClosestEdgeCloudZoneDocument = /*#__PURE__*/ document<ClosestEdgeCloudZoneQuery, ClosestEdgeCloudZoneQueryVariables>({
  name: 'ClosestEdgeCloudZone',
  kind: 'query',
  hash: '1d0ff158452fc3588b9d4dc52eb74bf71f13dae4d4c2692f3f24e999d7666056',
  text: "query ClosestEdgeCloudZone($device: DeviceInput) {\n  closestEdgeCloudZone(device: $device) {\n    edgeCloudZoneId\n    edgeCloudZoneName\n    edgeCloudProvider\n    edgeCloudZone {\n      ...ZoneSummary\n    }\n  }\n}\n\nfragment ZoneSummary on EdgeCloudZone {\n  id\n  name\n  provider\n  region\n  countryCode\n  status\n}",
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

export const CreateFederationDocument = /*#__PURE__*/ document<CreateFederationMutation, CreateFederationMutationVariables>({
  name: 'CreateFederation',
  kind: 'mutation',
  hash: '7c846cfe1bbd4e1003c2aa3a92a60af26693a6a494e76687718a36fc95e40649',
  text: "mutation CreateFederation($input: CreateFederationInput!) {\n  createFederation(input: $input) {\n    federation {\n      ...FederationDetail\n      offeredZones {\n        ...PartnerZoneDetail\n      }\n    }\n  }\n}\n\nfragment FederationDetail on Federation {\n  federationContextId\n  partner {\n    name\n    federationId\n    countryCode\n  }\n  status\n  statusReason\n  allowedMobileNetworkCodes {\n    mcc\n    mncs\n  }\n  allowedFixedNetworkCodes\n  platformCaps\n  createdAt\n  updatedAt\n}\n\nfragment PartnerZoneDetail on PartnerZone {\n  id\n  zoneId\n  geolocation\n  geographyDetails\n  status\n  accepted\n  flavours {\n    flavourId\n    numCPU\n    memorySize\n    storageSize\n  }\n}",
});

export const CreateOrganizationDocument = /*#__PURE__*/ document<CreateOrganizationMutation, CreateOrganizationMutationVariables>({
  name: 'CreateOrganization',
  kind: 'mutation',
  hash: '1458c111268d9e6fb504d6a655ccfbf2478480b4f2d55ba684170cff8e6e153f',
  text: "mutation CreateOrganization($input: CreateOrganizationInput!) {\n  createOrganization(input: $input) {\n    organization {\n      ...OrganizationDetail\n    }\n  }\n}\n\nfragment OrganizationDetail on Organization {\n  id\n  name\n  tradingName\n  status\n  isPeeredOrganization\n  contactMedium {\n    mediumType\n    city\n    country\n    emailAddress\n  }\n  partyCharacteristic {\n    name\n    value\n    isSecret\n  }\n  createdAt\n  updatedAt\n}",
});

export const CreateQodSessionDocument = /*#__PURE__*/ document<CreateQodSessionMutation, CreateQodSessionMutationVariables>({
  name: 'CreateQodSession',
  kind: 'mutation',
  hash: '798c67e1669d8b2c223d5ed92aad7d50c667fceed259dd82521db68bf5ee7aa7',
  text: "mutation CreateQodSession($input: CreateQodSessionInput!) {\n  createQodSession(input: $input) {\n    session {\n      ...QodSessionDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const CreateQosAssignmentDocument = /*#__PURE__*/ document<CreateQosAssignmentMutation, CreateQosAssignmentMutationVariables>({
  name: 'CreateQosAssignment',
  kind: 'mutation',
  hash: 'ae18c7730baf8dc29443a0c83948da371788a5a4b351c30ea40563a1bd42fb57',
  text: "mutation CreateQosAssignment($input: CreateQosAssignmentInput!) {\n  createQosAssignment(input: $input) {\n    assignment {\n      ...QosAssignmentDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment QosAssignmentDetail on QosAssignment {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  qosProfile\n  sink\n  startedAt\n  status\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const CreateTrafficInfluenceDocument = /*#__PURE__*/ document<CreateTrafficInfluenceMutation, CreateTrafficInfluenceMutationVariables>({
  name: 'CreateTrafficInfluence',
  kind: 'mutation',
  hash: '3836ba4b7f8f21f26120ea7f9d3cc62e9bfcce61eb94d9b61861aa784de33f37',
  text: "mutation CreateTrafficInfluence($input: CreateTrafficInfluenceInput!) {\n  createTrafficInfluence(input: $input) {\n    trafficInfluence {\n      ...TrafficInfluenceDetail\n    }\n  }\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
});

export const CreateTrafficInfluenceForDeviceDocument = /*#__PURE__*/ document<CreateTrafficInfluenceForDeviceMutation, CreateTrafficInfluenceForDeviceMutationVariables>({
  name: 'CreateTrafficInfluenceForDevice',
  kind: 'mutation',
  hash: '7a4359b59bf51bd8d42d931f428632c679db57e781c3b20f00916ad9a811d210',
  text: "mutation CreateTrafficInfluenceForDevice($input: CreateTrafficInfluenceForDeviceInput!) {\n  createTrafficInfluenceForDevice(input: $input) {\n    trafficInfluence {\n      ...TrafficInfluenceDetail\n    }\n  }\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
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

export const DeleteFederationDocument = /*#__PURE__*/ document<DeleteFederationMutation, DeleteFederationMutationVariables>({
  name: 'DeleteFederation',
  kind: 'mutation',
  hash: '088be294584fe04188bc54b7b1daefad5d1d739157d7f13ddecc56c63a989a0c',
  text: "mutation DeleteFederation($federationContextId: ID!) {\n  deleteFederation(federationContextId: $federationContextId) {\n    federationContextId\n  }\n}",
});

export const DeleteKnownDeviceDocument = /*#__PURE__*/ document<DeleteKnownDeviceMutation, DeleteKnownDeviceMutationVariables>({
  name: 'DeleteKnownDevice',
  kind: 'mutation',
  hash: '2d5820230b1e855a17592af3039c2b323ce929612d4dc8c1024759b1d7da8139',
  text: "mutation DeleteKnownDevice($id: ID!) {\n  deleteKnownDevice(id: $id) {\n    deviceId\n  }\n}",
});

export const DeleteOrganizationDocument = /*#__PURE__*/ document<DeleteOrganizationMutation, DeleteOrganizationMutationVariables>({
  name: 'DeleteOrganization',
  kind: 'mutation',
  hash: '0f9ee211f0c408bfd8692a6e8271b2dd095f2a954011132d6fd25cd63896f119',
  text: "mutation DeleteOrganization($id: ID!) {\n  deleteOrganization(id: $id) {\n    id\n  }\n}",
});

export const DeleteQodSessionDocument = /*#__PURE__*/ document<DeleteQodSessionMutation, DeleteQodSessionMutationVariables>({
  name: 'DeleteQodSession',
  kind: 'mutation',
  hash: '8a5810740a54666be072e415e5e0a49b8fdc9a581a382175421e001de5d0c375',
  text: "mutation DeleteQodSession($id: ID!) {\n  deleteQodSession(id: $id) {\n    session {\n      ...QodSessionDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const DeleteTrafficInfluenceDocument = /*#__PURE__*/ document<DeleteTrafficInfluenceMutation, DeleteTrafficInfluenceMutationVariables>({
  name: 'DeleteTrafficInfluence',
  kind: 'mutation',
  hash: '025fa066b8fb5dc2d494556fce3ffdb46838f5a607fdac3a8bc36475c74d03f4',
  text: "mutation DeleteTrafficInfluence($id: ID!) {\n  deleteTrafficInfluence(id: $id) {\n    trafficInfluence {\n      ...TrafficInfluenceDetail\n    }\n  }\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
});

export const DiscoverPeeringDocument = /*#__PURE__*/ document<DiscoverPeeringMutation, DiscoverPeeringMutationVariables>({
  name: 'DiscoverPeering',
  kind: 'mutation',
  hash: '67a36d554ca9d5ac91580e3dcba86f65bfa0d17904507b369b03b2313595a61d',
  text: "mutation DiscoverPeering($organizationId: ID!) {\n  discoverPeering(organizationId: $organizationId) {\n    specs {\n      id\n      name\n      description\n      version\n      lifecycleStatus\n      isBundle\n      lastUpdate\n      atType\n      isSelected\n    }\n  }\n}",
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

export const EndPeeringDocument = /*#__PURE__*/ document<EndPeeringMutation, EndPeeringMutationVariables>({
  name: 'EndPeering',
  kind: 'mutation',
  hash: '7717c1ec7329e545b99d5bf4e42dff807a814e8d3acb9b7876149f8f51ce4628',
  text: "mutation EndPeering($organizationId: ID!) {\n  endPeering(organizationId: $organizationId) {\n    peering {\n      organizationId\n      status\n    }\n  }\n}",
});

export const EventDeliveriesDocument = /*#__PURE__*/ document<EventDeliveriesQuery, EventDeliveriesQueryVariables>({
  name: 'EventDeliveries',
  kind: 'query',
  hash: '49f8c2dcd1f5a6e6d7681d50110d19030d6ea60e516944b88c2e3e20f1f204fb',
  text: "query EventDeliveries($filter: EventDeliveryFilter, $first: Int = 20, $after: String) {\n  eventDeliveries(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...EventDeliveryDetail\n    }\n  }\n}\n\nfragment EventDeliveryDetail on EventDelivery {\n  id\n  subscriptionId\n  resourceId\n  sink\n  eventId\n  eventType\n  state\n  attempts\n  lastStatus\n  lastError\n  nextAttemptAt\n  createdAt\n  settledAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const EventDeliveryDocument = /*#__PURE__*/ document<EventDeliveryQuery, EventDeliveryQueryVariables>({
  name: 'EventDelivery',
  kind: 'query',
  hash: 'd2cf650bf8cabde07328c62617211aaaa97c587fa9e2cc7c242b89fabee6f932',
  text: "query EventDelivery($id: ID!) {\n  eventDelivery(id: $id) {\n    ...EventDeliveryDetail\n    cloudEvent\n  }\n}\n\nfragment EventDeliveryDetail on EventDelivery {\n  id\n  subscriptionId\n  resourceId\n  sink\n  eventId\n  eventType\n  state\n  attempts\n  lastStatus\n  lastError\n  nextAttemptAt\n  createdAt\n  settledAt\n}",
});

export const EventSubscriptionDocument = /*#__PURE__*/ document<EventSubscriptionQuery, EventSubscriptionQueryVariables>({
  name: 'EventSubscription',
  kind: 'query',
  hash: '6b1c597e7a11c8d617a1f8806e1c92b5866be3342cc83b595a53b9e77b74d8d4',
  text: "query EventSubscription($id: ID!, $first: Int = 20, $after: String) {\n  eventSubscription(id: $id) {\n    ...EventSubscriptionDetail\n    deliveries(first: $first, after: $after) {\n      totalCount\n      nodes {\n        ...EventDeliveryDetail\n      }\n      pageInfo {\n        ...PageEnd\n      }\n    }\n  }\n}\n\nfragment EventDeliveryDetail on EventDelivery {\n  id\n  subscriptionId\n  resourceId\n  sink\n  eventId\n  eventType\n  state\n  attempts\n  lastStatus\n  lastError\n  nextAttemptAt\n  createdAt\n  settledAt\n}\n\nfragment EventSubscriptionDetail on EventSubscription {\n  id\n  resourceId\n  sink\n  eventType\n  active\n  endReason\n  credentialType\n  credentialExpiresAt\n  expiresAt\n  eventCount\n  maxEvents\n  createdAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const EventSubscriptionsDocument = /*#__PURE__*/ document<EventSubscriptionsQuery, EventSubscriptionsQueryVariables>({
  name: 'EventSubscriptions',
  kind: 'query',
  hash: '896d2a31363fa9b26f1fd496113f59135f0b5e8ed9ad97cf91f13a2b49714603',
  text: "query EventSubscriptions($resourceId: ID, $first: Int = 20, $after: String) {\n  eventSubscriptions(resourceId: $resourceId, first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...EventSubscriptionDetail\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment EventSubscriptionDetail on EventSubscription {\n  id\n  resourceId\n  sink\n  eventType\n  active\n  endReason\n  credentialType\n  credentialExpiresAt\n  expiresAt\n  eventCount\n  maxEvents\n  createdAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const ExtendQodSessionDocument = /*#__PURE__*/ document<ExtendQodSessionMutation, ExtendQodSessionMutationVariables>({
  name: 'ExtendQodSession',
  kind: 'mutation',
  hash: 'f2da0e73e44571d7bc752cc585f129ea05c0b48c28b91894dae722beb5f8f548',
  text: "mutation ExtendQodSession($id: ID!, $additionalDuration: Int!) {\n  extendQodSession(id: $id, additionalDuration: $additionalDuration) {\n    session {\n      ...QodSessionDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const FederationDocument = /*#__PURE__*/ document<FederationQuery, FederationQueryVariables>({
  name: 'Federation',
  kind: 'query',
  hash: '228461d32bfe4db4a2936397f679a148044fcc9a3b93b88007a1ca9137e4ab48',
  text: "query Federation($federationContextId: ID!) {\n  federation(federationContextId: $federationContextId) {\n    ...FederationDetail\n    offeredZones {\n      ...PartnerZoneDetail\n    }\n  }\n}\n\nfragment FederationDetail on Federation {\n  federationContextId\n  partner {\n    name\n    federationId\n    countryCode\n  }\n  status\n  statusReason\n  allowedMobileNetworkCodes {\n    mcc\n    mncs\n  }\n  allowedFixedNetworkCodes\n  platformCaps\n  createdAt\n  updatedAt\n}\n\nfragment PartnerZoneDetail on PartnerZone {\n  id\n  zoneId\n  geolocation\n  geographyDetails\n  status\n  accepted\n  flavours {\n    flavourId\n    numCPU\n    memorySize\n    storageSize\n  }\n}",
});

export const FederationStatusChangedDocument = /*#__PURE__*/ document<FederationStatusChangedSubscription, FederationStatusChangedSubscriptionVariables>({
  name: 'FederationStatusChanged',
  kind: 'subscription',
  hash: '9943653c56ab433c3a62583c203dd090292fe2dcbbae761ad44b89493a2aacf8',
  text: "subscription FederationStatusChanged($federationContextId: ID, $after: String) {\n  federationStatusChanged(\n    federationContextId: $federationContextId\n    after: $after\n  ) {\n    cursor\n    at\n    federationContextId\n    partner\n    previousStatus\n    status\n    reason\n    change\n    removed\n  }\n}",
});

export const FederationsDocument = /*#__PURE__*/ document<FederationsQuery, FederationsQueryVariables>({
  name: 'Federations',
  kind: 'query',
  hash: '539933f66d4fa1b069307853d8466c4d7ea567f6dd9ae88d13a7b1410d4ee45f',
  text: "query Federations($first: Int = 20, $after: String) {\n  federations(first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...FederationDetail\n    }\n  }\n}\n\nfragment FederationDetail on Federation {\n  federationContextId\n  partner {\n    name\n    federationId\n    countryCode\n  }\n  status\n  statusReason\n  allowedMobileNetworkCodes {\n    mcc\n    mncs\n  }\n  allowedFixedNetworkCodes\n  platformCaps\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const KnownDevicesDocument = /*#__PURE__*/ document<KnownDevicesQuery, KnownDevicesQueryVariables>({
  name: 'KnownDevices',
  kind: 'query',
  hash: '33c0ee8bc62d8886a7a623f9e5013c1893bc019b93e11a2871b471a0dd346b37',
  text: "query KnownDevices($first: Int = 20, $after: String) {\n  knownDevices(first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...KnownDeviceDetail\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment KnownDeviceDetail on KnownDevice {\n  id\n  phoneNumber\n  subject\n  publicAddress\n  privateAddress\n  publicPort\n  ipv6Address\n  country\n  network\n  services\n  edgeCloudZones\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const NetworkCapabilitiesDocument = /*#__PURE__*/ document<NetworkCapabilitiesQuery, NetworkCapabilitiesQueryVariables>({
  name: 'NetworkCapabilities',
  kind: 'query',
  hash: '40b052e5e601d1fbcb13a3ce97482b48445f2f8153c53ecfe88dcf94b78bf253',
  text: "query NetworkCapabilities {\n  networkCapabilities {\n    qosProfiles {\n      name\n      status\n    }\n    minDuration\n    maxDuration\n    deviceIdentifiers\n    applicationServerFormats\n    maxApplicationServerAddresses\n    maxPortRanges\n    maxSessionsPerDevice\n    sinkProtocols\n    sinkCredentialTypes\n    qualityOnDemand\n    trafficInfluence\n  }\n}",
});

export const OnboardAppToPartnerDocument = /*#__PURE__*/ document<OnboardAppToPartnerMutation, OnboardAppToPartnerMutationVariables>({
  name: 'OnboardAppToPartner',
  kind: 'mutation',
  hash: '91a225da11e7c52204ce89ac7d1b42f2568c9373b3dd3ab6ebba7cbf63ad0cb6',
  text: "mutation OnboardAppToPartner($input: OnboardAppToPartnerInput!) {\n  onboardAppToPartner(input: $input) {\n    partnerOnboarding {\n      ...OnboardingDetail\n    }\n  }\n}\n\nfragment OnboardingDetail on PartnerOnboarding {\n  id\n  status\n  statusReason\n  app {\n    id\n    name\n  }\n  federation {\n    federationContextId\n    status\n  }\n  zones {\n    id\n    zoneId\n  }\n  instances {\n    id\n    state\n    message\n  }\n  createdAt\n  updatedAt\n}",
});

export const OrganizationDocument = /*#__PURE__*/ document<OrganizationQuery, OrganizationQueryVariables>({
  name: 'Organization',
  kind: 'query',
  hash: '8ae849c03c9446b3c181803078c998ba6caeae0176b2b146adbed8de18de33bb',
  text: "query Organization($id: ID!) {\n  organization(id: $id) {\n    ...OrganizationDetail\n    peering {\n      ...PeeringDetail\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment OrganizationDetail on Organization {\n  id\n  name\n  tradingName\n  status\n  isPeeredOrganization\n  contactMedium {\n    mediumType\n    city\n    country\n    emailAddress\n  }\n  partyCharacteristic {\n    name\n    value\n    isSecret\n  }\n  createdAt\n  updatedAt\n}\n\nfragment PeeringDetail on Peering {\n  organizationId\n  status\n  generation\n  heartbeat {\n    ...HeartbeatDetail\n  }\n  selectedSpecs {\n    remoteId\n    name\n    localId\n    state\n    version\n    lastVerifiedAt\n  }\n  assignments {\n    name\n    categories {\n      name\n      specifications {\n        remoteId\n        name\n      }\n    }\n  }\n  failedSpecs {\n    remoteId\n    name\n    code\n  }\n  createdAt\n  updatedAt\n}",
});

export const OrganizationsDocument = /*#__PURE__*/ document<OrganizationsQuery, OrganizationsQueryVariables>({
  name: 'Organizations',
  kind: 'query',
  hash: '3fdb4bac1fa2ff95e48f899c9ed9be0d57e67cdb99afb9454090cbe36d0adcfc',
  text: "query Organizations($filter: [ResourceFilter!], $first: Int = 20, $after: String) {\n  organizations(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...OrganizationDetail\n    }\n  }\n}\n\nfragment OrganizationDetail on Organization {\n  id\n  name\n  tradingName\n  status\n  isPeeredOrganization\n  contactMedium {\n    mediumType\n    city\n    country\n    emailAddress\n  }\n  partyCharacteristic {\n    name\n    value\n    isSecret\n  }\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const PartnerOnboardingDocument = /*#__PURE__*/ document<PartnerOnboardingQuery, PartnerOnboardingQueryVariables>({
  name: 'PartnerOnboarding',
  kind: 'query',
  hash: 'b35045bc88f18f3cba2efc973539c90d7851aac4beacde3591ba46c866a9d442',
  text: "query PartnerOnboarding($id: ID!) {\n  partnerOnboarding(id: $id) {\n    ...OnboardingDetail\n  }\n}\n\nfragment OnboardingDetail on PartnerOnboarding {\n  id\n  status\n  statusReason\n  app {\n    id\n    name\n  }\n  federation {\n    federationContextId\n    status\n  }\n  zones {\n    id\n    zoneId\n  }\n  instances {\n    id\n    state\n    message\n  }\n  createdAt\n  updatedAt\n}",
});

export const PartnerOnboardingChangedDocument = /*#__PURE__*/ document<PartnerOnboardingChangedSubscription, PartnerOnboardingChangedSubscriptionVariables>({
  name: 'PartnerOnboardingChanged',
  kind: 'subscription',
  hash: '1e3249329b8b9db2c880e396875c0937d2dee2840684df5ce6e76b882b375dc4',
  text: "subscription PartnerOnboardingChanged($appId: ID, $federationContextId: ID, $after: String) {\n  partnerOnboardingChanged(\n    appId: $appId\n    federationContextId: $federationContextId\n    after: $after\n  ) {\n    cursor\n    at\n    onboardingId\n    appId\n    federationContextId\n    previousStatus\n    status\n    reason\n    removed\n  }\n}",
});

export const PartnerOnboardingsDocument = /*#__PURE__*/ document<PartnerOnboardingsQuery, PartnerOnboardingsQueryVariables>({
  name: 'PartnerOnboardings',
  kind: 'query',
  hash: '9e224e673090967256411942f17bf0c36d3ea53cefa8972df8359441273f3e01',
  text: "query PartnerOnboardings($filter: PartnerOnboardingFilter, $first: Int = 20, $after: String) {\n  partnerOnboardings(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...OnboardingDetail\n    }\n  }\n}\n\nfragment OnboardingDetail on PartnerOnboarding {\n  id\n  status\n  statusReason\n  app {\n    id\n    name\n  }\n  federation {\n    federationContextId\n    status\n  }\n  zones {\n    id\n    zoneId\n  }\n  instances {\n    id\n    state\n    message\n  }\n  createdAt\n  updatedAt\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const PeeringDocument = /*#__PURE__*/ document<PeeringQuery, PeeringQueryVariables>({
  name: 'Peering',
  kind: 'query',
  hash: 'e7784a8f96ef9fb74f95bf5fed5b30a6930d14705597b226d44d64648420d248',
  text: "query Peering($organizationId: ID!) {\n  peering(organizationId: $organizationId) {\n    ...PeeringDetail\n    visibleSpecs {\n      ...SpecificationSummary\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment PeeringDetail on Peering {\n  organizationId\n  status\n  generation\n  heartbeat {\n    ...HeartbeatDetail\n  }\n  selectedSpecs {\n    remoteId\n    name\n    localId\n    state\n    version\n    lastVerifiedAt\n  }\n  assignments {\n    name\n    categories {\n      name\n      specifications {\n        remoteId\n        name\n      }\n    }\n  }\n  failedSpecs {\n    remoteId\n    name\n    code\n  }\n  createdAt\n  updatedAt\n}\n\nfragment SpecificationSummary on ServiceSpecification {\n  id\n  name\n  description\n  version\n  lifecycleStatus\n  isBundle\n  lastUpdate\n}",
});

export const PeeringHeartbeatDocument = /*#__PURE__*/ document<PeeringHeartbeatSubscription, PeeringHeartbeatSubscriptionVariables>({
  name: 'PeeringHeartbeat',
  kind: 'subscription',
  hash: '9583309b8dfaf66376defdd5db158eba9e571063a9d0f37b73ae94258199d2cc',
  text: "subscription PeeringHeartbeat($organizationId: ID, $ticks: Boolean = false, $after: String) {\n  peeringHeartbeat(organizationId: $organizationId, ticks: $ticks, after: $after) {\n    cursor\n    at\n    kind\n    organizationId\n    previousStatus\n    status\n    reason {\n      code\n      reason\n    }\n    consecutiveFailures\n    latencyMs\n  }\n}",
});

export const PeeringsDocument = /*#__PURE__*/ document<PeeringsQuery, PeeringsQueryVariables>({
  name: 'Peerings',
  kind: 'query',
  hash: '6c1ec05196fa73b51febc899d94787399ffcfb3dffead42ccd948763384d4379',
  text: "query Peerings($status: [PeeringStatus!], $first: Int = 20, $after: String) {\n  peerings(status: $status, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      organizationId\n      status\n      organization {\n        id\n        name\n      }\n      heartbeat {\n        ...HeartbeatDetail\n      }\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}",
});

export const PlanPeeringDocument = /*#__PURE__*/ document<PlanPeeringQuery, PlanPeeringQueryVariables>({
  name: 'PlanPeering',
  kind: 'query',
  hash: '5930510a756427204656628d241768d57b271cf1ed16e2cce6ba8ae30dfe3e46',
  text: "query PlanPeering($input: PlanPeeringInput!) {\n  planPeering(input: $input) {\n    create {\n      ...PlannedSpecDetail\n    }\n    change {\n      ...PlannedSpecDetail\n    }\n    remove {\n      ...PlannedSpecDetail\n    }\n    catalogsToCreate\n    categoriesToCreate\n    conflicts\n  }\n}\n\nfragment PlannedSpecDetail on PlannedSpec {\n  remoteId\n  name\n}",
});

export const QodSessionDocument = /*#__PURE__*/ document<QodSessionQuery, QodSessionQueryVariables>({
  name: 'QodSession',
  kind: 'query',
  hash: 'a4b8a73a0b3843a4db78ab450e81de780114419aa8a5630a16c7e8e2a7fb16cc',
  text: "query QodSession($id: ID!) {\n  qodSession(id: $id) {\n    ...QodSessionDetail\n    appInstance {\n      ...InstanceSummary\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QodSessionStatusChangedDocument = /*#__PURE__*/ document<QodSessionStatusChangedSubscription, QodSessionStatusChangedSubscriptionVariables>({
  name: 'QodSessionStatusChanged',
  kind: 'subscription',
  hash: '504eaec96437887e374aa9ba60008ae30f3f5c1c2a6b526d9ba40bbbece11fe7',
  text: "subscription QodSessionStatusChanged($sessionId: ID, $appInstanceId: ID, $after: String) {\n  qodSessionStatusChanged(\n    sessionId: $sessionId\n    appInstanceId: $appInstanceId\n    after: $after\n  ) {\n    cursor\n    at\n    sessionId\n    previousStatus\n    qosStatus\n    statusInfo\n    reason\n    duration\n    startedAt\n    expiresAt\n    removed\n  }\n}",
});

export const QodSessionsDocument = /*#__PURE__*/ document<QodSessionsQuery, QodSessionsQueryVariables>({
  name: 'QodSessions',
  kind: 'query',
  hash: '8a75517372e5b32ac08624d1b4ca0bb52817558c369b1ae8e60558f2afaaae21',
  text: "query QodSessions($filter: QodSessionFilter, $first: Int = 20, $after: String) {\n  qodSessions(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...QodSessionDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QodSessionsByDeviceDocument = /*#__PURE__*/ document<QodSessionsByDeviceQuery, QodSessionsByDeviceQueryVariables>({
  name: 'QodSessionsByDevice',
  kind: 'query',
  hash: 'f7ffe310e344fc914a4798c9913c1b1ded702090e260e1b31365adcd77ffe24f',
  text: "query QodSessionsByDevice($device: DeviceInput) {\n  qodSessionsByDevice(device: $device) {\n    ...QodSessionDetail\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PortsSpecDetail on PortsSpec {\n  ranges {\n    from\n    to\n  }\n  ports\n}\n\nfragment QodSessionDetail on QodSession {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  applicationServer {\n    ipv4Address\n    ipv6Address\n    ipAddresses\n  }\n  devicePorts {\n    ...PortsSpecDetail\n  }\n  applicationServerPorts {\n    ...PortsSpecDetail\n  }\n  qosProfile\n  sink\n  duration\n  startedAt\n  expiresAt\n  qosStatus\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QosAssignmentDocument = /*#__PURE__*/ document<QosAssignmentQuery, QosAssignmentQueryVariables>({
  name: 'QosAssignment',
  kind: 'query',
  hash: '7d2b08e84522d3c7b4eda1c6d89eae7b372d0bad1f2e10ed7d14b03bad880446',
  text: "query QosAssignment($id: ID!) {\n  qosAssignment(id: $id) {\n    ...QosAssignmentDetail\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment QosAssignmentDetail on QosAssignment {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  qosProfile\n  sink\n  startedAt\n  status\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QosAssignmentByDeviceDocument = /*#__PURE__*/ document<QosAssignmentByDeviceQuery, QosAssignmentByDeviceQueryVariables>({
  name: 'QosAssignmentByDevice',
  kind: 'query',
  hash: '7ad5e0594e00691d5b9a869925467e6c3b53ddf54ca747382bb0d589ecd7f227',
  text: "query QosAssignmentByDevice($device: DeviceInput) {\n  qosAssignmentByDevice(device: $device) {\n    ...QosAssignmentDetail\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment QosAssignmentDetail on QosAssignment {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  qosProfile\n  sink\n  startedAt\n  status\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QosAssignmentStatusChangedDocument = /*#__PURE__*/ document<QosAssignmentStatusChangedSubscription, QosAssignmentStatusChangedSubscriptionVariables>({
  name: 'QosAssignmentStatusChanged',
  kind: 'subscription',
  hash: '8c559b171fd17cdcf7e8e3df37345ffffb7b12e2525b4fa1c57a7044c451e9af',
  text: "subscription QosAssignmentStatusChanged($assignmentId: ID, $after: String) {\n  qosAssignmentStatusChanged(assignmentId: $assignmentId, after: $after) {\n    cursor\n    at\n    assignmentId\n    previousStatus\n    status\n    statusInfo\n    reason\n    removed\n  }\n}",
});

export const QosAssignmentsDocument = /*#__PURE__*/ document<QosAssignmentsQuery, QosAssignmentsQueryVariables>({
  name: 'QosAssignments',
  kind: 'query',
  hash: '072282de8778377eb99b72debd491c350eeb78dd614ea04bb99a0fd180e77e47',
  text: "query QosAssignments($first: Int = 20, $after: String) {\n  qosAssignments(first: $first, after: $after) {\n    totalCount\n    nodes {\n      ...QosAssignmentDetail\n    }\n    pageInfo {\n      ...PageEnd\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment QosAssignmentDetail on QosAssignment {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  qosProfile\n  sink\n  startedAt\n  status\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const QosProfileDocument = /*#__PURE__*/ document<QosProfileQuery, QosProfileQueryVariables>({
  name: 'QosProfile',
  kind: 'query',
  hash: '68047281c8e8969fbb228aab89b273c7dc6b5adcb3a63f186818b609bcec74a8',
  text: "query QosProfile($name: ID!) {\n  qosProfile(name: $name) {\n    ...QosProfileDetail\n  }\n}\n\nfragment QosDurationDetail on QosDuration {\n  value\n  unit\n}\n\nfragment QosProfileDetail on QosProfile {\n  name\n  description\n  status\n  countryAvailability {\n    countryName\n    networks\n  }\n  targetMinUpstreamRate {\n    ...QosRateDetail\n  }\n  maxUpstreamRate {\n    ...QosRateDetail\n  }\n  targetMinDownstreamRate {\n    ...QosRateDetail\n  }\n  maxDownstreamRate {\n    ...QosRateDetail\n  }\n  minDuration {\n    ...QosDurationDetail\n  }\n  maxDuration {\n    ...QosDurationDetail\n  }\n  priority\n  packetDelayBudget {\n    ...QosDurationDetail\n  }\n  jitter {\n    ...QosDurationDetail\n  }\n  packetErrorLossRate\n}\n\nfragment QosRateDetail on QosRate {\n  value\n  unit\n  bitsPerSecond\n}",
});

export const QosProfilesDocument = /*#__PURE__*/ document<QosProfilesQuery, QosProfilesQueryVariables>({
  name: 'QosProfiles',
  kind: 'query',
  hash: '5c7b2154f6323a41eb03c857a72f476a8ddf3abb25272c435a4b4a9520f63b49',
  text: "query QosProfiles($filter: QosProfileFilter, $first: Int = 20, $after: String) {\n  qosProfiles(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...QosProfileDetail\n    }\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment QosDurationDetail on QosDuration {\n  value\n  unit\n}\n\nfragment QosProfileDetail on QosProfile {\n  name\n  description\n  status\n  countryAvailability {\n    countryName\n    networks\n  }\n  targetMinUpstreamRate {\n    ...QosRateDetail\n  }\n  maxUpstreamRate {\n    ...QosRateDetail\n  }\n  targetMinDownstreamRate {\n    ...QosRateDetail\n  }\n  maxDownstreamRate {\n    ...QosRateDetail\n  }\n  minDuration {\n    ...QosDurationDetail\n  }\n  maxDuration {\n    ...QosDurationDetail\n  }\n  priority\n  packetDelayBudget {\n    ...QosDurationDetail\n  }\n  jitter {\n    ...QosDurationDetail\n  }\n  packetErrorLossRate\n}\n\nfragment QosRateDetail on QosRate {\n  value\n  unit\n  bitsPerSecond\n}",
});

export const ReleaseZoneDocument = /*#__PURE__*/ document<ReleaseZoneMutation, ReleaseZoneMutationVariables>({
  name: 'ReleaseZone',
  kind: 'mutation',
  hash: '987faa9bb52d15159e7598265eb821f0301bd656045903d75b9571ceffbcf354',
  text: "mutation ReleaseZone($input: ReleaseZoneInput!) {\n  releaseZone(input: $input) {\n    zone {\n      ...PartnerZoneDetail\n    }\n  }\n}\n\nfragment PartnerZoneDetail on PartnerZone {\n  id\n  zoneId\n  geolocation\n  geographyDetails\n  status\n  accepted\n  flavours {\n    flavourId\n    numCPU\n    memorySize\n    storageSize\n  }\n}",
});

export const RemovePartnerOnboardingDocument = /*#__PURE__*/ document<RemovePartnerOnboardingMutation, RemovePartnerOnboardingMutationVariables>({
  name: 'RemovePartnerOnboarding',
  kind: 'mutation',
  hash: 'cf6b9b6acefc131dd44d30a8885f9acc9d788a54ed7b6e55add32da1c4740413',
  text: "mutation RemovePartnerOnboarding($id: ID!) {\n  removePartnerOnboarding(id: $id) {\n    partnerOnboarding {\n      id\n      status\n    }\n  }\n}",
});

export const ReplayDeliveryDocument = /*#__PURE__*/ document<ReplayDeliveryMutation, ReplayDeliveryMutationVariables>({
  name: 'ReplayDelivery',
  kind: 'mutation',
  hash: '2cce2b3c1f966200c9783568e5cee334ba0bd0d2b25d284f93f5cf9f280caab7',
  text: "mutation ReplayDelivery($id: ID!) {\n  replayDelivery(id: $id) {\n    delivery {\n      ...EventDeliveryDetail\n    }\n  }\n}\n\nfragment EventDeliveryDetail on EventDelivery {\n  id\n  subscriptionId\n  resourceId\n  sink\n  eventId\n  eventType\n  state\n  attempts\n  lastStatus\n  lastError\n  nextAttemptAt\n  createdAt\n  settledAt\n}",
});

export const RevokeQosAssignmentDocument = /*#__PURE__*/ document<RevokeQosAssignmentMutation, RevokeQosAssignmentMutationVariables>({
  name: 'RevokeQosAssignment',
  kind: 'mutation',
  hash: 'b83732ff80b733bf21e04986d6364ff3da50e1344946c137b92ac6063a2a6a57',
  text: "mutation RevokeQosAssignment($id: ID!) {\n  revokeQosAssignment(id: $id) {\n    revoked\n    assignment {\n      ...QosAssignmentDetail\n    }\n  }\n}\n\nfragment DeviceIdentifierDetail on DeviceIdentifier {\n  phoneNumber\n  ipv4Address {\n    publicAddress\n    privateAddress\n    publicPort\n  }\n  ipv6Address\n}\n\nfragment QosAssignmentDetail on QosAssignment {\n  id\n  device {\n    ...DeviceIdentifierDetail\n  }\n  qosProfile\n  sink\n  startedAt\n  status\n  statusInfo\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const ServiceCatalogsDocument = /*#__PURE__*/ document<ServiceCatalogsQuery, ServiceCatalogsQueryVariables>({
  name: 'ServiceCatalogs',
  kind: 'query',
  hash: '6e2e19a5676db49e6ea84cb9307e03beffa465bd773e84ea55d10e77f6cc244a',
  text: "query ServiceCatalogs($first: Int = 20, $after: String) {\n  serviceCatalogs(first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      id\n      name\n      serviceCategories {\n        id\n        name\n        serviceCandidates {\n          id\n          serviceSpecification {\n            ...SpecificationSummary\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment SpecificationSummary on ServiceSpecification {\n  id\n  name\n  description\n  version\n  lifecycleStatus\n  isBundle\n  lastUpdate\n}",
});

export const ServiceSpecificationDocument = /*#__PURE__*/ document<ServiceSpecificationQuery, ServiceSpecificationQueryVariables>({
  name: 'ServiceSpecification',
  kind: 'query',
  hash: 'fc10cc112e2e3d86aba3831055084626dd5c09ecc81710f8d59e56a3316863f2',
  text: "query ServiceSpecification($id: ID!) {\n  serviceSpecification(id: $id) {\n    ...SpecificationDetail\n  }\n}\n\nfragment SpecificationDetail on ServiceSpecification {\n  ...SpecificationSummary\n  specCharacteristic {\n    name\n    description\n    valueType\n    configurable\n    values {\n      isDefault\n      valueType\n      unitOfMeasure\n      value\n    }\n  }\n  origin {\n    remoteId\n  }\n  serviceCandidates {\n    id\n    serviceCategories {\n      id\n      name\n    }\n  }\n}\n\nfragment SpecificationSummary on ServiceSpecification {\n  id\n  name\n  description\n  version\n  lifecycleStatus\n  isBundle\n  lastUpdate\n}",
});

export const ServiceSpecificationsDocument = /*#__PURE__*/ document<ServiceSpecificationsQuery, ServiceSpecificationsQueryVariables>({
  name: 'ServiceSpecifications',
  kind: 'query',
  hash: '314852922d157105184183127381696cf2eec4dfa7ef23b9a083d4e32e03f204',
  text: "query ServiceSpecifications($filter: [ResourceFilter!], $first: Int = 20, $after: String) {\n  serviceSpecifications(filter: $filter, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...SpecificationSummary\n    }\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment SpecificationSummary on ServiceSpecification {\n  id\n  name\n  description\n  version\n  lifecycleStatus\n  isBundle\n  lastUpdate\n}",
});

export const SetQosProfileStatusDocument = /*#__PURE__*/ document<SetQosProfileStatusMutation, SetQosProfileStatusMutationVariables>({
  name: 'SetQosProfileStatus',
  kind: 'mutation',
  hash: '9db165237c93a11aacf09d329161042fd905975865ccd83d8f54752e5a826738',
  text: "mutation SetQosProfileStatus($name: ID!, $status: QosProfileStatus!) {\n  setQosProfileStatus(name: $name, status: $status) {\n    qosProfile {\n      ...QosProfileDetail\n    }\n  }\n}\n\nfragment QosDurationDetail on QosDuration {\n  value\n  unit\n}\n\nfragment QosProfileDetail on QosProfile {\n  name\n  description\n  status\n  countryAvailability {\n    countryName\n    networks\n  }\n  targetMinUpstreamRate {\n    ...QosRateDetail\n  }\n  maxUpstreamRate {\n    ...QosRateDetail\n  }\n  targetMinDownstreamRate {\n    ...QosRateDetail\n  }\n  maxDownstreamRate {\n    ...QosRateDetail\n  }\n  minDuration {\n    ...QosDurationDetail\n  }\n  maxDuration {\n    ...QosDurationDetail\n  }\n  priority\n  packetDelayBudget {\n    ...QosDurationDetail\n  }\n  jitter {\n    ...QosDurationDetail\n  }\n  packetErrorLossRate\n}\n\nfragment QosRateDetail on QosRate {\n  value\n  unit\n  bitsPerSecond\n}",
});

export const SubmitAppDocument = /*#__PURE__*/ document<SubmitAppMutation, SubmitAppMutationVariables>({
  name: 'SubmitApp',
  kind: 'mutation',
  hash: '786a9d9580811ea5f518ea3d11543675b372691c51afaefb03f1136d03572cf3',
  text: "mutation SubmitApp($input: SubmitAppInput!) {\n  submitApp(input: $input) {\n    app {\n      ...AppManifest\n    }\n  }\n}\n\nfragment AppManifest on App {\n  ...AppSummary\n  operatingSystem {\n    architecture\n    family\n    version\n    license\n  }\n  appRepo {\n    type\n    imagePath\n    userName\n    authType\n    checksum\n  }\n  requiredResources {\n    ...Resources\n  }\n  componentSpec {\n    componentName\n    networkInterfaces {\n      interfaceId\n      protocol\n      port\n      visibilityType\n    }\n  }\n}\n\nfragment AppSummary on App {\n  id\n  name\n  appProvider\n  version\n  packageType\n  createdAt\n}\n\nfragment Gpu on GpuInfo {\n  gpuMemory\n  numGPU\n}\n\nfragment Pools on ApplicationResources {\n  cpuPool {\n    numCPU\n    memory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n    }\n  }\n  gpuPool {\n    numCPU\n    memory\n    gpuMemory\n    topology {\n      minNumberOfNodes\n      minNodeCpu\n      minNodeMemory\n      minNodeGpuMemory\n    }\n  }\n}\n\nfragment Resources on RequiredResources {\n  __typename\n  ... on KubernetesResources {\n    infraKind\n    applicationResources {\n      ...Pools\n    }\n    isStandalone\n    version\n    additionalStorage\n    addons\n    networking {\n      primaryNetwork {\n        provider\n        version\n      }\n      additionalNetworks {\n        name\n        interfaceType\n      }\n    }\n  }\n  ... on VmResources {\n    infraKind\n    numCPU\n    memory\n    additionalStorages {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on ContainerResources {\n    infraKind\n    vcpu: numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n  ... on DockerComposeResources {\n    infraKind\n    numCPU\n    memory\n    storage {\n      ...Storage\n    }\n    gpu {\n      ...Gpu\n    }\n  }\n}\n\nfragment Storage on AdditionalStorage {\n  name\n  storageSize\n  mountPoint\n}",
});

export const TrafficInfluenceDocument = /*#__PURE__*/ document<TrafficInfluenceQuery, TrafficInfluenceQueryVariables>({
  name: 'TrafficInfluence',
  kind: 'query',
  hash: '60748515e3e03e8a3c2726dd82b102ee07c04f012a0901bad347250b223f1c35',
  text: "query TrafficInfluence($id: ID!) {\n  trafficInfluence(id: $id) {\n    ...TrafficInfluenceDetail\n    appInstance {\n      ...InstanceSummary\n    }\n  }\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
});

export const TrafficInfluenceStateChangedDocument = /*#__PURE__*/ document<TrafficInfluenceStateChangedSubscription, TrafficInfluenceStateChangedSubscriptionVariables>({
  name: 'TrafficInfluenceStateChanged',
  kind: 'subscription',
  hash: '898c02da62989b9af9ea8495b5f9ce949cfcdaf6a7df57b90d4a8dc4e26661cf',
  text: "subscription TrafficInfluenceStateChanged($trafficInfluenceId: ID, $appId: ID, $appInstanceId: ID, $after: String) {\n  trafficInfluenceStateChanged(\n    trafficInfluenceId: $trafficInfluenceId\n    appId: $appId\n    appInstanceId: $appInstanceId\n    after: $after\n  ) {\n    cursor\n    at\n    trafficInfluenceId\n    appId\n    appInstanceId\n    previousState\n    state\n    reason\n    removed\n  }\n}",
});

export const TrafficInfluencesDocument = /*#__PURE__*/ document<TrafficInfluencesQuery, TrafficInfluencesQueryVariables>({
  name: 'TrafficInfluences',
  kind: 'query',
  hash: 'd09de0b085642de0be501fc9383372328340cb9be7ed662197f2f2d349bb5c76',
  text: "query TrafficInfluences($appId: ID, $first: Int = 20, $after: String) {\n  trafficInfluences(appId: $appId, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      ...PageEnd\n    }\n    nodes {\n      ...TrafficInfluenceDetail\n    }\n  }\n}\n\nfragment PageEnd on PageInfo {\n  hasNextPage\n  endCursor\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
});

export const UpdateAlarmDocument = /*#__PURE__*/ document<UpdateAlarmMutation, UpdateAlarmMutationVariables>({
  name: 'UpdateAlarm',
  kind: 'mutation',
  hash: '79d05a42b0392e009234a91f3d336445d21b52f55de8d963efdd5b6d4bbb870d',
  text: "mutation UpdateAlarm($id: ID!, $patch: JSON!) {\n  updateAlarm(id: $id, patch: $patch) {\n    alarm {\n      ...AlarmDetail\n    }\n  }\n}\n\nfragment AlarmDetail on Alarm {\n  id\n  externalAlarmId\n  alarmType\n  perceivedSeverity\n  probableCause\n  specificProblem\n  state\n  ackState\n  alarmRaisedTime\n  alarmChangedTime\n  alarmClearedTime\n  sourceSystemId\n  serviceAffecting\n}",
});

export const UpdateAppDeploymentDocument = /*#__PURE__*/ document<UpdateAppDeploymentMutation, UpdateAppDeploymentMutationVariables>({
  name: 'UpdateAppDeployment',
  kind: 'mutation',
  hash: '98c12695be1265ba408ffa0e4bce2c0fff403b875ef149df6167a32492061edb',
  text: "mutation UpdateAppDeployment($input: UpdateAppDeploymentInput!) {\n  updateAppDeployment(input: $input) {\n    appDeployment {\n      ...DeploymentSummary\n      appInstances {\n        ...InstanceSummary\n      }\n    }\n  }\n}\n\nfragment DeploymentSummary on AppDeployment {\n  id\n  name\n  appId\n  edgeCloudZoneIds\n  kubernetesClusterRefs\n  status\n  createdAt\n  updatedAt\n}\n\nfragment InstanceSummary on AppInstance {\n  id\n  name\n  appId\n  appProvider\n  edgeCloudZoneId\n  status\n  statusReason\n  createdAt\n  updatedAt\n}",
});

export const UpdateFederationDocument = /*#__PURE__*/ document<UpdateFederationMutation, UpdateFederationMutationVariables>({
  name: 'UpdateFederation',
  kind: 'mutation',
  hash: '826d9113f3224c720439a9c62fb96217deb60a668d06618f2457a4dc9f92d263',
  text: "mutation UpdateFederation($input: UpdateFederationInput!) {\n  updateFederation(input: $input) {\n    federation {\n      ...FederationDetail\n    }\n  }\n}\n\nfragment FederationDetail on Federation {\n  federationContextId\n  partner {\n    name\n    federationId\n    countryCode\n  }\n  status\n  statusReason\n  allowedMobileNetworkCodes {\n    mcc\n    mncs\n  }\n  allowedFixedNetworkCodes\n  platformCaps\n  createdAt\n  updatedAt\n}",
});

export const UpdateOrganizationDocument = /*#__PURE__*/ document<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>({
  name: 'UpdateOrganization',
  kind: 'mutation',
  hash: 'ad0dca090b2888824a95be9a77b50993734118e08a8655e192199b1832bba9d6',
  text: "mutation UpdateOrganization($id: ID!, $patch: JSON!) {\n  updateOrganization(id: $id, patch: $patch) {\n    organization {\n      ...OrganizationDetail\n    }\n  }\n}\n\nfragment OrganizationDetail on Organization {\n  id\n  name\n  tradingName\n  status\n  isPeeredOrganization\n  contactMedium {\n    mediumType\n    city\n    country\n    emailAddress\n  }\n  partyCharacteristic {\n    name\n    value\n    isSecret\n  }\n  createdAt\n  updatedAt\n}",
});

export const UpdatePeeringDocument = /*#__PURE__*/ document<UpdatePeeringMutation, UpdatePeeringMutationVariables>({
  name: 'UpdatePeering',
  kind: 'mutation',
  hash: '5ff4873d0bc1595c5faf588ef0bd8b3e7a8dfaf7621002345d73c7645afa1572',
  text: "mutation UpdatePeering($input: UpdatePeeringInput!) {\n  updatePeering(input: $input) {\n    peering {\n      ...PeeringDetail\n    }\n  }\n}\n\nfragment HeartbeatDetail on PeeringHeartbeatState {\n  lastCheckAt\n  lastSuccessAt\n  consecutiveFailures\n  firstFailureAt\n  nextCheckAt\n  lastFailure {\n    code\n    reason\n  }\n}\n\nfragment PeeringDetail on Peering {\n  organizationId\n  status\n  generation\n  heartbeat {\n    ...HeartbeatDetail\n  }\n  selectedSpecs {\n    remoteId\n    name\n    localId\n    state\n    version\n    lastVerifiedAt\n  }\n  assignments {\n    name\n    categories {\n      name\n      specifications {\n        remoteId\n        name\n      }\n    }\n  }\n  failedSpecs {\n    remoteId\n    name\n    code\n  }\n  createdAt\n  updatedAt\n}",
});

export const UpdateTrafficInfluenceDocument = /*#__PURE__*/ document<UpdateTrafficInfluenceMutation, UpdateTrafficInfluenceMutationVariables>({
  name: 'UpdateTrafficInfluence',
  kind: 'mutation',
  hash: '598c6a480c36df2686d3bd245bfcb0c32147cbb6fd2f12b3c9916f605e151e4e',
  text: "mutation UpdateTrafficInfluence($input: UpdateTrafficInfluenceInput!) {\n  updateTrafficInfluence(input: $input) {\n    trafficInfluence {\n      ...TrafficInfluenceDetail\n    }\n  }\n}\n\nfragment TrafficInfluenceDetail on TrafficInfluence {\n  id\n  apiConsumerId\n  appId\n  appInstanceId\n  edgeCloudRegion\n  edgeCloudZoneId\n  sourceTrafficFilters {\n    sourcePort\n  }\n  destinationTrafficFilters {\n    destinationPort\n    destinationProtocol\n  }\n  subscription {\n    protocol\n    sink\n    types\n  }\n  state\n  stateReason\n  createdAt\n  updatedAt\n}",
});

export const UpsertKnownDeviceDocument = /*#__PURE__*/ document<UpsertKnownDeviceMutation, UpsertKnownDeviceMutationVariables>({
  name: 'UpsertKnownDevice',
  kind: 'mutation',
  hash: '1b1f5768227e4c395aba53274d67909c073607245aeb69be7e0668b7312e8fff',
  text: "mutation UpsertKnownDevice($input: KnownDeviceInput!) {\n  upsertKnownDevice(input: $input) {\n    device {\n      ...KnownDeviceDetail\n    }\n  }\n}\n\nfragment KnownDeviceDetail on KnownDevice {\n  id\n  phoneNumber\n  subject\n  publicAddress\n  privateAddress\n  publicPort\n  ipv6Address\n  country\n  network\n  services\n  edgeCloudZones\n  createdAt\n  updatedAt\n}",
});

export const UpsertQosProfileDocument = /*#__PURE__*/ document<UpsertQosProfileMutation, UpsertQosProfileMutationVariables>({
  name: 'UpsertQosProfile',
  kind: 'mutation',
  hash: '9f6a9069ac010bb77e7d4d4534ff20e666d3c9441599b988d7cd7339d7e09792',
  text: "mutation UpsertQosProfile($input: QosProfileInput!) {\n  upsertQosProfile(input: $input) {\n    qosProfile {\n      ...QosProfileDetail\n    }\n  }\n}\n\nfragment QosDurationDetail on QosDuration {\n  value\n  unit\n}\n\nfragment QosProfileDetail on QosProfile {\n  name\n  description\n  status\n  countryAvailability {\n    countryName\n    networks\n  }\n  targetMinUpstreamRate {\n    ...QosRateDetail\n  }\n  maxUpstreamRate {\n    ...QosRateDetail\n  }\n  targetMinDownstreamRate {\n    ...QosRateDetail\n  }\n  maxDownstreamRate {\n    ...QosRateDetail\n  }\n  minDuration {\n    ...QosDurationDetail\n  }\n  maxDuration {\n    ...QosDurationDetail\n  }\n  priority\n  packetDelayBudget {\n    ...QosDurationDetail\n  }\n  jitter {\n    ...QosDurationDetail\n  }\n  packetErrorLossRate\n}\n\nfragment QosRateDetail on QosRate {\n  value\n  unit\n  bitsPerSecond\n}",
});
