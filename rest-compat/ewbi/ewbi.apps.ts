import { ApplicationChangeShape, ApplicationShape, InstallationShape } from '../../src/modules/federations/hosting/hosted-application.manifest.js';
import { ArtefactShape } from '../../src/modules/federations/hosting/hosted-artefact.manifest.js';
import { route, type Route } from '../route.js';
import { objectLike } from '../tmf/tmf.body.js';
import { artefactOfForm, withoutFile } from './ewbi.artefact.js';
import * as documents from './ewbi.documents.js';
import * as examples from './ewbi.examples.js';
import { AppPath, ArtefactPath, FederationPath, InstanceEvent, InstancePath, InstancesPath, OnboardingEvent } from './ewbi.parts.js';
import * as schemas from './ewbi.schemas.js';
import { inWords } from './ewbi.words.js';

const ARTEFACTS = 'Artefacts';
const APPLICATIONS = 'Applications';
const INSTANCES = 'Application instances';

export const artefactRoutes: readonly Route[] = [
  route({
    operationId: 'uploadArtefact', method: 'POST', path: '/{federationContextId}/artefact', tag: ARTEFACTS,
    summary: 'Say what an application is made of',
    description:
      'In JSON, or as a form whose parts artefactRepoLocation and componentSpec are JSON; componentSpec is one part, or one for each component. ' +
      'The artefact itself must be in a repository: files are not taken.',
    params: FederationPath,
    body: objectLike(ArtefactShape),
    mediaTypes: ['application/json', 'multipart/form-data'],
    form: artefactOfForm,
    bodyExample: examples.ARTEFACT,
    document: documents.uploadArtefact,
    variables: ({ params, body }) => ({ ...params, artefact: withoutFile(body) }),
    ...inWords(200, 'uploaded'),
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS', 'QUOTA_EXCEEDED'],
  }),
  route({
    operationId: 'getArtefact', method: 'GET', path: '/{federationContextId}/artefact/{artefactId}', tag: ARTEFACTS,
    summary: 'Read an artefact',
    description: 'Without what opens its repository.',
    params: ArtefactPath,
    document: documents.artefact,
    variables: ({ params }) => params,
    answer: ({ artefact }) => ({ status: 200, body: artefact }),
    responses: { 200: { description: 'The artefact.', schema: schemas.ArtefactInfo, example: examples.ARTEFACT_INFO } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'removeArtefact', method: 'DELETE', path: '/{federationContextId}/artefact/{artefactId}', tag: ARTEFACTS,
    summary: 'Remove an artefact',
    description: 'Only one that no application is made of; the refusal names those that are.',
    params: ArtefactPath,
    document: documents.removeArtefact,
    variables: ({ params }) => params,
    ...inWords(200, 'artefactRemoved'),
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
];

export const applicationRoutes: readonly Route[] = [
  route({
    operationId: 'onboardApplication', method: 'POST', path: '/{federationContextId}/application/onboarding', tag: APPLICATIONS,
    summary: 'Onboard an application',
    description: 'Taken at once and done afterwards: the status is told to appStatusCallbackLink, and can be read.',
    params: FederationPath,
    body: objectLike(ApplicationShape),
    bodyExample: examples.APPLICATION,
    document: documents.onboard,
    variables: ({ params, body }) => ({ ...params, application: body }),
    ...inWords(202, 'onboarding'),
    notifies: { sink: 'appStatusCallbackLink', event: OnboardingEvent, mediaType: 'application/json' },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS', 'QUOTA_EXCEEDED'],
  }),
  route({
    operationId: 'getApplication', method: 'GET', path: '/{federationContextId}/application/onboarding/app/{appId}', tag: APPLICATIONS,
    summary: 'Read an application',
    params: AppPath,
    document: documents.application,
    variables: ({ params }) => params,
    answer: ({ application }) => ({ status: 200, body: application }),
    responses: { 200: { description: 'The application, and how far it is.', schema: schemas.ApplicationInfo, example: examples.APPLICATION_INFO } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'updateApplication', method: 'PATCH', path: '/{federationContextId}/application/onboarding/app/{appId}', tag: APPLICATIONS,
    summary: 'Change what an application needs or is made of',
    params: AppPath,
    body: objectLike(ApplicationChangeShape),
    bodyExample: examples.APPLICATION_CHANGE,
    document: documents.updateApplication,
    variables: ({ params, body }) => ({ ...params, change: body }),
    ...inWords(202, 'changed'),
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
  route({
    operationId: 'removeApplication', method: 'DELETE', path: '/{federationContextId}/application/onboarding/app/{appId}', tag: APPLICATIONS,
    summary: 'Remove an application from every zone',
    description: 'Only one without instances; the refusal names those that stand.',
    params: AppPath,
    document: documents.removeApplication,
    variables: ({ params }) => params,
    ...inWords(200, 'deboarding'),
    refusals: ['NOT_FOUND', 'CONFLICT'],
  }),
];

export const instanceRoutes: readonly Route[] = [
  route({
    operationId: 'installApplication', method: 'POST', path: '/{federationContextId}/application/lcm', tag: INSTANCES,
    summary: 'Run an application in a zone',
    description: 'Taken at once and done afterwards: the state is told to appInstCallbackLink, and can be read. The newer definition answers without content; the older one tells the name of the instance.',
    params: FederationPath,
    body: objectLike(InstallationShape),
    bodyExample: examples.INSTALLATION,
    document: documents.install,
    variables: ({ params, body }) => ({ ...params, request: body }),
    answer: ({ instance }) => ({ status: 202, body: instance }),
    responses: { 202: { description: 'The instance is on its way.', schema: schemas.Installed, example: examples.INSTALLED } },
    notifies: { sink: 'appInstCallbackLink', event: InstanceEvent, mediaType: 'application/json' },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS', 'CONFLICT', 'INCOMPATIBLE_STATE'],
  }),
  route({
    operationId: 'getInstance', method: 'GET', path: '/{federationContextId}/application/lcm/app/{appId}/instance/{appInstanceId}/zone/{zoneId}', tag: INSTANCES,
    summary: 'Read an instance',
    params: InstancePath,
    document: documents.instance,
    variables: ({ params }) => params,
    answer: ({ instance }) => ({ status: 200, body: instance }),
    responses: { 200: { description: 'The instance.', schema: schemas.InstanceInfo, example: examples.INSTANCE } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'removeInstance', method: 'DELETE', path: '/{federationContextId}/application/lcm/app/{appId}/instance/{appInstanceId}/zone/{zoneId}', tag: INSTANCES,
    summary: 'End an instance',
    description: 'Taken at once and done afterwards: until it is gone, it can be read as TERMINATING.',
    params: InstancePath,
    document: documents.removeInstance,
    variables: ({ params }) => params,
    ...inWords(200, 'ending'),
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'getInstances', method: 'GET', path: '/{federationContextId}/application/lcm/app/{appId}/appProvider/{appProviderId}', tag: INSTANCES,
    summary: 'List the instances of an application',
    description: 'By zone. Of an application without instances nothing is found.',
    params: InstancesPath,
    document: documents.instances,
    variables: ({ params }) => params,
    answer: ({ instances }) => ({ status: 200, body: instances }),
    responses: { 200: { description: 'The instances.', schema: schemas.Instances, example: examples.INSTANCES } },
    refusals: ['NOT_FOUND'],
  }),
];
