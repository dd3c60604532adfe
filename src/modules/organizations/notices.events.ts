import type { LoggedEvent } from '../../kernel/event.js';
import type { HubNotice } from '../../kernel/notice.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import type { PartyFact, PartyKind } from './organizations.events.js';

/** TMF632's names, behind `Organization` or `Individual`. */
const EVENT: Readonly<Record<PartyFact, string>> = { created: 'CreateEvent', changed: 'AttributeValueChangeEvent', 'state-changed': 'StateChangeEvent', deleted: 'DeleteEvent' };
const NOUN: Readonly<Record<PartyKind, string>> = { organization: 'Organization', individual: 'Individual' };

/** What every listener may hear of. */
export const HUB_EVENT_TYPES: readonly string[] = Object.values(NOUN).flatMap((noun) => Object.values(EVENT).map((event) => noun + event));

const TYPE = /^organizations\.(organization|individual)\.(created|changed|state-changed|deleted)$/;

/** TMF tells of one member in one event; of more than these at once, one event tells without naming them. */
const MOST_PATHS = 16;

/** What our event says at the hub of TMF632: a change of several members one event for each. */
export function toHubNotices(event: LoggedEvent): readonly HubNotice[] {
  const [, kind, fact] = (TYPE.exec(event.type) ?? []) as unknown as readonly [string, PartyKind | undefined, PartyFact | undefined];
  if (kind === undefined || fact === undefined) return [];
  const data = event.data as Readonly<Partial<Record<PartyKind, JsonObject>>> & { readonly fieldPaths?: readonly string[] };
  const notice: HubNotice = { api: 'party', eventType: NOUN[kind] + EVENT[fact], member: kind, resource: data[kind] ?? {} };
  const { fieldPaths = [] } = data;
  return fieldPaths.length === 0 || fieldPaths.length > MOST_PATHS ? [notice] : fieldPaths.map((fieldPath) => ({ ...notice, fieldPath }));
}
