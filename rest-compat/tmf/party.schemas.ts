import { z } from 'zod';
import { attachments, count, flag, identified, objects, RelatedParty, text, time, typed, validFor } from './tmf.parts.js';

/** TMF632 Party Management v4.0.0, for readers. */

const MediumCharacteristic = z.looseObject({
  city: text, contactType: text, country: text, emailAddress: text, faxNumber: text, phoneNumber: text, postCode: text, socialNetworkId: text, stateOrProvince: text, street1: text, street2: text, ...typed,
});

const ContactMedium = z.looseObject({
  mediumType: text, preferred: flag, validFor, ...typed,
  characteristic: MediumCharacteristic.optional().meta({ description: 'Its members may also stand directly in the contact medium, as in v5.' }),
});

export const Characteristic = z.looseObject({
  id: text, name: z.string(), valueType: text, ...typed,
  value: z.unknown().meta({ description: 'Any value, or {value, alias}. Passwords and client secrets are shown as ********; sent so, they stay as they are.' }),
});

const CreditRating = z.looseObject({ creditAgencyName: text, creditAgencyType: text, ratingReference: text, ratingScore: count, validFor, ...typed });
const ExternalReference = z.looseObject({ externalReferenceType: text, name: text, ...typed });
const OtherName = z.looseObject({ name: text, nameType: text, tradingName: text, validFor, ...typed });
const Identification = z.looseObject({ identificationId: text, identificationType: text, issuingAuthority: text, issuingDate: time, attachment: attachments.unwrap().element.optional(), validFor, ...typed });
const Relationship = z.looseObject({ relationshipType: text, organization: z.looseObject({ id: z.string(), href: text, name: text, '@referredType': text }).optional(), ...typed });

const party = {
  contactMedium: ContactMedium.array().optional(),
  creditRating: CreditRating.array().optional(),
  externalReference: ExternalReference.array().optional(),
  partyCharacteristic: Characteristic.array().optional(),
  relatedParty: RelatedParty.array().optional(),
  taxExemptionCertificate: objects,
  ...typed,
};

export const Organization = z.looseObject({
  ...identified,
  isHeadOffice: flag, isLegalEntity: flag, name: text, nameType: text, organizationType: text,
  tradingName: z.string(),
  status: z.enum(['initialized', 'validated', 'closed']).optional(),
  existsDuring: validFor,
  organizationChildRelationship: Relationship.array().optional(),
  organizationIdentification: Identification.array().optional(),
  organizationParentRelationship: Relationship.optional(),
  otherName: OtherName.array().optional(),
  ...party,
});

export const OrganizationCreate = Organization.omit({ id: true, href: true }).partial();

export const Individual = z.looseObject({
  ...identified,
  familyName: z.string(), givenName: z.string(),
  aristocraticTitle: text, birthDate: time, countryOfBirth: text, deathDate: time, familyNamePrefix: text, formattedName: text, fullName: text, gender: text, generation: text,
  legalName: text, location: text, maritalStatus: text, middleName: text, nationality: text, placeOfBirth: text, preferredGivenName: text, title: text,
  status: z.enum(['initialized', 'validated', 'deceaded']).optional().meta({ description: 'The spelling of the last is the official one.' }),
  disability: objects, individualIdentification: objects, languageAbility: objects, otherName: objects, skill: objects,
  ...party,
});

export const IndividualCreate = Individual.omit({ id: true, href: true });
