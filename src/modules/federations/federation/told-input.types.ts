import { registerEnumType } from 'type-graphql';

export enum FederationCallback {
  PARTNER_STATUS = 'PARTNER_STATUS',
  ZONE_RESOURCES = 'ZONE_RESOURCES',
  ONBOARDING_STATUS = 'ONBOARDING_STATUS',
  INSTANCE_STATUS = 'INSTANCE_STATUS',
}
registerEnumType(FederationCallback, { name: 'FederationCallback', description: 'What a partner tells of.' });
