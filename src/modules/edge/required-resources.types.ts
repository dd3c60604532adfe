import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum InfraKind {
  kubernetes = 'kubernetes',
  virtualMachine = 'virtualMachine',
  container = 'container',
  dockerCompose = 'dockerCompose',
}
registerEnumType(InfraKind, { name: 'InfraKind', description: 'What an app runs on.' });

export enum K8sAddon {
  monitoring = 'monitoring',
  ingress = 'ingress',
}
registerEnumType(K8sAddon, { name: 'K8sAddon' });

export enum K8sInterfaceType {
  netdevice = 'netdevice',
  vfio_pci = 'vfio_pci',
  interface = 'interface',
}
registerEnumType(K8sInterfaceType, { name: 'K8sInterfaceType', valuesConfig: { vfio_pci: { description: 'CAMARA writes vfio-pci, which is no GraphQL name.' } } });

@ObjectType('GpuInfo', { simpleResolvers: true })
@InputType('GpuInfoInput')
export class GpuInfo {
  @Field(() => Int, { description: 'Memory of one GPU in megabytes.' })
  gpuMemory: number;

  @Field(() => Int)
  numGPU: number;
}

@ObjectType('AdditionalStorage', { simpleResolvers: true })
@InputType('AdditionalStorageInput')
export class AdditionalStorage {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { description: 'A number with its unit, GB or MB: `80GB`.' })
  storageSize: string;

  @Field(() => String)
  mountPoint: string;
}

@ObjectType('CpuPoolTopology', { simpleResolvers: true })
@InputType('CpuPoolTopologyInput')
export class CpuPoolTopology {
  @Field(() => Int)
  minNumberOfNodes: number;

  @Field(() => Int)
  minNodeCpu: number;

  @Field(() => Int, { description: 'Megabytes.' })
  minNodeMemory: number;
}

@ObjectType('CpuPool', { simpleResolvers: true })
@InputType('CpuPoolInput')
export class CpuPool {
  @Field(() => Int)
  numCPU: number;

  @Field(() => Int, { description: 'Megabytes.' })
  memory: number;

  @Field(() => CpuPoolTopology)
  topology: CpuPoolTopology;
}

@ObjectType('GpuPoolTopology', { simpleResolvers: true })
@InputType('GpuPoolTopologyInput')
export class GpuPoolTopology extends CpuPoolTopology {
  @Field(() => Int, { description: 'Megabytes.' })
  minNodeGpuMemory: number;
}

@ObjectType('GpuPool', { simpleResolvers: true })
@InputType('GpuPoolInput')
export class GpuPool {
  @Field(() => Int)
  numCPU: number;

  @Field(() => Int, { description: 'Megabytes.' })
  memory: number;

  @Field(() => Int, { description: 'Gigabytes of one GPU.' })
  gpuMemory: number;

  @Field(() => GpuPoolTopology)
  topology: GpuPoolTopology;
}

@ObjectType('ApplicationResources', { simpleResolvers: true })
@InputType('ApplicationResourcesInput')
export class ApplicationResources {
  @Field(() => CpuPool, { nullable: true })
  cpuPool?: CpuPool | null;

  @Field(() => GpuPool, { nullable: true })
  gpuPool?: GpuPool | null;
}

@ObjectType('K8sPrimaryNetwork', { simpleResolvers: true })
@InputType('K8sPrimaryNetworkInput')
export class K8sPrimaryNetwork {
  @Field(() => String, { nullable: true })
  provider?: string | null;

  @Field(() => String, { nullable: true })
  version?: string | null;
}

@ObjectType('K8sAdditionalNetwork', { simpleResolvers: true })
@InputType('K8sAdditionalNetworkInput')
export class K8sAdditionalNetwork {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => K8sInterfaceType, { nullable: true })
  interfaceType?: K8sInterfaceType | null;
}

@ObjectType('K8sNetworking', { simpleResolvers: true })
@InputType('K8sNetworkingInput')
export class K8sNetworking {
  @Field(() => K8sPrimaryNetwork, { nullable: true })
  primaryNetwork?: K8sPrimaryNetwork | null;

  @Field(() => [K8sAdditionalNetwork], { nullable: true })
  additionalNetworks?: K8sAdditionalNetwork[] | null;
}

@InputType('KubernetesResourcesInput')
@ObjectType()
class KubernetesMembers {
  @Field(() => ApplicationResources)
  applicationResources: ApplicationResources;

  @Field(() => Boolean, { description: 'Whether the app has its cluster to itself.' })
  isStandalone: boolean;

  @Field(() => String, { nullable: true, description: 'Kubernetes version.' })
  version?: string | null;

  @Field(() => String, { nullable: true, description: 'Persistent storage, e.g. `80GB`.' })
  additionalStorage?: string | null;

  @Field(() => K8sNetworking, { nullable: true })
  networking?: K8sNetworking | null;

  @Field(() => [K8sAddon], { nullable: true })
  addons?: K8sAddon[] | null;
}

@InputType('VmResourcesInput')
@ObjectType()
class VmMembers {
  @Field(() => Int)
  numCPU: number;

  @Field(() => Int, { description: 'Megabytes.' })
  memory: number;

  @Field(() => [AdditionalStorage], { nullable: true })
  additionalStorages?: AdditionalStorage[] | null;

  @Field(() => GpuInfo, { nullable: true })
  gpu?: GpuInfo | null;
}

@InputType('ContainerResourcesInput')
@ObjectType()
class ContainerMembers {
  @Field(() => String, { description: 'CPUs, whole, decimal or in thousandths: `1`, `0.5`, `500m`.' })
  numCPU: string;

  @Field(() => Int, { description: 'Megabytes.' })
  memory: number;

  @Field(() => [AdditionalStorage], { nullable: true })
  storage?: AdditionalStorage[] | null;

  @Field(() => GpuInfo, { nullable: true })
  gpu?: GpuInfo | null;
}

@InputType('DockerComposeResourcesInput')
@ObjectType()
class DockerComposeMembers {
  @Field(() => Int)
  numCPU: number;

  @Field(() => Int, { description: 'Megabytes.' })
  memory: number;

  @Field(() => [AdditionalStorage], { nullable: true })
  storage?: AdditionalStorage[] | null;

  @Field(() => GpuInfo, { nullable: true })
  gpu?: GpuInfo | null;
}

@ObjectType({ simpleResolvers: true })
export class KubernetesResources extends KubernetesMembers {
  @Field(() => InfraKind)
  infraKind: InfraKind;
}

@ObjectType({ simpleResolvers: true })
export class VmResources extends VmMembers {
  @Field(() => InfraKind)
  infraKind: InfraKind;
}

@ObjectType({ simpleResolvers: true })
export class ContainerResources extends ContainerMembers {
  @Field(() => InfraKind)
  infraKind: InfraKind;
}

@ObjectType({ simpleResolvers: true })
export class DockerComposeResources extends DockerComposeMembers {
  @Field(() => InfraKind)
  infraKind: InfraKind;
}

const MEMBER = {
  kubernetes: 'KubernetesResources',
  virtualMachine: 'VmResources',
  container: 'ContainerResources',
  dockerCompose: 'DockerComposeResources',
} as const;

export const RequiredResources = createUnionType({
  name: 'RequiredResources',
  description: 'What an app needs, by the infrastructure it runs on.',
  types: () => [KubernetesResources, VmResources, ContainerResources, DockerComposeResources] as const,
  resolveType: ({ infraKind }: { infraKind: InfraKind }) => MEMBER[infraKind],
});

@InputType({ description: 'Exactly one member.' })
export class RequiredResourcesInput {
  @Field(() => KubernetesMembers, { nullable: true })
  kubernetes?: KubernetesMembers | null;

  @Field(() => VmMembers, { nullable: true })
  virtualMachine?: VmMembers | null;

  @Field(() => ContainerMembers, { nullable: true })
  container?: ContainerMembers | null;

  @Field(() => DockerComposeMembers, { nullable: true })
  dockerCompose?: DockerComposeMembers | null;
}
