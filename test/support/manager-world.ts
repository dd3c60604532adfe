import { expect, onTestFinished } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { createFederationManager } from '../../src/modules/federations/manager/fm.source.js';
import type { TokenKeeper } from '../../src/modules/federations/manager/fm-token.source.js';
import type { Application, Artefact, Dialect, FederationManager, FederationRef, FederationRequest, FmCall } from '../../src/modules/federations/manager/fm.types.js';
import { collectLog, type CollectedLog } from './log.js';
import { startScriptedManager, type Script, type ScriptedManager } from './scripted-manager.js';

/** Every secret that these send begins with `canary`. */

export const CTX = '65f9a1c2d3e4f5a6b7c8d9e0';
export const ARTEFACT_ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const call = (signal = new AbortController().signal): FmCall => ({ signal, correlator: 'c-1' });
export const ref = (dialect: Dialect | null = '1.2.0', contextId = CTX): FederationRef => ({ partner: 'lisbon', contextId, dialect });

export const REQUEST: FederationRequest = {
  origOPFederationId: 'op-a', initialDate: '2026-01-31T10:00:00Z', partnerStatusLink: 'https://us.example/cb',
  partnerCallbackCredentials: { tokenUrl: 'https://us.example/token', clientId: 'lisbon', clientSecret: 'canary-callback-secret' },
};
export const ARTEFACT: Artefact = {
  artefactId: ARTEFACT_ID, appProviderId: 'a0123456789', artefactName: 'nginx01234567', artefactVersionInfo: '1.0', artefactVirtType: 'CONTAINER_TYPE', artefactDescriptorType: 'COMPONENTSPEC',
  repoType: 'PRIVATEREPO', artefactRepoLocation: { repoURL: 'https://registry.example/x', userName: 'me', password: 'canary-password' }, componentSpec: [{ componentName: 'nginx01234567' }],
};
export const APPLICATION: Application = {
  appId: 'a3fa85f64', appProviderId: 'a0123456789', appDeploymentZones: ['zone-1'], appMetaData: { appName: 'nginx01234567', version: '1.0', accessToken: `canary${'0'.repeat(32)}` },
  appQoSProfile: { latencyConstraints: 'NONE' }, appComponentSpecs: [{ serviceNameNB: 'n', serviceNameEW: 'n', componentName: 'n', artefactId: ARTEFACT_ID }], appStatusCallbackLink: 'https://us.example/cb',
};
export const INSTALLATION = { appInstanceId: 'a77', appId: 'a3fa85f64', appVersion: '1.0', appProviderId: 'a0123456789', zoneId: 'zone-1', flavourId: 'small', appInstCallbackLink: 'https://us.example/cb' };
export const INSTANCE = { appId: 'a3fa85f64', appInstanceId: 'a77', zoneId: 'zone-1' };

/** Tokens `canary-1`, `canary-2`, …: each refusal brings the next. */
export function numberedTokens(): TokenKeeper {
  let at = 1;
  return { token: async () => `canary-${at}`, renew: async () => `canary-${(at += 1)}`, state: () => undefined, close: () => Promise.resolve() };
}

export interface ManagerWorldOptions {
  readonly dialect?: Dialect;
  readonly timeoutMs?: number;
  readonly keeper?: TokenKeeper;
}

/** The client of two partners, `lisbon` and `porto`, at one scripted manager; it ends with the test. */
export async function managerWorld(script: Script = {}, { dialect, timeoutMs = 2000, keeper = numberedTokens() }: ManagerWorldOptions = {}): Promise<{ manager: ScriptedManager; source: FederationManager; log: CollectedLog }> {
  const manager = await startScriptedManager(script);
  const log = collectLog();
  const partner = { name: 'lisbon', managerUrl: manager.url, apiRoot: 'https://lisbon.example', oauth: { tokenUrl: manager.tokenUrl, clientId: 'us', clientSecret: 'canary-secret' }, dialect };
  const source = createFederationManager({ partners: [partner, { ...partner, name: 'porto', oauth: undefined, apiRoot: undefined }], tokens: keeper, timeoutMs, log });
  onTestFinished(async () => {
    await source.close();
    await manager.close();
  });
  return { manager, source, log };
}

export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

/** As the Federation Manager's framework words it. */
export const problem = (detail: string): object => ({ type: 'about:blank', title: 'X', detail, status: 0 });
export const UNKNOWN_CONTEXT = { status: 422, body: problem('Incorrect value for Federation. Error: 404 Not Found: Federation not found') };
