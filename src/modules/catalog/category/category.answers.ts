import type { DocumentRow } from '../../../outbound/storage/documents.js';
import { flagAt, momentAt, textAt } from '../resource/members.rules.js';
import { idsIn } from '../resource/resource.service.js';
import type { Shown } from '../resource/shown.rules.js';
import type { ServiceCategory } from './category.types.js';

/** What is read only when it is asked for is worked out only then. */
export function toCategory({ id, document }: Pick<DocumentRow, 'id' | 'document'>, shown: Shown): ServiceCategory {
  return {
    id,
    get href() {
      return String(shown('ServiceCategory', id, {})['href']);
    },
    name: String(document['name']),
    description: textAt(document, 'description'),
    version: textAt(document, 'version'),
    lifecycleStatus: textAt(document, 'lifecycleStatus') ?? '',
    get lastUpdate() {
      return momentAt(document, 'lastUpdate');
    },
    isRoot: flagAt(document, 'isRoot') ?? false,
    parentId: textAt(document, 'parentId'),
    get childIds() {
      return idsIn(document['category']);
    },
    get candidateIds() {
      return idsIn(document['serviceCandidate']);
    },
    get document() {
      return shown('ServiceCategory', id, document);
    },
  };
}
