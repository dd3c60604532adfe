import type { z } from 'zod';
import { route, type Api, type Route } from '../route.js';
import { objectLike } from '../tmf/tmf.body.js';
import { applicationRoutes, artefactRoutes, instanceRoutes } from './ewbi.apps.js';
import * as documents from './ewbi.documents.js';
import { ewbiDialect } from './ewbi.errors.js';
import * as examples from './ewbi.examples.js';
import { federationRoutes, zoneRoutes } from './ewbi.federation.js';
import { InstanceEvent, OnboardingEvent, PartnerStatusEvent, ZoneResourcesEvent } from './ewbi.parts.js';
import { CallbackPath, FederationDetails, ZoneData } from './ewbi.schemas.js';

interface Callback {
  readonly operationId: string;
  /** Of the graph. */
  readonly callback: string;
  /** Last part of the path. */
  readonly place: string;
  readonly summary: string;
  readonly status: 200 | 204;
  readonly event: z.ZodType;
  readonly example: object;
}

const CALLBACKS: readonly Callback[] = [
  { operationId: 'tellPartnerStatus', callback: 'PARTNER_STATUS', place: 'partner-status', status: 204, summary: 'Tell of a change of the federation', event: PartnerStatusEvent, example: examples.PARTNER_STATUS },
  { operationId: 'tellZoneResources', callback: 'ZONE_RESOURCES', place: 'zone-resources', status: 200, summary: 'Tell what a zone has', event: ZoneResourcesEvent, example: examples.ZONE_RESOURCES },
  { operationId: 'tellOnboardingStatus', callback: 'ONBOARDING_STATUS', place: 'onboarding-status', status: 204, summary: 'Tell how far an application is', event: OnboardingEvent, example: examples.ONBOARDING_STATUS },
  { operationId: 'tellInstanceStatus', callback: 'INSTANCE_STATUS', place: 'instance-status', status: 204, summary: 'Tell the state of an instance', event: InstanceEvent, example: examples.INSTANCE_STATUS },
];

const callbackRoute = ({ operationId, callback, place, status, summary, event, example }: Callback): Route =>
  route({
    operationId, method: 'POST', path: `/callbacks/{address}/${place}`, tag: 'Callbacks',
    summary,
    description: 'For the partner of a federation that this operator began. What is repeated or older than what is known changes nothing.',
    params: CallbackPath,
    body: objectLike(event),
    bodyExample: example,
    document: documents.tell,
    variables: ({ params, body }) => ({ ...params, callback, event: body }),
    answer: () => ({ status }),
    responses: { [status]: { description: 'It is taken.' } },
    refusals: ['NOT_FOUND'],
  });

export const federation: Api = {
  name: 'federation',
  title: 'Operator federation',
  version: '1.2.0',
  description:
    'The east/westbound interface for operators who lend this one their edges or borrow its own: a partner federates, accepts zones, says what its application is made of, onboards it and runs it; removal goes the other way. ' +
    'Each client has one federation and sees no other. Whatever is legal in 1.2.0 or in 1.3.0 is taken.',
  basePath: '/operatorplatform/federation/v1',
  dialect: ewbiDialect,
  schemas: { ProblemDetails: ewbiDialect.schema, FederationDetails, ZoneData, PartnerStatusEvent, OnboardingEvent, InstanceEvent },
  routes: [...federationRoutes, ...zoneRoutes, ...artefactRoutes, ...applicationRoutes, ...instanceRoutes, ...CALLBACKS.map(callbackRoute)],
};
