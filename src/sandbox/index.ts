export { SANDBOX_APP_ADDRESS, SANDBOX_DEVICES, type SandboxDevice } from './devices.js';
export { SANDBOX_ZONES, startSandboxSrm } from './srm.js';
export type { CoreOptions, SandboxApp, SandboxFlow, SandboxInstance, SandboxRequest, SandboxSrm, SandboxSrmOptions, SandboxZone, SrmFaults } from './srm.js';
export { startSandboxOss } from './oss.js';
export type { OssBehaviour, OssRequest, SandboxOss, SandboxOssOptions } from './oss.js';
export { BORROWED_ID, K8AAS_ID, LAZY_ID, OSS_SPECIFICATIONS, SLICE_ID } from './oss.specifications.js';
export { OSS_CLIENT, OSS_USER } from './oss.tokens.js';
