import { describe, expect, it } from 'vitest';
import { SCOPES } from '../test/contract/rest.graph.js';
import { apis } from './apis.js';
import { printRoutes } from './route.scopes.js';

const APIS = apis();
const lines = printRoutes(APIS, new Map(Object.entries(SCOPES))).trimEnd().split('\n').map((line) => line.split(/ {2,}/));

describe('printRoutes', () => {
  it('has one line for each route: method, path, operation, scope', () => {
    expect(lines).toHaveLength(APIS.flatMap(({ routes }) => routes).length);
    expect(lines).toContainEqual(['POST', '/edge-application-management/vwip/apps', 'submitApp', 'edge-application-management:apps:write']);
    expect(lines).toContainEqual(['GET', '/oeg/1.0.0/edge-cloud-zones/{zoneId}', 'getEdgeCloudZone', 'edge-application-management:edge-cloud-zones:read']);
    expect(lines).toContainEqual(['POST', '/quality-on-demand/v1/sessions/{sessionId}/extend', 'extendQosSessionDuration', 'quality-on-demand:sessions:update']);
  });

  it('names the scopes below the root, and those of the other operation', () => {
    const scopes = lines.find(([, path, operation]) => path === '/oeg/1.0.0/appinstances' && operation === 'createAppInstances')![3];
    expect(scopes).toBe('edge-application-management:instances:write or edge-application-management:deployments:write edge-application-management:instances:read');
  });

  it('leaves no route without a scope', () => {
    for (const [method, path, , scope] of lines) expect([method, path, scope]).toEqual([method, path, expect.stringMatching(/^([a-z-]+(:[a-z-]+)+|fed-mgmt|role admin|any token)/)]);
  });
});

it('every path and operation of an API is there once', () => {
  for (const { routes } of APIS) {
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(routes.length);
  }
});
