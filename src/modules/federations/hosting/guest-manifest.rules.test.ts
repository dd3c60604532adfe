import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anApplication, anArtefact } from '../../../../test/support/hosting-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { AppProviderIdShape, InterfaceNameShape } from './document.manifest.js';
import { accessPoints, guestManifest, localInterface } from './guest-manifest.rules.js';
import type { ApplicationDocument } from './hosted-application.manifest.js';
import { readArtefact } from './hosted-artefact.manifest.js';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/;
const labels = fc.stringMatching(LABEL).filter((text) => text.length <= 64);
const words = (least: number, most: number) => fc.tuple(fc.constantFrom('A', 'z'), fc.stringMatching(/^[A-Za-z0-9_]*$/), fc.constantFrom('B', '9')).map((parts) => parts.join('')).filter(({ length }) => length >= least && length <= most);
const application = (more: object = {}) => ({ ...anApplication(), ...more }) as unknown as ApplicationDocument;
const made = (artefact: object = {}, app: object = {}, contextId = 'c1') => {
  const { document, secret } = readArtefact(anArtefact(artefact));
  return guestManifest({ contextId, application: application(app), artefact: document, secret });
};
const refused = (artefact: object): string => {
  try {
    readArtefact(anArtefact(artefact));
    return 'taken';
  } catch (failure) {
    return failure instanceof Refusal ? `${failure.code} ${failure.field}` : String(failure);
  }
};
const [component] = anArtefact().componentSpec as [ReturnType<typeof anArtefact>['componentSpec'][number]];
const withProfile = (...profiles: readonly (readonly [numCPU: string, memory: number, numOfInstances: number])[]) => ({
  componentSpec: profiles.map(([numCPU, memory, numOfInstances]) => ({ ...component, numOfInstances, computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU, memory } })),
});

describe('an app of ours, made of a partner’s artefact', () => {
  it('has names that CAMARA takes, whichever definition the partner’s are legal in', () => {
    fc.assert(
      fc.property(fc.oneof(labels, words(8, 32)), fc.oneof(labels, words(8, 64)), fc.string({ maxLength: 200 }), (appName, appProviderId, version) => {
        fc.pre(AppProviderIdShape.safeParse(appProviderId).success);
        const manifest = made({}, { appProviderId, appMetaData: { appName, version } });
        expect(manifest.name).toMatch(/^[A-Za-z][A-Za-z0-9_]{1,63}$/);
        expect(manifest.appProvider).toMatch(/^[A-Za-z][A-Za-z0-9_]{7,63}$/);
        expect(manifest.version.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('has interfaces that CAMARA takes, each its own, and the partner’s names for them again', () => {
    const ids = fc.oneof(labels, words(8, 32)).filter((id) => InterfaceNameShape.safeParse(id).success);
    fc.assert(
      fc.property(fc.uniqueArray(ids, { minLength: 1, maxLength: 8 }), (interfaceIds) => {
        const local = interfaceIds.map(localInterface);
        expect(local.filter((id) => !/^[A-Za-z0-9][A-Za-z0-9_]{2,30}[A-Za-z0-9]$/.test(id))).toEqual([]);
        expect(new Set(local).size).toBe(interfaceIds.length);
        const exposed = interfaceIds.map((interfaceId) => ({ interfaceId, commProtocol: 'TCP' as const, commPort: 1, visibilityType: 'VISIBILITY_EXTERNAL' as const }));
        const endpoints = local.map((interfaceId) => ({ interfaceId, accessPoints: { port: 1, fqdn: 'a.example' } }));
        expect(accessPoints(endpoints, { componentSpec: [{ exposedInterfaces: exposed }] as never }).map(({ interfaceId }) => interfaceId)).toEqual(interfaceIds);
      }),
    );
    expect(accessPoints([{ interfaceId: '-', accessPoints: { port: 1, fqdn: 'a.example' } }, { interfaceId: 'eth0', accessPoints: { port: 1 } }], undefined)).toEqual([]);
  });

  it('is the same for the same artefact, and another for another context, application or artefact', () => {
    const names = [made(), made({}, {}, 'c2'), made({}, { appId: 'a0another00' }), made({ artefactRepoLocation: { repoURL: 'registry.example/web:2', token: 't' } }), made(withProfile(['1', 1, 1]))].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(made().name).toBe(names[0]);
    expect(made({ artefactRepoLocation: { repoURL: 'registry.example/web:1', userName: 'puller', password: 'another' } }).name).toBe(names[0]);
  });

  it('needs what its components need together', () => {
    expect(made(withProfile(['500m', 256, 1], ['0.5', 128, 2])).requiredResources).toEqual({ numCPU: 1.5, memory: 512 });
    expect(made(withProfile(['2', 1_024, 0])).requiredResources).toEqual({ numCPU: 2, memory: 1_024 });
  });

  it('is of the kind that the artefact says', () => {
    const kind = (more: object): string => made(more).packageType;
    expect(kind({ artefactDescriptorType: 'HELM' })).toBe('HELM');
    expect(kind({ artefactVirtType: 'VM_TYPE' })).toBe('QCOW2');
    expect(kind({ artefactVirtType: 'VM_TYPE', artefactRepoLocation: { repoURL: 'https://images.example/vm.OVA', token: 't' } })).toBe('OVA');
  });

  it('comes of what lies in a repository, and of nothing else', () => {
    expect(refused({ repoType: 'UPLOAD' })).toBe('INVALID_ARGUMENT repoType');
    expect(refused({ artefactDescriptorType: 'TERRAFORM' })).toBe('INVALID_ARGUMENT artefactDescriptorType');
    expect(refused({ artefactRepoLocation: { repoURL: '' } })).toBe('INVALID_ARGUMENT artefactRepoLocation.repoURL');
    expect(refused({ artefactRepoLocation: { repoURL: 'registry.example/web', password: '' } })).toBe('INVALID_ARGUMENT artefactRepoLocation');
    expect(refused({ repoType: undefined, artefactRepoLocation: { repoURL: 'registry.example/web' } })).toBe('taken');
    expect(readArtefact(anArtefact({ repoType: undefined })).document.repoType).toBe('PRIVATEREPO');
    expect(refused({ componentSpec: [] })).toBe('INVALID_ARGUMENT componentSpec');
    expect(refused({ componentSpec: [{ ...component, images: undefined }] })).toBe('INVALID_ARGUMENT componentSpec.0.images');
    expect(refused({ artefactId: 'A_1' })).toBe('INVALID_ARGUMENT artefactId');
  });
});
