import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { graphql } from '../route.js';

/** What the peering API asks of the graph. `document` is the peering as this API shows it. */

export interface PeeringData {
  readonly document: JsonObject;
}

export interface Written {
  readonly written: { readonly peering: PeeringData };
}

export const peerings = graphql<{ readonly list: { readonly nodes: readonly PeeringData[]; readonly totalCount: number } }>(
  'query Peerings($status: [PeeringStatus!], $first: Int, $offset: Int) { list: peerings(status: $status, first: $first, offset: $offset) { nodes { document } totalCount } }',
);
export const peering = graphql<{ readonly peering: PeeringData | null }>('query Peering($organizationId: ID!) { peering(organizationId: $organizationId) { document } }');
export const discover = graphql<{ readonly discoverPeering: { readonly specs: readonly { readonly document: JsonObject }[] } }>(
  'mutation DiscoverPeering($organizationId: ID!) { discoverPeering(organizationId: $organizationId) { specs { document } } }',
);
export const add = graphql<Written>('mutation AddPeering($input: AddPeeringInput!) { written: addPeering(input: $input) { peering { document } } }');
export const update = graphql<Written>('mutation UpdatePeering($input: UpdatePeeringInput!) { written: updatePeering(input: $input) { peering { document } } }');
export const end = graphql<Written>('mutation EndPeering($organizationId: ID!) { written: endPeering(organizationId: $organizationId) { peering { document } } }');
