import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { isUuid, requireUuid } from '../../../kernel/id.js';
import { fromPlaceCursor, mapPage, noRows, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Once } from '../../../outbound/once.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { FederationStore } from '../federation/federation.store.js';
import { unfitness } from '../manager/artefact.rules.js';
import type { OwnApps } from '../neighbours.types.js';
import type { OnboardingRecorder } from './onboarding-recorder.service.js';
import { afterOnboardingFact, isLeaving } from './partner-onboarding.rules.js';
import type { OnboardingRow, OnboardingStore, FederationState } from './partner-onboarding.store.js';
import type { InstanceRow, InstanceStore } from './partner-instance.store.js';
import type { OnboardAppToPartnerInput, PartnerInstance, PartnerOnboarding, PartnerOnboardingFilter } from './partner-onboarding.types.js';
import { acceptedZoneIds, requireStanding } from './partner-zone.rules.js';
import { newOnboarding, orOvertaken } from './placement.service.js';

export interface OnboardingService {
  /** @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, id: string): Promise<PartnerOnboarding>;
  find(ctx: RequestContext, ids: readonly string[]): Promise<(PartnerOnboarding | null)[]>;
  ofApps(ctx: RequestContext, appIds: readonly string[]): Promise<PartnerOnboarding[][]>;
  page(ctx: RequestContext, filter: PartnerOnboardingFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<PartnerOnboarding>>;
  /** Of onboardings that the caller may see. */
  instancesOf(ids: readonly string[]): Promise<PartnerInstance[][]>;
  findInstances(ctx: RequestContext, ids: readonly string[]): Promise<(PartnerInstance | null)[]>;
  /**
   * Answers when the intent is kept; the partner is asked afterwards. It stays until it is removed.
   * @throws Refusal INVALID_ARGUMENT (the app can run at no partner), NOT_FOUND (app, federation), INCOMPATIBLE_STATE, ALREADY_EXISTS
   */
  onboard(ctx: RequestContext, input: OnboardAppToPartnerInput): Promise<PartnerOnboarding>;
  /** Answers when the intent is kept. @throws Refusal NOT_FOUND, CONFLICT (its instances still stand) */
  remove(ctx: RequestContext, id: string): Promise<PartnerOnboarding>;
}

export interface OnboardingServiceOptions {
  readonly db: Database;
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly federations: FederationStore;
  readonly recorder: OnboardingRecorder;
  readonly own: OwnApps;
  readonly once: Once;
  readonly clock: Clock;
}

const noOnboarding = (): Refusal => new Refusal('NOT_FOUND', 'The onboarding is not found.');

export const toOnboarding = ({ id, appId, federationId, zoneIds, status, statusReason, createdAt, updatedAt }: OnboardingRow): PartnerOnboarding => ({ id, appId, federationId, zoneIds, status, statusReason, createdAt, updatedAt });

export const toInstance = ({ id, onboardingId, partnerZoneId, partnerInstanceId, state, message }: InstanceRow): PartnerInstance => ({ id, onboardingId, partnerZoneId, partnerInstanceId, state, message });

/** One that went through JSON. */
const revive = (kept: PartnerOnboarding): PartnerOnboarding => ({ ...kept, createdAt: new Date(kept.createdAt), updatedAt: new Date(kept.updatedAt) });

export function onboardingService(options: OnboardingServiceOptions): OnboardingService {
  const { db, onboardings, instances, federations, recorder, own, once, clock } = options;

  async function find(ctx: RequestContext, ids: readonly string[]): Promise<(PartnerOnboarding | null)[]> {
    const byId = new Map((await onboardings.find(ctx.caller, ids)).map((row) => [row.id, toOnboarding(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** There is one already: it is kept from now on, or made anew. @throws Refusal ALREADY_EXISTS, INCOMPATIBLE_STATE */
  async function keep(tx: Tx, held: OnboardingRow, federation: FederationState, correlator: string): Promise<OnboardingRow> {
    if (held.kept && !isLeaving(held)) throw new Refusal('ALREADY_EXISTS', `The app is onboarded to ${federation.partner} already.`, { field: 'appId' });
    const present = (await instances.of([held.id], tx)).filter(({ presence, removing }) => presence !== 'ABSENT' && !removing);
    if (isLeaving(held) && present.length > 0) throw new Refusal('INCOMPATIBLE_STATE', `The onboarding of the app to ${federation.partner} has failed; delete its instances there first.`);
    const wanted: OnboardingRow = { ...held, kept: true };
    const next = isLeaving(held) && !held.removing ? afterOnboardingFact(wanted, { kind: 'leave', anew: true }) : wanted;
    if (!(await recorder.changed(tx, held, next, federation, correlator))) throw new Refusal('ABORTED', 'The onboarding is being changed; try again.', { retryAfter: 1 });
    await recorder.wake(tx, { onboardingId: held.id }, correlator);
    return next;
  }

  async function onboard(tx: Tx, ctx: RequestContext, appId: string, { federationId, unfit }: { readonly federationId: string | undefined; readonly unfit: string | undefined }): Promise<OnboardingRow> {
    const owner = await own.hold(tx, ctx, appId);
    if (!owner) throw new Refusal('NOT_FOUND', 'The app is not found.', { field: 'appId' });
    const federation = federationId === undefined ? undefined : await onboardings.shareFederation(tx, federationId);
    if (!federation) throw new Refusal('NOT_FOUND', 'The federation is not found.', { field: 'federationContextId' });
    requireStanding(federation);
    if (unfit !== undefined) throw new Refusal('INVALID_ARGUMENT', unfit, { field: 'appId' });
    const zoneIds = [...acceptedZoneIds(await federations.zonesOf([federation.id], tx))];
    if (zoneIds.length === 0) throw new Refusal('INCOMPATIBLE_STATE', `No zone of ${federation.partner} is accepted; accept one first.`);
    const held = await onboardings.lockOf(tx, federation.id, appId);
    if (held) return keep(tx, held, federation, ctx.correlator);
    const row = newOnboarding({ ...owner, federationId: federation.id, appId, kept: true, zoneIds }, clock.now());
    await orOvertaken(recorder.added(tx, row, federation, ctx.correlator));
    return row;
  }

  return {
    find,
    async get(ctx, id) {
      const [found] = isUuid(id) ? await find(ctx, [id]) : [];
      if (!found) throw noOnboarding();
      return found;
    },
    async ofApps(ctx, appIds) {
      const rows = await onboardings.findOfApps(ctx.caller, appIds);
      return appIds.map((id) => rows.filter(({ appId }) => appId === id).map(toOnboarding));
    },
    async page(ctx, filter, first, after) {
      if (isGiven(filter?.appId)) requireUuid(filter.appId, 'appId');
      const size = pageSize(first);
      const place = isGiven(after) ? fromPlaceCursor(after) : undefined;
      const [federation] = isGiven(filter?.federationContextId) ? await federations.byContexts([filter.federationContextId]) : [];
      if (isGiven(filter?.federationContextId) && !federation) return noRows;
      const query = { appId: filter?.appId ?? undefined, federationId: federation?.id, status: filter?.status ?? undefined };
      return mapPage(await onboardings.page(ctx.caller, query, size, place), toOnboarding);
    },
    async instancesOf(ids) {
      const rows = await instances.of(ids);
      return ids.map((id) => rows.filter(({ onboardingId }) => onboardingId === id).map(toInstance));
    },
    async findInstances(ctx, ids) {
      const byId = new Map((await instances.find(ctx.caller, ids)).map((row) => [row.id, toInstance(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    async onboard(ctx, input) {
      requireUuid(input.appId, 'appId');
      const onboarded = await once.within(ctx, async () => {
        const [app, [federation]] = await Promise.all([own.load(input.appId), federations.byContexts([input.federationContextId])]);
        const found = { federationId: federation?.id, unfit: app && unfitness(app) };
        return async (tx: Tx) => toOnboarding(await onboard(tx, ctx, input.appId, found));
      });
      return revive(onboarded);
    },
    async remove(ctx, id) {
      return db.prisma.$transaction(async (tx) => {
        const held = isUuid(id) ? await onboardings.lockVisible(tx, ctx.caller, id) : undefined;
        if (!held) throw noOnboarding();
        const standing = await instances.of([id], tx);
        if (standing.length > 0) throw new Refusal('CONFLICT', `The onboarding has app instances; delete these first: ${standing.slice(0, 10).map((row) => row.id).join(', ')}${standing.length > 10 ? ', …' : ''}.`);
        if (held.removing && !held.kept) return toOnboarding(held);
        const federation = await tx.federation.findUnique({ where: { id: held.federationId }, select: { contextId: true } });
        const next = afterOnboardingFact(held, { kind: 'leave' });
        await recorder.changed(tx, held, next, { contextId: federation?.contextId ?? null }, ctx.correlator);
        await recorder.wake(tx, { onboardingId: id }, ctx.correlator);
        return toOnboarding({ ...next, updatedAt: clock.now() });
      });
    },
  };
}
