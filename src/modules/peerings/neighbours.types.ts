import type { JsonObject } from '../../kernel/tmf/document.js';
import type { Statements } from '../../outbound/storage/database.js';

/** An organization with what it takes to speak with its OSS. Never to be shown or logged as it is. */
export interface KnownOrganization {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  /** As it is shown: without secrets. */
  readonly document: JsonObject;
  /** In their order, with the secrets opened; a value is what `value` or `value.value` held, as text. */
  readonly characteristics: readonly { readonly name: string; readonly value: string }[];
}

/** Which of the ids our catalog has for specs that no peer brought. */
export type TakenIds = (ids: readonly string[]) => Promise<ReadonlySet<string>>;

/** Which of the ids our catalog shows now. What is imported stands there a moment after the peering knows of it. */
export type ShownIds = (ids: readonly string[]) => Promise<ReadonlySet<string>>;

/** What the module asks of the party store. */
export interface Parties {
  find(id: string): Promise<KnownOrganization | undefined>;
  /** As they are shown, by id; those that are there. */
  shown(ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** Keeps an organization from being deleted until the transaction ends. @returns false when it is gone */
  hold(tx: Statements, id: string): Promise<boolean>;
}
