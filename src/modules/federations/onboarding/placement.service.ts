import type { Owner } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { FederationStore, PartnerZoneRow } from '../federation/federation.store.js';
import { partnerIdOf } from '../manager/identifier.rules.js';
import type { OnboardingRecorder } from './onboarding-recorder.service.js';
import { afterInstanceFact } from './partner-instance.rules.js';
import type { InstanceRow, InstanceStore } from './partner-instance.store.js';
import { afterOnboardingFact, isAbsent, isLeaving } from './partner-onboarding.rules.js';
import { OnboardingTaken, type FederationState, type OnboardingRow, type OnboardingStore } from './partner-onboarding.store.js';
import { acceptedZoneIds, requireStanding } from './partner-zone.rules.js';

/** An app instance that is to run in a partner's zone. */
export interface WantedPlacement {
  readonly instanceId: string;
  readonly appId: string;
  readonly owner: Owner;
  readonly zoneId: string;
  readonly correlator: string | null;
}

/** Keeps what is wanted of instances at partners, in the transactions of those who want it. No partner is asked. */
export interface PlacementService {
  /** @throws Refusal NOT_FOUND (zone), INCOMPATIBLE_STATE */
  intend(tx: Tx, wanted: WantedPlacement): Promise<void>;
  intendEnd(tx: Tx, instanceId: string, correlator: string | null): Promise<void>;
  /** Before an app is deleted: an onboarding of which nothing is at a partner goes with it. @throws Refusal INCOMPATIBLE_STATE */
  leaving(tx: Tx, appId: string): Promise<void>;
}

export interface PlacementOptions {
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly federations: FederationStore;
  readonly recorder: OnboardingRecorder;
  readonly clock: Clock;
}

const TRIES = 5;
const inUse = (message: string): Refusal => new Refusal('INCOMPATIBLE_STATE', message, { field: 'edgeCloudZoneId' });
const overtaken = (): Refusal => new Refusal('ABORTED', 'The app is being onboarded to the partner by another request; try again.', { retryAfter: 1 });

/** A new onboarding; the partner's ids of it are its own, and new with every life. */
export const newOnboarding = (wanted: Pick<OnboardingRow, 'clientId' | 'userId' | 'federationId' | 'appId' | 'kept' | 'zoneIds'>, now: Date): OnboardingRow => ({
  id: newId(), ...wanted, partnerAppId: partnerIdOf(newId()), providerId: '', artefactId: newId(), status: 'PENDING', statusReason: null, zoneStatus: {},
  artefact: 'ABSENT', onboarding: 'ABSENT', removing: false, sentAt: null, missed: 0, revision: 0, createdAt: now, updatedAt: now,
});

/** Another wrote the first onboarding of the app to that partner in this moment. */
export async function orOvertaken<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (failure) {
    throw failure instanceof OnboardingTaken ? overtaken() : failure;
  }
}

export function placementService({ onboardings, instances, federations, recorder, clock }: PlacementOptions): PlacementService {
  /** @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE */
  async function acceptedZone(tx: Tx, id: string): Promise<{ readonly zone: PartnerZoneRow; readonly federation: FederationState }> {
    const [offered] = await federations.zones([id], tx);
    const federation = offered && (await onboardings.shareFederation(tx, offered.federationId));
    const [zone] = federation ? await federations.zones([id], tx) : [];
    if (!federation || !zone) throw new Refusal('NOT_FOUND', 'The edge cloud zone is not found.', { field: 'edgeCloudZoneId' });
    requireStanding(federation);
    if (zone.phase !== 'ACCEPTED') throw inUse(`The zone of ${federation.partner} is not accepted.`);
    return { zone, federation };
  }

  /** The app's onboarding to the partner, as it is or as it will be once it was made anew. @throws Refusal INCOMPATIBLE_STATE */
  async function onboardingFor(tx: Tx, { appId, owner, correlator }: WantedPlacement, { zone, federation }: { readonly zone: PartnerZoneRow; readonly federation: FederationState }): Promise<OnboardingRow> {
    const held = await onboardings.lockOf(tx, federation.id, appId);
    if (!held) {
      const zoneIds = [...acceptedZoneIds(await federations.zonesOf([federation.id], tx))];
      const row = newOnboarding({ ...owner, federationId: federation.id, appId, kept: false, zoneIds }, clock.now());
      await orOvertaken(recorder.added(tx, row, federation, correlator));
      return row;
    }
    if (!isLeaving(held) && held.zoneIds.includes(zone.zoneId)) return held;
    const others = (await instances.of([held.id], tx)).filter(({ removing, presence, state }) => !removing && (presence !== 'ABSENT' || state === 'PENDING'));
    if (isLeaving(held) && others.some(({ presence }) => presence !== 'ABSENT')) throw inUse(`The onboarding of the app to ${federation.partner} has failed; delete its instances there first.`);
    if (!isLeaving(held) && (held.kept || others.length > 0))
      throw inUse(`The app was onboarded to ${federation.partner} without that zone; ${others.length > 0 ? 'delete its instances there' : 'remove that onboarding'} first, then it can be onboarded to every accepted zone.`);
    if (!held.removing) await recorder.changed(tx, held, afterOnboardingFact(held, { kind: 'leave', anew: true }), federation, correlator);
    await recorder.wake(tx, { onboardingId: held.id }, correlator);
    return held;
  }

  return {
    async intend(tx, wanted) {
      const place = await acceptedZone(tx, wanted.zoneId);
      const onboarding = await onboardingFor(tx, wanted, place);
      const now = clock.now();
      const row: InstanceRow = {
        id: wanted.instanceId, onboardingId: onboarding.id, partnerZoneId: place.zone.id, partnerInstanceId: null, presence: 'ABSENT', removing: false, state: 'PENDING',
        message: null, stateAt: null, accessPoints: null, sentAt: null, missed: 0, revision: 0, createdAt: now, updatedAt: now,
      };
      await instances.insert(tx, row);
      await recorder.wake(tx, { instanceIds: [row.id] }, wanted.correlator);
    },
    async intendEnd(tx, instanceId, correlator) {
      // The onboarding before the jobs: who holds it wakes its instances, and who ends one may want it next, for another.
      const found = await instances.load(instanceId, tx);
      if (found) await onboardings.lock(tx, found.onboardingId);
      for (let tries = 1; ; tries += 1) {
        const row = await instances.load(instanceId, tx);
        if (!row) return;
        if (await instances.replace(tx, { ...afterInstanceFact(row, { kind: 'leave' }), updatedAt: clock.now() })) break;
        if (tries === TRIES) throw new Refusal('ABORTED', 'The app instance is being changed; try again.', { retryAfter: 1 });
      }
      await recorder.wake(tx, { instanceIds: [instanceId] }, correlator);
    },
    async leaving(tx, appId) {
      for (const { id } of await onboardings.ofApp(tx, appId)) {
        const row = await onboardings.lock(tx, id);
        if (!row) continue;
        const federation = await tx.federation.findUnique({ where: { id: row.federationId } });
        if (!isLeaving(row) || !isAbsent(row)) throw new Refusal('INCOMPATIBLE_STATE', `The app is onboarded to ${federation?.partner ?? 'a partner'}; remove that onboarding first.`);
        await recorder.removed(tx, row, { contextId: federation?.contextId ?? null });
      }
    },
  };
}
