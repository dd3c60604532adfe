import { Refusal, type RefusalCode } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import type { NetworkSource } from './network.types.js';

/** Stands where no SRM is configured and none is simulated: says so, and never does anything. */
export function absentNetwork(): NetworkSource {
  const refuse = (code: RefusalCode) => (): Promise<never> =>
    Promise.reject(new Refusal(code, 'No Service Resource Manager is configured: SRM_HOST is not set.', { cause: new PeerRefused(503, true, 'no SRM is configured') }));
  // Nobody should wait for what cannot come; what was created before may be asked for again one day.
  return { create: refuse('NOT_IMPLEMENTED'), status: refuse('UNAVAILABLE'), remove: refuse('UNAVAILABLE'), list: refuse('UNAVAILABLE') };
}
