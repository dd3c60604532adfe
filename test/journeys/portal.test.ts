import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  AppDocument, AppInstanceDocument, AppInstanceStatusChangedDocument, AppOverviewDocument, AppsDocument, createClient, CreateAppDeploymentDocument, CreateAppInstanceDocument, DeleteAppDeploymentDocument, DeleteAppDocument,
  DeleteAppInstanceDocument, EdgeCloudZoneDocument, EdgeCloudZonesDocument, NorthboundError, SubmitAppDocument, UpdateAppDeploymentDocument, type Client, type ClientOptions,
} from '../../client/src/index.js';
import { layCable, type Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { startOperator } from './operator.js';
import { aName, anAppInput, LISBON, NOBODY, PORTO, VIENNA } from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let cable: Cable;
beforeAll(async () => {
  world = await startWorld();
  cable = await layCable(world.url);
});
afterEach(() => {
  cable.plugged = true;
});
afterAll(async () => {
  await cable[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** A portal's client, and what it sent. */
function aPortal(options: Partial<ClientOptions> = {}): { readonly client: Client; readonly sent: readonly { readonly method: string; readonly text: string }[] } {
  const sent: { method: string; text: string }[] = [];
  const recorded: typeof fetch = (input, init) => {
    sent.push({ method: init?.method ?? '', text: typeof init?.body === 'string' ? init.body : decodeURIComponent(String(input)) });
    return fetch(input, init);
  };
  return { client: createClient({ url: `${cable.url}/graphql`, fetch: recorded, ...options }), sent };
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (failure: unknown) => (failure instanceof NorthboundError ? failure.code : failure));

async function untilReady(client: Client, id: string): Promise<void> {
  await eventually(async () => expect((await client.request(AppInstanceDocument, { id })).appInstance?.status).toBe('ready'), 20_000);
}

describe.each([['texts', {}], ['hashes of trusted documents, and GET', { trusted: true, useGet: true }]] as const)('a portal that sends %s', (_, options) => {
  it('takes an app from its zones to its end', async () => {
    const { client, sent } = aPortal(options);
    const { edgeCloudZones } = await client.request(EdgeCloudZonesDocument, { filter: { status: 'active' } });
    expect(edgeCloudZones).toMatchObject({ totalCount: 3, nodes: [{ id: LISBON, status: 'active' }, { id: PORTO }, { id: VIENNA }], pageInfo: { hasNextPage: false } });

    const input = anAppInput();
    const { submitApp: { app } } = await client.request(SubmitAppDocument, { input }, { idempotencyKey: aName('key') });
    expect(app).toMatchObject({ name: input.name, requiredResources: { __typename: 'ContainerResources', vcpu: '500m' } });
    expect((await client.request(AppDocument, { id: app.id })).app).toEqual(app);
    expect((await client.request(AppsDocument, { filter: { name: input.name } })).apps).toMatchObject({ totalCount: 1, nodes: [{ id: app.id }] });

    const { createAppInstance: { appInstance } } = await client.request(CreateAppInstanceDocument, { input: { name: aName('inst'), appId: app.id, edgeCloudZoneId: LISBON } });
    await untilReady(client, appInstance.id);
    expect((await client.request(EdgeCloudZoneDocument, { id: LISBON })).edgeCloudZone).toMatchObject({ name: 'lisbon-1', appInstances: { nodes: expect.arrayContaining([expect.objectContaining({ id: appInstance.id })]) } });

    const { createAppDeployment: { appDeployment } } = await client.request(CreateAppDeploymentDocument, { input: { name: aName('all'), appId: app.id, edgeCloudZoneIds: [PORTO] } });
    const { updateAppDeployment: { appDeployment: updated } } = await client.request(UpdateAppDeploymentDocument, { input: { id: appDeployment.id, name: 'renamed' } });
    expect(updated).toMatchObject({ id: appDeployment.id, name: 'renamed', appInstances: [{ edgeCloudZoneId: PORTO }] });
    expect((await client.request(AppOverviewDocument, { id: app.id })).app).toMatchObject({ appInstances: { totalCount: 2 }, appDeployments: { totalCount: 1, nodes: [{ name: 'renamed' }] } });

    expect(await codeOf(client.request(DeleteAppDocument, { id: app.id }))).toBe('INCOMPATIBLE_STATE');
    await client.request(DeleteAppDeploymentDocument, { id: appDeployment.id });
    await client.request(DeleteAppInstanceDocument, { id: appInstance.id });
    await eventually(async () => expect(await codeOf(client.request(DeleteAppDocument, { id: app.id }))).toBeUndefined());
    expect(await codeOf(client.request(AppDocument, { id: app.id }))).toBe('NOT_FOUND');

    const texts = sent.filter(({ text }) => /"query":|[?&]query=/.test(text));
    expect(texts).toHaveLength('trusted' in options ? 0 : sent.length);
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set('useGet' in options ? ['GET', 'POST'] : ['POST']));
  });

  it('is told what happened while its connection was broken, each change once', async () => {
    const { client, sent } = aPortal(options);
    const { submitApp: { app } } = await client.request(SubmitAppDocument, { input: anAppInput() });
    const [onOpen, onRetry] = [vi.fn(), vi.fn()];
    const events = client.subscribe(AppInstanceStatusChangedDocument, { appId: app.id }, { onOpen, onRetry });
    const first = events.next();
    await world.streaming(1);
    const direct = world.as().portal;
    const { createAppInstance: { appInstance } } = await direct.request(CreateAppInstanceDocument, { input: { name: aName('inst'), appId: app.id, edgeCloudZoneId: VIENNA } });
    const seen = [(await first).value!];

    const second = events.next();
    cable.plugged = false;
    expect(cable.cut()).toBeGreaterThan(0);
    await world.streaming(0);
    await untilReady(direct, appInstance.id);
    await direct.request(DeleteAppInstanceDocument, { id: appInstance.id });
    await eventually(() => expect(onRetry.mock.calls.length).toBeGreaterThan(1));
    cable.plugged = true;
    seen.push((await second).value!);
    for await (const change of events) {
      seen.push(change);
      if (change.appInstanceStatusChanged.removed) break;
    }
    expect(seen.map(({ appInstanceStatusChanged: { previousStatus, status, removed } }) => [previousStatus, status, removed])).toEqual([
      [null, 'instantiating', false], ['instantiating', 'ready', false], ['ready', 'terminating', false], ['terminating', 'terminating', true],
    ]);
    expect(onOpen.mock.calls).toEqual([[{ resumed: false }], [{ resumed: true }]]);
    expect(onRetry.mock.calls[0]).toMatchObject([{ code: 'NETWORK' }, expect.any(Number)]);
    if ('trusted' in options) expect(sent.every(({ text }) => !text.includes('subscription'))).toBe(true);
    await world.streaming(0);
  });
});

describe('a portal', () => {
  it('may repeat a mutation under its key after the answer was lost', async () => {
    const { client } = aPortal();
    const [input, idempotencyKey] = [anAppInput(), aName('key')];
    const lost: typeof fetch = async (url, init) => {
      await fetch(url, init);
      throw new TypeError('fetch failed');
    };
    expect(await codeOf(aPortal({ fetch: lost }).client.request(SubmitAppDocument, { input }, { idempotencyKey }))).toBe('NETWORK');
    const { submitApp: { app } } = await client.request(SubmitAppDocument, { input }, { idempotencyKey });
    expect(await client.request(SubmitAppDocument, { input }, { idempotencyKey })).toEqual({ submitApp: { app } });
    expect(await codeOf(client.request(SubmitAppDocument, { input }))).toBe('ALREADY_EXISTS');
    expect(await codeOf(client.request(SubmitAppDocument, { input: anAppInput() }, { idempotencyKey }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('learns what is wrong, where, and under which correlator', async () => {
    const { client } = aPortal();
    const failure: unknown = await client.request(SubmitAppDocument, { input: anAppInput({ name: '1st' }) }, { correlator: 'portal-7' }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ name: 'NorthboundError', code: 'INVALID_ARGUMENT', field: expect.stringContaining('name'), path: ['submitApp'], correlator: 'portal-7', status: 200 });
    expect(await codeOf(client.request(CreateAppInstanceDocument, { input: { name: 'inst', appId: NOBODY, edgeCloudZoneId: LISBON } }))).toBe('NOT_FOUND');
    // @ts-expect-error There is no such status.
    expect(await codeOf(client.request(EdgeCloudZonesDocument, { filter: { status: 'gone' } }))).toBe('BAD_USER_INPUT');
  });

  it('gets the part of an answer that there is', async () => {
    const { client } = aPortal();
    const { submitApp: { app } } = await client.request(SubmitAppDocument, { input: anAppInput() });
    const { data, errors } = await client.execute<{ app: object | null; nobody: null }>('query ($id: ID!, $nobody: ID!) { app(id: $id) { id } nobody: app(id: $nobody) { id } }', { id: app.id, nobody: NOBODY });
    expect(data).toEqual({ app: { id: app.id }, nobody: null });
    expect(errors).toMatchObject([{ path: ['nobody'], extensions: { code: 'NOT_FOUND' } }]);
  });
});

it('a portal under the strictest policies sends trusted documents alone, and is told when it may go on', async () => {
  await using strict = await startWorld({ env: { TRUSTED_DOCUMENTS: 'only', RATE_LIMIT: '12/600' } });
  const url = `${strict.url}/graphql`;
  expect(await codeOf(createClient({ url, trusted: true }).request('{ apps { totalCount } }'))).toBe('QUERY_NOT_IN_SAFELIST');
  // The text of a trusted document is as good as its hash.
  for (const trusted of [true, false]) expect((await createClient({ url, trusted }).request(AppsDocument)).apps.totalCount).toBe(0);
  const client = createClient({ url, trusted: true });
  const events = client.subscribe(AppInstanceStatusChangedDocument);
  const waiting = events.next();
  await strict.streaming(1);
  const { headers } = await client.execute(AppsDocument);
  for (let left = Number(headers.get('ratelimit-remaining')); left > 0; left -= 1) await client.request(AppsDocument);
  const failure: unknown = await client.request(AppsDocument).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ name: 'NorthboundError', code: 'TOO_MANY_REQUESTS', status: 429, retryAfter: expect.any(Number) });
  expect((failure as NorthboundError).retryAfter).toBeGreaterThan(500);
  await events.return();
  expect((await waiting).done).toBe(true);
});

it('a portal whose tokens last four seconds works on, and its stream loses nothing once it has a cursor', async () => {
  await using operator = await startOperator();
  const { issuer, world: guarded } = operator;
  let current = await issuer.token({ client: 'brief' });
  let renewed = 0;
  const token = async (refused?: string): Promise<string> => {
    if (refused === current) {
      current = await issuer.token({ client: 'brief' });
      renewed += 1;
    }
    return current;
  };
  const client = createClient({ url: `${guarded.url}/graphql`, token });
  const events = client.subscribe(AppInstanceStatusChangedDocument);
  const seen: string[] = [];
  const watched = (async () => {
    for await (const { appInstanceStatusChanged: { status, removed } } of events) {
      seen.push(status);
      if (removed) return;
    }
  })();
  await guarded.streaming(1);
  const { submitApp: { app } } = await client.request(SubmitAppDocument, { input: anAppInput() });
  const { createAppInstance: { appInstance } } = await client.request(CreateAppInstanceDocument, { input: { name: aName('inst'), appId: app.id, edgeCloudZoneId: LISBON } });
  // Nothing else asks for a token meanwhile: it is the stream that outlives its own.
  await eventually(() => expect(renewed).toBeGreaterThan(0), 30_000);
  await untilReady(client, appInstance.id);
  await client.request(DeleteAppInstanceDocument, { id: appInstance.id });
  await watched;
  expect(seen).toEqual(['instantiating', 'ready', 'terminating', 'terminating'].slice(-seen.length));
  expect(seen.length).toBeGreaterThan(1);
}, 60_000);
