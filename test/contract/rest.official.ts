import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const SPECS = fileURLToPath(new URL('../../../shared/specs/', import.meta.url));

export interface OfficialSchemas {
  /** What is wrong with a value, in words; nothing for a value that holds. */
  faults(schema: string, value: unknown): readonly string[];
}

/** The schemas of an official definition beside the project; undefined where it is not there. */
export async function officialSchemas(file: string): Promise<OfficialSchemas | undefined> {
  if (!existsSync(SPECS + file)) return undefined;
  const definition = await SwaggerParser.dereference(SPECS + file);
  const schemas = (definition as { readonly components: { readonly schemas: Readonly<Record<string, object>> } }).components.schemas;
  // Definitions of OpenAPI 3.0 hold words that JSON Schema does not know.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return {
    faults(name, value) {
      const schema = schemas[name];
      if (schema === undefined) throw new Error(`The definition has no schema ${name}.`);
      const check = ajv.compile(schema);
      check(value);
      return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    },
  };
}
