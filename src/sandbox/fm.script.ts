import { withCallbacks, type FmBehaviour, type FmCallbackChange, type FmCallbackKind } from './fm.behaviour.js';
import type { FmFault, FmFaults } from './fm.faults.js';
import type { FmTokens } from './fm.tokens.js';
import type { FmWorld } from './fm.world.js';
import { availabilityOf, offered, type FmZone } from './fm.zones.js';

/** What the simulated Federation Manager and the operator behind it are told to do. Whatever is of an unknown id is refused by `false`. */
export interface FmScript {
  /** Something goes wrong, once or more often, before anything else is looked at. */
  fault(fault: FmFault): void;
  /** Takes back every fault. */
  clear(): void;
  callbacks(change: FmCallbackChange): void;
  /** Now, whatever it was to become. */
  settleApplication(appId: string, status: 'ONBOARDED' | 'FAILED'): boolean;
  settleInstance(instanceId: string, state: 'READY' | 'FAILED', message?: string): boolean;
  /** The operator removes an instance of its own accord; nobody is told. */
  loseInstance(instanceId: string): boolean;
  /** Another zone is offered, or one again. */
  offer(zone: FmZone): void;
  /** A zone is not offered any more. What runs there stays. */
  withdraw(zoneId: string): boolean;
  /** Tells a GSMA `Status` of a zone. */
  zoneStatus(zoneId: string, status: string): boolean;
  /** Tells what is free in a zone. @param cpus that are left */
  zoneResources(zoneId: string, cpus: number): boolean;
  federationStatus(contextId: string, status: string): boolean;
  /** Any callback: with the given members. The link is the federation's, the app's or the instance's. */
  tell(kind: FmCallbackKind, link: string, body: Readonly<Record<string, unknown>> & { readonly federationContextId: string }): void;
  /** As if there never had been such a federation, nor anything below it. @param contextId @default all */
  forget(contextId?: string): boolean;
  /** Every token given so far is of no use any more. */
  revoke(): void;
}

export interface ScriptSetting {
  readonly world: FmWorld;
  readonly faults: FmFaults;
  readonly tokens: FmTokens;
  readonly change: (next: (behaviour: FmBehaviour) => FmBehaviour) => void;
}

export function createFmScript({ world, faults, tokens, change }: ScriptSetting): FmScript {
  const { state, notices } = world;
  const tellAll = (event: Readonly<Record<string, unknown>>): void => state.federations.list().forEach((federation) => notices.partner(federation, event));

  function settleApplication(id: string, outcome: 'ONBOARDED' | 'FAILED'): boolean {
    const [application] = state.applications.list(({ appId }) => appId === id);
    if (application) notices.onboarding(state.applications.put({ ...application, outcome, settlesAt: world.now() }), outcome);
    return application !== undefined;
  }

  function settleInstance(id: string, outcome: 'READY' | 'FAILED', message?: string): boolean {
    const [instance] = state.instances.list(({ instanceId }) => instanceId === id);
    if (instance) notices.instance(state.instances.put({ ...instance, outcome, settlesAt: world.now(), message: message ?? null }), outcome);
    return instance !== undefined;
  }

  function withdraw(zoneId: string): boolean {
    const zone = state.zones.get(zoneId);
    if (!zone) return false;
    state.zones.drop(zone);
    tellAll({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: [zoneId] });
    return true;
  }

  return {
    fault: faults.add,
    clear: faults.clear,
    callbacks: (given) => change((behaviour) => withCallbacks(behaviour, given)),
    settleApplication,
    settleInstance,
    loseInstance(id) {
      const [instance] = state.instances.list(({ instanceId }) => instanceId === id);
      if (instance) state.instances.drop(instance);
      return instance !== undefined;
    },
    offer(zone) {
      state.zones.put(zone);
      tellAll({ objectType: 'ZONES', operationType: 'ADD', addZones: [offered(zone)] });
    },
    withdraw,
    zoneStatus(zoneId, status) {
      const isKnown = state.zones.get(zoneId) !== undefined;
      if (isKnown) tellAll({ objectType: 'ZONES', operationType: 'STATUS', zoneStatus: [{ zoneId, status }] });
      return isKnown;
    },
    zoneResources(zoneId, cpus) {
      const isKnown = state.zones.get(zoneId) !== undefined;
      if (isKnown) notices.resources(zoneId, availabilityOf(cpus));
      return isKnown;
    },
    federationStatus(contextId, federationStatus) {
      const federation = state.federations.get(contextId);
      if (federation) notices.partner(federation, { objectType: 'FEDERATION', operationType: 'STATUS', federationStatus });
      return federation !== undefined;
    },
    tell: (kind, link, body) => notices.tell(kind, body.federationContextId, link, body),
    forget(contextId) {
      const forgotten = state.federations.list((one) => contextId === undefined || one.contextId === contextId);
      for (const federation of forgotten) state.forget(federation);
      return forgotten.length > 0;
    },
    revoke: tokens.revoke,
  };
}

