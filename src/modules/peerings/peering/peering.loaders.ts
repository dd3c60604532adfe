import DataLoader from 'dataloader';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { perRequest } from '../../../kernel/per-request.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { ShownIds } from '../neighbours.types.js';
import { toPeering } from './peering.answers.js';
import type { PeeringService } from './peering.service.js';
import type { PeeredSpecRow } from './peering.types.js';
import type { Peering } from './peering-view.types.js';

/** By the organization's id but for `inCatalog`, asked for all at a time. */
export interface PeeringLoaders {
  /** Null: there is none. */
  readonly peering: DataLoader<string, Peering | null>;
  readonly specs: DataLoader<string, readonly PeeredSpecRow[]>;
  /** As it is shown. */
  readonly party: DataLoader<string, JsonObject | null>;
  /** By the id of a specification in our catalog: whether it is there. */
  readonly inCatalog: DataLoader<string, boolean>;
}

export const peeringLoaders = (peerings: Pick<PeeringService, 'find' | 'specsOf' | 'partiesOf'>, inCatalog: ShownIds): ((ctx: RequestContext) => PeeringLoaders) =>
  perRequest(() => ({
    peering: new DataLoader(async (ids) => (await peerings.find(ids)).map((row) => row && toPeering(row))),
    specs: new DataLoader((ids) => peerings.specsOf(ids)),
    party: new DataLoader((ids) => peerings.partiesOf(ids)),
    inCatalog: new DataLoader(async (ids) => {
      const there = await inCatalog(ids);
      return ids.map((id) => there.has(id));
    }),
  }));
