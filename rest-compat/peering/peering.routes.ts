import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { route, type Answer, type Api, type Described, type Route } from '../route.js';
import { TMF_JSON, tmfDialect } from '../tmf/tmf.errors.js';
import { COUNTS, countsOf } from '../tmf/tmf.resource.js';
import * as documents from './peering.documents.js';
import * as examples from './peering.examples.js';
import { organizationIdOf, toAddInput, toUpdateInput } from './peering.inputs.js';
import { inTheirWords, placeholder } from './peering.refusals.js';
import * as schemas from './peering.schemas.js';

/** How a peering is shown: as it is, or by the four members that the first such API had. */
type Show = (document: JsonObject) => JsonObject;

const TAG = 'Peering';
const FROM_PEER: readonly RefusalCode[] = ['PEER_UNREACHABLE', 'PEER_REFUSED', 'PEER_INVALID_RESPONSE', 'PEER_TIMEOUT'];
const MEDIA = ['application/json', 'application/merge-patch+json'] as const;

const fourMembers: Show = ({ organization, serviceSpecs, peeredSpecs, serviceCatalogs }) => ({ organization, serviceSpecs, peeredSpecs, serviceCatalogs });

const discover = route({
  operationId: 'discoverPeering', method: 'POST', path: '/peering', tag: TAG,
  summary: 'See what a peered OSS offers',
  description: 'Reads the list of service specifications of the OSS that the organization stands for. Nothing is imported, and nothing that was chosen before is changed.',
  body: schemas.PeeringRequest,
  bodyExample: examples.DISCOVER,
  document: documents.discover,
  variables: ({ body }) => ({ organizationId: organizationIdOf(body) }),
  answer: ({ discoverPeering: { specs } }) => ({ status: 200, body: specs.map(({ document }) => document) }),
  refused: (refusal, { body }) => placeholder(refusal, body),
  responses: { 200: { description: 'All specifications, as the OSS sums them up.', schema: schemas.SpecSummary.array(), example: [examples.SUMMARY] } },
  refusals: ['NOT_FOUND', 'ABORTED', ...FROM_PEER],
});

const shown = (show: Show, document: JsonObject): Answer => ({ status: 200, body: show(document) });
const described = (show: Show, description: string): Record<200, Described> => ({ 200: { description, schema: schemas.Peering, example: show(examples.PEERING) } });

const list = (show: Show): Route =>
  route({
    operationId: 'listPeerings', method: 'GET', path: '/peering', tag: TAG,
    summary: 'List peerings',
    query: schemas.PeeringQuery,
    document: documents.peerings,
    variables: ({ query }) => ({ status: query.status ?? ['active', 'degraded', 'unreachable'], first: query.limit, offset: query.offset }),
    answer: ({ list: { nodes, totalCount } }) => ({ status: 200, body: nodes.map(({ document }) => show(document)), headers: countsOf(totalCount, nodes.length) }),
    responses: { 200: { description: 'The peerings, oldest first.', schema: schemas.Peering.array(), headers: COUNTS, example: [show(examples.PEERING)] } },
    refusals: [],
  });

const add = (show: Show): Route =>
  route({
    operationId: 'addPeering', method: 'POST', path: '/peering/add', tag: TAG,
    summary: 'Import what was chosen',
    description:
      'Fetches each chosen specification from the OSS, beside those that were chosen before; all are taken or none. The catalog follows within moments. ' +
      'A name in a category is that of a chosen specification.',
    body: schemas.PeeringRequest,
    bodyExample: examples.ADD,
    document: documents.add,
    variables: ({ body }) => ({ input: toAddInput(body) }),
    answer: ({ written }) => shown(show, written.peering.document),
    refused: (refusal, { body }) => placeholder(refusal, body) ?? inTheirWords(refusal),
    responses: described(show, 'The peering.'),
    refusals: ['TRANSIT_SPEC', 'NOT_FOUND', 'ABORTED', ...FROM_PEER],
  });

const read = (show: Show): Route =>
  route({
    operationId: 'retrievePeering', method: 'GET', path: '/peering/{organizationId}', tag: TAG,
    summary: 'Read a peering',
    params: schemas.PeeringPath,
    document: documents.peering,
    variables: ({ params }) => params,
    answer: ({ peering }) => {
      if (peering === null) throw new Refusal('NOT_FOUND', 'There is no peering with this organization.');
      return shown(show, peering.document);
    },
    responses: described(show, 'The peering.'),
    refusals: ['NOT_FOUND'],
  });

const patch = (show: Show): Route =>
  route({
    operationId: 'patchPeering', method: 'PATCH', path: '/peering/{organizationId}', tag: TAG,
    summary: 'Choose otherwise, or look again',
    description: 'Fetches what is chosen then, and takes over what has changed. Without a body, or with {}, that is all it does.',
    params: schemas.PeeringPath,
    body: schemas.PeeringPatch,
    optionalBody: true,
    mediaTypes: MEDIA,
    bodyExample: examples.PATCH,
    document: documents.update,
    variables: ({ params, body }) => ({ input: toUpdateInput(params.organizationId, body) }),
    answer: ({ written }) => shown(show, written.peering.document),
    refused: inTheirWords,
    responses: described(show, 'The peering as it is now.'),
    refusals: ['TRANSIT_SPEC', 'NOT_FOUND', 'ABORTED', ...FROM_PEER],
  });

const end = (show: Show): Route =>
  route({
    operationId: 'deletePeering', method: 'DELETE', path: '/peering/{organizationId}', tag: TAG,
    summary: 'End a peering',
    description: 'What was imported leaves the catalog. The OSS is not asked.',
    params: schemas.PeeringPath,
    document: documents.end,
    variables: ({ params }) => params,
    answer: ({ written }) => shown(show, written.peering.document),
    responses: described(show, 'The peering as it was.'),
    refusals: ['NOT_FOUND'],
  });

/** @param strictCompat whether peerings have only the four members that clients of the first such API know. */
export function peering(strictCompat: boolean): Api {
  const show: Show = strictCompat ? fourMembers : (document) => document;
  return {
    name: 'peering',
    title: 'Peering API',
    version: '1.0.0',
    description:
      'Peering with the OSS of another domain: an organization says how to reach it (TMF632), then its service specifications are seen, chosen and imported into the catalog (TMF633). ' +
      'A heartbeat keeps them true. The role admin is needed for everything.',
    basePath: '/peering-api',
    mediaType: TMF_JSON,
    dialect: tmfDialect,
    schemas: { PeeringRequest: schemas.PeeringRequest, Peering: schemas.Peering },
    routes: [list(show), discover, add(show), read(show), patch(show), end(show)],
  };
}
