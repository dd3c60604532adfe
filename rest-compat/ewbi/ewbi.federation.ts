import { FederationRequestShape, NetworkCodesChangeShape, ZoneRegistrationShape } from '../../src/modules/federations/hosting/hosted-federation.manifest.js';
import { route, type Route } from '../route.js';
import { objectLike } from '../tmf/tmf.body.js';
import * as documents from './ewbi.documents.js';
import * as examples from './ewbi.examples.js';
import { FederationPath, PartnerStatusEvent, ZonePath } from './ewbi.parts.js';
import * as schemas from './ewbi.schemas.js';
import { inWords } from './ewbi.words.js';

const FEDERATIONS = 'Federations';
const ZONES = 'Zones';

/** The definitions give this form to the address of a federation, while it is read elsewhere: so it is read here too. */
const atLocation = route({
  operationId: 'getFederationAtLocation', method: 'GET', path: '/partner/{federationContextId}', tag: FEDERATIONS,
  summary: 'Read a federation where Location says it is',
  description: 'The same as at /{federationContextId}/partner.',
  params: FederationPath,
  document: documents.details,
  variables: ({ params }) => params,
  answer: ({ federation }) => ({ status: 200, body: federation.details }),
  responses: { 200: { description: 'The federation.', schema: schemas.FederationDetails, example: examples.FEDERATION_DETAILS } },
  refusals: ['NOT_FOUND'],
});

export const federationRoutes: readonly Route[] = [
  route({
    operationId: 'createFederation', method: 'POST', path: '/partner', tag: FEDERATIONS,
    summary: 'Federate with this operator',
    description: 'One federation for each client. The answer offers the zones that can be accepted.',
    body: objectLike(FederationRequestShape),
    bodyExample: examples.FEDERATION_REQUEST,
    document: documents.open,
    variables: ({ body }) => ({ request: body }),
    answer: ({ opened }, { base }) => ({ status: 200, body: opened.document, headers: { location: `${base}/partner/${opened.federationContextId}` } }),
    responses: { 200: { description: 'The federation stands.', schema: schemas.FederationResponse, headers: { Location: 'Address of the federation.' }, example: examples.FEDERATION_RESPONSE } },
    notifies: { sink: 'partnerStatusLink', event: PartnerStatusEvent, mediaType: 'application/json' },
    refusals: ['ALREADY_EXISTS'],
  }),
  atLocation,
  route({
    operationId: 'getFederation', method: 'GET', path: '/{federationContextId}/partner', tag: FEDERATIONS,
    summary: 'Read a federation',
    params: FederationPath,
    document: documents.details,
    variables: ({ params }) => params,
    answer: ({ federation }) => ({ status: 200, body: federation.details }),
    responses: { 200: { description: 'The federation.', schema: schemas.FederationDetails, example: examples.FEDERATION_DETAILS } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'updateFederation', method: 'PATCH', path: '/{federationContextId}/partner', tag: FEDERATIONS,
    summary: 'Change the network codes',
    params: FederationPath,
    body: objectLike(NetworkCodesChangeShape),
    bodyExample: examples.CODES_CHANGE,
    document: documents.update,
    variables: ({ params, body }) => ({ ...params, change: body }),
    answer: ({ federation }) => ({ status: 200, body: federation.details }),
    responses: { 200: { description: 'The federation as it is now.', schema: schemas.FederationDetails, example: examples.FEDERATION_DETAILS } },
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
  route({
    operationId: 'deleteFederation', method: 'DELETE', path: '/{federationContextId}/partner', tag: FEDERATIONS,
    summary: 'End a federation',
    description: 'Only one of which no zone is accepted; the refusal names those that are.',
    params: FederationPath,
    document: documents.close,
    variables: ({ params }) => params,
    ...inWords(200, 'closed'),
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
  route({
    operationId: 'getFederationContext', method: 'GET', path: '/fed-context-id', tag: FEDERATIONS,
    summary: 'Read the id of the context of the client who asks',
    description: 'Under both names: the one of the definition, and the one that the Federation Manager sends.',
    document: documents.ofClient,
    variables: () => ({}),
    answer: ({ federation: { federationContextId } }) => ({ status: 200, body: { FederationContextId: federationContextId, federationContextId } }),
    responses: { 200: { description: 'The id.', schema: schemas.FederationContext, example: { FederationContextId: examples.CONTEXT_ID, federationContextId: examples.CONTEXT_ID } } },
    refusals: ['NOT_FOUND'],
  }),
];

export const zoneRoutes: readonly Route[] = [
  route({
    operationId: 'acceptZones', method: 'POST', path: '/{federationContextId}/zones', tag: ZONES,
    summary: 'Accept zones',
    params: FederationPath,
    body: objectLike(ZoneRegistrationShape),
    bodyExample: examples.ZONE_REQUEST,
    document: documents.acceptZones,
    variables: ({ params, body }) => ({ ...params, request: body }),
    answer: ({ zones }) => ({ status: 200, body: zones }),
    responses: { 200: { description: 'What the zones have.', schema: schemas.AcceptedZones, example: { acceptedZoneResourceInfo: [examples.ZONE_DATA] } } },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getZone', method: 'GET', path: '/{federationContextId}/zones/{zoneId}', tag: ZONES,
    summary: 'Read what an accepted zone has',
    params: ZonePath,
    document: documents.zone,
    variables: ({ params }) => params,
    answer: ({ zone }) => ({ status: 200, body: zone }),
    responses: { 200: { description: 'What the zone has.', schema: schemas.ZoneData, example: examples.ZONE_DATA } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'releaseZone', method: 'DELETE', path: '/{federationContextId}/zones/{zoneId}', tag: ZONES,
    summary: 'Give an accepted zone back',
    description: 'Only one that no application uses; the refusal names what stands.',
    params: ZonePath,
    document: documents.releaseZone,
    variables: ({ params }) => params,
    ...inWords(200, 'released'),
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
];
