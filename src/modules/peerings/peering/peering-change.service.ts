import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { connectionOddities, connectionOf } from '../client/connection.rules.js';
import type { PeerSource } from '../client/peer.types.js';
import type { KnownOrganization, Parties } from '../neighbours.types.js';
import { phaseFailure, transitIn, type ChoiceFetch } from './choice-fetch.service.js';
import { chosen, type Fetched, type Mode } from './choice.rules.js';
import { overtaken, type Leases } from './lease.service.js';
import type { Phase } from './peer-alarms.rules.js';
import { discovered, failed } from './peering.rules.js';
import type { PeeringStore } from './peering.store.js';
import type { FailedSpec, PeeringRow } from './peering.types.js';
import { choose, type Wish } from './selection.rules.js';
import type { Settle, Settlement } from './settle.service.js';

export interface ChangeInput extends Wish {
  readonly organizationId: string;
}

/**
 * What is done with the OSS of an organization. Its failure is told, to a topic and as an alarm, and changes nothing else. Every method throws
 * Refusal NOT_FOUND (no such organization), INVALID_ARGUMENT (also how the organization is set up), PEER_UNREACHABLE, PEER_REFUSED,
 * PEER_INVALID_RESPONSE, PEER_TIMEOUT; those that change a selection ABORTED (another operation is in progress, or came between) and TRANSIT_SPEC.
 */
export interface PeeringChanges {
  /** What the OSS offers, in its order. Changes no selection. */
  discover(ctx: RequestContext, organizationId: string): Promise<{ readonly row: PeeringRow; readonly offered: readonly JsonObject[] }>;
  /** All is imported or nothing, unless imports in part are allowed. */
  add(ctx: RequestContext, input: ChangeInput): Promise<{ readonly row: PeeringRow; readonly failed: readonly FailedSpec[] }>;
  /** @throws Refusal NOT_FOUND when there is no peering */
  update(ctx: RequestContext, input: ChangeInput): Promise<PeeringRow>;
}

export interface PeeringChangesOptions {
  readonly peerings: Pick<PeeringStore, 'find'>;
  readonly parties: Pick<Parties, 'find'>;
  readonly source: Pick<PeerSource, 'list'>;
  readonly fetch: ChoiceFetch;
  readonly leases: Leases;
  readonly settle: Pick<Settle, 'settle'>;
  readonly clock: Clock;
  /** The beat after a moment at which we have spoken with the OSS; null: there is no heartbeat. */
  readonly nextBeat: (organizationId: string, now: Date) => Date | null;
  readonly addPartial: boolean;
  readonly allowTransit: boolean;
}

export const noOrganization = (): Refusal => new Refusal('NOT_FOUND', 'There is no such organization.', { field: 'organizationId' });
export const noPeering = (): Refusal => new Refusal('NOT_FOUND', 'There is no peering with this organization.', { field: 'organizationId' });

export function peeringChanges(options: PeeringChangesOptions): PeeringChanges {
  const { peerings, parties, source, fetch, leases, settle, clock, nextBeat, addPartial, allowTransit } = options;

  async function known({ log }: RequestContext, organizationId: string): Promise<KnownOrganization> {
    const organization = await parties.find(organizationId);
    if (!organization) throw noOrganization();
    const oddities = connectionOddities(organization);
    if (oddities.length > 0) log.warn({ organizationId, oddities }, 'an organization is set up oddly');
    return organization;
  }

  async function settled(work: Settlement): Promise<PeeringRow> {
    const result = await settle.settle(work);
    if (result.kind === 'settled') return result.row;
    throw result.kind === 'gone' ? noOrganization() : overtaken();
  }

  /** A failure of the OSS is told before the caller hears of it. */
  async function telling<Result>({ correlator }: RequestContext, organization: KnownOrganization, phase: Phase, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const failure = phaseFailure(error);
      if (!failure) throw error;
      await settled({ organization, aside: true, correlator, decide: (row, now) => failed({ organization, row, now }, phase, failure.told, failure.specs) });
      throw failure.refusal();
    }
  }

  function changeHeld(ctx: RequestContext, organization: KnownOrganization, input: ChangeInput, mode: Mode) {
    return async function changeFrom(row: PeeringRow) {
      if (mode === 'update' && row.status === 'terminated') throw noPeering();
      const choice = choose(row, input, mode);
      const began = clock.now();
      const fetched = await telling(ctx, organization, mode, () => fetch.fetch(ctx, organization, { mode, row, choice, partial: addPartial }));
      if (!allowTransit) refuseTransit(fetched);
      logRenamed(ctx, organization.id, fetched);
      const after = await settled({
        organization,
        revision: row.revision,
        began,
        correlator: ctx.correlator,
        decide: (current, now) => chosen({ organization, row: current, now }, { ...fetched, nextBeatAt: nextBeat(organization.id, now) }),
      });
      return { row: after, failed: fetched.failed };
    };
  }

  async function change(ctx: RequestContext, input: ChangeInput, mode: Mode) {
    const organization = await known(ctx, input.organizationId);
    return leases.hold(organization.id, ctx.signal, changeHeld(ctx, organization, input, mode));
  }

  return {
    async discover(ctx, organizationId) {
      const organization = await known(ctx, organizationId);
      const { items } = await telling(ctx, organization, 'discover', async () => source.list(connectionOf(organization), 'offered', { signal: ctx.signal, correlator: ctx.correlator }));
      const row = await settled({ organization, aside: true, correlator: ctx.correlator, decide: (current, now) => discovered({ organization, row: current, now }) });
      return { row, offered: items };
    },
    add: (ctx, input) => change(ctx, input, 'add'),
    async update(ctx, input) {
      const row = await peerings.find(input.organizationId);
      if (!row || row.status === 'terminated') throw noPeering();
      return (await change(ctx, input, 'update')).row;
    },
  };
}

function refuseTransit({ choice, findings }: Pick<Fetched, 'choice' | 'findings'>): void {
  const ids = transitIn(choice, findings);
  if (ids.length > 0) throw new Refusal('TRANSIT_SPEC', `The OSS has itself imported ${ids.slice(0, 5).join(', ')} from another organization: it is to be had from there.`, { field: 'select' });
}

/** The source's name wins. */
function logRenamed(ctx: RequestContext, organizationId: string, { choice, findings }: Pick<Fetched, 'choice' | 'findings'>): void {
  const renamed = choice.asked.filter((id) => {
    const finding = findings.get(id);
    return finding?.kind === 'found' && finding.found.name !== choice.selection[id];
  });
  if (renamed.length > 0) ctx.log.info({ organizationId, specs: renamed.slice(0, 20), count: renamed.length }, 'chosen specifications bear other names at their source');
}
