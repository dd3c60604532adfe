import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, it } from 'vitest';
import { apis } from './apis.js';
import { openApiOf } from './openapi.js';

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly parameters: readonly { readonly name?: string; readonly $ref?: string; readonly schema?: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: Readonly<Record<string, { readonly examples?: object }>> }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, object>>; readonly additionalProperties?: boolean }>> };
  readonly servers: readonly { readonly url: string }[];
}

const EVERY = apis();
const APIS = [...EVERY, ...apis('features').filter((api) => !EVERY.includes(api) && api.name !== 'peering').map((api) => ({ ...api, name: `${api.name} (features)` }))];

const describeApi = (name: string, scopes?: ReadonlyMap<string, string>): Description =>
  openApiOf(APIS.find((api) => api.name === name)!, { publicUrl: 'https://gateway.example', ...(scopes && { scopes }) }) as Description;

const eam = describeApi('edge-application-management', new Map([['Query.apps', 'apps:read'], ['Mutation.submitApp', 'apps:write']]));

it.each(APIS.map((api) => api.name))('%s is a valid OpenAPI document', async (name) => {
  const copy = structuredClone(describeApi(name)) as unknown as Parameters<typeof SwaggerParser.validate>[0];
  await expect(SwaggerParser.validate(copy)).resolves.toBeDefined();
});

describe('the description of an API', () => {
  it('has an operation for each route', () => {
    const operations = Object.values(eam.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(operations.sort()).toEqual(APIS[0]!.routes.map(({ operationId }) => operationId).sort());
  });

  it('tells the scope', () => {
    expect(eam.paths['/apps']!['get']!.description).toBe('Scope: apps:read.');
    expect(eam.paths['/apps']!['post']!.description).toMatch(/Scope: apps:write\.$/);
  });

  it('lists the refusals of a route by status, in its dialect', () => {
    const { responses } = eam.paths['/apps']!['post']!;
    expect(Object.keys(responses)).toEqual(['201', '400', '401', '403', '409', '415', '422', '429', '503', '504']);
    expect(responses['422']!.content!['application/json']!.examples).toEqual({
      IDEMPOTENCY_KEY_REUSED: { value: { status: 422, code: 'EDGE_APPLICATION_MANAGEMENT.IDEMPOTENCY_KEY_REUSED', message: 'The key was used with another request.' } },
    });
    const oeg = describeApi('open-exposure-gateway').paths['/apps/{appId}']!['delete']!.responses['409']!;
    expect(oeg.content!['application/json']!.examples).toMatchObject({ INCOMPATIBLE_STATE: { value: { code: 'CONFLICT' } } });
  });

  it('shows numbers in a query as numbers, and keeps their bounds', () => {
    const parameters = eam.paths['/edge-cloud-zones']!['get']!.parameters;
    expect(parameters.find(({ name }) => name === 'perPage')).toEqual({
      name: 'perPage', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
  });

  it('offers Idempotency-Key on creates only', () => {
    const names = (operation: Operation) => operation.parameters.map(({ $ref }) => $ref?.split('/').at(-1));
    expect(names(eam.paths['/apps']!['post']!)).toContain('Idempotency-Key');
    expect(names(eam.paths['/deployments/{appDeploymentId}']!['patch']!)).not.toContain('Idempotency-Key');
  });

  it('refuses unknown members, and has credentials in requests only', () => {
    const { AppManifest, AppManifestInfo } = eam.components.schemas;
    expect(AppManifest!.additionalProperties).toBe(false);
    expect(AppManifest!.required).toContain('requiredResources');
    expect(JSON.stringify(AppManifest)).toContain('"writeOnly":true');
    expect(JSON.stringify(AppManifestInfo)).not.toContain('credentials');
  });

  it('can be tried from wherever it was opened', () => {
    expect(new URL(eam.servers[0]!.url, 'http://127.0.0.1:4000/openapi/edge-application-management.json').href).toBe('http://127.0.0.1:4000/edge-application-management/vwip');
    expect(eam.servers[1]!.url).toBe('https://gateway.example/edge-application-management/vwip');
  });
});
