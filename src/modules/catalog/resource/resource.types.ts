import type { DocumentRow } from '../../../outbound/storage/documents.js';

/** The four resources that can be administered; each has a table of its name. */
export const RESOURCE_KINDS = ['ServiceSpecification', 'ServiceCandidate', 'ServiceCategory', 'ServiceCatalog'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** As TMF633 writes a kind in paths and members: `serviceSpecification`. */
export const pathOf = (kind: ResourceKind | 'ImportJob' | 'ExportJob'): string => kind.charAt(0).toLowerCase() + kind.slice(1);

/** How a kind is called in a sentence. */
export const wordsOf = (kind: ResourceKind): string => kind.replace('Service', 'service ').toLowerCase();

/** Base path of TMF633. */
export const CATALOG_PATH = '/tmf-api/serviceCatalogManagement/v4';

/** A row that a transaction holds. `document` has neither `id` nor `href`. */
export interface HeldRow extends DocumentRow {
  /** Whose OSS it comes from; null: it is ours. Of specifications and candidates. */
  readonly organizationId: string | null;
  /** Made for a peering, and not touched by a user. Of categories and catalogs. */
  readonly byPeering: boolean;
  /** Imported candidates that users put there, there or not. Of categories. */
  readonly links: readonly string[];
}
