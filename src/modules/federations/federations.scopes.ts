import { ROLE_ADMIN } from '../../kernel/caller.js';

const READ = 'federations:read';
const WRITE = 'federations:write';
const READ_ONBOARDINGS = 'federations:onboardings:read';
const WRITE_ONBOARDINGS = 'federations:onboardings:write';
/** The scope of the E/WBI: what partners do here. */
const PARTNER = 'fed-mgmt';
const ZONES = 'edge-application-management:edge-cloud-zones:read';
const INSTANCES = 'edge-application-management:instances:read';

/** The scope that each entry into the module needs. */
export const FEDERATIONS_SCOPES = {
  'Query.federation': READ,
  'Query.federations': READ,
  'Query.partnerOnboarding': READ_ONBOARDINGS,
  'Query.partnerOnboardings': READ_ONBOARDINGS,
  'Query.hostedFederation': PARTNER,
  'Query.hostedFederationOfClient': PARTNER,
  'Query.hostedFederations': ROLE_ADMIN,
  'Query.hostedZone': PARTNER,
  'Query.hostedArtefact': PARTNER,
  'Query.hostedApplication': PARTNER,
  'Query.hostedInstance': PARTNER,
  'Query.hostedInstances': PARTNER,
  'Mutation.createFederation': WRITE,
  'Mutation.updateFederation': WRITE,
  'Mutation.deleteFederation': WRITE,
  'Mutation.acceptZones': WRITE,
  'Mutation.releaseZone': WRITE,
  'Mutation.onboardAppToPartner': WRITE_ONBOARDINGS,
  'Mutation.removePartnerOnboarding': WRITE_ONBOARDINGS,
  'Mutation.openHostedFederation': PARTNER,
  'Mutation.updateHostedFederation': PARTNER,
  'Mutation.closeHostedFederation': PARTNER,
  'Mutation.acceptHostedZones': PARTNER,
  'Mutation.releaseHostedZone': PARTNER,
  'Mutation.uploadHostedArtefact': PARTNER,
  'Mutation.removeHostedArtefact': PARTNER,
  'Mutation.onboardHostedApplication': PARTNER,
  'Mutation.updateHostedApplication': PARTNER,
  'Mutation.removeHostedApplication': PARTNER,
  'Mutation.installHostedApplication': PARTNER,
  'Mutation.removeHostedInstance': PARTNER,
  'Mutation.tellFederation': PARTNER,
  'Subscription.federationStatusChanged': READ,
  'Subscription.partnerOnboardingChanged': READ_ONBOARDINGS,
  Federation: READ,
  PartnerZone: READ,
  PartnerOnboarding: READ_ONBOARDINGS,
  PartnerInstance: READ_ONBOARDINGS,
  HostedFederation: PARTNER,
  EdgeCloudZone: ZONES,
  App: 'edge-application-management:apps:read',
  'EdgeCloudZone.federation': READ,
  'App.partnerOnboardings': READ_ONBOARDINGS,
  'Federation.onboardings': READ_ONBOARDINGS,
  'PartnerZone.edgeCloudZone': ZONES,
  'PartnerOnboarding.app': 'edge-application-management:apps:read',
  'PartnerOnboarding.federation': READ,
  'PartnerOnboarding.zones': READ,
  'PartnerInstance.appInstance': INSTANCES,
  'PartnerInstance.zone': READ,
} as const satisfies Record<string, string>;
