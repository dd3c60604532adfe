import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { FederationRow } from '../federation/federation.store.js';
import { endpointsOf } from '../manager/artefact.rules.js';
import type { OwnApps } from '../neighbours.types.js';
import { differs, type OnboardingRecorder } from './onboarding-recorder.service.js';
import { membersOf, type InstanceRow, type InstanceStore } from './partner-instance.store.js';
import { afterInstanceFact, hindranceOf, placementFacts, type InstanceFact } from './partner-instance.rules.js';
import { afterOnboardingFact, isAbsent, isLeaving, isUnwanted } from './partner-onboarding.rules.js';
import type { OnboardingRow, OnboardingStore } from './partner-onboarding.store.js';

/** Writes what became known of an instance here and in the module edge, each in one transaction. */
export interface InstanceRecorder {
  /**
   * @param only the revision that the facts were learnt of, where they say nothing of a later one
   * @returns the row afterwards; undefined when it is gone, or was changed since
   */
  learn(id: string, facts: readonly InstanceFact[], only?: number): Promise<InstanceRow | undefined>;
  /** Marks that a request to make it leaves. @returns undefined when it must not, any more */
  send(row: InstanceRow, zoneId: string): Promise<InstanceRow | undefined>;
  /** Nothing of it is at the partner and it is to go. @returns false while its onboarding, which goes with it, is still there */
  depart(row: InstanceRow, federation: FederationRow): Promise<boolean>;
  /** Has an onboarding taken away that nobody needs after a failure; the app instance is told once more. */
  settle(row: InstanceRow, federation: FederationRow): Promise<void>;
}

export interface InstanceRecorderOptions {
  readonly db: Database;
  readonly instances: InstanceStore;
  readonly onboardings: OnboardingStore;
  readonly recorder: OnboardingRecorder;
  readonly own: OwnApps;
  readonly clock: Clock;
}

/** Somebody else wrote in between: everything is read again. */
class Overtaken extends Error {
  constructor() {
    super('The row was changed meanwhile');
    this.name = 'Overtaken';
  }
}

const TRIES = 5;
const SEEN_BY_USERS = ['state', 'message', 'partnerInstanceId', 'accessPoints', 'removing'] as const;

export function instanceRecorder({ db, instances, onboardings, recorder, own, clock }: InstanceRecorderOptions): InstanceRecorder {
  /** An instance's row is not held while the app instance's is waited for: who deletes takes them in that order. */
  async function untilSettled<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await db.prisma.$transaction(work);
      } catch (failure) {
        if (!(failure instanceof Overtaken) || tries === TRIES) throw failure;
      }
    }
  }

  async function keep(tx: Tx, row: InstanceRow, next: InstanceRow): Promise<InstanceRow> {
    if (!(await instances.replace(tx, differs(row, next, SEEN_BY_USERS) ? { ...next, updatedAt: clock.now() } : next))) throw new Overtaken();
    return { ...next, revision: row.revision + 1 };
  }

  async function tell(tx: Tx, row: InstanceRow, endpoints: ReturnType<typeof endpointsOf> = []): Promise<void> {
    for (const fact of placementFacts(row)) await own.tell(tx, row.id, fact, endpoints);
  }

  /** Access points by the app's own names. Asked for outside of transactions: the app's manifest is read. */
  async function endpointsOfRow({ onboardingId, accessPoints }: InstanceRow) {
    if (accessPoints === null || accessPoints.length === 0) return [];
    const onboarding = await onboardings.load(onboardingId);
    const app = onboarding && (await own.load(onboarding.appId));
    return app ? endpointsOf(app, accessPoints) : [];
  }

  const afterAll = (row: InstanceRow, facts: readonly InstanceFact[]): InstanceRow => facts.reduce((state, fact) => afterInstanceFact(state, fact), row);

  async function leaveBehind(tx: Tx, held: OnboardingRow, federation: FederationRow): Promise<void> {
    await recorder.changed(tx, held, afterOnboardingFact(held, { kind: 'leave' }), federation, null);
    await recorder.wake(tx, { onboardingId: held.id });
  }

  return {
    async learn(id, facts, only) {
      const found = await instances.load(id);
      if (!found || isDeepStrictEqual(found, afterAll(found, facts))) return found;
      const endpoints = await endpointsOfRow(afterAll(found, facts));
      return untilSettled(async (tx) => {
        const row = await instances.load(id, tx);
        if (!row || (only !== undefined && row.revision !== only)) return undefined;
        const next = afterAll(row, facts);
        if (isDeepStrictEqual(row, next)) return row;
        await tell(tx, next, endpoints);
        const kept = await keep(tx, row, next);
        // What leaves may be what an onboarding that is to go has waited for.
        if (row.presence !== 'ABSENT' && next.presence === 'ABSENT') await recorder.wake(tx, { onboardingId: row.onboardingId });
        return kept;
      });
    },
    send: (row, zoneId) =>
      db.prisma.$transaction(async (tx) => {
        const onboarding = await onboardings.share(tx, row.onboardingId);
        if (!onboarding || hindranceOf(onboarding, zoneId) !== undefined) return undefined;
        const next = afterInstanceFact(row, { kind: 'sent', at: clock.now() });
        return (await instances.replace(tx, next)) ? { ...next, revision: row.revision + 1 } : undefined;
      }),
    depart: (row, federation) =>
      untilSettled(async (tx) => {
        const before = await onboardings.load(row.onboardingId, tx);
        if (!before) throw new Overtaken();
        const members = membersOf(await instances.of([before.id], tx));
        const goesWithIt = isUnwanted(before, members) && !isAbsent(before);
        if (!goesWithIt) await own.gone(tx, row.id);
        const held = await onboardings.lock(tx, before.id);
        const now = membersOf(await instances.of([before.id], tx));
        if (!held || (isUnwanted(held, now) && !isAbsent(held)) !== goesWithIt) throw new Overtaken();
        if (goesWithIt) {
          if (!held.removing) await leaveBehind(tx, held, federation);
          return false;
        }
        await instances.remove(tx, row.id);
        if (!held.kept && now.all === 1) await recorder.removed(tx, held, federation);
        return true;
      }),
    settle: (row, federation) =>
      untilSettled(async (tx) => {
        await tell(tx, row);
        const held = await onboardings.lock(tx, row.onboardingId);
        if (!held) throw new Overtaken();
        if (isUnwanted(held, membersOf(await instances.of([held.id], tx))) && !isLeaving(held)) await leaveBehind(tx, held, federation);
      }),
  };
}
