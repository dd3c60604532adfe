import * as examples from '../ewbi/ewbi.examples.js';
import { route, type Route } from '../route.js';
import { problemDialect } from './oeg.errors.js';
import { asCreated, asDetails, lastCreated } from './oeg.federations.answers.js';
import * as documents from './oeg.federations.documents.js';
import * as schemas from './oeg.federations.schemas.js';

const TAG = 'Federations';
const FROM_PARTNER = ['CONFLICT', 'ABORTED', 'BAD_GATEWAY'] as const;

/** Federations in which this gateway's apps run at partners. The errors of these paths have a form of their own. */
export const federationRoutes: readonly Route[] = [
  route({
    operationId: 'createFederation', method: 'POST', path: '/partner', tag: TAG, idempotent: true,
    summary: 'Federate with a partner operator',
    description: 'The settings name the partners; where there are several, the body says with which. What is sent as partnerCallbackCredentials is never shown again.',
    dialect: problemDialect,
    body: schemas.FederationRequest,
    bodyExample: { ...examples.FEDERATION_REQUEST, partnerStatusLink: 'https://consumer.example/partner-status' },
    document: documents.create,
    variables: ({ body }) => ({ input: body }),
    answer: ({ createFederation: { federation } }, { base }) => ({
      status: 200, body: asCreated(federation), headers: { location: `${base}/${encodeURIComponent(federation.federationContextId)}/partner` },
    }),
    responses: { 200: { description: 'The federation, with the zones that the partner offers.', schema: schemas.FederationResponse, headers: { Location: 'Address of the federation.' }, example: examples.FEDERATION_RESPONSE } },
    refusals: ['ALREADY_EXISTS', ...FROM_PARTNER],
  }),
  route({
    operationId: 'getFederation', method: 'GET', path: '/{federationContextId}/partner', tag: TAG,
    summary: 'Read a federation',
    description: 'As it is known here, also while the partner cannot be reached.',
    dialect: problemDialect,
    params: schemas.FederationPath,
    document: documents.federation,
    variables: ({ params }) => params,
    answer: ({ federation }) => ({ status: 200, body: asDetails(federation) }),
    responses: { 200: { description: 'The federation.', schema: schemas.FederationDetails, example: examples.FEDERATION_DETAILS } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'deleteFederation', method: 'DELETE', path: '/{federationContextId}/partner', tag: TAG,
    summary: 'End a federation',
    description: 'Only one of which no zone is accepted; the refusal names what stands.',
    dialect: problemDialect,
    params: schemas.FederationPath,
    document: documents.remove,
    variables: ({ params }) => params,
    answer: () => ({ status: 200 }),
    responses: { 200: { description: 'The federation is no more, here and at the partner.' } },
    refusals: ['NOT_FOUND', ...FROM_PARTNER],
  }),
  route({
    operationId: 'getFederationContext', method: 'GET', path: '/fed-context-id', tag: TAG,
    summary: 'Read the id of the federation that was created last',
    dialect: problemDialect,
    document: documents.contexts,
    variables: () => ({}),
    answer: ({ federations }) => ({ status: 200, body: { FederationContextId: lastCreated(federations.nodes) } }),
    responses: { 200: { description: 'The id.', schema: schemas.FederationContext, example: { FederationContextId: examples.CONTEXT_ID } } },
    refusals: ['NOT_FOUND'],
  }),
];
