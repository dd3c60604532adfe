import { join } from 'node:path';
import type { Config } from './config.js';
import type { FederationsConfig } from './config.federations.js';

/** How partners are reached, and who we are to them. */
export interface OpenedManager extends FederationsConfig {
  /** The simulated Federation Manager, when it is simulated. */
  readonly simulated: { readonly url: string } | undefined;
  close(): Promise<void>;
}

/** Where the zones of the simulated SRM are, for a partner to be offered. */
const SIMULATED_PLACES = new Map([['lisbon-1', '38.7223,-9.1393'], ['porto-1', '41.1579,-8.6291'], ['vienna-1', '48.2082,16.3738'], ['graz-1', '47.0707,15.4395']]);

/** A network for tests (ITU-T E.212): Federation Manager 1.2.0 fails without one. */
const TEST_NETWORK = { mcc: '001', mncs: ['01'] };

/** The partners of the settings; without any, where peers are simulated, one called `sandbox`. */
export async function openManager({ federations, sandbox, sandboxFederation: dialect, srm, dataDir }: Pick<Config, 'federations' | 'sandbox' | 'sandboxFederation' | 'srm' | 'dataDir'>): Promise<OpenedManager> {
  const zones = sandbox && srm.host === undefined && federations.zones.size === 0 ? SIMULATED_PLACES : federations.zones;
  const operator = { ...federations.operator, mobileNetworks: federations.operator.mobileNetworks ?? (sandbox ? TEST_NETWORK : undefined) };
  const settings = { ...federations, zones, operator };
  if (federations.partners.length > 0 || !sandbox) return { ...settings, simulated: undefined, close: () => Promise.resolve() };
  const { startSandboxFm } = await import('./sandbox/index.js');
  const fm = await startSandboxFm({ dialect, statePath: join(dataDir, `sandbox-fm-${dialect}.json`) });
  const oauth = { tokenUrl: fm.tokenUrl, ...fm.client };
  return {
    ...settings,
    partners: [{ name: 'sandbox', managerUrl: fm.url, apiRoot: undefined, oauth, dialect: undefined }],
    callback: federations.callback ?? oauth,
    simulated: { url: fm.url },
    close: fm.close,
  };
}
