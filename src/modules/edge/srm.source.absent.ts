import { Refusal } from '../../kernel/refusal.js';
import { PeerRefused } from '../../outbound/peer-answers.js';
import type { SrmSource } from './srm.types.js';

/** Stands where no SRM is configured and none is simulated: says so, and never does anything. */
export function absentSrm(since: Date): SrmSource {
  const refuse = (): Promise<never> =>
    Promise.reject(new Refusal('UNAVAILABLE', 'No Service Resource Manager is configured: SRM_HOST is not set.', { cause: new PeerRefused(503, true, 'no SRM is configured') }));
  return {
    zones: refuse,
    registerApp: refuse,
    findApp: refuse,
    deregisterApp: refuse,
    deploy: refuse,
    instances: refuse,
    undeploy: refuse,
    generation: () => undefined,
    check: refuse,
    state: () => ({ ok: false, reason: 'SRM_HOST is not set', since }),
    close: () => Promise.resolve(),
  };
}
