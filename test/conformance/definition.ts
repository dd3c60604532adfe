import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

export type Schema = Readonly<Record<string, unknown>>;

/** A documented answer: media type → schema; empty when it has no content. */
export type DefinedAnswer = ReadonlyMap<string, Schema>;

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With `{name}` for each path parameter. */
  readonly path: string;
  readonly scope: string;
  /** Name → where it goes. */
  readonly parameters: ReadonlyMap<string, 'path' | 'query' | 'header'>;
  readonly body: { readonly schema: Schema; readonly required: readonly string[]; readonly properties: ReadonlySet<string> } | undefined;
  readonly answers: ReadonlyMap<number, DefinedAnswer>;
}

/** The official definition of an API, as much of it as the scenarios speak of. */
export interface Definition {
  /** @throws when the definition has no such operation. */
  operation(id: string): Operation;
  /** The schema at `…/components/schemas/…`, whichever file the pointer names. @throws when there is none. */
  schema(pointer: string): Schema;
  /** @returns what is wrong with the value, or undefined. */
  faults(schema: Schema, value: unknown): string | undefined;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface RawOperation {
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface RawDefinition {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

/** Reads an OpenAPI 3.0 file and the files it points to. The plans name schemas of those as if they were its own. */
export async function readDefinition(file: string): Promise<Definition> {
  const parser = new SwaggerParser();
  const raw = (await parser.dereference(file)) as unknown as RawDefinition;
  const schemaAt = (pointer: string): Schema | undefined => {
    const holder = parser.$refs.paths().find((path) => parser.$refs.exists(`${path}#${pointer}`, {}));
    return holder === undefined ? undefined : (parser.$refs.get(`${holder}#${pointer}`) as unknown as Schema);
  };
  const operations = new Map(Object.entries(raw.paths).flatMap(([path, methods]) => operationsOf(path, methods)));
  const compiled = new WeakMap<Schema, ValidateFunction>();
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormatsModule.default(ajv);
  return {
    operation: (id) => found(operations.get(id), `operation ${id}`),
    schema: (pointer) => found(schemaAt(pointer.replace(/^[^#]*#/, '')), `schema ${pointer}`),
    faults: (schema, value) => {
      const validate = compiled.get(schema) ?? ajv.compile(schema);
      compiled.set(schema, validate);
      return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'body' });
    },
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The definition has no ${what}.`);
  return value;
}

function operationsOf(path: string, methods: Readonly<Record<string, RawOperation>>): [string, Operation][] {
  return Object.entries(methods).flatMap(([method, raw]): [string, Operation][] => {
    if (raw.operationId === undefined) return [];
    const body = Object.values(raw.requestBody?.content ?? {})[0]?.schema;
    const parts = body && partsOf(body);
    const operation: Operation = {
      id: raw.operationId,
      method: method.toUpperCase(),
      path,
      scope: raw.security?.flatMap((one) => Object.values(one).flat())[0] ?? '',
      parameters: new Map(raw.parameters?.map((parameter) => [parameter.name, parameter.in])),
      body: body && parts && { schema: body, required: parts.flatMap((part) => (part['required'] ?? []) as string[]), properties: new Set(parts.flatMap((part) => Object.keys((part['properties'] ?? {}) as object))) },
      answers: new Map(Object.entries(raw.responses).map(([status, { content = {} }]) => [Number(status), new Map(Object.entries(content).map(([mediaType, { schema }]) => [mediaType, schema]))])),
    };
    return [[operation.id, operation]];
  });
}

/** A schema and all that it is put together from. */
const partsOf = (schema: Schema): readonly Schema[] => [schema, ...((schema['allOf'] ?? []) as readonly Schema[]).flatMap(partsOf)];
