import type { JsonObject } from '../../kernel/tmf/document.js';
import type { Hrefs } from '../../kernel/tmf/href.js';
import type { Statements } from '../../outbound/storage/database.js';
import { characteristicsIn, textOf } from './characteristics.rules.js';
import type { OrganizationStore } from './organization.store.js';
import { withSecrets } from './secrets.rules.js';

/** An organization with what it takes to speak with its OSS. Never to be shown or logged as it is. */
export interface OpenOrganization {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  /** As it is shown: without secrets. */
  readonly document: JsonObject;
  /** In their order, with the secrets opened; a value is what `value` or `value.value` held, as text. */
  readonly characteristics: readonly { readonly name: string; readonly value: string }[];
}

/** For whoever speaks with the OSS that an organization stands for: the only way out for secrets. */
export interface PartiesService {
  find(id: string): Promise<OpenOrganization | undefined>;
  /** Documents as they are shown, of those that are there. */
  shown(ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** Keeps an organization from being deleted until the transaction ends. @returns false when it is gone */
  hold(tx: Statements, id: string): Promise<boolean>;
}

export const partiesService = (organizations: OrganizationStore, hrefs: Hrefs): PartiesService => ({
  async find(id) {
    const row = await organizations.open(id);
    if (!row) return undefined;
    const { document, secrets } = row;
    return {
      id,
      name: String(document['name'] ?? document['tradingName']),
      href: hrefs.of(id),
      document: hrefs.shown(id, document),
      characteristics: withSecrets({ shown: characteristicsIn(document), secrets }).map((entry) => ({ name: String(entry['name']), value: textOf(entry) })),
    };
  },
  async shown(ids) {
    const rows = await organizations.find(ids);
    return new Map(rows.flatMap((row) => (row ? [[row.id, hrefs.shown(row.id, row.document)] as const] : [])));
  },
  hold: (tx, id) => organizations.hold(tx, id),
});
