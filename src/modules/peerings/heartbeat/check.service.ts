import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import { overtaken, type Leases } from '../peering/lease.service.js';
import { noPeering } from '../peering/peering-change.service.js';
import type { PeeringStore } from '../peering/peering.store.js';
import { stands, type PeeringRow } from '../peering/peering.types.js';
import type { BeatRunner } from './beat-runner.service.js';
import { reasonOf, type Beat } from './beat.service.js';
import type { BeatOutcome } from './heartbeat.types.js';

export interface Checks {
  /**
   * A beat now, whatever the schedule.
   * @throws Refusal NOT_FOUND (no peering), CONFLICT (nothing was chosen yet), ABORTED (something else is in progress, or came between),
   * PEER_TIMEOUT (too little was heard to say anything)
   */
  check(ctx: Pick<RequestContext, 'signal' | 'correlator'>, organizationId: string): Promise<{ readonly row: PeeringRow; readonly outcome: BeatOutcome }>;
}

export interface ChecksOptions {
  readonly peerings: Pick<PeeringStore, 'find'>;
  readonly leases: Leases;
  readonly runner: Pick<BeatRunner, 'carryOut'>;
}

export const createChecks = ({ peerings, leases, runner }: ChecksOptions): Checks => ({
  async check({ signal, correlator }, organizationId) {
    // A lease makes the row
    requireStanding(await peerings.find(organizationId));
    return leases.hold(organizationId, signal, async (row) => {
      requireStanding(row);
      const beat = await runner.carryOut(row, { signal, correlator });
      signal.throwIfAborted();
      if (beat.kind !== 'settled') throw beat.kind === 'open' ? new Refusal('PEER_TIMEOUT', 'The OSS could not be asked in time.', { retryAfter: 5 }) : overtaken();
      return { row: beat.after, outcome: outcomeOf(beat) };
    });
  },
});

/** @throws Refusal */
function requireStanding(row: PeeringRow | undefined): void {
  if (!row || row.status === 'terminated') throw noPeering();
  if (!stands(row)) throw new Refusal('CONFLICT', 'Nothing was chosen of this peering yet: there is nothing to check.');
}

function outcomeOf({ before, after: { status, lastFailure }, decision: { told, failedSpecs } }: Extract<Beat, { readonly kind: 'settled' }>): BeatOutcome {
  return {
    status,
    previousStatus: before.status,
    reachable: lastFailure === null,
    failure: lastFailure && reasonOf(lastFailure),
    added: told?.kind === 'updated' ? told.added.length : told?.kind === 'recovered' ? told.specs.length : 0,
    updated: told?.kind === 'updated' ? told.updated.length : 0,
    removed: told?.kind === 'updated' ? told.removed.length : told?.kind === 'unreachable' ? told.affected.length : 0,
    missing: failedSpecs.length,
  };
}
