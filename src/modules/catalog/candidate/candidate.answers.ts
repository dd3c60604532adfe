import type { DocumentRow } from '../../../outbound/storage/documents.js';
import { momentAt, refIdAt, textAt } from '../resource/members.rules.js';
import { idsIn } from '../resource/resource.service.js';
import type { Shown } from '../resource/shown.rules.js';
import type { ServiceCandidate } from './candidate.types.js';

/** What is read only when it is asked for is worked out only then. */
export function toCandidate({ id, document }: Pick<DocumentRow, 'id' | 'document'>, shown: Shown): ServiceCandidate {
  return {
    id,
    get href() {
      return String(shown('ServiceCandidate', id, {})['href']);
    },
    name: String(document['name']),
    description: textAt(document, 'description'),
    version: textAt(document, 'version'),
    lifecycleStatus: textAt(document, 'lifecycleStatus') ?? '',
    get lastUpdate() {
      return momentAt(document, 'lastUpdate');
    },
    specificationId: refIdAt(document, 'serviceSpecification'),
    get categoryIds() {
      return idsIn(document['category']);
    },
    get document() {
      return shown('ServiceCandidate', id, document);
    },
  };
}
