import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql, type GraphQLSchema } from 'graphql';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSubgraph } from '../../src/federation/subgraph/subgraph.js';
import { DEVELOPER, type Caller } from '../../src/kernel/caller.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { parseSigningKey, type SigningKey } from '../../src/outbound/signing-key.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { startNotifications } from '../support/notifications.js';
import { startSink, type TestSink } from '../support/sink.js';

const HOUR = 3_600_000;
const READ = 'northbound:notifications:read';
let test: TestDatabase;
let key: SigningKey;
let schema: Promise<GraphQLSchema> | undefined;
let w: Awaited<ReturnType<typeof startNotifications>>;
let sink: TestSink;

beforeAll(async () => {
  test = await databaseKinds[0]![1]();
  key = await parseSigningKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
});
beforeEach(async () => {
  schema = undefined;
  await test.clear();
  [w, sink] = await Promise.all([startNotifications(test.db, { key }), startSink()]);
});
afterEach(async () => {
  await w[Symbol.asyncDispose]();
  await sink.stop();
});
afterAll(() => test[Symbol.asyncDispose]());

interface Answer<Data> {
  readonly data: Data;
  /** Codes of the refusals. */
  readonly refused: readonly string[];
}

/** The subgraph as a caller reads it. */
async function ask<Data>(source: string, variables: Record<string, unknown>, caller: Partial<Caller> = {}): Promise<Answer<Data>> {
  schema ??= buildSubgraph(w.subgraph).then((subgraph) => subgraph.schema);
  const contextValue = { caller: { ...DEVELOPER, ...caller }, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: w.log };
  const { data, errors = [] } = await graphql({ schema: await schema, source, variableValues: variables, contextValue });
  return { data: JSON.parse(JSON.stringify(data ?? null)) as Data, refused: errors.map(({ originalError, message }) => (originalError instanceof Refusal ? originalError.code : message)) };
}

const LEDGER = `query ($id: ID!) {
  eventSubscriptions(resourceId: $id) { totalCount nodes { id active endReason credentialType deliveries(first: 5) { totalCount nodes { id eventId state attempts lastStatus lastError nextAttemptAt cloudEvent } } } }
  eventDeliveries(filter: { resourceId: $id }) { totalCount nodes { id sink eventType resourceId } }
}`;
const REPLAY = 'mutation ($id: ID!) { replayDelivery(id: $id) { delivery { id eventId state attempts } } }';

interface Ledger {
  readonly eventSubscriptions: { readonly nodes: readonly { readonly deliveries: { readonly nodes: readonly { readonly id: string; readonly state: string }[] } }[] };
  readonly eventDeliveries: object;
}

describe('the owner', () => {
  const owner: Partial<Caller> = { kind: 'two-legged', clientId: 'client-1', admin: false, scopes: new Set([READ, 'northbound:notifications:replay']) };

  it('sees why a sink did not hear, sends it again when it works, and the event keeps its id', async () => {
    sink.answer(...Array<number>(8).fill(404));
    const id = await w.create(sink.url, { credentialType: 'ACCESSTOKEN', accessToken: 'planted-token', accessTokenExpiresAt: new Date(Date.now() + 48 * HOUR) });
    const [first, second] = await w.announce(id, {}, {});
    for (let attempts = 1; attempts < 8; attempts += 1) {
      await w.tried(id, attempts);
      await w.passToNext(id);
    }
    await w.settled(id, 'DEAD', 'DELIVERED');
    const seen = await ask<Ledger>(LEDGER, { id }, owner);
    expect(seen.refused).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain('planted-token');
    const subscription = seen.data.eventSubscriptions.nodes[0]!;
    expect(subscription).toMatchObject({ active: true, endReason: null, credentialType: 'ACCESSTOKEN', deliveries: { totalCount: 2 } });
    const dead = subscription.deliveries.nodes.find(({ state }) => state === 'DEAD')!;
    expect(dead).toMatchObject({ eventId: first, state: 'DEAD', attempts: 8, lastStatus: 404, lastError: 'the sink answered 404', nextAttemptAt: null, cloudEvent: { id: first, specversion: '1.0' } });
    expect(seen.data.eventDeliveries).toMatchObject({ totalCount: 2, nodes: expect.arrayContaining([expect.objectContaining({ id: dead.id, sink: sink.url, resourceId: id })]) });

    const replayed = await ask(REPLAY, { id: dead.id }, owner);
    expect(replayed.data).toEqual({ replayDelivery: { delivery: { id: dead.id, eventId: first, state: 'PENDING', attempts: 0 } } });
    const heard = await sink.received(10);
    expect(heard.map(({ body }) => (body as { id: string }).id)).toEqual([...Array<unknown>(8).fill(first), second, first]);
    await w.settled(id, 'DELIVERED', 'DELIVERED');
  });

  it('may have a day’s old event sent with all its attempts', async () => {
    const id = await w.create(sink.url);
    await w.announce(id, {});
    await w.settled(id, 'DELIVERED');
    w.pass(30 * HOUR);
    sink.answer(503);
    await ask(REPLAY, { id: (await w.deliveries(id))[0]!.id }, owner);
    await w.tried(id, 1);
    await w.passToNext(id);
    await w.settled(id, 'DELIVERED');
    expect(sink.deliveries).toHaveLength(3);
  });

  it('needs the scope, and is nobody else', async () => {
    const id = await w.create(sink.url);
    await w.announce(id, {});
    await w.settled(id, 'DELIVERED');
    const { id: delivery } = (await w.deliveries(id))[0]!;
    expect((await ask(REPLAY, { id: delivery }, { ...owner, scopes: new Set([READ]) })).refused).toEqual(['PERMISSION_DENIED']);
    expect((await ask(LEDGER, { id }, { ...owner, scopes: new Set() })).refused).toEqual(['PERMISSION_DENIED']);
    expect((await ask(REPLAY, { id: delivery }, { ...owner, clientId: 'client-2' })).refused).toEqual(['NOT_FOUND']);
    expect((await ask(LEDGER, { id }, { ...owner, clientId: 'client-2' })).data).toMatchObject({ eventSubscriptions: { totalCount: 0 }, eventDeliveries: { totalCount: 0 } });
    const byKey = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on EventDelivery { state } } }';
    const r = [{ __typename: 'EventDelivery', id: delivery }];
    expect([(await ask(byKey, { r }, owner)).data, (await ask(byKey, { r }, { ...owner, clientId: 'client-2' })).data]).toEqual([{ _entities: [{ state: 'DELIVERED' }] }, { _entities: [null] }]);
    expect(sink.deliveries).toHaveLength(1);
  });

  it('replays nothing to a sink that is gone, and nothing twice', async () => {
    sink.answer(204, 410);
    const id = await w.create(sink.url);
    await w.announce(id, {});
    await w.settled(id, 'DELIVERED');
    await w.announce(id, {});
    await w.settled(id, 'DELIVERED', 'DEAD');
    const { id: delivery } = (await w.deliveries(id))[0]!;
    expect((await ask(REPLAY, { id: delivery }, owner)).refused).toEqual(['INCOMPATIBLE_STATE']);
    const waiting = await w.create(sink.url);
    sink.answer(503);
    await w.announce(waiting, {});
    await w.tried(waiting, 1);
    expect((await ask(REPLAY, { id: (await w.deliveries(waiting))[0]!.id }, owner)).refused).toEqual(['INCOMPATIBLE_STATE']);
  });
});

describe('a sink with PRIVATE_KEY_JWT', () => {
  const grants: URLSearchParams[] = [];
  let status = 200;
  const issuer = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const nth = grants.push(new URLSearchParams(text));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(status === 200 ? { access_token: `granted-${nth}`, token_type: 'Bearer', expires_in: 3_600 } : { error: 'invalid_client' }));
    });
  });
  let tokenUri = '';
  const create = (): Promise<string> => w.create(sink.url, { credentialType: 'PRIVATE_KEY_JWT', clientId: 'gateway-1', tokenUri });
  const tokens = (): unknown[] => sink.deliveries.map(({ headers }) => headers['authorization']);

  beforeAll(async () => {
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    tokenUri = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/token`;
  });
  beforeEach(() => {
    grants.length = 0;
    status = 200;
  });
  afterAll(() => {
    issuer.closeAllConnections();
    return new Promise((resolve) => issuer.close(resolve));
  });

  it('is shown a token that the gateway got for itself, the same for several events', async () => {
    const id = await create();
    await w.announce(id, {}, {});
    await w.settled(id, 'DELIVERED', 'DELIVERED');
    expect(tokens()).toEqual(['Bearer granted-1', 'Bearer granted-1']);
    expect(grants).toHaveLength(1);
    await jwtVerify(grants[0]!.get('client_assertion')!, createLocalJWKSet({ keys: [key.jwk] }), { issuer: 'gateway-1', audience: tokenUri });
  });

  it('that refuses the token is shown another at the next attempt', async () => {
    sink.answer(401);
    const id = await create();
    await w.announce(id, {});
    await w.tried(id, 1);
    w.pass(2_000);
    await w.settled(id, 'DELIVERED');
    expect(tokens()).toEqual(['Bearer granted-1', 'Bearer granted-2']);
  });

  it('whose token endpoint refuses is not called, and the ledger tells why; it hears when that has passed', async () => {
    status = 400;
    const id = await create();
    const [told] = await w.announce(id, {});
    await w.tried(id, 1);
    expect((await w.deliveries(id))[0]).toMatchObject({ lastStatus: null, lastError: 'no token for the sink: its token endpoint answered 400' });
    expect(sink.deliveries).toEqual([]);
    status = 200;
    w.pass(2_000);
    await w.settled(id, 'DELIVERED');
    expect(sink.deliveries.map(({ body }) => (body as { id: string }).id)).toEqual([told]);
  });

  it('leaves its token in no row and no log line', async () => {
    const id = await create();
    await w.announce(id, {});
    await w.settled(id, 'DELIVERED');
    const { rows } = await test.db.pool.query<{ text: string }>('SELECT t::text AS text FROM "EventSubscription" AS t UNION ALL SELECT t::text FROM "EventDelivery" AS t UNION ALL SELECT t::text FROM "Job" AS t');
    const all = JSON.stringify(rows) + JSON.stringify(w.log.lines);
    for (const secret of ['granted-1', grants[0]!.get('client_assertion')!]) expect(all).not.toContain(secret);
  });
});
