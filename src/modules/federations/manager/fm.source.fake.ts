import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import type {
  Application, Artefact, CreatedFederation, Dialect, FederationDetails, FederationManager, FederationRef, FederationRequest, Installation, InstanceState, KnownInstance, MobileNetworks,
  NetworkCodesChange, OnboardStatus, ZoneDetails, ZoneResources,
} from './fm.types.js';
import { createDoor, type FmFailure, type FmMethod } from './fm-door.source.fake.js';

export { managerAway, managerSilent, type FmFailure, type FmMethod } from './fm-door.source.fake.js';

export interface FakeApplication extends Application {
  readonly statuses: Map<string, OnboardStatus>;
}

export interface FakeInstance {
  readonly installation: Installation;
  state: InstanceState;
  accessPoints: KnownInstance['accessPoints'];
}

/** What stands at a partner. */
export interface FakeFederation {
  readonly partner: string;
  readonly contextId: string;
  readonly request: FederationRequest;
  offered: readonly ZoneDetails[];
  mobile: MobileNetworks | undefined;
  fixed: readonly string[];
  /** Accepted zones, with the address that was given for their notices. */
  readonly zones: Map<string, string>;
  readonly artefacts: Map<string, Artefact>;
  readonly applications: Map<string, FakeApplication>;
  /** By the manager's id. */
  readonly instances: Map<string, FakeInstance>;
}

export interface FakeManagerOptions {
  /** Partners with what each speaks. @default `{ partner: '1.2.0' }` */
  readonly partners?: Readonly<Record<string, Dialect>>;
  readonly zones?: readonly ZoneDetails[];
  /** 'when told': the test settles each (`settleApp`). @default 'at once' */
  readonly onboards?: 'at once' | 'when told';
  /** What an instance becomes when it is made. @default PENDING: the test settles it */
  readonly instances?: InstanceState;
  /** 'when told': an instance that is removed stays TERMINATING until the test lets it vanish. @default 'at once' */
  readonly removes?: 'at once' | 'when told';
}

/** A Federation Manager in memory with the order of things of a real one. It tells nothing of its own accord: the test carries callbacks. */
export interface FakeFederationManager extends FederationManager {
  /** By context id. What it shows is alive and may be changed by the test. */
  readonly federations: ReadonlyMap<string, FakeFederation>;
  /** The methods called so far, in order, with the id of what each was about. */
  readonly calls: readonly (readonly [method: FmMethod, id: string])[];
  /** The next call of this method fails so. May be called for several in advance. */
  fail(method: FmMethod, failure: FmFailure): void;
  /** While true nothing reaches it. */
  down(is: boolean): void;
  /** While true calls are taken, and wait. */
  hold(is: boolean): void;
  /** Without a zone: in all of its zones. @throws Error when there is no such application */
  settleApp(appId: string, status: OnboardStatus, zoneId?: string): void;
  /** @param instanceId the manager's, or ours where both are one */
  settle(instanceId: string, state: InstanceState, accessPoints?: KnownInstance['accessPoints']): void;
  /** The instance or the application disappears; a context goes with all that hangs on it. */
  vanish(id: string): void;
}

export const FAKE_OFFER: readonly ZoneDetails[] = [
  { zoneId: 'zone-1', geolocation: '41.3874,2.1686', geographyDetails: 'Barcelona' },
  { zoneId: 'zone-2', geolocation: '38.7223,-9.1393', geographyDetails: 'Lisbon' },
];

const refuse = (code: 'ALREADY_EXISTS' | 'CONFLICT' | 'NOT_FOUND' | 'INVALID_ARGUMENT', status: number, message: string): Refusal => new Refusal(code, message, { cause: new PeerRefused(status, true, message) });
const exists = (what: string): Refusal => refuse('ALREADY_EXISTS', 409, `The partner has such ${what} already.`);
const absent = (what: string): Refusal => refuse('NOT_FOUND', 404, `The partner does not know the ${what}.`);
const inUse = (what: string): Refusal => refuse('CONFLICT', 409, `The partner says that ${what}.`);

export function fakeFederationManager({ partners = { partner: '1.2.0' }, zones = FAKE_OFFER, onboards = 'at once', instances = 'PENDING', removes = 'at once' }: FakeManagerOptions = {}): FakeFederationManager {
  const federations = new Map<string, FakeFederation>();
  const { perform, calls, fail, down, hold } = createDoor();
  const since = new Date();
  const at = ({ contextId }: FederationRef): FakeFederation | undefined => federations.get(contextId);
  const standing = (ref: FederationRef): FakeFederation => {
    const found = at(ref);
    if (!found) throw absent('federation');
    return found;
  };
  const dialectOf = (partner: string): Dialect => partners[partner] ?? '1.2.0';
  const found = <Value>(id: string, of: (federation: FakeFederation) => Map<string, Value>): Value => {
    for (const federation of federations.values()) if (of(federation).has(id)) return of(federation).get(id)!;
    throw new Error(`The fake manager has no ${id}.`);
  };

  function create(partner: string, request: FederationRequest): CreatedFederation {
    if ([...federations.values()].some((one) => one.partner === partner)) throw exists('a federation');
    const contextId = dialectOf(partner) === '1.2.0' ? randomBytes(12).toString('hex') : randomUUID();
    federations.set(contextId, {
      partner, contextId, request, offered: zones, mobile: request.origOPMobileNetworkCodes, fixed: request.origOPFixedNetworkCodes ?? [],
      zones: new Map(), artefacts: new Map(), applications: new Map(), instances: new Map(),
    });
    return { contextId, partnerFederationId: `op-${partner.toLowerCase()}`, partnerCountryCode: 'PT', partnerMobileNetworks: { mcc: '268', mncs: ['03'] }, partnerFixedNetworks: ['351'], offeredZones: zones, platformCaps: [] };
  }

  function remove(ref: FederationRef): void {
    if ((at(ref)?.zones.size ?? 0) > 0) throw inUse('zones of the federation are in use');
    federations.delete(ref.contextId);
  }

  function acceptZones(ref: FederationRef, zoneIds: readonly string[], notifLink: string): readonly ZoneResources[] {
    const federation = standing(ref);
    if (zoneIds.some((id) => !federation.offered.some(({ zoneId }) => zoneId === id))) throw absent('zone');
    // As 1.2.0 does: all in one request.
    if (dialectOf(ref.partner) === '1.2.0' && federation.zones.size > 0 && zoneIds.some((id) => !federation.zones.has(id))) throw inUse('no further zone can be had');
    for (const id of zoneIds) federation.zones.set(id, notifLink);
    return zoneIds.map(resourcesOf);
  }

  function releaseZone(ref: FederationRef, zoneId: string): void {
    if ([...(at(ref)?.applications.values() ?? [])].some(({ appDeploymentZones }) => appDeploymentZones.includes(zoneId))) throw inUse('the zone is in use');
    at(ref)?.zones.delete(zoneId);
  }

  function uploadArtefact(ref: FederationRef, artefact: Artefact): { dialect: Dialect } {
    const federation = standing(ref);
    if (federation.artefacts.has(artefact.artefactId)) throw exists('an artefact');
    const { password: _, token: __, ...artefactRepoLocation } = artefact.artefactRepoLocation;
    federation.artefacts.set(artefact.artefactId, { ...artefact, artefactRepoLocation });
    return { dialect: dialectOf(ref.partner) };
  }

  function removeArtefact(ref: FederationRef, artefactId: string): void {
    if ([...(at(ref)?.applications.values() ?? [])].some(({ appComponentSpecs }) => appComponentSpecs.some((spec) => spec.artefactId === artefactId))) throw inUse('the artefact is in use');
    at(ref)?.artefacts.delete(artefactId);
  }

  function onboardApp(ref: FederationRef, application: Application): void {
    const federation = standing(ref);
    if (federation.applications.has(application.appId)) throw exists('an application');
    if (application.appComponentSpecs.some(({ artefactId }) => !federation.artefacts.has(artefactId))) throw absent('artefact');
    if (application.appDeploymentZones.some((id) => !federation.zones.has(id))) throw absent('zone');
    const status = onboards === 'at once' ? 'ONBOARDED' : 'PENDING';
    federation.applications.set(application.appId, { ...application, statuses: new Map(application.appDeploymentZones.map((id) => [id, status])) });
  }

  function removeApplication(ref: FederationRef, appId: string): void {
    if ([...(at(ref)?.instances.values() ?? [])].some(({ installation }) => installation.appId === appId)) throw inUse('the application is in use');
    at(ref)?.applications.delete(appId);
  }

  function install(ref: FederationRef, wanted: Installation): { appInstanceId: string } {
    const federation = standing(ref);
    if (federation.applications.get(wanted.appId)?.statuses.get(wanted.zoneId) !== 'ONBOARDED') throw absent('application there');
    // 1.2.0 knows instances apart by version, 1.3.0 by zone.
    const apart = dialectOf(ref.partner) === '1.2.0' ? 'appVersion' : 'zoneId';
    const twin = [...federation.instances.values()].some(({ installation }) => installation.appId === wanted.appId && installation[apart] === wanted[apart]);
    if (twin || federation.instances.has(wanted.appInstanceId)) throw exists('an instance');
    const appInstanceId = dialectOf(ref.partner) === '1.2.0' ? randomBytes(12).toString('hex') : wanted.appInstanceId;
    federation.instances.set(appInstanceId, { installation: wanted, state: instances, accessPoints: [] });
    return { appInstanceId };
  }

  function removeInstance(ref: FederationRef, instanceId: string): void {
    const instance = at(ref)?.instances.get(instanceId);
    if (removes === 'when told' && instance) instance.state = 'TERMINATING';
    else at(ref)?.instances.delete(instanceId);
  }

  return {
    federations, calls, fail, down, hold,
    settleApp(appId, status, zoneId) {
      const { statuses, appDeploymentZones } = found(appId, (federation) => federation.applications);
      for (const id of zoneId === undefined ? appDeploymentZones : [zoneId]) statuses.set(id, status);
    },
    settle(instanceId, state, accessPoints = []) {
      const instance = found(instanceId, (federation) => federation.instances);
      Object.assign(instance, { state, accessPoints });
    },
    vanish(id) {
      for (const federation of federations.values()) for (const kept of [federation.instances, federation.applications, federation.artefacts, federation.zones]) kept.delete(id);
      federations.delete(id);
    },
    partners: () => Object.keys(partners),
    create: (partner, request, call) => perform('create', partner, call, () => create(partner, request)),
    contextId: (partner, call) =>
      perform('contextId', partner, call, () => (dialectOf(partner) === '1.2.0' ? [...federations.values()].find((one) => one.partner === partner)?.contextId : undefined)),
    details: (ref, call) => perform('details', ref.contextId, call, () => detailsOf(at(ref))),
    update: (ref, change, call) => perform('update', ref.contextId, call, () => detailsOf(changed(standing(ref), change))!),
    remove: (ref, call) => perform('remove', ref.contextId, call, () => remove(ref)),
    acceptZones: (ref, { zoneIds, notifLink }, call) => perform('acceptZones', zoneIds.join(), call, () => acceptZones(ref, zoneIds, notifLink)),
    zone: (ref, zoneId, call) => perform('zone', zoneId, call, () => (at(ref)?.zones.has(zoneId) ? resourcesOf(zoneId) : undefined)),
    releaseZone: (ref, zoneId, call) => perform('releaseZone', zoneId, call, () => releaseZone(ref, zoneId)),
    uploadArtefact: (ref, artefact, call) => perform('uploadArtefact', artefact.artefactId, call, () => uploadArtefact(ref, artefact)),
    artefact: (ref, artefactId, call) => perform('artefact', artefactId, call, () => at(ref)?.artefacts.get(artefactId)),
    removeArtefact: (ref, artefactId, call) => perform('removeArtefact', artefactId, call, () => removeArtefact(ref, artefactId)),
    onboard: (ref, application, call) => perform('onboard', application.appId, call, () => onboardApp(ref, application)),
    application: (ref, appId, call) =>
      perform('application', appId, call, () => {
        const known = at(ref)?.applications.get(appId);
        return known && { appId, appProviderId: known.appProviderId, statuses: new Map(known.statuses) };
      }),
    removeApplication: (ref, appId, call) => perform('removeApplication', appId, call, () => removeApplication(ref, appId)),
    install: (ref, wanted, call) => perform('install', wanted.appInstanceId, call, () => install(ref, wanted)),
    instance: (ref, { appInstanceId }, call) =>
      perform('instance', appInstanceId, call, () => {
        const known = at(ref)?.instances.get(appInstanceId);
        return known && { state: known.state, accessPoints: known.accessPoints };
      }),
    instances: (ref, { appId }, call) =>
      perform('instances', appId, call, () =>
        [...(at(ref)?.instances ?? [])].filter(([, { installation }]) => installation.appId === appId).map(([appInstanceId, { installation, state }]) => ({ zoneId: installation.zoneId, appInstanceId, state }))),
    removeInstance: (ref, { appInstanceId }, call) => perform('removeInstance', appInstanceId, call, () => removeInstance(ref, appInstanceId)),
    state: () => Object.fromEntries(Object.keys(partners).map((name) => [name, { ok: true, since }])),
    close: () => Promise.resolve(),
  };
}

const detailsOf = (federation: FakeFederation | undefined): FederationDetails | undefined =>
  federation && { ...(federation.mobile && { allowedMobileNetworks: federation.mobile }), allowedFixedNetworks: federation.fixed, offeredZones: federation.offered };

function changed(federation: FakeFederation, change: NetworkCodesChange): FakeFederation {
  const { operationType: kind, addMobileNetworkIds: add, removeMobileNetworkIds: drop } = change;
  if (change.objectType === 'FIXED_NETWORK_CODES') {
    const kept = kind === 'UPDATE_CODES' ? [] : federation.fixed.filter((code) => !(change.removeFixedNetworkIds ?? []).includes(code));
    federation.fixed = [...new Set([...kept, ...(change.addFixedNetworkIds ?? [])])];
    return federation;
  }
  const { mobile } = federation;
  if (mobile && [add, drop].some((codes) => codes && codes.mcc !== mobile.mcc)) throw inUse('the country code is not the one that it knows');
  const kept = kind === 'UPDATE_CODES' ? [] : (mobile?.mncs ?? []).filter((mnc) => !drop?.mncs.includes(mnc));
  const mncs = [...new Set([...kept, ...(add?.mncs ?? [])])];
  const mcc = add?.mcc ?? mobile?.mcc;
  federation.mobile = mcc !== undefined && mncs.length > 0 ? { mcc, mncs } : undefined;
  return federation;
}

function resourcesOf(zoneId: string): ZoneResources {
  const computing = [{ cpuArchType: 'ISA_X86_64', numCPU: '16', memory: 32768 }];
  const sizes = [
    { flavourId: 'small', cpuArchType: 'ISA_X86_64', numCPU: 2, memorySize: 4096, storageSize: 20 },
    { flavourId: 'large', cpuArchType: 'ISA_X86_64', numCPU: 8, memorySize: 16384, storageSize: 100 },
  ];
  const supportedOSTypes = [{ architecture: 'x86_64', distribution: 'UBUNTU', version: 'OS_VERSION_UBUNTU_2204_LTS', license: 'OS_LICENSE_TYPE_FREE' }];
  const flavours = sizes.map((size) => ({ ...size, gpus: 0 }));
  const flavoursSupported = sizes.map((size) => ({ ...size, supportedOSTypes }));
  return { zoneId, flavours, document: { zoneId, reservedComputeResources: computing, computeResourceQuotaLimits: computing, flavoursSupported } };
}
