import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { apis } from '../../rest-compat/apis.js';
import { registerDocs } from '../../src/inbound/docs.js';
import { createHttp } from '../../src/inbound/http.js';
import { createLog } from '../../src/outbound/log.js';

const APIS = apis();

let app: FastifyInstance;
beforeAll(async () => {
  app = createHttp({ log: createLog({ level: 'silent' }) });
  await registerDocs(app, { apis: APIS, publicUrl: 'https://gateway.example' });
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url });

describe('/docs', () => {
  it('is a page that loads nothing from elsewhere', async () => {
    const page = await get('/docs');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/https?:|\/\//);
    expect(page.body).not.toMatch(/<script>|onload=/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  });

  it('finds all it refers to', async () => {
    const page = await get('/docs');
    const references = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => new URL(match[1]!, 'http://gateway/docs').pathname);
    expect(references).toHaveLength(5);
    for (const reference of references) expect([reference, (await get(reference)).statusCode]).toEqual([reference, 200]);
  });

  it('lists every API, and asks nobody to check the documents', async () => {
    const starter = (await get('/docs/start.js')).body;
    for (const { name, title } of APIS) expect(starter).toContain(JSON.stringify({ name: title, url: `openapi/${name}.json` }));
    expect(starter).toContain('"validatorUrl":null');
  });

  it('serves no other file of the viewer', async () => {
    for (const file of ['index.html', 'swagger-ui-bundle.js.map', 'package.json', 'oauth2-redirect.html', '..%2f..%2fpackage.json', '']) {
      expect([file, (await get(`/docs/viewer/${file}`)).statusCode]).toEqual([file, 404]);
    }
  });
});

it.each(APIS.map(({ name, title }) => [name, title]))('/openapi/%s.json is its document', async (name, title) => {
  const answer = await get(`/openapi/${name}.json`);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.json()).toMatchObject({ openapi: '3.0.3', info: { title } });
});

it.each([
  ['quality-on-demand', '/sessions', 'sink', { sessionId: '5b0f8a64-90c4-4c0e-8f0e-3a1d7c9e2b65', qosStatus: 'UNAVAILABLE', statusInfo: 'DURATION_EXPIRED' }],
  ['qos-provisioning', '/qos-assignments', 'sink', { assignmentId: '5b0f8a64-90c4-4c0e-8f0e-3a1d7c9e2b65', status: 'AVAILABLE', qosStatus: 'AVAILABLE' }],
  ['traffic-influence', '/traffic-influence-devices', 'subscriptionRequest/sink', { trafficInfluenceID: '5b0f8a64-90c4-4c0e-8f0e-3a1d7c9e2b65', state: 'active' }],
])('/openapi/%s.json shows what a sink of %s is sent', async (name, path, sink, data) => {
  const document = (await get(`/openapi/${name}.json`)).json();
  const { post } = document.paths[path].post.callbacks.notifications[`{$request.body#/${sink}}`];
  const { $ref } = post.requestBody.content['application/cloudevents+json'].schema;
  const event = document.components.schemas[$ref.split('/').at(-1)];
  expect(event.required).toEqual(expect.arrayContaining(['id', 'source', 'type', 'specversion', 'time', 'data']));
  expect(Object.keys(event.properties.data.properties)).toEqual(expect.arrayContaining(Object.keys(data)));
});
