import { randomBytes, randomUUID } from 'node:crypto';

/** A name that every name pattern of the API accepts, and nobody has used. */
export const newName = (kind: string): string => `${kind}_${randomBytes(6).toString('hex')}`;

/** A compliant app manifest. */
export const manifest = (): Record<string, unknown> => ({
  name: newName('app'),
  appProvider: 'Conformance_Provider',
  version: '1.0.0',
  packageType: 'CONTAINER',
  operatingSystem: { architecture: 'x86_64', family: 'UBUNTU', version: 'OS_VERSION_UBUNTU_2204_LTS', license: 'OS_LICENSE_TYPE_FREE' },
  appRepo: { type: 'PUBLICREPO', imagePath: 'https://images.example.com/conformance/app:1.0.0' },
  requiredResources: { infraKind: 'container', numCPU: '500m', memory: 512, storage: [{ name: 'logs', storageSize: '2GB', mountPoint: '/logs' }] },
  componentSpec: [{ componentName: 'web', networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
});

/** A compliant request body for each operation that has one; the ids in it name nothing. */
export const BODIES: Readonly<Record<string, () => Record<string, unknown>>> = {
  submitApp: manifest,
  createAppInstance: () => ({ name: newName('instance'), appId: randomUUID(), edgeCloudZoneId: randomUUID() }),
  createAppDeployment: () => ({ appDeploymentName: newName('deployment'), appId: randomUUID(), edgeCloudZones: [randomUUID()] }),
  updateAppDeployment: () => ({ appDeploymentName: newName('renamed') }),
};
