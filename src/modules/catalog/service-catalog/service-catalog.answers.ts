import type { DocumentRow } from '../../../outbound/storage/documents.js';
import { momentAt, textAt } from '../resource/members.rules.js';
import { idsIn } from '../resource/resource.service.js';
import type { Shown } from '../resource/shown.rules.js';
import type { ServiceCatalog } from './service-catalog.types.js';

/** What is read only when it is asked for is worked out only then. */
export function toServiceCatalog({ id, document }: Pick<DocumentRow, 'id' | 'document'>, shown: Shown): ServiceCatalog {
  return {
    id,
    get href() {
      return String(shown('ServiceCatalog', id, {})['href']);
    },
    name: String(document['name']),
    description: textAt(document, 'description'),
    version: textAt(document, 'version'),
    lifecycleStatus: textAt(document, 'lifecycleStatus') ?? '',
    get lastUpdate() {
      return momentAt(document, 'lastUpdate');
    },
    get categoryIds() {
      return idsIn(document['category']);
    },
    get document() {
      return shown('ServiceCatalog', id, document);
    },
  };
}
