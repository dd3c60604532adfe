import type { z } from 'zod';
import type { PeeringPatch, PeeringRequest, SentCatalogs } from './peering.schemas.js';

interface SelectedInput {
  readonly id: string;
  readonly name: string;
}

interface CatalogInput {
  readonly name: string;
  readonly categories: readonly { readonly name: string; readonly specifications: readonly string[] }[];
}

type Sent = z.infer<typeof PeeringRequest>;

export const organizationIdOf = ({ organization }: Pick<Sent, 'organization'>): string => (typeof organization === 'string' ? organization : organization.id);

/** Maps of id → name as lists, for GraphQL has no maps. */
export const toAddInput = (body: Sent): object => ({
  organizationId: organizationIdOf(body),
  select: Object.entries(body.serviceSpecs ?? {}).map(([id, name]): SelectedInput => ({ id, name })),
  serviceCatalogs: toCatalogs(body.serviceCatalogs),
});

/** What is not sent stays; null empties it. */
export function toUpdateInput(organizationId: string, { serviceSpecs, serviceCatalogs }: z.infer<typeof PeeringPatch>): object {
  const specs = Object.entries(serviceSpecs ?? {});
  return {
    organizationId,
    select: specs.flatMap(([id, name]): readonly SelectedInput[] => (name === null ? [] : [{ id, name }])),
    deselect: specs.flatMap(([id, name]) => (name === null ? [id] : [])),
    ...(serviceCatalogs === undefined ? {} : { serviceCatalogs: toCatalogs(serviceCatalogs) }),
  };
}

const toCatalogs = (sent: SentCatalogs): readonly CatalogInput[] =>
  (sent ?? []).map(({ name, categories }) => ({ name, categories: (categories ?? []).map((category) => ({ name: category.name, specifications: category.specifications ?? [] })) }));
