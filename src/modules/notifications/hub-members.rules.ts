/** First-level members of the resources that hubs tell of, by TMF's definitions; those that every resource has stand apart. */
const EVERYWHERE = ['id', 'href', '@type', '@baseType', '@schemaLocation'];

const MEMBERS = {
  organization: [
    'contactMedium', 'creditRating', 'existsDuring', 'externalReference', 'isHeadOffice', 'isLegalEntity', 'name', 'nameType', 'organizationChildRelationship',
    'organizationIdentification', 'organizationParentRelationship', 'organizationType', 'otherName', 'partyCharacteristic', 'relatedParty', 'status',
    'taxExemptionCertificate', 'tradingName',
  ],
  individual: [
    'aristocraticTitle', 'birthDate', 'contactMedium', 'countryOfBirth', 'creditRating', 'deathDate', 'disability', 'externalReference', 'familyName', 'familyNamePrefix',
    'formattedName', 'fullName', 'gender', 'generation', 'givenName', 'individualIdentification', 'languageAbility', 'legalName', 'location', 'maritalStatus',
    'middleName', 'nationality', 'otherName', 'partyCharacteristic', 'placeOfBirth', 'preferredGivenName', 'relatedParty', 'skill', 'status', 'taxExemptionCertificate',
    'title',
  ],
  serviceCatalog: [
    'category', 'description', 'lastUpdate', 'lifecycleStatus', 'name', 'relatedParty', 'validFor', 'version',
  ],
  serviceCategory: [
    'category', 'description', 'isRoot', 'lastUpdate', 'lifecycleStatus', 'name', 'parentId', 'serviceCandidate', 'validFor', 'version',
  ],
  serviceCandidate: [
    'category', 'description', 'lastUpdate', 'lifecycleStatus', 'name', 'serviceSpecification', 'validFor', 'version',
  ],
  serviceSpecification: [
    'attachment', 'constraint', 'description', 'entitySpecRelationship', 'featureSpecification', 'isBundle', 'lastUpdate', 'lifecycleStatus', 'name', 'relatedParty',
    'resourceSpecification', 'serviceLevelSpecification', 'serviceSpecRelationship', 'specCharacteristic', 'targetEntitySchema', 'validFor', 'version',
  ],
  alarm: [
    'ackState', 'ackSystemId', 'ackUserId', 'affectedService', 'alarmChangedTime', 'alarmClearedTime', 'alarmDetails', 'alarmEscalation', 'alarmRaisedTime',
    'alarmReportingTime', 'alarmType', 'alarmedObject', 'alarmedObjectType', 'clearSystemId', 'clearUserId', 'comment', 'correlatedAlarm', 'crossedThresholdInformation',
    'externalAlarmId', 'isRootCause', 'parentAlarm', 'perceivedSeverity', 'place', 'plannedOutageIndicator', 'probableCause', 'proposedRepairedActions',
    'reportingSystemId', 'serviceAffecting', 'sourceSystemId', 'specificProblem', 'state',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type HubMember = keyof typeof MEMBERS;

export const hasMember = (resource: HubMember, member: string): boolean => EVERYWHERE.includes(member) || (MEMBERS[resource] as readonly string[]).includes(member);
