import { ROLE_ADMIN } from '../../kernel/caller.js';

/** Organizations hold how to reach OSSs: nobody but an admin sees any of them. */
export const ORGANIZATIONS_SCOPES = {
  'Query.organization': ROLE_ADMIN,
  'Query.organizations': ROLE_ADMIN,
  'Query.individual': ROLE_ADMIN,
  'Query.individuals': ROLE_ADMIN,
  'Mutation.createOrganization': ROLE_ADMIN,
  'Mutation.updateOrganization': ROLE_ADMIN,
  'Mutation.deleteOrganization': ROLE_ADMIN,
  'Mutation.createIndividual': ROLE_ADMIN,
  'Mutation.updateIndividual': ROLE_ADMIN,
  'Mutation.deleteIndividual': ROLE_ADMIN,
  Organization: ROLE_ADMIN,
  Individual: ROLE_ADMIN,
} as const satisfies Record<string, string>;
