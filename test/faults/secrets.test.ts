import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCursor } from '../../src/kernel/event.js';
import { NETWORK_SCOPES } from '../../src/modules/network/network.scopes.js';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient, type Client } from '../journeys/client.js';
import { SCOPES } from '../journeys/operator.js';
import { aManifest, aName, anAppInput, CREATE_INSTANCE, createInstance, EAM, INSTANCE_CHANGES, LISBON, OEG, SUBMIT, untilStatus, VIENNA } from '../journeys/stories.js';
import { freePorts } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { officialFetch } from '../support/official.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';
import { startSink, type TestSink } from '../support/sink.js';
import { dump, filesWith, PLANTED, startOverheard, type Overheard } from './planted.js';
import { giveDevice, liveInNetwork } from './planted.network.js';

const noOpenssl = spawnSync('openssl', ['version']).error === undefined ? '' : ' (skipped: openssl is not installed)';

describe.skipIf(noOpenssl !== '')(`secrets that were planted everywhere${noOpenssl}`, () => {
  let issuer: TestIssuer;
  let sink: TestSink;
  let srm: SandboxSrm;
  let gateway: Overheard;
  let token: string;
  /** Everything that any door answered. */
  const answers: string[] = [];

  beforeAll(async () => {
    issuer = await startIssuer({ scopes: [...new Set([...SCOPES, ...Object.values(NETWORK_SCOPES), 'northbound:notifications:read'])], clients: { portal: {}, operator: { roles: ['admin'] } }, users: { ana: {} } });
    sink = await startSink({ tls: true });
    srm = await startSandboxSrm({ generation: 'B', settleMs: [20, 100] });
    const [port] = (await freePorts(1)) as [number];
    gateway = await startOverheard({
      SECRET_KEY: PLANTED.secretKey, SUBGRAPH_PORT: String(port), SUBGRAPH_SECRET: PLANTED.subgraphSecret, OAUTH_ISSUER: issuer.issuer, OAUTH_AUDIENCE: issuer.audience,
      SRM_HOST: srm.url, SRM_TIMEOUT_MS: '500', SRM_ZONE_ADDRESSES: '*=203.0.113.80', SINK_ALLOWED_HOSTS: '127.0.0.1', NODE_EXTRA_CA_CERTS: sink.certificate!,
    });
    token = await issuer.token({ client: 'portal', user: 'ana' });
    await giveDevice(createClient(gateway.url, await issuer.token({ client: 'operator' })), 'ana');
    await live(listening(createClient(gateway.url, token)));
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await srm.close();
    await sink.stop();
    await issuer.stop();
  });

  /** The client, with all that it is answered written down. */
  const listening = (client: Client): Client => ({
    ...client,
    async graphql<Data>(...args: Parameters<Client['graphql']>) {
      const answer = await client.graphql<Data>(...args);
      answers.push(answer.text);
      return answer;
    },
    async rest<Body>(...args: Parameters<Client['rest']>) {
      const answer = await client.rest<Body>(...args);
      answers.push(JSON.stringify([...answer.headers]), answer.text);
      return answer;
    },
  });
  const ofSessions = () => sink.deliveries.filter(({ body }) => JSON.stringify(body).includes('quality-on-demand'));

  async function raw(...request: Parameters<typeof officialFetch>): Promise<void> {
    const response = await officialFetch(...request);
    answers.push(JSON.stringify([...response.headers]), await response.text());
  }

  const appRepo = { type: 'PRIVATEREPO', imagePath: 'https://registry.example/shop', userName: 'ci', credentials: PLANTED.registry };
  const subscriptionRequest = () => ({ sink: sink.url, sinkCredential: { credentialType: 'ACCESSTOKEN', accessToken: PLANTED.sinkToken, accessTokenExpiresUtc: new Date(Date.now() + 3_600_000).toISOString(), accessTokenType: 'bearer' } });

  /** A life in which everything happens, and everything goes wrong. */
  async function live(me: Client): Promise<void> {
    const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, aManifest({ appRepo }), { 'idempotency-key': 'first' });
    await me.rest('POST', `${OEG}/apps`, aManifest({ appRepo }));
    await me.graphql(SUBMIT, { input: anAppInput({ appRepo }) }, 'second');
    await me.graphql(SUBMIT, { input: anAppInput({ appRepo }) }, 'second');
    const created = await me.rest<{ appInstanceId: string }>('POST', `${EAM}/app-instances`, { name: aName(), appId, edgeCloudZoneId: LISBON, subscriptionRequest: subscriptionRequest() });
    expect(created.status).toBe(202);
    await untilStatus(me, created.body.appInstanceId, 'ready');
    await sink.received(1);
    await using stream = me.stream('sse', INSTANCE_CHANGES, { after: toCursor(0n) });
    answers.push(JSON.stringify(await stream.next()), JSON.stringify(await stream.next()));
    await me.rest('GET', `${EAM}/apps`);
    await me.rest('GET', `${OEG}/apps/${appId}`);
    await me.graphql('{ apps { nodes { id appRepo { type imagePath userName authType checksum } } } __schema { types { name } } }');
    await liveInNetwork(me, sink.url, appId);
    await eventually(() => expect(ofSessions()).not.toEqual([]));
    await goWrong(me, appId);
    await knock();
  }

  async function goWrong(me: Client, appId: string): Promise<void> {
    const { misplaced } = PLANTED;
    await me.rest('POST', `${EAM}/apps`, aManifest({ appRepo: { ...appRepo, imagePath: 'no uri' } }));
    await me.rest('POST', `${EAM}/apps`, aManifest({ appRepo: { ...appRepo, checksum: misplaced } }));
    await me.rest('POST', `${OEG}/apps`, aManifest({ appRepo, password: misplaced }));
    await me.graphql(SUBMIT, { input: { ...anAppInput(), appRepo: { ...appRepo, type: 7 } } });
    await me.graphql(SUBMIT, { input: { ...anAppInput(), appRepo: { ...appRepo, credentials: { value: misplaced } } } });
    await me.graphql(CREATE_INSTANCE, { input: { name: aName(), appId, edgeCloudZoneId: VIENNA, subscriptionRequest: { ...subscriptionRequest(), sink: 'ftp://nowhere.example' } } });
    await me.rest('POST', `${EAM}/app-instances`, { name: aName(), appId, edgeCloudZoneId: VIENNA, subscriptionRequest: { ...subscriptionRequest(), types: ['wrong'] } });
    await raw(`${gateway.url}${EAM}/apps`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: `{"credentials":"${misplaced}` });
    await raw(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: `{"query":"{","variables":"${misplaced}` });
    for (const faults of [{ status: 400 }, { status: 500 }, { cut: true }, { silent: true }, { malformed: true }]) {
      await srm.set({ ...faults, only: 'POST' });
      await me.rest('POST', `${EAM}/apps`, aManifest({ appRepo }));
      await me.graphql(SUBMIT, { input: anAppInput({ appRepo }) });
    }
    await srm.set({});
    sink.answer(500, 'reset', 401);
    await createInstance(me, appId, VIENNA);
  }

  async function knock(): Promise<void> {
    for (const path of ['/metrics', '/health/ready', '/health/live', '/', '/docs', '/openapi/edge-application-management.json', '/openapi/open-exposure-gateway.json', '/openapi/quality-on-demand.json', `/nowhere?access_token=${PLANTED.misplaced}`]) await raw(gateway.url + path);
    for (const authorization of [`Bearer ${token}x`, `Basic ${Buffer.from(`portal:${PLANTED.misplaced}`).toString('base64')}`, PLANTED.misplaced]) await raw(`${gateway.url}${EAM}/apps`, { headers: { authorization } });
    const body = JSON.stringify({ query: 'query { _service { sdl } apps { nodes { id appRepo { imagePath } } } }' });
    for (const secret of [PLANTED.subgraphSecret, PLANTED.misplaced]) {
      await raw(`${gateway.subgraphs}/subgraphs/edge`, { method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-northbound-subgraph-secret': secret } });
    }
  }

  const planted = (): readonly (readonly [string, string])[] => [...Object.entries(PLANTED), ['bearer token', token.split('.')[2]!], ['client secret', 'a-secret-of-the-test-client']];
  function expectClean(text: string, where: string): void {
    for (const [name, secret] of planted()) for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) expect(text.includes(form), `${name} in ${where}`).toBe(false);
  }

  it('did reach those they were meant for', async () => {
    expect(srm.requests.filter(({ body }) => JSON.stringify(body ?? null).includes(PLANTED.registry)).length).toBeGreaterThan(3);
    for (const { headers } of [sink.deliveries[0]!, ...ofSessions()]) expect(headers['authorization']).toBe(`Bearer ${PLANTED.sinkToken}`);
  });

  it('are in no answer, event, metric, health report or description', () => {
    expect(answers.length).toBeGreaterThan(60);
    for (const text of answers) expectClean(text, text.slice(0, 300));
  });

  it('were not sent to sinks with the events', () => {
    for (const { body } of sink.deliveries) expectClean(JSON.stringify(body), 'an event');
  });

  it('are not in the log, at its most talkative', async () => {
    expect(gateway.said()).toContain('"level":"debug"');
    for (const line of gateway.said().split('\n')) expectClean(line, line.slice(0, 600));
  });

  it('are in the database sealed, if at all, and in no other file', async () => {
    await gateway.stop();
    const text = await dump(gateway.dataDir);
    expect(text).toContain('registry.example/shop');
    expectClean(text, 'the database');
    for (const [name, secret] of planted()) expect(filesWith(gateway.dataDir, secret), name).toEqual([]);
    expectClean(gateway.said(), 'the log at the end');
  });
});
