import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { JobHandler, JobRun } from '../../../outbound/jobs.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { CallbackAddresses } from '../federation/callback-address.service.js';
import { refOf, type FederationRow, type FederationStore } from '../federation/federation.store.js';
import { applicationOf, artefactOf } from '../manager/artefact.rules.js';
import type { Artefact, FederationManager, FederationRef, FmCall, OnboardStatus } from '../manager/fm.types.js';
import { accessTokenOf, partnerIdOf } from '../manager/identifier.rules.js';
import type { OwnApps } from '../neighbours.types.js';
import type { OnboardingRecorder } from './onboarding-recorder.service.js';
import { membersOf, type InstanceStore } from './partner-instance.store.js';
import { afterOnboardingFact, isLeaving, isOverdue, nextLook, nextOnboardingStep, renewed, type Made, type OnboardingFact, type OnboardingStep } from './partner-onboarding.rules.js';
import type { OnboardingRow, OnboardingStore } from './partner-onboarding.store.js';
import { acceptedZoneIds } from './partner-zone.rules.js';
import { ATTEMPTS, isForGood, reasonFor, UNREACHABLE } from './refusal.rules.js';

export interface OnboardingWorkerOptions {
  readonly db: Database;
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly federations: FederationStore;
  readonly recorder: OnboardingRecorder;
  readonly manager: FederationManager;
  readonly own: OwnApps;
  readonly addresses: CallbackAddresses;
  readonly clock: Clock;
  /** Random bytes, at least 24 of them. */
  readonly random: () => Uint8Array;
  readonly pollMs: number;
  /** So long after a request was sent the partner may still act on it. Milliseconds. */
  readonly lateMs: number;
}

/** What one run of the job is about. */
interface Run {
  readonly row: OnboardingRow;
  readonly federation: FederationRow;
  readonly ref: FederationRef;
  readonly call: FmCall;
  readonly job: JobRun;
}

type Outcome = { readonly again: Date } | undefined;

/**
 * Intent, request, reconciliation, one step a run: what is made at the partner is marked before it is asked for, and looked for before it
 * is asked for again. Killed anywhere in between, the next run goes on from the row.
 */
export function onboardingWorker(options: OnboardingWorkerOptions): JobHandler {
  const { db, onboardings, instances, federations, recorder, manager, own, addresses, clock, random, pollMs, lateMs } = options;
  const after = (ms: number): { readonly again: Date } => ({ again: new Date(clock.now().getTime() + ms) });

  /**
   * Writes what became known.
   * @param only the revision that it was learnt of, where it says nothing of a later one
   * @param named what goes into the row besides
   * @returns the row afterwards; undefined when it is another's matter by now
   */
  const learn = ({ row, federation }: Run, facts: readonly OnboardingFact[], only?: number, named: Partial<Pick<OnboardingRow, 'providerId'>> = {}): Promise<OnboardingRow | undefined> =>
    db.prisma.$transaction(async (tx) => {
      const held = await onboardings.lock(tx, row.id);
      // Another life has other things at the partner.
      if (!held || held.artefactId !== row.artefactId || (only !== undefined && held.revision !== only)) return undefined;
      const next = { ...facts.reduce((state, fact) => afterOnboardingFact(state, fact), held), ...named };
      if (isDeepStrictEqual(held, next)) return held;
      await recorder.changed(tx, held, next, federation, null);
      return { ...next, revision: held.revision + 1 };
    });

  /** Asks for something that is to be made, as it says in the row. */
  async function make(run: Run, what: Made, ask: () => Promise<void>, isThere: () => Promise<boolean | 'foreign'>): Promise<Outcome> {
    const { row, job } = run;
    const before = row[what];
    const found = before === 'SENT' ? await isThere() : false;
    if (found === true) return await learn(run, [{ kind: 'there', what }]), after(0);
    if (found === 'foreign') return await learn(run, [{ kind: 'not-sent', what, before: 'ABSENT' }, { kind: 'refused', reason: FOREIGN[what] }]), after(0);
    if (!(await learn(run, [{ kind: 'sent', what, at: clock.now() }], row.revision))) return after(0);
    try {
      await ask();
      await learn(run, [{ kind: 'there', what }]);
    } catch (failure) {
      if (!(failure instanceof Refusal) || !isDefinite(failure)) throw failure;
      if (failure.code === 'ALREADY_EXISTS') {
        const fact: readonly OnboardingFact[] = (await isThere()) === true ? [{ kind: 'there', what }] : [{ kind: 'not-sent', what, before }, { kind: 'refused', reason: FOREIGN[what] }];
        return await learn(run, fact), after(0);
      }
      await learn(run, [{ kind: 'not-sent', what, before }, ...(isForGood(failure) ? [{ kind: 'refused', reason: reasonFor(failure, WORDS[what]) } as const] : [])]);
      if (!isForGood(failure)) throw failure;
      job.log.warn({ onboarding: row.id, what, code: failure.code }, 'a partner refused an app');
    }
    return after(0);
  }

  async function upload(run: Run): Promise<Outcome> {
    const { row, ref, call } = run;
    const app = await own.load(row.appId);
    const artefact = app && readable(() => artefactOf(app, row.artefactId));
    if (artefact === undefined) return await learn(run, [{ kind: 'refused', reason: 'The app is gone.' }]), after(0);
    if (artefact instanceof Refusal) return await learn(run, [{ kind: 'refused', reason: artefact.message }]), after(0);
    if (row.providerId !== artefact.appProviderId) return await learn(run, [], row.revision, { providerId: artefact.appProviderId }), after(0);
    const ask = async (): Promise<void> => {
      const { dialect } = await manager.uploadArtefact(ref, artefact, call);
      if (dialect !== null && ref.dialect === null) await onboardings.learnDialect(row.federationId, dialect);
    };
    return make(run, 'artefact', ask, async () => {
      const known = await manager.artefact(ref, row.artefactId, call);
      return known ? isOurs(known, artefact.appProviderId) || 'foreign' : false;
    });
  }

  async function onboard(run: Run): Promise<Outcome> {
    const { row, ref, call } = run;
    const app = await own.load(row.appId);
    if (!app) return await learn(run, [{ kind: 'refused', reason: 'The app is gone.' }]), after(0);
    const link = addresses.linkOf(row.federationId, 'ONBOARDING_STATUS');
    const application = { ...applicationOf(app, { artefactId: row.artefactId, zoneIds: row.zoneIds, callbackLink: link, accessToken: accessTokenOf(random()) }), appId: row.partnerAppId };
    return make(run, 'onboarding', () => manager.onboard(ref, application, call), async () => {
      const known = await manager.application(ref, row.partnerAppId, call);
      return known ? isOurs(known, row.providerId) || 'foreign' : false;
    });
  }

  async function watch(run: Run): Promise<Outcome> {
    const { row, ref, call } = run;
    const known = await manager.application(ref, row.partnerAppId, call);
    const next = (await learn(run, [known ? { kind: 'seen', statuses: known.statuses } : { kind: 'unseen' }], row.revision)) ?? row;
    return isLeaving(next) ? after(0) : after(nextLook({ moving: next.status === 'PENDING', since: next.updatedAt, missed: next.missed }, clock.now(), pollMs));
  }

  /** While a request without an answer may still be carried out, that nothing is there says little. */
  const mayCome = ({ sentAt }: OnboardingRow, presence: OnboardingRow['artefact']): boolean => presence === 'SENT' && sentAt !== null && clock.now().getTime() < sentAt.getTime() + lateMs;

  /** Undefined: it is gone. A partner may go on telling of what it has removed. */
  async function standing({ row, ref, call }: Run): Promise<readonly OnboardStatus[] | undefined> {
    const known = await manager.application(ref, row.partnerAppId, call);
    const statuses = [...(known?.statuses.values() ?? [])];
    return !known || (statuses.length > 0 && statuses.every((status) => status === 'REMOVED')) ? undefined : statuses;
  }

  async function deboard(run: Run): Promise<Outcome> {
    const { row, ref, call } = run;
    const statuses = await standing(run);
    if (!statuses && mayCome(row, row.onboarding)) return after(Math.min(1_000, pollMs));
    const isGoing = statuses !== undefined && statuses.length > 0 && statuses.every((status) => status === 'DEBOARDING' || status === 'REMOVED') && !isOverdue(row, clock.now(), pollMs);
    if (statuses && !isGoing) await manager.removeApplication(ref, row.partnerAppId, call);
    if (!statuses || (!isGoing && !(await standing(run)))) return await learn(run, [{ kind: 'absent', what: 'onboarding' }]), after(0);
    return after(nextLook({ moving: true, since: row.updatedAt, missed: 0 }, clock.now(), pollMs));
  }

  async function removeArtefact(run: Run): Promise<Outcome> {
    const { row, ref, call } = run;
    if (row.artefact === 'SENT' && !(await manager.artefact(ref, row.artefactId, call)) && mayCome(row, 'SENT')) return after(Math.min(1_000, pollMs));
    await manager.removeArtefact(ref, row.artefactId, call);
    await learn(run, [{ kind: 'absent', what: 'artefact' }]);
    return after(0);
  }

  /** It comes again, or is over: decided on what is there while it is held. */
  const conclude = ({ row, federation }: Run): Promise<Outcome> =>
    db.prisma.$transaction(async (tx) => {
      const held = await onboardings.lock(tx, row.id);
      if (!held) return undefined;
      const members = membersOf(await instances.of([row.id], tx));
      const step = nextOnboardingStep(held, members);
      if (step === 'close' && !held.kept && members.all === 0) return await recorder.removed(tx, held, federation), undefined;
      if (step === 'close') await recorder.changed(tx, held, afterOnboardingFact(held, { kind: 'left' }), federation, null);
      if (step !== 'renew') return step === 'rest' || step === 'close' ? undefined : after(0);
      const zoneIds = acceptedZoneIds(await federations.zonesOf([row.federationId], tx));
      const next = renewed(held, { partnerAppId: partnerIdOf(newId()), artefactId: newId(), zoneIds });
      await recorder.changed(tx, held, zoneIds.length > 0 ? next : { ...next, status: 'FAILED', statusReason: 'No zone of the partner is accepted.' }, federation, null);
      return after(0);
    });

  const steps: Readonly<Record<OnboardingStep, (run: Run) => Promise<Outcome>>> = {
    upload, onboard, watch, deboard, 'remove-artefact': removeArtefact, renew: conclude, close: conclude, rest: () => Promise.resolve(undefined),
  };

  return async function reconcile(payload, job) {
    const row = await onboardings.load(job.key);
    const federation = row && (await federations.load(row.federationId));
    if (!row || !federation) return undefined;
    const correlator = (payload as { readonly correlator?: string | null }).correlator ?? job.key;
    const run: Run = { row, federation, ref: refOf(federation), call: { signal: job.signal, correlator }, job };
    const step = nextOnboardingStep(row, membersOf(await instances.of([row.id])));
    if (job.attempts > ATTEMPTS && (step === 'upload' || step === 'onboard')) return await learn(run, [{ kind: 'refused', reason: UNREACHABLE }]), after(0);
    return steps[step](run);
  };
}

/** Ids are new with every life: one whose provider the partner does not tell can be no other's. */
const isOurs = ({ appProviderId }: { readonly appProviderId: string }, providerId: string): boolean => appProviderId === '' || appProviderId === providerId;

const WORDS: Readonly<Record<Made, string>> = { artefact: 'the artefact of the app', onboarding: 'the app' };
const FOREIGN: Readonly<Record<Made, string>> = {
  artefact: 'The partner has something else under the id of the artefact.',
  onboarding: 'The partner has something else under the id of the app.',
};

function readable(read: () => Artefact): Artefact | Refusal {
  try {
    return read();
  } catch (failure) {
    if (failure instanceof Refusal) return failure;
    throw failure;
  }
}
