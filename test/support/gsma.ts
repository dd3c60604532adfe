import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const FILES = { '1.2.0': 'ewbi-federation-manager-1.2.0.yaml', '1.3.0': 'ewbi-federation-v1.3.0.yaml' } as const;
const SPECS = fileURLToPath(new URL('../../../shared/specs/gsma/', import.meta.url));

/** Whether the definitions of the E/WBI are beside the project. */
export const hasGsma = existsSync(SPECS);

export type GsmaDialect = keyof typeof FILES;
export type GsmaCallback = 'onPartnerStatusEvent' | 'onZoneResourceUpdateEvent' | 'onApplicationOnboardStatusEvent' | 'onInstanceStatusEvent';

/** What a message has that its definition does not allow, in words; nothing for one that holds. Paths are those below the base path. */
export interface GsmaDefinition {
  /** @param type its media type; undefined without a body */
  request(method: string, path: string, type: string | undefined, body: unknown): readonly string[];
  response(method: string, path: string, answer: { readonly status: number; readonly type: string | undefined; readonly body: unknown }): readonly string[];
  callback(name: GsmaCallback, body: unknown): readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
  readonly callbacks?: Readonly<Record<string, Readonly<Record<string, { readonly post: { readonly requestBody: Required<Content> } }>>>>;
}

type PathItem = Readonly<Record<string, Operation>> & { readonly parameters?: Operation['parameters'] };

/** @throws Error where the definitions are not there */
export async function gsmaDefinition(dialect: GsmaDialect): Promise<GsmaDefinition> {
  const { paths } = (await SwaggerParser.dereference(SPECS + FILES[dialect])) as unknown as { readonly paths: Readonly<Record<string, PathItem>> };
  // Definitions of OpenAPI 3.0 hold words that JSON Schema does not know.
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  const routes = Object.entries(paths).map(([path, item]) => ({ path, item, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }));

  function faults(schema: object, value: unknown): string[] {
    const check = ajv.compile(schema);
    check(value);
    return (check.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  function find(method: string, path: string): { readonly operation: Operation; readonly ids: string[] } | undefined {
    for (const { path: template, item, pattern } of routes) {
      const operation = item[method.toLowerCase()];
      const values = pattern.exec(path)?.slice(1);
      if (!operation || !values) continue;
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      const ids = names.flatMap((name, at) => faults(parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {}, decodeURIComponent(values[at]!)).map((fault) => `${name}:${fault}`));
      return { operation, ids };
    }
    return undefined;
  }

  return {
    request(method, path, type, body) {
      const found = find(method, path);
      if (!found) return ['there is no such operation'];
      const content = found.operation.requestBody?.content;
      if (!content) return [...found.ids, ...(type === undefined ? [] : ['it has no body'])];
      const schema = content[type ?? '']?.schema;
      return [...found.ids, ...(schema ? faults(schema, body) : [`${type ?? 'no body'} is none of ${Object.keys(content).join(', ')}`])];
    },
    response(method, path, { status, type, body }) {
      const found = find(method, path);
      if (!found) return ['there is no such operation'];
      const response = found.operation.responses[status] ?? found.operation.responses['default'];
      if (!response) return [`status ${status} is not in the definition`];
      if (!response.content) return type === undefined ? [] : ['it has no body'];
      const schema = response.content[type ?? '']?.schema;
      return schema ? faults(schema, body) : [`${type ?? 'no body'} is none of ${Object.keys(response.content).join(', ')}`];
    },
    callback(name, body) {
      const item = Object.values(paths).flatMap((one) => Object.values(one)).flatMap((operation) => ('callbacks' in operation ? [operation.callbacks?.[name]] : [])).find(Boolean);
      const schema = Object.values(item ?? {})[0]?.post.requestBody.content['application/json']?.schema;
      if (!schema) throw new Error(`There is no callback ${name} in the definition.`);
      return faults(schema, body);
    },
  };
}
