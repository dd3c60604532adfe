import { createHash } from 'node:crypto';
import type { ServiceEndpoint } from '../manager/fm.types.js';
import type { AppEndpoint, GuestManifest } from '../neighbours.types.js';
import { InterfaceNameShape } from './document.manifest.js';
import type { ApplicationDocument } from './hosted-application.manifest.js';
import type { ArtefactDocument } from './hosted-artefact.manifest.js';

/** How a partner's application becomes an app of ours: names in CAMARA's form, and the way back for its interfaces. */

const hash = (...parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
const slug = (text: string, most: number): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, most);

const providerOf = (appProviderId: string): string => (/^[A-Za-z][A-Za-z0-9_]{7,63}$/.test(appProviderId) ? appProviderId : `p_${slug(appProviderId, 40)}_${hash(appProviderId).slice(0, 8)}`);

/** CAMARA's interface ids have 4 to 32 word characters. */
export const localInterface = (interfaceId: string): string => (/^[A-Za-z0-9][A-Za-z0-9_]{2,30}[A-Za-z0-9]$/.test(interfaceId) ? interfaceId : `${slug(interfaceId, 22)}_${hash(interfaceId).slice(0, 8)}`);

/** `500m`, `0.5` or `2`, in CPUs. */
const cpus = (vcpu: string): number => (vcpu.endsWith('m') ? Number(vcpu.slice(0, -1)) / 1000 : Number(vcpu));

function resourcesOf(components: ArtefactDocument['componentSpec']): GuestManifest['requiredResources'] {
  const times = components.map(({ computeResourceProfile: { numCPU, memory }, numOfInstances }) => ({ count: Math.max(1, numOfInstances), numCPU: cpus(numCPU), memory }));
  return { numCPU: times.reduce((sum, { count, numCPU }) => sum + count * numCPU, 0), memory: times.reduce((sum, { count, memory }) => sum + count * memory, 0) };
}

function packageOf({ artefactVirtType, artefactDescriptorType, artefactRepoLocation }: ArtefactDocument): GuestManifest['packageType'] {
  if (artefactVirtType === 'VM_TYPE') return /\.ova$/i.test(artefactRepoLocation.repoURL) ? 'OVA' : 'QCOW2';
  return artefactDescriptorType === 'HELM' ? 'HELM' : 'CONTAINER';
}

export interface Guest {
  readonly contextId: string;
  readonly application: ApplicationDocument;
  readonly artefact: ArtefactDocument;
  /** Password or token of its repository. */
  readonly secret: string | null;
}

/**
 * The name says whose the app is and what it is made of: partners never meet in it, an app of the same name is the same app,
 * and one that is made of another artefact has another name.
 */
export function guestManifest({ contextId, application, artefact, secret }: Guest): GuestManifest {
  const { appId, appProviderId, appMetaData } = application;
  const { repoType, artefactRepoLocation: { repoURL, userName } } = artefact;
  return {
    name: `g_${slug(appMetaData.appName, 32)}_${hash(contextId, appId, artefact).slice(0, 16)}`,
    appProvider: providerOf(appProviderId),
    version: appMetaData.version.slice(0, 64),
    packageType: packageOf(artefact),
    appRepo: { type: repoType, imagePath: repoURL, ...(userName !== undefined && { userName }), ...(secret !== null && { credentials: secret }) },
    requiredResources: resourcesOf(artefact.componentSpec),
    componentSpec: artefact.componentSpec.flatMap(({ componentName, exposedInterfaces = [] }) => {
      const networkInterfaces = exposedInterfaces.map(({ interfaceId, commProtocol, commPort, visibilityType }) => ({
        interfaceId: localInterface(interfaceId),
        protocol: commProtocol === 'HTTP_HTTPS' ? 'TCP' : commProtocol,
        port: commPort,
        visibilityType,
      }));
      return networkInterfaces.length > 0 ? [{ componentName, networkInterfaces }] : [];
    }),
  };
}

/** Where an instance is reached, by the partner's interface ids; what GSMA has no form for is left out. */
export function accessPoints(endpoints: readonly AppEndpoint[], artefact: Pick<ArtefactDocument, 'componentSpec'> | undefined): readonly { readonly interfaceId: string; readonly accessPoints: ServiceEndpoint }[] {
  const theirs = new Map((artefact?.componentSpec ?? []).flatMap(({ exposedInterfaces = [] }) => exposedInterfaces.map(({ interfaceId }) => [localInterface(interfaceId), interfaceId] as const)));
  return endpoints.flatMap(({ interfaceId, accessPoints: { port, fqdn, ipv4Addresses = [], ipv6Addresses = [] } }) => {
    const id = theirs.get(interfaceId) ?? interfaceId;
    const places = { ...(fqdn && { fqdn }), ...(ipv4Addresses.length > 0 && { ipv4Addresses }), ...(ipv6Addresses.length > 0 && { ipv6Addresses }) };
    return Object.keys(places).length > 0 && InterfaceNameShape.safeParse(id).success ? [{ interfaceId: id, accessPoints: { port, ...places } }] : [];
  });
}
