import type { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/refusal.js';
import { faultOf, type JsonObject } from '../../../kernel/tmf/document.js';
import type { JobHandler, JobRun } from '../../../outbound/jobs.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { CallbackAddresses } from '../federation/callback-address.service.js';
import { refOf, type FederationRow, type FederationStore, type PartnerZoneRow } from '../federation/federation.store.js';
import { versionOf } from '../manager/artefact.rules.js';
import { flavourFor } from '../manager/flavour.rules.js';
import type { FederationManager, FederationRef, FmCall, Installation, InstanceState, KnownInstance } from '../manager/fm.types.js';
import { partnerIdOf } from '../manager/identifier.rules.js';
import type { KnownApp, OwnApps } from '../neighbours.types.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import { nextInstanceStep, type InstanceFact, type InstanceStep } from './partner-instance.rules.js';
import type { InstanceRow, InstanceStore } from './partner-instance.store.js';
import { isOverdue, nextLook } from './partner-onboarding.rules.js';
import type { OnboardingRow, OnboardingStore } from './partner-onboarding.store.js';
import { ATTEMPTS, isForGood, reasonFor, UNREACHABLE } from './refusal.rules.js';

export interface InstanceWorkerOptions {
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly federations: FederationStore;
  readonly recorder: InstanceRecorder;
  readonly manager: FederationManager;
  readonly own: OwnApps;
  readonly addresses: CallbackAddresses;
  readonly clock: Clock;
  readonly pollMs: number;
  /** So long after a request was sent the partner may still act on it. Milliseconds. */
  readonly lateMs: number;
}

/** What one run of the job is about. */
interface Run {
  readonly row: InstanceRow;
  readonly onboarding: OnboardingRow;
  readonly federation: FederationRow;
  readonly zone: PartnerZoneRow;
  readonly ref: FederationRef;
  readonly call: FmCall;
  readonly job: JobRun;
}

interface Found {
  readonly appInstanceId: string;
  readonly state: InstanceState;
}

type Outcome = { readonly again: Date } | undefined;

/** As `onboardingWorker`, for one instance: it waits for the onboarding, is installed, followed, and taken away. */
export function instanceWorker(options: InstanceWorkerOptions): JobHandler {
  const { onboardings, instances, federations, recorder, manager, own, addresses, clock, pollMs, lateMs } = options;
  const after = (ms: number): { readonly again: Date } => ({ again: new Date(clock.now().getTime() + ms) });

  /** By the name that we gave or were told; a manager that gives another of its own has one of the app in a zone. */
  async function find({ row, onboarding, zone, ref, call }: Run): Promise<Found | undefined> {
    const appInstanceId = row.partnerInstanceId ?? partnerIdOf(row.id);
    const known = await manager.instance(ref, { appId: onboarding.partnerAppId, appInstanceId, zoneId: zone.zoneId }, call);
    if (known) return { appInstanceId, state: known.state };
    if (row.presence === 'THERE') return undefined;
    return (await manager.instances(ref, { appId: onboarding.partnerAppId, appProviderId: onboarding.providerId }, call)).find(({ zoneId }) => zoneId === zone.zoneId);
  }

  const refuse = async ({ row }: Run, reason: string): Promise<Outcome> => {
    await recorder.learn(row.id, [{ kind: 'refused', reason }]);
    return after(0);
  };

  async function wanted({ row, onboarding, zone, ref, call }: Run, app: KnownApp): Promise<Installation | string> {
    const resources = await manager.zone(ref, zone.zoneId, call);
    if (!resources) return 'The zone is not accepted any more.';
    const flavour = flavourFor(app.requiredResources, resources.flavours);
    if (!flavour) return 'No flavour of the zone is large enough for the app.';
    return {
      appInstanceId: partnerIdOf(row.id), appId: onboarding.partnerAppId, appVersion: versionOf(app), appProviderId: onboarding.providerId,
      zoneId: zone.zoneId, flavourId: flavour.flavourId, appInstCallbackLink: addresses.linkOf(onboarding.federationId, 'INSTANCE_STATUS'),
    };
  }

  async function install(run: Run): Promise<Outcome> {
    const { row, onboarding, zone } = run;
    if (run.job.attempts > ATTEMPTS) return refuse(run, UNREACHABLE);
    const found = row.presence === 'SENT' ? await find(run) : undefined;
    if (found) return there(run, found);
    const app = await own.load(onboarding.appId);
    const installation = app ? await wanted(run, app) : 'The app is gone.';
    if (typeof installation === 'string') return refuse(run, installation);
    if (!(await recorder.send(row, zone.zoneId))) return after(0);
    return ask(run, installation);
  }

  async function there({ row }: Run, { appInstanceId }: Pick<Found, 'appInstanceId'>): Promise<Outcome> {
    await recorder.learn(row.id, [{ kind: 'there', partnerInstanceId: appInstanceId }]);
    return after(0);
  }

  /** @param isOnly false: another instance of the app may be what stood in the way of the first request. */
  async function ask(run: Run, installation: Installation, isOnly = true): Promise<Outcome> {
    const { row, ref, call, job } = run;
    try {
      return await there(run, await manager.install(ref, installation, call));
    } catch (failure) {
      if (!(failure instanceof Refusal) || !isDefinite(failure)) throw failure;
      if (failure.code === 'ALREADY_EXISTS') {
        const found = await find(run);
        if (found) return there(run, found);
        // Federation Manager 1.2.0 takes one instance for an app and version, whatever the zone.
        if (isOnly) return ask(run, { ...installation, appVersion: `${installation.appVersion}-${row.id.slice(0, 8)}` }, false);
      }
      const facts: readonly InstanceFact[] = isForGood(failure) ? [{ kind: 'refused', reason: reasonFor(failure, 'the instance') }] : [];
      await recorder.learn(row.id, [{ kind: 'not-sent', before: row.presence }, ...facts]);
      if (!isForGood(failure)) throw failure;
      job.log.warn({ instance: row.id, code: failure.code }, 'a partner refused an instance');
      return after(0);
    }
  }

  async function follow({ row, onboarding, zone, ref, call }: Run): Promise<Outcome> {
    const appInstanceId = row.partnerInstanceId ?? partnerIdOf(row.id);
    const known = await manager.instance(ref, { appId: onboarding.partnerAppId, appInstanceId, zoneId: zone.zoneId }, call);
    const next = (await recorder.learn(row.id, [known ? { kind: 'seen', state: known.state, accessPoints: keepable(known.accessPoints) } : { kind: 'unseen' }], row.revision)) ?? row;
    const moving = next.state === 'PENDING' || next.state === 'TERMINATING';
    return after(nextLook({ moving, since: next.updatedAt, missed: next.missed }, clock.now(), pollMs));
  }

  async function takeAway(run: Run): Promise<Outcome> {
    const { row, onboarding, zone, ref, call } = run;
    const found = await find(run);
    const mayCome = row.presence === 'SENT' && row.sentAt !== null && clock.now().getTime() < row.sentAt.getTime() + lateMs;
    if (!found && mayCome) return after(Math.min(1_000, pollMs));
    if (found) {
      await recorder.learn(row.id, [{ kind: 'there', partnerInstanceId: found.appInstanceId }]);
      const about = { appId: onboarding.partnerAppId, appInstanceId: found.appInstanceId, zoneId: zone.zoneId };
      if (found.state !== 'TERMINATING' || isOverdue(row, clock.now(), pollMs)) await manager.removeInstance(ref, about, call);
      if (await manager.instance(ref, about, call)) return after(nextLook({ moving: true, since: row.updatedAt, missed: 0 }, clock.now(), pollMs));
    }
    await recorder.learn(row.id, [{ kind: 'gone' }]);
    return after(0);
  }

  async function depart({ row, federation }: Run): Promise<Outcome> {
    // Its onboarding wakes it when it is gone; the look is for the case that it does not.
    return (await recorder.depart(row, federation)) ? undefined : after(pollMs);
  }

  async function settle({ row, federation }: Run): Promise<Outcome> {
    await recorder.settle(row, federation);
    return undefined;
  }

  const steps: Readonly<Record<Exclude<InstanceStep['do'], 'refuse'>, (run: Run) => Promise<Outcome>>> = {
    install, follow, depart, settle, 'take-away': takeAway, wait: () => Promise.resolve(after(pollMs)),
  };

  return async function reconcile(payload, job) {
    const row = await instances.load(job.key);
    const onboarding = row && (await onboardings.load(row.onboardingId));
    const [federation, [zone]] = onboarding ? await Promise.all([federations.load(onboarding.federationId), federations.zones([row.partnerZoneId])]) : [undefined, []];
    if (!row || !onboarding || !federation || !zone) return undefined;
    const correlator = (payload as { readonly correlator?: string | null }).correlator ?? job.key;
    const run: Run = { row, onboarding, federation, zone, ref: refOf(federation), call: { signal: job.signal, correlator }, job };
    const step = nextInstanceStep(row, onboarding, zone.zoneId);
    return step.do === 'refuse' ? refuse(run, step.reason) : steps[step.do](run);
  };
}

/** What holds text that no database takes is as good as not told. */
const keepable = (accessPoints: KnownInstance['accessPoints']): KnownInstance['accessPoints'] => (faultOf({ accessPoints } as unknown as JsonObject) === undefined ? accessPoints : []);
