import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { FederationManager, FmCall } from '../manager/fm.types.js';
import type { CallbackAddresses } from './callback-address.service.js';
import { FEDERATION_JOB, type FederationJob } from './federation-job.types.js';
import type { AcceptZonesInput, ReleaseZoneInput } from './federation-input.types.js';
import type { Decide, FederationRecorder } from './federation-recorder.service.js';
import { accepted, accepting, held, isAccepted, released, releasing } from './federation.rules.js';
import { noFederation } from './federation.service.js';
import { refOf, type FederationRow, type FederationStore, type PartnerZoneRow, type Standing, type WithZones } from './federation.store.js';

export interface ZoneService {
  /**
   * All that are not accepted yet in one request, since the Federation Manager 1.2.0 takes no second one.
   * @returns the zones that were named, each once; one that the partner left out is not accepted.
   * @throws Refusal INVALID_ARGUMENT, NOT_FOUND, INCOMPATIBLE_STATE, ABORTED (a zone is just coming or going), and the manager's failures
   */
  accept(ctx: RequestContext, input: AcceptZonesInput): Promise<WithZones>;
  /** Done also when it is not accepted. @throws Refusal NOT_FOUND, CONFLICT (apps stand there), ABORTED, and the manager's failures */
  release(ctx: RequestContext, input: ReleaseZoneInput): Promise<WithZones>;
  /**
   * What became of a request whose answer nobody has seen. For the worker.
   * @param ended nobody waits for an answer any more
   * @throws Refusal the manager's failures
   */
  settle(state: WithZones, zone: PartnerZoneRow, ended: boolean, call: FmCall): Promise<void>;
}

export interface ZoneServiceOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly recorder: FederationRecorder;
  readonly manager: FederationManager;
  readonly addresses: CallbackAddresses;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** So long after a request was sent the partner may still act on it. Milliseconds. */
  readonly lateMs: number;
}

const MOST_ZONES = 100;
/** When the worker begins to look at what has not ended, in milliseconds. */
const LOOK_MS = 1_000;

export function zoneService({ db, store, recorder, manager, addresses, jobs, clock, lateMs }: ZoneServiceOptions): ZoneService {
  const lookIn = (tx: Tx, id: string, ms: number, payload: FederationJob = {}): Promise<void> => jobs.enqueue(tx, { kind: FEDERATION_JOB, key: id, payload, runAt: new Date(clock.now().getTime() + ms) });
  const isLate = ({ updatedAt }: PartnerZoneRow): boolean => clock.now().getTime() >= updatedAt.getTime() + lateMs;

  /** A decision on the federation as it is now. @throws Refusal NOT_FOUND */
  async function decide(federationId: string, correlator: string | null, work: Decide): Promise<WithZones> {
    const state = await recorder.apply({ federationId, correlator, decide: work });
    if (!state || state === 'overtaken') throw noFederation();
    return state;
  }

  /** The first step: what is to be is written, and looked after should we not see its end. */
  const begin = (ctx: RequestContext, contextId: string, work: Decide): Promise<WithZones> =>
    db.prisma.$transaction(async (tx) => {
      const row = await store.lockContext(tx, contextId);
      if (!row) throw noFederation();
      if (row.phase !== 'STANDING') throw new Refusal('INCOMPATIBLE_STATE', 'The federation is being removed.');
      const state = await recorder.applyIn(tx, { federationId: row.id, correlator: ctx.correlator, decide: work });
      if (!state || state === 'overtaken') throw noFederation();
      await lookIn(tx, row.id, LOOK_MS);
      return state;
    });

  /** Nobody knows whether it was done: the worker finds out. */
  const unanswered = (federationId: string): Promise<void> => db.prisma.$transaction((tx) => lookIn(tx, federationId, 0, { ended: true }));

  async function send({ federation, zones }: WithZones, asked: readonly PartnerZoneRow[], ctx: RequestContext): Promise<WithZones> {
    const ids = asked.map(({ id }) => id);
    const settle = (answers: Parameters<typeof accepted>[2]): Promise<WithZones> => decide(federation.id, ctx.correlator, (state, now) => accepted(state, ids, answers, now));
    if (asked.length === 0) return { federation, zones };
    try {
      const answers = await manager.acceptZones(refOf(federation), { zoneIds: asked.map(({ zoneId }) => zoneId), notifLink: addresses.linkOf(federation.id, 'ZONE_RESOURCES') }, ctx);
      return await settle(answers);
    } catch (failure) {
      await (isDefinite(failure) ? settle([]) : unanswered(federation.id));
      throw failure;
    }
  }

  async function accept(ctx: RequestContext, { federationContextId, zoneIds }: AcceptZonesInput): Promise<WithZones> {
    if (zoneIds.length === 0 || zoneIds.length > MOST_ZONES) throw new Refusal('INVALID_ARGUMENT', `zoneIds must name 1 to ${MOST_ZONES} zones.`, { field: 'zoneIds' });
    let asked: readonly PartnerZoneRow[] = [];
    const state = await begin(ctx, federationContextId, (now, at) => {
      asked = namedIn(now, zoneIds).filter(isToAsk);
      return accepting(now, asked.map(({ id }) => id), at);
    });
    const sent = await send(state, asked, ctx);
    return { federation: sent.federation, zones: namedIn(sent, zoneIds) };
  }

  async function release(ctx: RequestContext, { federationContextId, zoneId }: ReleaseZoneInput): Promise<WithZones> {
    let zone: PartnerZoneRow | undefined;
    const state = await begin(ctx, federationContextId, async (found, now, tx) => {
      zone = namedIn(found, [zoneId])[0]!;
      if (zone.phase === 'ACCEPTING' || (zone.phase === 'RELEASING' && !isLate(zone))) throw busy(zone.phase === 'ACCEPTING' ? 'accepted' : 'released');
      const standing = await store.standing(tx, { federationId: found.federation.id, zone });
      if (standing.instances.length + standing.onboardings.length > 0) throw new Refusal('CONFLICT', `The zone is in use: ${wordsOf(standing)}. Remove these first.`);
      return isAccepted(zone) ? releasing(found, zone.id, now) : undefined;
    });
    const ended = zone && isAccepted(zone) ? await sendRelease(state, zone, ctx) : state;
    return { federation: ended.federation, zones: ended.zones.filter(({ id }) => id === zone?.id) };
  }

  async function sendRelease({ federation }: WithZones, zone: PartnerZoneRow, ctx: RequestContext): Promise<WithZones> {
    const before = zone.phase === 'WITHDRAWN' ? 'WITHDRAWN' : 'ACCEPTED';
    try {
      await manager.releaseZone(refOf(federation), zone.zoneId, ctx);
    } catch (failure) {
      await (isDefinite(failure) ? decide(federation.id, ctx.correlator, (state, now) => held(state, zone.id, before, now)) : unanswered(federation.id));
      throw failure;
    }
    return decide(federation.id, ctx.correlator, (state, now) => released(state, zone.id, before, now));
  }

  async function settle({ federation }: WithZones, zone: PartnerZoneRow, ended: boolean, call: FmCall): Promise<void> {
    const found = await manager.zone(refOf(federation), zone.zoneId, call);
    const settled = (work: (state: WithZones, now: Date) => WithZones): Promise<WithZones> => decide(federation.id, call.correlator, work);
    if (zone.phase === 'ACCEPTING') {
      if (found || isLate(zone)) await settled((state, now) => accepted(state, [zone.id], found ? [found] : [], now));
    } else if (!found) await settled((state, now) => released(state, zone.id, 'ACCEPTED', now));
    else if (ended || isLate(zone)) await releaseAgain(federation, zone, call);
  }

  async function releaseAgain(federation: FederationRow, { id, zoneId }: PartnerZoneRow, call: FmCall): Promise<void> {
    try {
      await manager.releaseZone(refOf(federation), zoneId, call);
    } catch (failure) {
      if (!isDefinite(failure) || (failure instanceof Refusal && failure.code === 'UNAVAILABLE')) throw failure;
      return void (await decide(federation.id, call.correlator, (state, now) => held(state, id, 'ACCEPTED', now)));
    }
    await decide(federation.id, call.correlator, (state, now) => released(state, id, 'ACCEPTED', now));
  }

  return { accept, release, settle };
}

/** The zones of a federation that a caller means, each once. @throws Refusal NOT_FOUND */
function namedIn({ zones }: WithZones, names: readonly string[]): readonly PartnerZoneRow[] {
  const found = names.map((name) => {
    const zone = zones.find(({ zoneId }) => zoneId === name) ?? zones.find(({ id }) => id === name);
    if (!zone) throw new Refusal('NOT_FOUND', 'The partner offers no such zone.');
    return zone;
  });
  return [...new Set(found)];
}

/** @throws Refusal where it is neither accepted nor can be */
function isToAsk({ phase }: PartnerZoneRow): boolean {
  if (phase === 'WITHDRAWN') throw new Refusal('INCOMPATIBLE_STATE', 'The partner offers the zone no more.');
  if (phase === 'ACCEPTING' || phase === 'RELEASING') throw busy(phase === 'ACCEPTING' ? 'accepted' : 'released');
  return phase === 'OFFERED';
}

const busy = (how: string): Refusal => new Refusal('ABORTED', `The zone is just being ${how}; try again in a moment.`, { retryAfter: 2 });

/** So many ids are named, of each kind. */
const NAMED = 10;

function counted(ids: readonly string[], what: string): string[] {
  const named = ids.length > NAMED ? [...ids.slice(0, NAMED), '…'] : ids;
  return ids.length === 0 ? [] : [`${ids.length} ${what}${ids.length === 1 ? '' : 's'} (${named.join(', ')})`];
}

/** What stands, in words. @param zones by the partner's ids */
export const wordsOf = ({ onboardings, instances }: Standing, zones: readonly string[] = []): string =>
  [...counted(zones, 'accepted zone'), ...counted(onboardings, 'onboarded app'), ...counted(instances, 'instance')].join(', ');
