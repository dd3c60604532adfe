import { join } from 'node:path';
import type { Config } from './config.js';
import type { Clock } from './kernel/clock.js';
import type { Log } from './kernel/context.js';
import { absentSrm } from './modules/edge/srm.source.absent.js';
import { createSrm } from './modules/edge/srm.source.js';
import type { SrmSource } from './modules/edge/srm.types.js';
import { createPeer, type Peer } from './outbound/http.js';
import type { Metrics } from './outbound/metrics.js';
import type { SandboxDevice } from './sandbox/index.js';

export interface SourceOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface OpenedSrm {
  readonly srm: SrmSource;
  /** What the source asks, for the network's part of the same SRM; undefined where there is no SRM. */
  readonly peer: Peer | undefined;
  /** The simulated SRM, when it is simulated, and what goes with it. */
  readonly simulated: Simulation | undefined;
  close(): Promise<void>;
}

export interface Simulation {
  readonly url: string;
  readonly devices: readonly SandboxDevice[];
  /** Where the apps of its zones are reached. */
  readonly appAddress: string;
}

/** The SRM of `SRM_HOST`; without it the simulated one, where that is allowed, and else one that says what is missing. */
export async function openSrm({ config, clock, log, metrics }: SourceOptions): Promise<OpenedSrm> {
  const { srm: settings, sandbox, sandboxSrm, dataDir } = config;
  if (!settings.host && !sandbox) return { srm: absentSrm(clock.now()), peer: undefined, simulated: undefined, close: () => Promise.resolve() };
  const simulation = settings.host ? undefined : await simulate(sandboxSrm, join(dataDir, `sandbox-srm-${sandboxSrm}.json`));
  const peer = createPeer({ name: 'SRM', baseUrl: settings.host ?? simulation!.url, timeoutMs: settings.timeoutMs, log, metrics, clock });
  const srm = createSrm({ peer, timeoutMs: settings.timeoutMs });
  return {
    srm,
    peer,
    simulated: simulation,
    async close() {
      await srm.close();
      await simulation?.close();
    },
  };
}

async function simulate(generation: Config['sandboxSrm'], statePath: string) {
  const { SANDBOX_APP_ADDRESS, SANDBOX_DEVICES, startSandboxSrm } = await import('./sandbox/index.js');
  const { url, close } = await startSandboxSrm({ generation, statePath });
  return { url, close, devices: SANDBOX_DEVICES, appAddress: SANDBOX_APP_ADDRESS };
}
