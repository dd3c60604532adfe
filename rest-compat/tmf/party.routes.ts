import type { Api } from '../route.js';
import * as examples from './party.examples.js';
import * as schemas from './party.schemas.js';
import { TMF_JSON, tmfDialect } from './tmf.errors.js';
import { hubRoutes } from './tmf.hub.js';
import { resourceRoutes, type TmfResource } from './tmf.resource.js';

const organization: TmfResource = {
  name: 'organization',
  words: 'organization',
  schema: schemas.Organization,
  creation: schemas.OrganizationCreate,
  example: examples.ORGANIZATION,
  creationExample: examples.ORGANIZATION_CREATE,
  patchExample: { status: 'validated' },
  notes: {
    create:
      'tradingName is taken from name where it is not sent; one of them is needed. An organization with characteristics EXTERNAL_TMF_API_* is a peered OSS, see /peering-api. ' +
      'Passwords and client secrets are never shown again.',
    patch: 'A password or client secret that is sent as ******** stays as it is.',
    delete: 'Not while a peering with it stands.',
  },
  refusals: { delete: ['CONFLICT'] },
};

const individual: TmfResource = {
  name: 'individual',
  words: 'individual',
  schema: schemas.Individual,
  creation: schemas.IndividualCreate,
  example: examples.INDIVIDUAL,
  creationExample: examples.INDIVIDUAL_CREATE,
  patchExample: { title: 'Dr' },
};

export const party: Api = {
  name: 'party',
  title: 'TMF632 Party Management',
  version: '4.0.0',
  description: 'Organizations, peered OSSs among them, and individuals. The role admin is needed for everything.',
  basePath: '/tmf-api/party/v4',
  mediaType: TMF_JSON,
  dialect: tmfDialect,
  schemas: { Organization: schemas.Organization, Individual: schemas.Individual },
  routes: [
    ...resourceRoutes(organization),
    ...resourceRoutes(individual),
    ...hubRoutes({ api: 'party', event: { eventType: 'OrganizationCreateEvent', member: 'organization' }, query: 'eventType=OrganizationCreateEvent' }),
  ],
};
