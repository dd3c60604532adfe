import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

type Schema = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With `{name}` for each path parameter. */
  readonly path: string;
  readonly scope: string;
  /** Name → where it goes. */
  readonly parameters: ReadonlyMap<string, 'path' | 'query' | 'header'>;
  readonly body: { readonly schema: Schema; readonly required: readonly string[]; readonly properties: ReadonlySet<string> } | undefined;
  /** Status → schema of the JSON content; undefined when the answer has none. */
  readonly answers: ReadonlyMap<number, Schema | undefined>;
}

/** The official definition of an API, as much of it as the scenarios speak of. */
export interface Definition {
  /** @throws when the definition has no such operation. */
  operation(id: string): Operation;
  /** The schema at `/components/schemas/…`. @throws when there is none. */
  schema(pointer: string): Schema;
  /** @returns what is wrong with the value, or undefined. */
  faults(schema: Schema, value: unknown): string | undefined;
}

interface RawOperation {
  readonly operationId?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
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
    schema: (pointer) => found(schemaAt(pointer.replace(/^#/, '')), `schema ${pointer}`),
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
    const body = firstSchema(raw.requestBody?.content);
    const operation: Operation = {
      id: raw.operationId,
      method: method.toUpperCase(),
      path,
      scope: raw.security?.flatMap((one) => Object.values(one).flat())[0] ?? '',
      parameters: new Map(raw.parameters?.map((parameter) => [parameter.name, parameter.in])),
      body: body && { schema: body, required: (body['required'] ?? []) as string[], properties: new Set(Object.keys((body['properties'] ?? {}) as object)) },
      answers: new Map(Object.entries(raw.responses).map(([status, response]) => [Number(status), firstSchema(response.content)])),
    };
    return [[operation.id, operation]];
  });
}

const firstSchema = (content: Readonly<Record<string, { readonly schema: Schema }>> | undefined): Schema | undefined => Object.values(content ?? {})[0]?.schema;
