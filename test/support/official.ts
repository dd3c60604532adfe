import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { ewbiFaults, isOegFederation, problemFaults } from './official.gsma.js';
import { DEFINITIONS, EWBI_DEFINITIONS, isCommonCode, isFaultLetPass, isLetPass } from './official.rules.js';
import { asOpenApi3, TMF_JSON, tmfErrorFaults } from './official.tmf.js';

/** One answer of a REST door, and what it was the answer to. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The correlator that was sent; undefined: none was. */
  readonly correlator: string | undefined;
  readonly status: number;
  header(name: string): string | undefined;
  readonly text: string;
}

export interface OfficialDefinitions {
  /**
   * What an answer has that its definition does not allow, in words: the status of its operation, the media type, the
   * schema with formats, the correlator. Nothing for an answer of a path that no definition speaks of.
   */
  faults(exchange: Exchange): Promise<readonly string[]>;
}

const SPECS = fileURLToPath(new URL('../../../shared/specs/', import.meta.url));

/** The definitions beside the project, read when they are first needed; undefined where they are not there. */
export function officialDefinitions(): OfficialDefinitions | undefined {
  if (!existsSync(SPECS)) return undefined;
  const read = new Map<string, Promise<Definition>>();
  return {
    async faults(exchange) {
      const pathname = exchange.path.split('?', 1)[0]!;
      const base = Object.keys(DEFINITIONS).find((prefix) => pathname.startsWith(`${prefix}/`));
      if (base === undefined) return [];
      if (DEFINITIONS[base] === EWBI_DEFINITIONS) return [...correlatorFaults(exchange), ...(await ewbiFaults(pathname.slice(base.length), exchange))];
      const file = SPECS + DEFINITIONS[base]!;
      if (!read.has(file)) read.set(file, readDefinition(file));
      return faultsOf(await read.get(file)!, base, pathname.slice(base.length), exchange);
    },
  };
}

const known = officialDefinitions();

/** As `fetch`. @throws Error when the answer breaks its official definition, where that is there */
export async function officialFetch(url: string, init: RequestInit & { readonly headers?: Readonly<Record<string, string>> } = {}): Promise<Response> {
  const response = await fetch(url, init);
  if (known === undefined || response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const { pathname, search } = new URL(url);
  const { method = 'GET', headers } = init;
  const text = await response.clone().text();
  const faults = await known.faults({ method, path: pathname + search, correlator: headers?.['x-correlator'], status: response.status, header: (name) => response.headers.get(name) ?? undefined, text });
  if (faults.length > 0) throw new Error(`${method} ${pathname} ${response.status}: ${faults.join('; ')}\n${text}`);
  return response;
}

interface ListedResponse {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, ListedResponse>>;
}

interface Definition {
  /** Of TM Forum: written in Swagger 2.0, with an error body and a media type of its own. */
  readonly isTmf: boolean;
  readonly paths: readonly { readonly pattern: RegExp; readonly fixed: number; readonly operations: Readonly<Record<string, Operation>> }[];
  check(schema: object): ValidateFunction;
}

async function readDefinition(file: string): Promise<Definition> {
  const document = await SwaggerParser.dereference(file);
  const isTmf = 'swagger' in document;
  const { paths = {} } = (isTmf ? asOpenApi3(document) : document) as { readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  // Definitions of OpenAPI 3.0 hold words that JSON Schema does not know.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, logger: false });
  addFormats.default(ajv);
  const compiled = new Map<object, ValidateFunction>();
  return {
    isTmf,
    paths: Object.entries(paths)
      .map(([path, operations]) => ({ pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`), fixed: path.replaceAll(/\{[^}]+\}/g, '').length, operations }))
      .sort((a, b) => b.fixed - a.fixed),
    check(schema) {
      if (!compiled.has(schema)) compiled.set(schema, ajv.compile(schema));
      return compiled.get(schema)!;
    },
  };
}

function faultsOf(definition: Definition, base: string, path: string, exchange: Exchange): readonly string[] {
  const operation = definition.paths.find(({ pattern }) => pattern.test(path))?.operations[exchange.method.toLowerCase()];
  if (exchange.status < 400) return [...correlatorFaults(exchange), ...successFaults(definition, operation, base + path, exchange)];
  return [...correlatorFaults(exchange), ...(definition.isTmf ? tmfErrorFaults(exchange) : isOegFederation(exchange) ? problemFaults(exchange) : errorFaults(definition, operation, exchange))];
}

const CORRELATOR = /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/;

function correlatorFaults({ correlator, header }: Exchange): readonly string[] {
  const answered = header('x-correlator');
  if (answered === undefined) return ['it has no x-correlator'];
  const echoed = correlator === undefined || correlator === '' || !CORRELATOR.test(correlator) || answered === correlator;
  return echoed ? [] : [`x-correlator is ${answered}, not ${correlator} as it was sent`];
}

/** Commonalities: codes of its table may be answered although a definition does not list them. A code that it lists itself always may. */
function errorFaults(definition: Definition, operation: Operation | undefined, { method, status, header, text }: Exchange): readonly string[] {
  if (method === 'HEAD') return [];
  if (header('content-type') !== 'application/json') return [`its error is ${header('content-type')}`];
  const body = JSON.parse(text) as { readonly status?: unknown; readonly code?: unknown; readonly message?: unknown };
  const shape = [
    ...(body.status === status ? [] : [`the status in its error is ${String(body.status)}, not ${status}`]),
    ...(typeof body.code === 'string' && /^[A-Z_]+(\.[A-Z_]+)?$/.test(body.code) && body.code.length <= 96 ? [] : [`its code ${String(body.code)} has another form`]),
    ...(typeof body.message === 'string' && body.message.length > 0 && body.message.length <= 512 ? [] : ['its message is empty or longer than 512']),
  ];
  const listed = schemasOf(operation?.responses[status]).some((schema) => definition.check(schema)(body));
  return listed || isCommonCode(status, String(body.code)) ? shape : [...shape, `${status} ${String(body.code)} is neither listed for the operation nor common to all`];
}

function successFaults(definition: Definition, operation: Operation | undefined, path: string, { method, status, header, text }: Exchange): readonly string[] {
  if (method === 'OPTIONS' || method === 'HEAD') return [];
  const letPass = isLetPass(method, path, status);
  if (operation === undefined) return [`the definition does not know ${method} ${path}`];
  const response = operation.responses[status];
  if (response === undefined) return letPass ? [] : [`${status} is not listed for the operation`];
  const schemas = schemasOf(response);
  if (schemas.length === 0) return text === '' || letPass ? [] : ['it has content, and the definition has none'];
  const mediaType = definition.isTmf ? TMF_JSON : 'application/json';
  if (header('content-type') !== mediaType) return [`its content is ${header('content-type')}`];
  const check = definition.check(schemas[0]!);
  check(JSON.parse(text));
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the body'} ${message}`).filter((words) => !isFaultLetPass(method, path, status, words));
}

const schemasOf = (response: ListedResponse | undefined): readonly object[] => Object.values(response?.content ?? {}).flatMap(({ schema }) => schema ?? []);
