import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocumentFiles, trustedTexts } from '../../src/inbound/graphql/trusted-files.js';
import { startOperator, type Operator } from './operator.js';
import { EAM, OEG } from './stories.js';
import { startWorld, type World } from './world.js';

const APPS = { query: '{ apps { totalCount } }' };

const post = async (world: World, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[]; extensions?: Record<string, unknown> } };
};

describe('a portal of trusted documents only', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: { TRUSTED_DOCUMENTS: 'only' } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('sends those of the project by their hashes, all of which fit the graph', async () => {
    const texts = trustedTexts(await readDocumentFiles('schema/operations'));
    expect(texts.length).toBeGreaterThan(10);
    for (const { hash, name } of texts.filter(({ text }) => text.startsWith('query'))) {
      const { body } = await post(world, { documentId: `sha256:${hash}`, variables: {} });
      // Those that need variables, or a device, say so, which only an accepted document does.
      expect(body.errors?.[0]?.extensions.code ?? 'OK', name).toMatch(/^(OK|BAD_USER_INPUT|MISSING_IDENTIFIER)$/);
    }
    expect(world.log()).not.toContain('does not fit the graph');
  });

  it('sends no other, while REST goes on with documents of its own', async () => {
    expect((await post(world, APPS)).body.errors?.[0]?.extensions.code).toBe('QUERY_NOT_IN_SAFELIST');
    expect((await world.as().rest('GET', `${EAM}/apps`)).status).toBe(200);
  });
});

describe('a client that may send ten operations in ten minutes', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await startOperator({ RATE_LIMIT: '10/600', CORS_ORIGINS: 'https://portal.example,https://other.example' });
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is counted over all doors together, and refused at each in its own words', async () => {
    const { world } = operator;
    const token = await operator.issuer.token({ client: 'portal' });
    const bearer = { authorization: `Bearer ${token}` };
    const client = world.as(token);
    const first = await client.rest('GET', `${EAM}/apps`);
    expect(first.headers.get('ratelimit-limit')).toBe('10');
    const remaining = [first.headers.get('ratelimit-remaining')];
    for (let time = 0; time < 4; time += 1) {
      remaining.push((await post(world, APPS, bearer)).headers.get('ratelimit-remaining'));
      remaining.push((await client.rest('GET', `${time % 2 === 0 ? OEG : EAM}/apps`)).headers.get('ratelimit-remaining'));
    }
    expect(remaining).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1']);
    await post(world, APPS, bearer);

    const graphql = await post(world, APPS, { ...bearer, origin: 'https://portal.example' });
    expect([graphql.status, graphql.body.errors?.[0]?.extensions.code, graphql.headers.get('ratelimit-remaining')]).toEqual([429, 'TOO_MANY_REQUESTS', '0']);
    expect(graphql.headers.get('access-control-expose-headers')).toContain('RateLimit-Remaining');
    for (const base of [EAM, OEG]) {
      const rest = await client.rest<{ status: number; code: string }>('GET', `${base}/apps`);
      expect([rest.status, rest.body.status, rest.body.code, rest.headers.get('ratelimit-remaining')]).toEqual([429, 429, 'TOO_MANY_REQUESTS', '0']);
      expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(500);
    }
    expect(await (await fetch(`${world.url}/metrics`)).text()).toContain('northbound_rate_limited_total 3');
  });

  it('is known by the address when it shows no token; what no caller asks is not counted', async () => {
    const { world } = operator;
    for (let time = 0; time < 10; time += 1) expect((await post(world, { query: '{ __typename }' })).status).toBe(200);
    expect((await post(world, { query: '{ __typename }' })).status).toBe(429);
    expect((await fetch(`${world.url}/health/ready`)).headers.has('ratelimit-limit')).toBe(false);
  });
});

describe('what an answer tells beside its data', () => {
  let operator: Operator;
  beforeAll(async () => {
    operator = await startOperator({ CORS_ORIGINS: 'https://portal.example,https://other.example' });
  });
  afterAll(() => operator[Symbol.asyncDispose]());
  const ASKS = { 'x-northbound-plan': '1', 'x-northbound-cost': '1' };

  it('is, to a page of another origin, that it depends on the origin, too', async () => {
    const { headers, status } = await fetch(`${operator.world.url}/graphql?query={__typename}`, { headers: { origin: 'https://portal.example' } });
    expect([status, headers.get('vary'), headers.get('access-control-allow-origin')]).toEqual([200, 'Origin, accept, authorization', 'https://portal.example']);
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it('is how it was executed, to an admin who asks and to nobody else', async () => {
    const { world, issuer } = operator;
    const [admin, reader] = [await issuer.token({ client: 'operator' }), await issuer.token({ client: 'reader' })];
    const told = await post(world, APPS, { ...ASKS, authorization: `Bearer ${admin}` });
    expect(told.body.extensions).toEqual({
      cost: { points: 2 },
      plan: { plans: [{ kind: 'fetch', subgraph: 'edge', operation: expect.stringContaining('totalCount') }], calls: [expect.objectContaining({ subgraph: 'edge', kind: 'fields', errors: 0 })] },
    });
    expect((await post(world, APPS, { ...ASKS, authorization: `Bearer ${reader}` })).body.extensions).toEqual({ cost: { points: 2 } });
    expect((await post(world, APPS, { authorization: `Bearer ${admin}` })).body).not.toHaveProperty('extensions');
  });
});
