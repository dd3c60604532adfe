import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import type { Jobs } from '../../../outbound/jobs.js';
import { record } from '../../../outbound/outbox.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { FederationRow } from '../federation/federation.store.js';
import { onboardingChange } from '../federations.events.js';
import type { InstanceRow, InstanceStore } from './partner-instance.store.js';
import type { OnboardingRow, OnboardingStore } from './partner-onboarding.store.js';

/** Brings a partner to what an onboarding is to be. Key: its id. */
export const ONBOARDING = 'federations.onboarding';
/** Brings a partner to what an instance is to be, and follows it. Key: its id. */
export const INSTANCE = 'federations.instance';

/** How a federation is named in announcements. */
export type Named = Pick<FederationRow, 'contextId'>;

/** Writes onboardings with everything that goes with a change, in the caller's transaction. */
export interface OnboardingRecorder {
  /** @throws OnboardingTaken */
  added(tx: Tx, row: OnboardingRow, federation: Named, correlator: string | null): Promise<void>;
  /**
   * @param next what the rules made of `before`, which the transaction holds.
   * @returns false when somebody else wrote meanwhile. Its instances hear of a change; those that wait are refused with it.
   */
  changed(tx: Tx, before: OnboardingRow, next: OnboardingRow, federation: Named, correlator: string | null): Promise<boolean>;
  removed(tx: Tx, row: OnboardingRow, federation: Named): Promise<void>;
  /** Has both looked at soon. */
  wake(tx: Tx, of: { readonly onboardingId?: string; readonly instanceIds?: readonly string[] }, correlator?: string | null): Promise<void>;
}

export interface OnboardingRecorderOptions {
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

const SEEN_BY_USERS = ['status', 'statusReason', 'zoneIds', 'zoneStatus', 'kept'] as const;
const SEEN_BY_INSTANCES = ['status', 'zoneStatus', 'zoneIds', 'removing', 'artefact', 'onboarding'] as const;

/** Whether two rows differ in one of these members; the database does not keep the order of an object's. */
export const differs = <Row extends object>(a: Row, b: Row, members: readonly (keyof Row)[]): boolean => members.some((member) => !isDeepStrictEqual(a[member], b[member]));

export function onboardingRecorder({ onboardings, instances, jobs, clock }: OnboardingRecorderOptions): OnboardingRecorder {
  async function wake(tx: Tx, { onboardingId, instanceIds = [] }: Parameters<OnboardingRecorder['wake']>[1], correlator: string | null = null): Promise<void> {
    const job = (kind: string, key: string) => ({ kind, key, payload: { correlator }, runAt: clock.now() });
    await jobs.enqueueAll(tx, [...(onboardingId === undefined ? [] : [job(ONBOARDING, onboardingId)]), ...instanceIds.map((id) => job(INSTANCE, id))]);
  }

  return {
    wake,
    async added(tx, row, federation, correlator) {
      await onboardings.insert(tx, row);
      await record(tx, [onboardingChange(null, row, federation, row.createdAt, correlator)]);
      await wake(tx, { onboardingId: row.id }, correlator);
    },
    async changed(tx, before, next, federation, correlator) {
      const now = clock.now();
      const row = differs(before, next, SEEN_BY_USERS) ? { ...next, updatedAt: now } : next;
      if (!(await onboardings.replace(tx, row))) return false;
      if (differs(before, row, ['status', 'statusReason'])) await record(tx, [onboardingChange(before.status, row, federation, now, correlator)]);
      if (row.status === 'FAILED' && before.status !== 'FAILED') await instances.refuseWaiting(tx, row.id, row.statusReason ?? 'The app could not be onboarded to the partner.', now);
      if (differs(before, row, SEEN_BY_INSTANCES)) await wake(tx, { instanceIds: (await instances.of([row.id], tx)).map(({ id }: InstanceRow) => id) });
      return true;
    },
    async removed(tx, row, federation) {
      await onboardings.remove(tx, row.id);
      await record(tx, [onboardingChange(row.status, { ...row, status: 'REMOVED', statusReason: null }, federation, clock.now(), null, true)]);
    },
  };
}
