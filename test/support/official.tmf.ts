import type { Exchange } from './official.js';

/** What TM Forum's definitions (Swagger 2.0) have otherwise than CAMARA's. */

export const TMF_JSON = 'application/json;charset=utf-8';

interface Swagger2 {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly schema?: object }>> }>>>>;
}

/** The responses of a Swagger 2.0 document in the form of OpenAPI 3. */
export function asOpenApi3(document: unknown): object {
  const { paths = {} } = document as Swagger2;
  const responsesOf = (responses: Readonly<Record<string, { readonly schema?: object }>>) =>
    Object.fromEntries(Object.entries(responses).map(([status, { schema }]) => [status, schema === undefined ? {} : { content: { 'application/json': { schema } } }]));
  return {
    paths: Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, Object.fromEntries(Object.entries(operations).map(([method, { responses }]) => [method, { responses: responsesOf(responses) }]))])),
  };
}

const MEMBERS = new Set(['code', 'reason', 'message', 'status', 'referenceError', '@baseType', '@schemaLocation', '@type']);

/** All members of the error are text. A definition lists a few statuses; the others of HTTP may be answered too. */
export function tmfErrorFaults({ method, status, header, text }: Exchange): readonly string[] {
  if (method === 'HEAD') return [];
  if (header('content-type') !== TMF_JSON) return [`its error is ${header('content-type')}`];
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return [
    ...Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' && value !== '' && MEMBERS.has(name) ? [] : [`its error has ${name}, which is no text, or no member of it`])),
    ...['code', 'reason'].flatMap((name) => (name in body ? [] : [`its error has no ${name}`])),
    ...(body['status'] === String(status) ? [] : [`the status in its error is ${String(body['status'])}, not ${status}`]),
    ...(body['code'] === String(status) || /^[A-Z][A-Z0-9_]+$/.test(String(body['code'])) ? [] : [`its code ${String(body['code'])} is neither the status nor a word`]),
  ];
}
