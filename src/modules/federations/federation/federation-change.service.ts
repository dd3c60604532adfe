import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { FederationManager, FmCall } from '../manager/fm.types.js';
import { FEDERATION_JOB } from './federation-job.types.js';
import { readUpdate } from './federation-input.manifest.js';
import type { UpdateFederationInput } from './federation-input.types.js';
import type { FederationRecorder } from './federation-recorder.service.js';
import { isForgotten, isTaken, looked } from './federation.rules.js';
import { noFederation } from './federation.service.js';
import { refOf, type FederationRow, type FederationStore, type WithZones } from './federation.store.js';
import { wordsOf } from './zone.service.js';

export interface FederationChanges {
  /** @throws Refusal NOT_FOUND, INVALID_ARGUMENT, INCOMPATIBLE_STATE, and the manager's failures */
  update(ctx: RequestContext, input: UpdateFederationInput): Promise<FederationRow>;
  /**
   * One that the partner does not know (any more) is gone. Without an answer it is removed as soon as there is one.
   * @returns its context id. @throws Refusal NOT_FOUND, CONFLICT (what still stands), and the manager's failures
   */
  remove(ctx: RequestContext, contextId: string): Promise<string>;
  /** The rest of a removal whose end nobody has seen, for the worker: the federation is gone, or stands as before. @throws Refusal the manager's failures */
  finishRemoval(row: FederationRow, call: FmCall): Promise<void>;
}

export interface FederationChangeOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly recorder: FederationRecorder;
  readonly manager: FederationManager;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** When the worker goes on with a removal that has not ended, in milliseconds: asking twice does no harm. */
const SOON_MS = 1_000;

export function federationChanges({ db, store, recorder, manager, jobs, clock }: FederationChangeOptions): FederationChanges {
  const lookAt = (tx: Tx, id: string, ms: number): Promise<void> => jobs.enqueue(tx, { kind: FEDERATION_JOB, key: id, payload: {}, runAt: new Date(clock.now().getTime() + ms) });

  async function locked(tx: Tx, contextId: string): Promise<FederationRow> {
    const row = await store.lockContext(tx, contextId);
    if (!row) throw noFederation();
    return row;
  }

  /** It is to go; nothing but its end follows. */
  const begin = (ctx: RequestContext, contextId: string): Promise<FederationRow> =>
    db.prisma.$transaction(async (tx) => {
      const row = await locked(tx, contextId);
      // What the partner has forgotten holds no zone of it.
      const zones = isForgotten(row) ? [] : (await store.zonesOf([row.id], tx)).filter(isTaken).map(({ zoneId }) => zoneId);
      const standing = await store.standing(tx, { federationId: row.id });
      if (zones.length + standing.onboardings.length + standing.instances.length > 0) throw new Refusal('CONFLICT', `The federation is in use: ${wordsOf(standing, zones)}. Remove these first.`);
      const state = await recorder.applyIn(tx, { federationId: row.id, correlator: ctx.correlator, decide: ({ federation, zones: kept }) => ({ federation: { ...federation, phase: 'REMOVING' }, zones: kept }) });
      await lookAt(tx, row.id, SOON_MS);
      return (state as WithZones).federation;
    });

  const gone = (id: string, correlator: string | null): Promise<void> =>
    db.prisma.$transaction(async (tx) => {
      const row = await store.lock(tx, id);
      if (row) await recorder.removeIn(tx, { federation: row, zones: [] }, correlator);
    });

  /** The partner says no: it stands as before. */
  const stays = async (id: string, correlator: string | null): Promise<void> =>
    void (await recorder.apply({ federationId: id, correlator, decide: ({ federation, zones }) => (federation.phase === 'REMOVING' ? { federation: { ...federation, phase: 'STANDING' }, zones } : undefined) }));

  return {
    async update(ctx, input) {
      const change = readUpdate(input, clock.now());
      const [row] = await store.byContexts([input.federationContextId]);
      if (!row) throw noFederation();
      if (row.phase !== 'STANDING') throw new Refusal('INCOMPATIBLE_STATE', 'The federation is being removed.');
      try {
        const details = await manager.update(refOf(row), change, ctx);
        const state = await recorder.apply({ federationId: row.id, correlator: ctx.correlator, decide: (before, now) => looked(before, details, now) });
        if (!state || state === 'overtaken') throw noFederation();
        return state.federation;
      } catch (failure) {
        if (!isDefinite(failure)) await db.prisma.$transaction((tx) => lookAt(tx, row.id, 0));
        throw failure;
      }
    },
    async remove(ctx, contextId) {
      const row = await begin(ctx, contextId);
      try {
        await manager.remove(refOf(row), ctx);
      } catch (failure) {
        if (!isForgotten(row)) {
          await (isDefinite(failure) ? stays(row.id, ctx.correlator) : db.prisma.$transaction((tx) => lookAt(tx, row.id, 0)));
          throw failure;
        }
      }
      await gone(row.id, ctx.correlator);
      return contextId;
    },
    async finishRemoval(row, call) {
      try {
        await manager.remove(refOf(row), call);
      } catch (failure) {
        if (!isDefinite(failure) || (failure instanceof Refusal && failure.code === 'UNAVAILABLE')) throw failure;
        return stays(row.id, call.correlator);
      }
      await gone(row.id, call.correlator);
    },
  };
}
