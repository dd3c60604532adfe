import { z } from 'zod';
import { AppProviderIdShape, ArtefactIdShape, ArtefactNameShape, ComponentNameShape, InterfaceNameShape, NetworkNameShape, readDocument, text } from './document.manifest.js';
import { Refusal } from '../../../kernel/refusal.js';

const count = z.int().min(0).max(2_147_483_647);

/** `ComputeResourceInfo`: CPUs, memory in MB, storage in GB. */
const ComputeResourcesShape = z.object({
  cpuArchType: z.enum(['ISA_X86_64', 'ISA_ARM_64']),
  numCPU: z.string().regex(/^\d{1,6}((\.\d{1,3})|(m))?$/, 'must be a number of CPUs such as 2, 0.5 or 500m'),
  memory: z.int().min(0),
  diskStorage: count.optional(),
  gpu: z.array(z.object({ gpuVendorType: z.enum(['GPU_PROVIDER_NVIDIA', 'GPU_PROVIDER_AMD']), gpuModeName: text(256), gpuMemory: count, numGPU: count })).max(100).optional(),
  vpu: count.optional(),
  fpga: count.optional(),
  hugepages: z.array(z.object({ pageSize: z.enum(['2MB', '4MB', '1GB']), number: count })).max(100).optional(),
  cpuExclusivity: z.boolean().optional(),
});

const InterfaceShape = z.object({
  interfaceId: InterfaceNameShape,
  commProtocol: z.enum(['TCP', 'UDP', 'HTTP_HTTPS']),
  commPort: z.int().min(1).max(65_535),
  visibilityType: z.enum(['VISIBILITY_EXTERNAL', 'VISIBILITY_INTERNAL']),
  network: NetworkNameShape.optional(),
  InterfaceName: z.string().regex(/^[a-z][a-z0-9_-]{0,32}$/, 'must be 1 to 33 lower-case letters, digits, underscores or dashes, a letter first').optional(),
});

const ComponentShape = z.object({
  componentName: ComponentNameShape,
  images: z.array(text(256)).min(1).max(100),
  numOfInstances: count,
  restartPolicy: z.enum(['RESTART_POLICY_ALWAYS', 'RESTART_POLICY_NEVER']),
  commandLineParams: z.object({ command: z.array(text(4096)).max(100), commandArgs: z.array(text(4096)).max(100).optional() }).optional(),
  exposedInterfaces: z.array(InterfaceShape).min(1).max(100).optional(),
  computeResourceProfile: ComputeResourcesShape,
  compEnvParams: z
    .array(
      z.object({
        envVarName: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_]{0,63}$/, 'must be 1 to 64 letters, digits or underscores'),
        envValueType: z.enum(['USER_DEFINED', 'PLATFORM_DEFINED_DYNAMIC_PORT', 'PLATFORM_DEFINED_DNS', 'PLATFORM_DEFINED_IP']),
        envVarValue: z.string().regex(/^[A-Za-z0-9_,.-]{0,128}$/, 'must be at most 128 letters, digits, underscores, commas, dots or dashes').optional(),
        envVarSrc: text(1024).optional(),
      }),
    )
    .max(100)
    .optional(),
  deploymentConfig: z.object({ configType: z.enum(['DOCKER_COMPOSE', 'KUBERNETES_MANIFEST', 'CLOUD_INIT', 'HELM_VALUES']), contents: text(262_144) }).optional(),
  persistentVolumes: z
    .array(
      z.object({
        volumeSize: z.enum(['10Gi', '20Gi', '50Gi', '100Gi']),
        volumeMountPath: text(1024),
        volumeName: text(256),
        ephemeralType: z.boolean().optional(),
        accessMode: z.enum(['RW', 'RO']).optional(),
        sharingPolicy: z.enum(['EXCLUSIVE', 'SHARED']).optional(),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
});

const RepoLocationShape = z.object({ repoURL: text(2048).optional(), userName: text(1024).optional(), password: text(8192).optional(), token: text(8192).optional() });

export const ArtefactShape = z.object({
  artefactId: ArtefactIdShape,
  appProviderId: AppProviderIdShape,
  artefactName: ArtefactNameShape,
  artefactVersionInfo: text(256),
  artefactDescription: text(256).optional(),
  artefactVirtType: z.enum(['VM_TYPE', 'CONTAINER_TYPE']),
  artefactFileName: text(32).min(8).optional(),
  artefactFileFormat: z.enum(['WINZIP', 'TAR', 'TEXT', 'TARGZ']).optional(),
  artefactDescriptorType: z.enum(['HELM', 'TERRAFORM', 'ANSIBLE', 'SHELL', 'COMPONENTSPEC']),
  repoType: z.enum(['PRIVATEREPO', 'PUBLICREPO', 'UPLOAD']).optional(),
  artefactRepoLocation: RepoLocationShape.optional(),
  componentSpec: z.array(ComponentShape).min(1).max(100),
});

/** An artefact as it is kept: no password and no token in it. */
export type ArtefactDocument = Omit<z.output<typeof ArtefactShape>, 'repoType' | 'artefactRepoLocation'> & {
  readonly repoType: 'PRIVATEREPO' | 'PUBLICREPO';
  readonly artefactRepoLocation: { readonly repoURL: string; readonly userName?: string };
};

export interface ReadArtefact {
  readonly document: ArtefactDocument;
  /** Password or token of its repository. */
  readonly secret: string | null;
}

const refuse = (field: string, words: string): Refusal => new Refusal('INVALID_ARGUMENT', `The artefact is not valid at ${field}: ${words}.`, { field });

/**
 * Takes what can be deployed here: a chart or an image that lies in a repository.
 * @throws Refusal INVALID_ARGUMENT
 */
export function readArtefact(candidate: unknown): ReadArtefact {
  const { artefactRepoLocation = {}, repoType, ...rest } = readDocument(ArtefactShape, candidate, 'artefact');
  if (repoType === 'UPLOAD') throw refuse('repoType', 'files are not taken here, only what lies in a repository');
  if (rest.artefactDescriptorType !== 'HELM' && rest.artefactDescriptorType !== 'COMPONENTSPEC') throw refuse('artefactDescriptorType', 'only HELM and COMPONENTSPEC are deployed here');
  const { repoURL = '', userName = '', password = '', token = '' } = artefactRepoLocation;
  if (!/^\S+$/.test(repoURL)) throw refuse('artefactRepoLocation.repoURL', 'must be a URI or an image reference');
  const secret = password || token || null;
  if (repoType === 'PRIVATEREPO' && secret === null) throw refuse('artefactRepoLocation', 'a private repository needs a password or a token');
  const kind = repoType ?? (secret === null ? 'PUBLICREPO' : 'PRIVATEREPO');
  return { document: { ...rest, repoType: kind, artefactRepoLocation: { repoURL, ...(userName !== '' && { userName }) } }, secret };
}
