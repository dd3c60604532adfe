import { isObject, type Json, type JsonObject } from '../../kernel/tmf/document.js';
import type { OrganizationContact } from './organization.types.js';

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** Contact media in one view: TMF632 v4 writes their members under `characteristic`, v5 beside `@type`. */
export function contactsIn(document: JsonObject): OrganizationContact[] {
  const media = (document['contactMedium'] ?? []) as readonly Json[];
  return media.filter(isObject).map(toContact);
}

function toContact(medium: JsonObject): OrganizationContact {
  const nested = isObject(medium['characteristic']) ? medium['characteristic'] : {};
  const period = isObject(medium['validFor']) ? medium['validFor'] : {};
  const either = (name: string): string | null => text(nested[name]) ?? text(medium[name]);
  return {
    id: text(medium['id']),
    atType: text(medium['@type']),
    mediumType: text(medium['mediumType']),
    preferred: typeof medium['preferred'] === 'boolean' ? medium['preferred'] : null,
    contactType: either('contactType'),
    emailAddress: either('emailAddress'),
    phoneNumber: either('phoneNumber'),
    faxNumber: either('faxNumber'),
    socialNetworkId: either('socialNetworkId'),
    street1: either('street1'),
    street2: either('street2'),
    postCode: either('postCode'),
    city: either('city'),
    stateOrProvince: either('stateOrProvince'),
    country: either('country'),
    validFrom: text(period['startDateTime']),
    validUntil: text(period['endDateTime']),
  };
}
