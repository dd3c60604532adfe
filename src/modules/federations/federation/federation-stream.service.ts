import type { RequestContext } from '../../../kernel/context.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { FEDERATION_CHANGED, type FederationsEventData } from '../federations.events.js';
import type { FederationStatusChange } from './federation.types.js';

export interface FederationStreamArgs {
  readonly federationContextId?: string | null;
  readonly after?: string | null;
}

/** Federations are the operator's: whoever may open the stream sees all of them. @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
export type FederationStream = (ctx: RequestContext, wanted: FederationStreamArgs) => AsyncIterable<FederationStatusChange>;

export const federationStream = (log: EventLog): FederationStream => (ctx, { federationContextId, after }) =>
  followChanges(log, ctx, {
    type: FEDERATION_CHANGED,
    after,
    everybodys: true,
    where: (data: FederationsEventData<typeof FEDERATION_CHANGED>) => fits(federationContextId, data.federationContextId),
    toChange: ({ data }) => ({
      federationContextId: data.federationContextId,
      partner: data.partner,
      previousStatus: data.previousStatus,
      status: data.status,
      reason: data.reason,
      change: data.change,
      removed: data.removed,
    }),
  });
