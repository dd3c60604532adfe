export { SANDBOX_ZONES, startSandboxSrm } from './srm.js';
export type { SandboxApp, SandboxInstance, SandboxRequest, SandboxSrm, SandboxSrmOptions, SandboxZone, SrmFaults } from './srm.js';
