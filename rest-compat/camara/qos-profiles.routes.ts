import { listed, TOTAL } from '../listed.js';
import { fromProfile } from '../network.answers.js';
import * as documents from '../network.documents.js';
import { PROFILE } from '../network.examples.js';
import { route, type Api } from '../route.js';
import { camaraDialect } from './camara.errors.js';
import * as schemas from './qos-profiles.schemas.js';

const TAG = 'QoS profiles';

const retrieveProfiles = route({
  operationId: 'retrieveQoSProfiles', method: 'POST', path: '/retrieve-qos-profiles', tag: TAG,
  summary: 'List profiles',
  description: 'By name, by status, and those that a device can have: one that is sent, or the one that the token of a user tells.',
  body: schemas.QosProfileDeviceRequest,
  bodyExample: { status: 'ACTIVE' },
  document: documents.profiles,
  variables: ({ body }) => ({ filter: body }),
  answer: (data) => listed(data, fromProfile),
  responses: {
    200: {
      description: 'The profiles, at most 100; an empty list when none fits.',
      schema: schemas.QosProfile.array().max(100),
      headers: TOTAL,
      example: [PROFILE],
    },
  },
  refusals: ['IDENTIFIER_NOT_FOUND', 'SERVICE_NOT_APPLICABLE', 'UNSUPPORTED_IDENTIFIER', 'UNNECESSARY_IDENTIFIER'],
});

const getProfile = route({
  operationId: 'getQosProfile', method: 'GET', path: '/qos-profiles/{name}', tag: TAG,
  summary: 'Read a profile',
  params: schemas.QosProfilePath,
  document: documents.profile,
  variables: ({ params }) => ({ name: params.name }),
  answer: ({ qosProfile }) => ({ status: 200, body: fromProfile(qosProfile) }),
  responses: { 200: { description: 'The profile.', schema: schemas.QosProfile, example: PROFILE } },
  refusals: ['NOT_FOUND'],
});

export const qosProfiles: Api = {
  name: 'qos-profiles',
  title: 'CAMARA QoS Profiles',
  version: '1.1.0',
  description: 'The qualities of service that can be asked for.',
  basePath: '/qos-profiles/v1',
  dialect: camaraDialect('QOS_PROFILES'),
  schemas: { QosProfileDeviceRequest: schemas.QosProfileDeviceRequest, QosProfile: schemas.QosProfile },
  routes: [retrieveProfiles, getProfile],
};
