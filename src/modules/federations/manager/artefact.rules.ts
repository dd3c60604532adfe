import { Refusal } from '../../../kernel/refusal.js';
import type { AppEndpoint, KnownApp } from '../neighbours.types.js';
import { needsOf, type Needs } from './flavour.rules.js';
import type { Application, Artefact, KnownInstance } from './fm.types.js';
import { imageIdOf, legalName, partnerIdOf, partnerInterfaceOf, providerIdOf } from './identifier.rules.js';

const ARCHITECTURE = 'ISA_X86_64';
const VIRTUAL_MACHINES: ReadonlySet<string> = new Set(['QCOW2', 'OVA']);

type Component = KnownApp['componentSpec'][number];
type NetworkInterface = Component['networkInterfaces'][number];

/** Why an app can run at no partner; undefined when it can. */
export function unfitness({ packageType, appRepo }: Pick<KnownApp, 'packageType' | 'appRepo'>): string | undefined {
  if (packageType === 'CSAR') return 'An app packaged as CSAR cannot be sent to a partner.';
  if (appRepo.type === 'PRIVATEREPO' && !appRepo.credentials) return 'An app in a private repository needs its credentials to be sent to a partner.';
  return undefined;
}

/**
 * An app as partners are given it.
 * @throws Refusal INVALID_ARGUMENT `appId`, as `unfitness` says
 */
export function artefactOf(app: KnownApp, artefactId: string): Artefact {
  const reason = unfitness(app);
  if (reason !== undefined) throw new Refusal('INVALID_ARGUMENT', reason, { field: 'appId' });
  const components = componentsOf(app);
  const needs = share(needsOf(app.requiredResources), components.length);
  return {
    artefactId,
    appProviderId: providerIdOf(app),
    artefactName: legalName(app.name),
    artefactVersionInfo: versionOf(app),
    artefactVirtType: VIRTUAL_MACHINES.has(app.packageType) ? 'VM_TYPE' : 'CONTAINER_TYPE',
    artefactDescriptorType: app.packageType === 'HELM' ? 'HELM' : 'COMPONENTSPEC',
    repoType: app.appRepo.type,
    artefactRepoLocation: locationOf(app.appRepo),
    componentSpec: components.map((component) => componentSpecOf(app, component, needs)),
  };
}

export interface Onboarding {
  readonly artefactId: string;
  /** The partner's ids. */
  readonly zoneIds: readonly string[];
  readonly callbackLink: string;
  /** See `accessTokenOf`. */
  readonly accessToken: string;
}

/** The onboarding of an app whose artefact is there. */
export function applicationOf(app: KnownApp, { artefactId, zoneIds, callbackLink, accessToken }: Onboarding): Application {
  return {
    appId: partnerIdOf(app.id),
    appProviderId: providerIdOf(app),
    appDeploymentZones: zoneIds,
    appMetaData: { appName: legalName(app.name), version: versionOf(app), accessToken },
    appQoSProfile: { latencyConstraints: 'NONE' },
    appComponentSpecs: componentsOf(app).map(({ componentName }) => {
      const name = legalName(componentName);
      return { serviceNameNB: name, serviceNameEW: name, componentName: name, artefactId };
    }),
    appStatusCallbackLink: callbackLink,
  };
}

/** What a partner tells of an instance's interfaces, by the app's own names. One that the app does not have keeps the partner's. */
export function endpointsOf({ componentSpec }: Pick<KnownApp, 'componentSpec'>, accessPoints: KnownInstance['accessPoints']): readonly AppEndpoint[] {
  const own = new Map(
    componentSpec.flatMap(({ componentName, networkInterfaces }) =>
      networkInterfaces.flatMap((one) => protocolsOf(one).map((protocol) => [partnerInterfaceOf(componentName, one.interfaceId, protocol), one.interfaceId] as const)),
    ),
  );
  return accessPoints.map(({ interfaceId, accessPoints: points }) => ({ interfaceId: own.get(interfaceId) ?? interfaceId, accessPoints: points }));
}

/** Partners want one at least: an app that names none is one. */
const componentsOf = ({ name, componentSpec }: KnownApp): readonly Component[] => (componentSpec.length > 0 ? componentSpec : [{ componentName: name, networkInterfaces: [] }]);

/** The Federation Manager refuses an empty one. */
export const versionOf = ({ version }: Pick<KnownApp, 'version'>): string => version.trim() || '0';

function locationOf({ imagePath, userName, credentials }: KnownApp['appRepo']): Artefact['artefactRepoLocation'] {
  if (!credentials) return { repoURL: imagePath };
  return userName ? { repoURL: imagePath, userName, password: credentials } : { repoURL: imagePath, token: credentials };
}

/** Requirements are the app's, profiles its components': each gets its part, rounded up. */
const share = ({ milliCpus, memory, gpus }: Needs, parts: number): Needs => ({ milliCpus: Math.ceil(milliCpus / parts), memory: Math.ceil(memory / parts), gpus });

/** GSMA `Vcpu`: whole CPUs, or thousandths. */
const vcpuOf = (milliCpus: number): string => (milliCpus % 1000 === 0 ? String(milliCpus / 1000) : `${milliCpus}m`);

function componentSpecOf({ appRepo }: KnownApp, { componentName, networkInterfaces }: Component, { milliCpus, memory }: Needs): object {
  const exposedInterfaces = networkInterfaces.flatMap((one) => protocolsOf(one).map((protocol) => interfaceOf(componentName, one, protocol)));
  return {
    componentName: legalName(componentName),
    images: [imageIdOf(appRepo.imagePath)],
    numOfInstances: 1,
    restartPolicy: 'RESTART_POLICY_ALWAYS',
    computeResourceProfile: { cpuArchType: ARCHITECTURE, numCPU: vcpuOf(milliCpus), memory },
    ...(exposedInterfaces.length > 0 && { exposedInterfaces }),
  };
}

/** GSMA has no word for both. */
const protocolsOf = ({ protocol }: NetworkInterface): readonly string[] => (protocol === 'ANY' ? ['TCP', 'UDP'] : [protocol]);

const interfaceOf = (componentName: string, { interfaceId, port, visibilityType }: NetworkInterface, protocol: string): object => ({
  interfaceId: partnerInterfaceOf(componentName, interfaceId, protocol),
  commProtocol: protocol,
  commPort: port,
  visibilityType,
});
