/** Made-up values for the descriptions of the module edge's doors, so that they can be tried from the page. */

export const APP_ID = '7d5a2a58-5f0e-4d4c-9b1c-2f6a8a1f0c11';
export const ZONE_ID = 'b0f6c1de-3a4b-4c8e-8f55-6f2f7f0a9d21';
export const OTHER_ZONE_ID = '1c9e4f5a-7d21-4e0b-a6c3-9b8f5e2d4c32';
export const INSTANCE_ID = '4e2b7c90-8a1d-4f36-b7e5-0d9c3a6f1b43';
export const DEPLOYMENT_ID = '93d1e8f4-6b27-4a5c-8e09-7c4f2b1a0d54';

export const MANIFEST = {
  name: 'video_cache',
  appProvider: 'ExampleProvider',
  version: '1.0.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example/video-cache:1.0.0' },
  requiredResources: { infraKind: 'container', numCPU: '500m', memory: 512 },
  componentSpec: [
    {
      componentName: 'cache',
      networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }],
    },
  ],
} as const;
