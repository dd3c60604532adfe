import type { LoggedEvent } from '../../kernel/event.js';
import type { HubNotice } from '../../kernel/notice.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { RESOURCES_CHANGED, type ResourceChange, type ResourcesChangedData } from './catalog.events.js';
import { pathOf } from './resource/resource.types.js';
import type { Shown } from './resource/shown.rules.js';

const EVENT: Readonly<Record<ResourceChange['change'], string>> = { CREATED: 'CreateEvent', CHANGED: 'ChangeEvent', DELETED: 'DeleteEvent' };

/** What TMF633 has a hub told of one of our events. What an import brought is named, and can be read under its address. */
export function toHubNotices(event: LoggedEvent, shown: Shown): readonly HubNotice[] {
  if (event.type !== RESOURCES_CHANGED) return [];
  return (event.data as ResourcesChangedData).changes.map(({ kind, change, id, name, document }) => ({
    api: 'serviceCatalogManagement',
    eventType: kind + EVENT[change],
    member: pathOf(kind),
    resource: shown(kind, id, (document as JsonObject | undefined) ?? { name }),
  }));
}
