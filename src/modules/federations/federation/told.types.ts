import type { FederationRow } from './federation.store.js';

/** Callbacks of a partner that are not about the federation itself. `body` is an object whose `federationContextId` is the federation's; nothing else of it has been looked at. */
export interface Told {
  /** GSMA's onApplicationOnboardStatusEvent. @throws Refusal INVALID_ARGUMENT (a member is missing or has another form) */
  onboarding(federation: FederationRow, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** GSMA's onInstanceStatusEvent. @throws Refusal INVALID_ARGUMENT */
  instance(federation: FederationRow, body: Readonly<Record<string, unknown>>): Promise<void>;
}
