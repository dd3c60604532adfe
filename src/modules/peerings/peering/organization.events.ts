import type { LoggedEvent } from '../../../kernel/event.js';
import type { Clock } from '../../../kernel/clock.js';
import { isObject, type Json } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { OrganizationName } from './messages.events.js';
import type { PeeringService } from './peering.service.js';

const CHANGED = 'organizations.organization.changed';
const DELETED = 'organizations.organization.deleted';

/** Hears of organizations that are edited or deleted. */
export const organizationConsumer = (peerings: Pick<PeeringService, 'edited' | 'orphaned'>, clock: Clock) => ({
  name: 'peerings',
  types: [CHANGED, DELETED] as readonly string[],
  async handle(event: LoggedEvent, tx: Statements): Promise<void> {
    if (event.type === DELETED) await peerings.orphaned(tx, nameOf(event), event.correlator);
    else if (isAboutConnection(event)) await peerings.edited(tx, event.subject, clock.now());
  },
});

/** Only its characteristics say how its OSS is reached. */
function isAboutConnection({ data }: LoggedEvent): boolean {
  const { fieldPaths } = data as { readonly fieldPaths?: unknown };
  return !Array.isArray(fieldPaths) || fieldPaths.some((path) => String(path).startsWith('partyCharacteristic'));
}

const nameOf = ({ subject, data }: LoggedEvent): OrganizationName => nameIn(subject, (data as { readonly organization?: Json }).organization);

/** As messages name an organization, from its document. */
export function nameIn(id: string, organization: Json | undefined): OrganizationName {
  const text = (member: string): string | undefined => (isObject(organization) && typeof organization[member] === 'string' ? organization[member] : undefined);
  return { id, name: text('name') ?? text('tradingName') ?? id, href: text('href') ?? `/tmf-api/party/v4/organization/${id}` };
}
