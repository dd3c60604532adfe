import type { FmBehaviour, FmCallbackKind } from './fm.behaviour.js';
import type { CallbackCredentials, OutgoingCallback } from './fm.callbacks.js';
import { accessPointsOf } from './fm.lives.js';
import { below, type FmApplication, type FmFederation, type FmInstance, type FmState } from './fm.state.js';
import type { FmDialect } from './fm.voice.js';

export type FmOnboardStatus = 'PENDING' | 'ONBOARDED' | 'DEBOARDING' | 'REMOVED' | 'FAILED';
export type FmInstanceState = 'PENDING' | 'READY' | 'FAILED' | 'TERMINATING';

/** What the simulated partner tells of its own accord, in GSMA's words. */
export interface FmNotices {
  onboarding(application: FmApplication, status: FmOnboardStatus): void;
  instance(instance: FmInstance, state: FmInstanceState): void;
  /** onPartnerStatusEvent to one federation. @param event all but the context and the date */
  partner(federation: FmFederation, event: Readonly<Record<string, unknown>>): void;
  /** onZoneResourceUpdateEvent to those that accepted the zone. */
  resources(zoneId: string, info: readonly object[]): void;
  /** Any callback by hand, with its fate. */
  tell(kind: FmCallbackKind, contextId: string, link: string, body: Readonly<Record<string, unknown>>): void;
  /** Tells when an application or an instance settles, as it stands then. */
  armApplication(application: FmApplication): void;
  armInstance(instance: FmInstance): void;
  close(): void;
}

export interface NoticesSetting {
  readonly dialect: FmDialect;
  readonly state: FmState;
  readonly credentials: ReadonlyMap<string, CallbackCredentials>;
  readonly behaviour: () => FmBehaviour;
  readonly now: () => number;
  readonly send: (callback: OutgoingCallback) => void;
}

export function createFmNotices({ dialect, state, credentials, now, send }: NoticesSetting): FmNotices {
  const timers = new Set<NodeJS.Timeout>();
  const date = (): string => new Date(now()).toISOString();

  function tell(kind: FmCallbackKind, contextId: string, link: string, body: Readonly<Record<string, unknown>>): void {
    if (URL.canParse(link)) send({ kind, link, body: { federationContextId: contextId, ...body }, credentials: credentials.get(contextId) });
  }

  function onboarding({ contextId, appId, zones, link }: FmApplication, status: FmOnboardStatus): void {
    if (zones.length > 0) tell('onboarding-status', contextId, link, { appId, statusInfo: zones.map((zoneId) => ({ zoneId, onboardStatusInfo: status })) });
  }

  function instance(row: FmInstance, appInstanceState: FmInstanceState): void {
    const { contextId, appId, instanceId: appInstanceId, zoneId, link, message } = row;
    const points = appInstanceState === 'READY' ? accessPointsOf(state, row) : [];
    // The two definitions spell it differently here.
    const accessPoints = points.length > 0 ? { [dialect === '1.2.0' ? 'accesspointInfo' : 'accessPointInfo']: points } : {};
    const appInstanceInfo = { appInstanceState, ...(message !== null && { message }), ...accessPoints };
    tell('instance-status', contextId, link, { appId, appInstanceId, zoneId, appInstanceInfo, modificationDate: date() });
  }

  function at(moment: number | null, then: () => void): void {
    if (moment === null || moment < now()) return;
    const timer = setTimeout(() => (timers.delete(timer), then()), moment - now() + 1).unref();
    timers.add(timer);
  }

  return {
    onboarding,
    instance,
    tell,
    partner: ({ contextId, statusLink }, event) => tell('partner-status', contextId, statusLink, { ...event, modificationDate: date() }),
    resources(zoneId, zoneResUpdInfo) {
      for (const { contextId, zoneLink } of state.federations.list(({ zones }) => zones.includes(zoneId))) tell('zone-resources', contextId, zoneLink ?? '', { zoneId, zoneResUpdInfo });
    },
    armApplication: (row) =>
      at(row.settlesAt, () => {
        const current = state.applications.get(below(row.contextId, row.appId));
        if (current?.settlesAt === row.settlesAt) onboarding(current, current.outcome);
      }),
    armInstance: (row) =>
      at(row.settlesAt, () => {
        const current = state.instances.get(below(row.contextId, row.instanceId));
        if (current?.settlesAt === row.settlesAt && current.endsAt === null) instance(current, current.outcome);
      }),
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
