import { z } from 'zod';
import type { Api, Route } from './route.js';

/** A schema of an OpenAPI 3.0 document. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

const COMPONENTS = '#/components/schemas/';
const TARGET = 'openapi-3.0';

export interface Schemas {
  readonly components: Readonly<Record<string, OpenApiSchema>>;
  /** Refers to a schema of the API: a body, an answer or its error. */
  reference(schema: z.ZodType): OpenApiSchema;
}

/** The schemas of an API: those it names, its error, and each body and answer that has no name, under the operation's. */
export function schemasOf(api: Api): Schemas {
  const names = new Map<z.ZodType, string>(Object.entries({ ErrorInfo: api.dialect.schema, ...api.schemas }).map(([name, schema]) => [schema, name]));
  for (const { dialect } of api.routes) if (dialect) names.set(dialect.schema, 'Problem');
  for (const route of api.routes) for (const [name, schema] of unnamedOf(route)) if (!names.has(schema)) names.set(schema, name);

  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { target: TARGET, io: 'input', unrepresentable: 'any', uri: (id) => COMPONENTS + id, override: tidy });
  return {
    components: Object.fromEntries(Object.entries(schemas).map(([name, { $id: _none, ...schema }]) => [name, schema as OpenApiSchema])),
    reference: (schema) => ({ $ref: COMPONENTS + names.get(schema)! }),
  };
}

function unnamedOf({ operationId, body, responses, notifies }: Route): readonly (readonly [string, z.ZodType])[] {
  const stem = operationId[0]!.toUpperCase() + operationId.slice(1);
  const answers = Object.entries(responses).flatMap(([status, { schema }]) => (schema === undefined ? [] : [[`${stem}${status}`, schema] as const]));
  const events = notifies === undefined ? [] : [[`${stem}Event`, notifies.event] as const];
  return body === undefined ? [...answers, ...events] : [[`${stem}Request`, body], ...answers, ...events];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: OpenApiSchema;
}

/** The members of an object schema as parameters. */
export function parametersOf(place: 'path' | 'query', shape: z.ZodType | undefined): readonly Parameter[] {
  if (shape === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(shape, { target: TARGET, io: 'input', override: tidy });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: schema as OpenApiSchema }));
}

/**
 * A number in a query is text to zod, and a number to readers (`override` in its metadata). The pattern that zod gives
 * for dates says no more than the format does, in 300 characters.
 */
export function tidy({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { override } = jsonSchema;
  if (typeof override === 'object') {
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
    Object.assign(jsonSchema, override);
  }
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}
