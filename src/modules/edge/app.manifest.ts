import { z } from 'zod';
import { withoutNulls } from '../../kernel/given.js';
import { inputWords } from '../../kernel/input-words.js';
import { Refusal } from '../../kernel/refusal.js';

/**
 * What an app is and needs, as its provider submits it: the shape of CAMARA Edge Application Management (main branch),
 * and the domain's own rule behind every door. Unknown members are refused at every depth.
 *
 * Where the older Open Exposure Gateway asks for less, so does the domain: `requiredResources` and
 * `networking.primaryNetwork` may be absent, and `imagePath` may be an image reference without a scheme. CAMARA's door
 * asks for more before it comes here.
 */

const int = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
const text = (maxLength: number) => z.string().max(maxLength);

/** Name of an app, instance or deployment (CAMARA `AppInstanceName`). */
export const NameShape = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,63}$/, 'must be 2 to 64 letters, digits or underscores, a letter first');
export const AppProviderShape = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{7,63}$/, 'must be 8 to 64 letters, digits or underscores, a letter first');
export const InterfaceIdShape = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_]{2,30}[A-Za-z0-9]$/, 'must be 4 to 32 letters, digits or underscores, with a letter or digit at both ends');
const StorageSizeShape = text(32).regex(/^\d+(GB|MB)$/, 'must be a whole number followed by GB or MB');

export const OperatingSystemShape = z.strictObject({
  architecture: z.enum(['x86_64', 'x86']),
  family: z.enum(['RHEL', 'UBUNTU', 'COREOS', 'WINDOWS', 'OTHER']),
  version: z.enum(['OS_VERSION_UBUNTU_2204_LTS', 'OS_VERSION_RHEL_8', 'OS_MS_WINDOWS_2022', 'OTHER']),
  license: z.enum(['OS_LICENSE_TYPE_FREE', 'OS_LICENSE_TYPE_ON_DEMAND', 'OTHER']),
});

export const AppRepoShape = z.strictObject({
  type: z.enum(['PRIVATEREPO', 'PUBLICREPO']),
  /** URI or image reference. */
  imagePath: text(2048).regex(/^[^\s]+$/, 'must be a URI or an image reference'),
  userName: text(64).optional(),
  /** Write-only: kept encrypted, sent to the SRM on registration, never answered. */
  credentials: text(2048).meta({ writeOnly: true }).optional(),
  authType: z.enum(['DOCKER', 'HTTP_BASIC', 'HTTP_BEARER', 'NONE']).optional(),
  /** MD5 (32 hex digits) of a file image, SHA-256 (64) of a container image. */
  checksum: text(128).regex(/^(?:[A-Fa-f0-9]{32}|[A-Fa-f0-9]{64})$/, 'must be 32 or 64 hexadecimal digits').optional(),
});

export const AdditionalStorageShape = z
  .array(z.strictObject({ name: text(64).optional(), storageSize: StorageSizeShape, mountPoint: text(64) }))
  .max(50);
/** `gpuMemory` in GB. */
export const GpuInfoShape = z.strictObject({ gpuMemory: int(0, 16_384), numGPU: int(0, 16) });

const cpuTopology = { minNumberOfNodes: int(1, 1000), minNodeCpu: int(1, 256), minNodeMemory: int(1, 16_384) };
export const CpuPoolShape = z.strictObject({ numCPU: int(1, 256), memory: int(1, 16_384), topology: z.strictObject(cpuTopology) });
export const GpuPoolShape = z.strictObject({
  numCPU: int(1, 1024),
  memory: int(1, 16_384),
  gpuMemory: int(1, 16),
  topology: z.strictObject({ ...cpuTopology, minNodeGpuMemory: int(1, 16) }),
});

export const K8sNetworkingShape = z.strictObject({
  primaryNetwork: z.strictObject({ provider: text(64).optional(), version: text(64).optional() }).optional(),
  additionalNetworks: z
    .array(z.strictObject({ name: text(64).optional(), interfaceType: z.enum(['netdevice', 'vfio-pci', 'interface']).optional() }))
    .max(100)
    .optional(),
});

export const K8sAddonsShape = z
  .array(z.enum(['monitoring', 'ingress']))
  .max(2)
  .refine((addons) => new Set(addons).size === addons.length, 'must not name an addon twice')
  .meta({ uniqueItems: true });

export const KubernetesResourcesShape = z.strictObject({
  infraKind: z.literal('kubernetes'),
  applicationResources: z.strictObject({ cpuPool: CpuPoolShape.optional(), gpuPool: GpuPoolShape.optional() }),
  isStandalone: z.boolean(),
  version: text(64).regex(/^v?\d+\.\d+(?:\.\d+)?(?:[-+][0-9A-Za-z.-]+)?$/, 'must be a Kubernetes version such as 1.31').optional(),
  additionalStorage: StorageSizeShape.optional(),
  networking: K8sNetworkingShape.optional(),
  addons: K8sAddonsShape.optional(),
});

/** `memory` is in MB here and in the kinds below. */
export const VmResourcesShape = z.strictObject({
  infraKind: z.literal('virtualMachine'),
  numCPU: int(1, 256),
  memory: int(1, 32_768),
  additionalStorages: AdditionalStorageShape.optional(),
  gpu: GpuInfoShape.optional(),
});

export const ContainerResourcesShape = z.strictObject({
  infraKind: z.literal('container'),
  /** Whole, decimal or milli CPUs: `2`, `0.5`, `500m`. */
  numCPU: text(16).regex(/^\d+((\.\d{1,3})|(m))?$/, 'must be a number of CPUs such as 2, 0.5 or 500m'),
  memory: int(1, 16_384),
  storage: AdditionalStorageShape.optional(),
  gpu: GpuInfoShape.optional(),
});

export const DockerComposeResourcesShape = z.strictObject({
  infraKind: z.literal('dockerCompose'),
  numCPU: int(1, 256),
  memory: int(1, 16_384),
  storage: AdditionalStorageShape.optional(),
  gpu: GpuInfoShape.optional(),
});

export const RequiredResourcesShape = z.discriminatedUnion('infraKind', [
  KubernetesResourcesShape,
  VmResourcesShape,
  ContainerResourcesShape,
  DockerComposeResourcesShape,
]);

export const NetworkInterfaceShape = z.strictObject({
  interfaceId: InterfaceIdShape,
  protocol: z.enum(['TCP', 'UDP', 'ANY']),
  port: int(1, 65_535),
  visibilityType: z.enum(['VISIBILITY_EXTERNAL', 'VISIBILITY_INTERNAL']),
});

export const ComponentSpecShape = z.strictObject({
  componentName: text(64),
  networkInterfaces: z.array(NetworkInterfaceShape).min(1).max(100),
});

export const AppManifestShape = z.strictObject({
  name: NameShape,
  appProvider: AppProviderShape,
  version: text(64),
  packageType: z.enum(['QCOW2', 'OVA', 'CONTAINER', 'HELM', 'CSAR']),
  operatingSystem: OperatingSystemShape.optional(),
  appRepo: AppRepoShape,
  requiredResources: RequiredResourcesShape.optional(),
  componentSpec: z.array(ComponentSpecShape).max(100),
});

export type AppManifest = z.infer<typeof AppManifestShape>;
export type RequiredResources = z.infer<typeof RequiredResourcesShape>;

/**
 * Reads a manifest that a caller sent. Members that are null count as absent: GraphQL cannot tell the two apart.
 * @throws Refusal INVALID_ARGUMENT naming the first faulty member in `field`.
 */
export function readManifest(candidate: unknown): AppManifest {
  const read = AppManifestShape.safeParse(withoutNulls(candidate), { error: inputWords });
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const field = issue.path.join('.');
  throw new Refusal('INVALID_ARGUMENT', `The app manifest is not valid${field ? ` at ${field}` : ''}: ${issue.message}.`, { field });
}
