import { z } from 'zod';
import { moment, timePeriod, tmfObject } from '../../kernel/tmf/shape.js';

/** TMF632 v4: the members that the official definitions name, with their types. Others are kept as they come. */
const text = z.string();
const texts = <Name extends string>(...names: readonly Name[]): Record<Name, z.ZodString> => Object.fromEntries(names.map((name) => [name, text])) as Record<Name, z.ZodString>;

const attachment = tmfObject({
  ...texts('id', 'href', 'attachmentType', 'content', 'description', 'mimeType', 'name', 'url', '@referredType'),
  size: tmfObject({ amount: z.number(), units: text }),
  validFor: timePeriod,
});
const contactMedium = tmfObject({
  mediumType: text,
  preferred: z.boolean(),
  validFor: timePeriod,
  characteristic: tmfObject(texts('city', 'contactType', 'country', 'emailAddress', 'faxNumber', 'phoneNumber', 'postCode', 'socialNetworkId', 'stateOrProvince', 'street1', 'street2')),
});
const given = z.unknown().refine((value) => value !== undefined, 'is missing');
const identification = tmfObject({ ...texts('identificationId', 'identificationType', 'issuingAuthority'), issuingDate: moment, attachment, validFor: timePeriod });
const relationship = tmfObject({ relationshipType: text, organization: tmfObject(texts('href', 'name', '@referredType'), { id: text.min(1) }) });

const party = {
  contactMedium: z.array(contactMedium),
  creditRating: z.array(tmfObject({ ...texts('creditAgencyName', 'creditAgencyType', 'ratingReference'), ratingScore: z.int(), validFor: timePeriod })),
  externalReference: z.array(tmfObject(texts('externalReferenceType', 'name'))),
  partyCharacteristic: z.array(tmfObject({ valueType: text }, { name: text.min(1), value: given })),
  relatedParty: z.array(tmfObject(texts('href', 'name', 'role', '@referredType'), { id: text.min(1) })),
  taxExemptionCertificate: z.array(tmfObject({ id: text, attachment, taxDefinition: z.array(tmfObject(texts('id', 'name', 'taxType', '@referredType'))), validFor: timePeriod })),
};

export const ORGANIZATION_STATUS = ['initialized', 'validated', 'closed'] as const;
/** The third is spelt so in the standard. */
export const INDIVIDUAL_STATUS = ['initialized', 'validated', 'deceaded'] as const;

export const organizationShape = tmfObject({
  ...party,
  ...texts('name', 'nameType', 'organizationType', 'tradingName'),
  isHeadOffice: z.boolean(),
  isLegalEntity: z.boolean(),
  existsDuring: timePeriod,
  organizationChildRelationship: z.array(relationship),
  organizationIdentification: z.array(identification),
  organizationParentRelationship: relationship,
  otherName: z.array(tmfObject({ ...texts('name', 'nameType', 'tradingName'), validFor: timePeriod })),
  status: z.enum(ORGANIZATION_STATUS),
});

const personNames = texts('aristocraticTitle', 'familyNamePrefix', 'formattedName', 'fullName', 'generation', 'legalName', 'middleName', 'preferredGivenName', 'title');

export const individualShape = tmfObject(
  {
    ...party,
    ...personNames,
    ...texts('countryOfBirth', 'gender', 'location', 'maritalStatus', 'nationality', 'placeOfBirth'),
    birthDate: moment,
    deathDate: moment,
    disability: z.array(tmfObject({ ...texts('disabilityCode', 'disabilityName'), validFor: timePeriod })),
    individualIdentification: z.array(identification),
    languageAbility: z.array(
      tmfObject({ ...texts('languageCode', 'languageName', 'listeningProficiency', 'readingProficiency', 'speakingProficiency', 'writingProficiency'), isFavouriteLanguage: z.boolean(), validFor: timePeriod }),
    ),
    otherName: z.array(tmfObject({ ...personNames, ...texts('familyName', 'givenName'), validFor: timePeriod })),
    skill: z.array(tmfObject({ ...texts('comment', 'evaluatedLevel', 'skillCode', 'skillName'), validFor: timePeriod })),
    status: z.enum(INDIVIDUAL_STATUS),
  },
  { givenName: text.min(1), familyName: text.min(1) },
);
