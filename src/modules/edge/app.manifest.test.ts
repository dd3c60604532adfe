import { describe, expect, it } from 'vitest';
import { AppManifestShape, readManifest } from './app.manifest.js';
import type { AppManifest } from './app.manifest.js';

const manifest: AppManifest = {
  name: 'video_cache',
  appProvider: 'ExampleProvider',
  version: '1.0.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example/video-cache:1.0.0' },
  requiredResources: { infraKind: 'container', numCPU: '500m', memory: 512 },
  componentSpec: [
    { componentName: 'cache', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] },
  ],
};

describe('readManifest', () => {
  it('takes a whole manifest as it is', () => {
    expect(readManifest(manifest)).toEqual(manifest);
  });

  it('counts null members as absent', () => {
    const read = readManifest({ ...manifest, operatingSystem: null, requiredResources: null, appRepo: { ...manifest.appRepo, userName: null } });
    expect(read).not.toHaveProperty('operatingSystem');
    expect(read.appRepo).toEqual(manifest.appRepo);
  });

  it.each<[string, object, string]>([
    ['a name with a dash', { name: 'video-cache' }, 'name'],
    ['a provider that is too short', { appProvider: 'short' }, 'appProvider'],
    ['an unknown member', { colour: 'blue' }, ''],
    ['an unknown member at depth', { appRepo: { ...manifest.appRepo, token: 'x' } }, 'appRepo'],
    ['an image path with a blank', { appRepo: { type: 'PUBLICREPO', imagePath: 'a b' } }, 'appRepo.imagePath'],
    ['a port out of range', { componentSpec: [{ componentName: 'c', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 0, visibilityType: 'VISIBILITY_EXTERNAL' }] }] }, 'componentSpec.0.networkInterfaces.0.port'],
    ['a component without interfaces', { componentSpec: [{ componentName: 'c', networkInterfaces: [] }] }, 'componentSpec.0.networkInterfaces'],
    ['an unknown infraKind', { requiredResources: { infraKind: 'mainframe', numCPU: 1 } }, 'requiredResources.infraKind'],
    ['members of another infraKind', { requiredResources: { infraKind: 'container', numCPU: '1', memory: 1, isStandalone: true } }, 'requiredResources'],
    ['an addon named twice', { requiredResources: { infraKind: 'kubernetes', applicationResources: {}, isStandalone: true, addons: ['ingress', 'ingress'] } }, 'requiredResources.addons'],
  ])('refuses %s', (_, change, field) => {
    expect(() => readManifest({ ...manifest, ...change })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }));
  });

  it('never repeats a value in its message', () => {
    const secret = 'canary-credential';
    expect(() => readManifest({ ...manifest, appRepo: { ...manifest.appRepo, credentials: secret.repeat(200) } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  });
});

it('takes every kind of infrastructure', () => {
  const topology = { minNumberOfNodes: 1, minNodeCpu: 1, minNodeMemory: 1 };
  const kinds = [
    { infraKind: 'kubernetes', applicationResources: { cpuPool: { numCPU: 1, memory: 1, topology } }, isStandalone: false, networking: { additionalNetworks: [{ interfaceType: 'vfio-pci' }] } },
    { infraKind: 'virtualMachine', numCPU: 1, memory: 1, additionalStorages: [{ storageSize: '10GB', mountPoint: '/data' }] },
    { infraKind: 'dockerCompose', numCPU: 1, memory: 1, gpu: { gpuMemory: 1, numGPU: 1 } },
  ];
  for (const requiredResources of kinds) expect(AppManifestShape.safeParse({ ...manifest, requiredResources }).success).toBe(true);
});
