import { ANY_TOKEN, ROLE_ADMIN } from '../src/kernel/caller.js';
import { Refusal, type RefusalCode } from '../src/kernel/refusal.js';
import { parametersOf, schemasOf, type Schemas } from './openapi.schemas.js';
import type { Api, Described, Dialect, Route } from './route.js';
import { scopeText } from './route.scopes.js';

export interface OpenApiOptions {
  /** Where clients reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Scope by coordinate, e.g. `Query.apps`; without it no scope is told. */
  readonly scopes?: ReadonlyMap<string, string>;
}

/** The description of an API, made from its table: an OpenAPI 3.0.3 document. */
export function openApiOf(api: Api, { publicUrl, scopes = new Map() }: OpenApiOptions): object {
  const schemas = schemasOf(api);
  return {
    openapi: '3.0.3',
    info: { title: api.title, version: api.version, description: api.description },
    // The first is relative to this document, so that it can be tried wherever the page was opened.
    servers: [{ url: `..${api.basePath}` }, { url: publicUrl + api.basePath }],
    tags: [...new Set(api.routes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ accessToken: [] }],
    paths: pathsOf(api, schemas, scopes),
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Not needed while the gateway runs without an identity provider.' },
      },
      parameters: PARAMETERS,
      headers: { 'x-correlator': { description: 'The correlator of the request, or one that was made.', schema: CORRELATOR } },
      schemas: schemas.components,
    },
  };
}

const CORRELATOR = { type: 'string', pattern: '^[a-zA-Z0-9-_:;.\\/<>{}]{0,256}$', maxLength: 256 };

const PARAMETERS = {
  'x-correlator': { name: 'x-correlator', in: 'header', required: false, description: 'Joins log lines, calls and events; it is sent back.', schema: CORRELATOR },
  'Idempotency-Key': {
    name: 'Idempotency-Key', in: 'header', required: false, description: 'The same key with the same request gives the first answer again for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
};

function pathsOf(api: Api, schemas: Schemas, scopes: ReadonlyMap<string, string>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of api.routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(api, route, schemas, scopes);
  return paths;
}

function operationOf(api: Api, route: Route, schemas: Schemas, scopes: ReadonlyMap<string, string>): object {
  const scope = scopeText(route, scopes);
  const headers = ['x-correlator', ...(route.idempotent ? ['Idempotency-Key'] : [])];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, scope && neededWords(scope)].filter(Boolean).join('\n\n'),
    parameters: [...parametersOf('path', route.params), ...parametersOf('query', route.query), ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` }))],
    ...(route.body === undefined ? {} : { requestBody: requestBodyOf(route, schemas) }),
    responses: { ...Object.fromEntries(Object.entries(route.responses).map(([status, described]) => [status, responseOf(described, schemas, api.mediaType)])), ...errorsOf(api, route, schemas) },
    ...(route.notifies && { callbacks: { notifications: callbackOf(route.notifies, schemas) } }),
  };
}

const neededWords = (scope: string): string => (scope === ROLE_ADMIN ? 'For the role admin.' : scope === ANY_TOKEN ? 'For everybody with a token.' : `Scope: ${scope}.`);

function callbackOf({ sink, event, mediaType = 'application/cloudevents+json' }: NonNullable<Route['notifies']>, schemas: Schemas): object {
  const requestBody = { required: true, content: { [mediaType]: { schema: schemas.reference(event) } } };
  const responses = { 204: { description: 'The event is taken.' }, 410: { description: 'The sink is gone: nothing more is sent to it.' } };
  return { [`{$request.body#/${sink}}`]: { post: { summary: 'Hear of a change', description: 'At least once, in order, with the same id in every attempt.', requestBody, responses } } };
}

function requestBodyOf({ body, bodyExample, optionalBody, mediaTypes = ['application/json'] }: Route, schemas: Schemas): object {
  const content = { schema: schemas.reference(body!), ...(bodyExample === undefined ? {} : { example: bodyExample }) };
  return { required: optionalBody !== true, content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, content])) };
}

const CORRELATOR_HEADER = { 'x-correlator': { $ref: '#/components/headers/x-correlator' } };

function responseOf({ description, schema, headers = {}, example }: Described, schemas: Schemas, mediaType = 'application/json'): object {
  const own = Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]);
  const content = schema && { [mediaType]: { schema: schemas.reference(schema), ...(example === undefined ? {} : { example }) } };
  return { description, headers: { ...CORRELATOR_HEADER, ...Object.fromEntries(own) }, ...(content && { content }) };
}

/** Words for the description only; a real refusal says what it is about. */
const WORDS: Partial<Record<RefusalCode, string>> = {
  INVALID_ARGUMENT: 'The request is not valid.',
  OUT_OF_RANGE: 'A value is out of its range.',
  DURATION_OUT_OF_RANGE: 'The QoS profile does not allow the duration.',
  INVALID_CREDENTIAL: 'The type of the credential is not served.',
  INVALID_TOKEN: 'The token cannot be used with the sink.',
  INVALID_SINK: 'The sink cannot be called.',
  UNAUTHENTICATED: 'A valid access token is needed.',
  PERMISSION_DENIED: 'The access token lacks a scope.',
  NOT_FOUND: 'The resource is not found.',
  IDENTIFIER_NOT_FOUND: 'No device has the identifier.',
  ALREADY_EXISTS: 'It exists already.',
  INCOMPATIBLE_STATE: 'The state of the resource does not allow it.',
  ABORTED: 'The resource is being changed by another request.',
  CONFLICT: 'What is there already stands against it.',
  DENIED_WAIT: 'It is not active yet.',
  TRANSIT_SPEC: 'The specification is itself an import of the peered OSS.',
  PEERED_SPEC: 'The resource comes from a peered OSS.',
  PEER_UNREACHABLE: 'The peered OSS cannot be reached, or fails.',
  PEER_REFUSED: 'The peered OSS, or its token endpoint, does not let us in.',
  PEER_INVALID_RESPONSE: 'The peered OSS answered something that cannot be used.',
  PEER_TIMEOUT: 'The peered OSS took too long.',
  SESSION_EXTENSION_NOT_ALLOWED: 'The session is not AVAILABLE.',
  UNSUPPORTED_MEDIA_TYPE: 'The body has another media type.',
  IDEMPOTENCY_KEY_REUSED: 'The key was used with another request.',
  MISSING_IDENTIFIER: 'Neither the token nor the body tells the device.',
  UNSUPPORTED_IDENTIFIER: 'None of the identifiers is served.',
  UNNECESSARY_IDENTIFIER: 'The token tells the device already.',
  SERVICE_NOT_APPLICABLE: 'The device is not served with it.',
  QOS_PROFILE_NOT_APPLICABLE: 'The QoS profile cannot be had now.',
  PRIVATE_KEY_JWT_NOT_CONFIGURED: 'The gateway has no key for PRIVATE_KEY_JWT, or knows no token endpoint.',
  QUOTA_EXCEEDED: 'There are as many as there may be.',
  TOO_MANY_REQUESTS: 'The client has sent too many requests; `Retry-After` says when to come back.',
  NOT_IMPLEMENTED: 'What is behind the gateway has no such function.',
  UNAVAILABLE: 'What is behind the gateway cannot be reached now.',
  TIMEOUT: 'What is behind the gateway did not answer in time.',
};

function errorsOf(api: Api, route: Route, schemas: Schemas): Record<string, object> {
  const dialect = route.dialect ?? api.dialect;
  const codes: readonly RefusalCode[] = [
    'INVALID_ARGUMENT', 'UNAUTHENTICATED', 'PERMISSION_DENIED', ...route.refusals,
    ...(route.body ? (['UNSUPPORTED_MEDIA_TYPE'] as const) : []), ...(route.idempotent ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []), 'TOO_MANY_REQUESTS', 'UNAVAILABLE', 'TIMEOUT',
  ];
  const told = codes.flatMap((code) => presentations(dialect, code));
  return Object.fromEntries([...new Set(told.map(({ status }) => status))].map((status) => {
    const here = told.filter((presented) => presented.status === status);
    const examples = Object.fromEntries(here.map(({ code, body }) => [code, { value: body }]));
    const content = { [dialect.mediaType]: { schema: schemas.reference(dialect.schema), examples } };
    return [String(status), { description: here.map(({ code }) => WORDS[code] ?? code).join(' '), headers: CORRELATOR_HEADER, content }];
  }));
}

interface Presented {
  readonly code: RefusalCode;
  readonly status: number;
  readonly body: object;
}

/** More than one where a dialect has a status of its own for a member at fault. */
function presentations(dialect: Dialect, code: RefusalCode): readonly Presented[] {
  const words = WORDS[code] ?? code;
  const usual = { code, ...dialect.present(new Refusal(code, words)) };
  const ofMember = { code, ...dialect.present(new Refusal(code, words, { field: 'member' })) };
  return ofMember.status === usual.status ? [usual] : [usual, ofMember];
}
