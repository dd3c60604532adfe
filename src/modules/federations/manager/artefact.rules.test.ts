import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownApp } from '../neighbours.types.js';
import { applicationOf, artefactOf, endpointsOf, unfitness } from './artefact.rules.js';
import { accessTokenOf, artefactIdOf, imageIdOf, legalName, partnerIdOf, partnerInterfaceOf, providerIdOf } from './identifier.rules.js';

/** The two definitions' patterns (reference c.5). */
const NAME_12 = /^[A-Za-z][A-Za-z0-9_]{7,31}$/;
const APP_ID_12 = /^[A-Za-z][A-Za-z0-9_]{7,63}$/;
const COMPONENT_12 = /^[A-Za-z0-9][A-Za-z0-9_]{6,62}[A-Za-z0-9]$/;
const INTERFACE_12 = /^[A-Za-z0-9][A-Za-z0-9_]{6,30}[A-Za-z0-9]$/;
const ANY_13 = /^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/;
const TOKEN_12 = /^[A-Za-z][A-Za-z0-9_]{31,63}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const APP_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const anApp = (changes: Partial<KnownApp> = {}): KnownApp => ({
  id: APP_ID,
  owner: { clientId: 'portal', userId: null },
  name: 'nginx',
  appProvider: 'ExampleProvider',
  version: '1.0.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example/nginx:1.27' },
  requiredResources: { infraKind: 'container', numCPU: '500m', memory: 512 },
  componentSpec: [{ componentName: 'nginx', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 80, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
  ...changes,
});

interface Spec {
  readonly componentName: string;
  readonly images: readonly string[];
  readonly exposedInterfaces?: readonly { readonly interfaceId: string; readonly commProtocol: string; readonly commPort: number }[];
  readonly computeResourceProfile: object;
}
const specsOf = (app: KnownApp): readonly Spec[] => artefactOf(app, APP_ID).componentSpec as readonly Spec[];

describe('identifiers for partners', () => {
  it('are legal in both definitions, whatever they are made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string(), fc.uuid(), fc.uint8Array({ minLength: 24, maxLength: 64 }), (name, salt, id, bytes) => {
        const made = legalName(name, salt);
        for (const pattern of [NAME_12, COMPONENT_12, INTERFACE_12, ANY_13]) expect(made).toMatch(pattern);
        for (const one of [partnerIdOf(id), providerIdOf({ owner: { clientId: name, userId: null }, appProvider: salt })]) {
          expect(one).toMatch(APP_ID_12);
          expect(one).toMatch(ANY_13);
        }
        expect(artefactIdOf(id, name)).toMatch(UUID);
        expect(imageIdOf(name)).toMatch(UUID);
        expect(accessTokenOf(bytes)).toMatch(TOKEN_12);
      }),
    );
  });

  it('keep apart what differs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        fc.pre(one !== other);
        expect(legalName(one)).not.toBe(legalName(other));
        expect(imageIdOf(one)).not.toBe(imageIdOf(other));
      }),
    );
    expect(new Set(['a_b', 'ab', 'a b', 'A_B', 'AB', 'Ab'].map((name) => legalName(name))).size).toBe(6);
  });

  it('are the same at each time, and still tell what they name', () => {
    expect(legalName('Nginx_Web')).toBe(legalName('Nginx_Web'));
    expect(legalName('Nginx_Web')).toMatch(/^nginxweb[0-9a-f]{8}$/);
    expect(legalName('Müller 7')).toMatch(/^muller7/);
    expect(legalName('7zip')).toMatch(/^a7zip/);
    expect(partnerIdOf(APP_ID)).toBe('a3fa85f6457174562b3fc2c963f66afa6');
  });

  it("keep a provider's two owners apart", () => {
    expect(providerIdOf(anApp())).not.toBe(providerIdOf(anApp({ owner: { clientId: 'another', userId: null } })));
    expect(providerIdOf(anApp())).toBe(providerIdOf(anApp({ name: 'other', version: '2' })));
  });

  it('make the artefact the federation\'s own', () => {
    expect(artefactIdOf('f-1', APP_ID)).not.toBe(artefactIdOf('f-2', APP_ID));
  });
});

describe('an artefact', () => {
  it('describes a container', () => {
    expect(artefactOf(anApp(), APP_ID)).toEqual({
      artefactId: APP_ID,
      appProviderId: providerIdOf(anApp()),
      artefactName: legalName('nginx'),
      artefactVersionInfo: '1.0.0',
      artefactVirtType: 'CONTAINER_TYPE',
      artefactDescriptorType: 'COMPONENTSPEC',
      repoType: 'PUBLICREPO',
      artefactRepoLocation: { repoURL: 'https://registry.example/nginx:1.27' },
      componentSpec: [
        {
          componentName: legalName('nginx'),
          images: [imageIdOf('https://registry.example/nginx:1.27')],
          numOfInstances: 1,
          restartPolicy: 'RESTART_POLICY_ALWAYS',
          computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU: '500m', memory: 512 },
          exposedInterfaces: [{ interfaceId: partnerInterfaceOf('nginx', 'eth0', 'TCP'), commProtocol: 'TCP', commPort: 80, visibilityType: 'VISIBILITY_EXTERNAL' }],
        },
      ],
    });
  });

  it.each([
    ['CONTAINER', 'CONTAINER_TYPE', 'COMPONENTSPEC'],
    ['HELM', 'CONTAINER_TYPE', 'HELM'],
    ['QCOW2', 'VM_TYPE', 'COMPONENTSPEC'],
    ['OVA', 'VM_TYPE', 'COMPONENTSPEC'],
  ])('of %s is %s with %s', (packageType, artefactVirtType, artefactDescriptorType) => {
    expect(artefactOf(anApp({ packageType }), APP_ID)).toMatchObject({ artefactVirtType, artefactDescriptorType });
  });

  it('is refused for what partners do not take', () => {
    expect(unfitness(anApp())).toBeUndefined();
    expect(unfitness(anApp({ packageType: 'CSAR' }))).toContain('CSAR');
    expect(unfitness(anApp({ appRepo: { type: 'PRIVATEREPO', imagePath: 'x', userName: 'me' } }))).toContain('credentials');
    expect(() => artefactOf(anApp({ packageType: 'CSAR' }), APP_ID)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'appId' }) as Error);
  });

  it('bears the credentials of its repository as password, and as token without a user', () => {
    const appRepo = { type: 'PRIVATEREPO', imagePath: 'registry.example/x:1', userName: 'me', credentials: 'p' } as const;
    expect(artefactOf(anApp({ appRepo }), APP_ID)).toMatchObject({ repoType: 'PRIVATEREPO', artefactRepoLocation: { repoURL: 'registry.example/x:1', userName: 'me', password: 'p' } });
    expect(artefactOf(anApp({ appRepo: { ...appRepo, userName: null } }), APP_ID).artefactRepoLocation).toEqual({ repoURL: 'registry.example/x:1', token: 'p' });
  });

  it('has TCP and UDP for ANY, and tells the end of it by our own names', () => {
    const app = anApp({ componentSpec: [{ componentName: 'c', networkInterfaces: [{ interfaceId: 'data', protocol: 'ANY', port: 5000, visibilityType: 'VISIBILITY_INTERNAL' }] }] });
    const exposed = specsOf(app)[0]!.exposedInterfaces!;
    expect(exposed.map(({ commProtocol, commPort }) => [commProtocol, commPort])).toEqual([['TCP', 5000], ['UDP', 5000]]);
    expect(new Set(exposed.map(({ interfaceId }) => interfaceId)).size).toBe(2);
    const points = exposed.map(({ interfaceId }) => ({ interfaceId, accessPoints: { port: 31_000, fqdn: 'x.example' } }));
    expect(endpointsOf(app, [...points, { interfaceId: 'theirs', accessPoints: { port: 1 } }]).map(({ interfaceId }) => interfaceId)).toEqual(['data', 'data', 'theirs']);
  });

  it('keeps interfaces of one name in two components apart', () => {
    const networkInterfaces = [{ interfaceId: 'eth0', protocol: 'TCP', port: 80, visibilityType: 'VISIBILITY_EXTERNAL' }];
    const specs = specsOf(anApp({ componentSpec: ['front', 'back'].map((componentName) => ({ componentName, networkInterfaces })) }));
    expect(new Set(specs.flatMap(({ exposedInterfaces }) => exposedInterfaces!.map(({ interfaceId }) => interfaceId))).size).toBe(2);
  });

  it.each([
    [{ infraKind: 'virtualMachine', numCPU: 2, memory: 2048 }, { numCPU: '2', memory: 2048 }],
    [{ infraKind: 'container', numCPU: '0.25', memory: 100 }, { numCPU: '250m', memory: 100 }],
    [{ infraKind: 'kubernetes', isStandalone: false, applicationResources: { cpuPool: { numCPU: 1, memory: 1024 }, gpuPool: { numCPU: 2, memory: 512 } } }, { numCPU: '3', memory: 1536 }],
    [null, { numCPU: '1', memory: 512 }],
    [{ infraKind: 'something' }, { numCPU: '1', memory: 512 }],
  ])('needs what the app says it needs: %o', (requiredResources, profile) => {
    expect(specsOf(anApp({ requiredResources }))[0]!.computeResourceProfile).toMatchObject(profile);
  });

  it('gives each component its part', () => {
    const component = { networkInterfaces: [] };
    const specs = specsOf(anApp({ requiredResources: { numCPU: 2, memory: 1000 }, componentSpec: ['a', 'b', 'c'].map((componentName) => ({ ...component, componentName })) }));
    expect(specs.map(({ computeResourceProfile }) => computeResourceProfile)).toEqual(Array.from({ length: 3 }, () => ({ cpuArchType: 'ISA_X86_64', numCPU: '667m', memory: 334 })));
    expect(specs.every((spec) => !('exposedInterfaces' in spec))).toBe(true);
  });

  it('has one component for an app that names none, and a version for one that has none', () => {
    expect(specsOf(anApp({ componentSpec: [] })).map(({ componentName }) => componentName)).toEqual([legalName('nginx')]);
    expect(artefactOf(anApp({ version: ' ' }), APP_ID).artefactVersionInfo).toBe('0');
  });
});

describe('an onboarding', () => {
  it('names the components of the artefact', () => {
    const app = anApp({ componentSpec: ['front', 'back'].map((componentName) => ({ componentName, networkInterfaces: [] })) });
    const made = applicationOf(app, { artefactId: APP_ID, zoneIds: ['zone-1'], callbackLink: 'https://us.example/cb', accessToken: accessTokenOf(new Uint8Array(24)) });
    expect(made).toMatchObject({ appId: partnerIdOf(APP_ID), appProviderId: artefactOf(app, APP_ID).appProviderId, appDeploymentZones: ['zone-1'], appStatusCallbackLink: 'https://us.example/cb' });
    expect(made.appMetaData).toEqual({ appName: legalName('nginx'), version: '1.0.0', accessToken: `t${'0'.repeat(48)}` });
    expect(made.appComponentSpecs.map(({ componentName }) => componentName)).toEqual(specsOf(app).map(({ componentName }) => componentName));
    expect(made.appComponentSpecs.every(({ artefactId }) => artefactId === APP_ID)).toBe(true);
  });
});
