import { z } from 'zod';
import type { HubApi } from '../../src/kernel/notice.js';
import { graphql, route, type Route } from '../route.js';
import { ResourcePath } from './tmf.resource.js';

export interface HubOptions {
  readonly api: HubApi;
  /** For readers: an event that it sends. */
  readonly event: { readonly eventType: string; readonly member: string };
  /** For readers: what may be asked for. */
  readonly query: string;
}

const HubInput = z.looseObject({
  callback: z.string().meta({ description: 'Where events are posted to. Of an address that ends in /listener the path of the event is a part: /listener/organizationCreateEvent.' }),
  query: z.string().nullish().meta({ description: 'Which events: types and members of the resource, joined by &. Without it: all.' }),
});

const Hub = z.looseObject({ id: z.string(), callback: z.string(), query: z.string().optional() });

const dateTime = z.iso.datetime({ offset: true });

export const TmfEvent = z.looseObject({
  eventId: z.string(),
  eventTime: dateTime,
  eventType: z.string(),
  timeOcurred: dateTime.meta({ description: 'The spelling is the official one.' }),
  title: z.string().optional(),
  domain: z.string().optional(),
  correlationId: z.string().optional(),
  fieldPath: z.string().optional(),
  event: z.looseObject({}).meta({ description: 'The resource, as the member of its name.' }),
});

const HUB_ID = '0d3c5b1e-6f7a-4a92-9d42-8b1c7e5f3a60';
const CALLBACK = 'https://listener.example/tmf';
const TAG = 'hub';

interface HubData {
  readonly id: string;
  readonly callback: string;
  readonly query: string | null;
}

/** Listeners to all that happens to the resources of an API. */
export const hubRoutes = ({ api, event, query }: HubOptions): readonly Route[] => [
  route({
    operationId: 'registerListener', method: 'POST', path: '/hub', tag: TAG,
    summary: 'Listen to events',
    description:
      `Each event is posted to the callback as JSON, e.g. ${event.eventType} with the resource as event.${event.member}. An attempt that fails is repeated after 1, 10 and 60 seconds; ` +
      'a listener that fails for 20 events in a row is let go. The same callback with the same query is taken once.',
    body: HubInput,
    bodyExample: { callback: CALLBACK, query },
    document: graphql<{ readonly registerHub: { readonly hub: HubData } }>(
      'mutation RegisterHub($input: RegisterHubInput!) { registerHub(input: $input) { hub { id callback query } } }',
    ),
    variables: ({ body }) => ({ input: { api, callback: body.callback, ...(body.query == null ? {} : { query: body.query }) } }),
    answer: ({ registerHub: { hub } }, { base }) => ({ status: 201, body: shown(hub), headers: { location: `${base}/hub/${hub.id}` } }),
    responses: { 201: { description: 'Events are sent from now on.', schema: Hub, headers: { Location: 'Address of the listener, to delete it.' }, example: { id: HUB_ID, callback: CALLBACK, query } } },
    notifies: { sink: 'callback', event: TmfEvent, mediaType: 'application/json' },
    refusals: ['ALREADY_EXISTS'],
  }),
  route({
    operationId: 'unregisterListener', method: 'DELETE', path: '/hub/{id}', tag: TAG,
    summary: 'Listen no more',
    params: ResourcePath,
    document: graphql<unknown>('mutation UnregisterHub($api: HubApi!, $id: ID!) { unregisterHub(api: $api, id: $id) { id } }'),
    variables: ({ params }) => ({ api, id: params.id }),
    answer: () => ({ status: 204 }),
    responses: { 204: { description: 'Nothing more is sent.' } },
    refusals: ['NOT_FOUND'],
  }),
];

const shown = ({ id, callback, query }: HubData): HubData | Omit<HubData, 'query'> => (query === null ? { id, callback } : { id, callback, query });
