import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.js';
import { createFederationManager } from '../../src/modules/federations/manager/fm.source.js';
import { tokenKeeper } from '../../src/modules/federations/manager/fm-token.source.js';
import type { KeptToken, TokenHolder } from '../../src/modules/federations/manager/federation-token.store.js';
import type { Application, Artefact, FederationManager, FederationRef, FmCall, Installation } from '../../src/modules/federations/manager/fm.types.js';
import { startSandboxFm, type SandboxFm } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import { gsmaDefinition, hasGsma } from '../support/gsma.js';
import { collectLog } from '../support/log.js';

const call: FmCall = { signal: new AbortController().signal, correlator: 'contract' };
const LINK = 'http://127.0.0.1:9/callback';
const request = {
  origOPFederationId: 'op-alpha', origOPCountryCode: 'PT', origOPMobileNetworkCodes: { mcc: '268', mncs: ['01'] }, origOPFixedNetworkCodes: ['351'], initialDate: '2026-11-22T00:00:00Z', partnerStatusLink: LINK,
  partnerCallbackCredentials: { tokenUrl: LINK, clientId: 'op-b', clientSecret: 'a secret' },
};
const artefact: Artefact = {
  artefactId: '3fa85f64-5717-4562-b3fc-2c963f66afa6', appProviderId: 'a0123456789abcdef', artefactName: 'webfront1', artefactVersionInfo: '1.0.0', artefactVirtType: 'CONTAINER_TYPE', artefactDescriptorType: 'COMPONENTSPEC',
  repoType: 'PRIVATEREPO', artefactRepoLocation: { repoURL: 'https://images.example.com/web', userName: 'me', password: 'hidden' },
  componentSpec: [{
    componentName: 'webfront1', images: ['9a1f0a52-6b0e-4a39-9a5f-0d2f8a1f7c11'], numOfInstances: 1, restartPolicy: 'RESTART_POLICY_ALWAYS',
    exposedInterfaces: [{ interfaceId: 'interface1', commProtocol: 'TCP', commPort: 80, visibilityType: 'VISIBILITY_EXTERNAL' }], computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU: '1', memory: 512 },
  }],
};
const application: Application = {
  appId: 'a3fa85f6457174562b3fc2c963f66afa6', appProviderId: artefact.appProviderId, appDeploymentZones: ['seville-1'], appMetaData: { appName: 'webfront1', version: '1.0.0', accessToken: 'a'.repeat(40) },
  appQoSProfile: { latencyConstraints: 'NONE' }, appComponentSpecs: [{ serviceNameNB: 'webnorth1', serviceNameEW: 'webeast01', componentName: 'webfront1', artefactId: artefact.artefactId }], appStatusCallbackLink: LINK,
};
const installation: Installation = {
  appInstanceId: 'b3fa85f6457174562', appId: application.appId, appVersion: '1.0.0', appProviderId: artefact.appProviderId, zoneId: 'seville-1', flavourId: 'small', appInstCallbackLink: LINK,
};

const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'none', (failure: { readonly code?: unknown }) => failure.code);

function managerOf({ url, tokenUrl, client }: SandboxFm, dialect: '1.2.0' | '1.3.0' | undefined): FederationManager {
  const kept = new Map<string, KeptToken>();
  const store = { find: ({ partner }: TokenHolder) => Promise.resolve(kept.get(partner)), keep: ({ partner }: TokenHolder, token: KeptToken) => Promise.resolve((kept.set(partner, token), token)) };
  const partners = [{ name: 'betica', managerUrl: url, apiRoot: undefined, oauth: { tokenUrl, ...client }, dialect }];
  const common = { partners, timeoutMs: 1_000, log: collectLog(), clock: systemClock };
  return createFederationManager({ ...common, tokens: tokenKeeper({ ...common, store }) });
}

describe.each([
  ['1.2.0', 'partner', '1.2.0'],
  ['1.2.0', 'originating', undefined],
  ['1.3.0', 'partner', '1.3.0'],
  ['1.3.0', 'partner', undefined],
] as const)('the client of a Federation Manager %s as %s, told that it is %s', (dialect, role, told) => {
  let fm: SandboxFm;
  let manager: FederationManager;
  beforeAll(async () => {
    fm = await startSandboxFm({ dialect, role, behaviour: { onboardMs: [10, 20], settleMs: [10, 20], endMs: 20 } });
    manager = managerOf(fm, told);
  });
  afterAll(async () => {
    await manager.close();
    await fm.close();
  });

  it('does everything in order and takes it back in the reverse', async () => {
    const { contextId, partnerFederationId, offeredZones } = await manager.create('betica', request, call);
    expect(partnerFederationId).toBe('op-betica');
    expect(offeredZones).toHaveLength(3);
    let federation: FederationRef = { partner: 'betica', contextId, dialect: null };
    expect(await codeOf(manager.create('betica', request, call))).toBe('ALREADY_EXISTS');
    expect(await manager.contextId('betica', call)).toBe(dialect === '1.2.0' && role === 'partner' ? contextId : undefined);
    const details = await manager.details(federation, call);
    expect(details?.allowedMobileNetworks).toEqual(request.origOPMobileNetworkCodes);
    expect(details?.lcmEndpoint === undefined).toBe(dialect === '1.2.0');
    const change = { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: ['352'], modificationDate: '2026-11-22T00:00:00Z' } as const;
    expect((await manager.update(federation, change, call)).allowedFixedNetworks).toEqual(['351', '352']);
    const mobile = { objectType: 'MOBILE_NETWORK_CODES', operationType: 'REMOVE_CODES', removeMobileNetworkIds: { mcc: '268', mncs: ['01'] }, modificationDate: '2026-11-22T00:00:00Z' } as const;
    expect(await codeOf(manager.update(federation, { ...mobile, removeMobileNetworkIds: { mcc: '214', mncs: ['01'] } }, call))).toBe('CONFLICT');

    expect(await codeOf(manager.acceptZones(federation, { zoneIds: ['nowhere-1'], notifLink: LINK }, call))).toBe('NOT_FOUND');
    const [zone] = await manager.acceptZones(federation, { zoneIds: ['seville-1'], notifLink: LINK }, call);
    expect(zone).toMatchObject({ zoneId: 'seville-1', flavours: [{ flavourId: 'small', numCPU: 2 }, { flavourId: 'medium' }, { flavourId: 'accelerated', gpus: 1 }] });
    expect((await manager.acceptZones(federation, { zoneIds: ['seville-1'], notifLink: LINK }, call)).map(({ zoneId }) => zoneId)).toEqual(['seville-1']);
    expect(await manager.zone(federation, 'cadiz-1', call)).toBeUndefined();
    expect((await manager.zone(federation, 'seville-1', call))?.flavours).toHaveLength(3);

    expect(await manager.artefact(federation, artefact.artefactId, call)).toBeUndefined();
    const uploaded = await manager.uploadArtefact(federation, artefact, call);
    federation = { ...federation, dialect: uploaded.dialect ?? federation.dialect };
    expect(await codeOf(manager.uploadArtefact(federation, artefact, call))).toBe('ALREADY_EXISTS');
    expect(await manager.artefact(federation, artefact.artefactId, call)).toMatchObject({ artefactId: artefact.artefactId, appProviderId: artefact.appProviderId });
    expect(await codeOf(manager.onboard(federation, { ...application, appComponentSpecs: [{ ...application.appComponentSpecs[0]!, artefactId: '00000000-5717-4562-b3fc-2c963f66afa6' }] }, call))).toBe('NOT_FOUND');
    expect(await manager.application(federation, application.appId, call)).toBeUndefined();
    await manager.onboard(federation, application, call);
    expect(await codeOf(manager.onboard(federation, application, call))).toBe('ALREADY_EXISTS');
    expect(await manager.application(federation, application.appId, call)).toMatchObject({ appId: application.appId, appProviderId: application.appProviderId });

    expect(await manager.instances(federation, application, call)).toEqual([]);
    expect(await codeOf(manager.install(federation, { ...installation, flavourId: 'none' }, call))).toBe('NOT_FOUND');
    const { appInstanceId } = await manager.install(federation, installation, call);
    expect(appInstanceId === installation.appInstanceId).toBe(dialect === '1.3.0');
    expect(await codeOf(manager.install(federation, installation, call))).toBe('ALREADY_EXISTS');
    const ref = { appId: application.appId, appInstanceId, zoneId: 'seville-1' };
    await eventually(async () => expect(await manager.instance(federation, ref, call)).toMatchObject({ state: 'READY', accessPoints: [{ interfaceId: 'interface1', accessPoints: { port: 30_000 } }] }));
    expect(await manager.instances(federation, application, call)).toEqual([{ zoneId: 'seville-1', appInstanceId, state: 'READY' }]);

    for (const work of [manager.remove(federation, call), manager.releaseZone(federation, 'seville-1', call), manager.removeArtefact(federation, artefact.artefactId, call), manager.removeApplication(federation, application.appId, call)]) expect(await codeOf(work)).toBe('CONFLICT');
    await manager.removeInstance(federation, ref, call);
    await eventually(async () => expect(await manager.instance(federation, ref, call)).toBeUndefined());
    // Each twice: it is done, also when it was done before.
    for (const _time of [1, 2]) await manager.removeInstance(federation, ref, call);
    for (const _time of [1, 2]) await manager.removeApplication(federation, application.appId, call);
    for (const _time of [1, 2]) await manager.removeArtefact(federation, artefact.artefactId, call);
    for (const _time of [1, 2]) await manager.releaseZone(federation, 'seville-1', call);
    for (const _time of [1, 2]) await manager.remove(federation, call);
    expect(await manager.details(federation, call)).toBeUndefined();
    expect([fm.state.federations, fm.state.artefacts, fm.state.applications, fm.state.instances].map(({ all }) => all.size)).toEqual([0, 0, 0, 0]);
  });

  it.skipIf(!hasGsma)(`sends what the definition takes${hasGsma ? '' : ' (not here: there is no ../shared/specs/gsma)'}`, async () => {
    const definition = await gsmaDefinition(dialect);
    // The first artefact of a manager whose dialect is not known is refused by its type: that is how it is learnt.
    const taken = fm.requests.filter(({ operation, status }) => operation !== undefined && operation !== 'token' && status !== 415 && (dialect === '1.2.0' || operation !== 'contextId'));
    const faults = taken.flatMap(({ method, path, body, headers }) =>
      definition.request(method, path.slice(new URL(fm.url).pathname.length), body === undefined ? undefined : headers['content-type']?.toString().split(';', 1)[0], body).map((fault) => `${method} ${path}: ${fault}`),
    );
    expect(faults).toEqual([]);
    expect(taken.length).toBeGreaterThan(30);
  });

  it('learns that a federation is not known any more, and gets another token when its own is of no use', async () => {
    const { contextId } = await manager.create('betica', request, call);
    const federation: FederationRef = { partner: 'betica', contextId, dialect: null };
    fm.revoke();
    await fm.set({ tokenBound: false });
    expect(await manager.details(federation, call)).toBeDefined();
    fm.forget();
    expect(await manager.details(federation, call)).toBeUndefined();
    fm.fault({ operation: 'federationDetails', answer: { status: 200, body: { Error: 'Not assigned role to the operator (originating_op|partner_op)' } } });
    expect(await codeOf(manager.details(federation, call))).toBe('BAD_GATEWAY');
    fm.fault({ operation: 'federationDetails', answer: 'hang' });
    expect(await codeOf(manager.details(federation, call))).toBe('TIMEOUT');
  });
});
