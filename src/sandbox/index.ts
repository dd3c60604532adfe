export { SANDBOX_APP_ADDRESS, SANDBOX_DEVICES, type SandboxDevice } from './devices.js';
export { SANDBOX_ZONES, startSandboxSrm } from './srm.js';
export type { CoreOptions, SandboxApp, SandboxFlow, SandboxInstance, SandboxRequest, SandboxSrm, SandboxSrmOptions, SandboxZone, SrmFaults } from './srm.js';
