import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const SPECS = fileURLToPath(new URL('../../../shared/specs/', import.meta.url));

export interface OfficialSchemas {
  /** What is wrong with a value, in words; nothing for a value that holds. */
  faults(schema: string, value: unknown): readonly string[];
  /** The definition's own examples of a request body. */
  examplesOf(path: string): readonly unknown[];
}

interface Definition {
  readonly paths: Readonly<Record<string, { readonly post?: { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>> } } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The schemas of an official definition beside the project; undefined where it is not there. */
export async function officialSchemas(file: string): Promise<OfficialSchemas | undefined> {
  if (!existsSync(SPECS + file)) return undefined;
  const { paths, components: { schemas } } = (await SwaggerParser.dereference(SPECS + file)) as unknown as Definition;
  // Definitions of OpenAPI 3.0 hold words that JSON Schema does not know.
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  return {
    faults(name, value) {
      const schema = schemas[name];
      if (schema === undefined) throw new Error(`The definition has no schema ${name}.`);
      const check = ajv.compile(schema);
      check(value);
      return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    },
    examplesOf: (path) => Object.values(paths[path]?.post?.requestBody?.content['application/json']?.examples ?? {}).map(({ value }) => value),
  };
}
