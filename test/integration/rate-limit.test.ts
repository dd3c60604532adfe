import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slackOf } from '../../src/outbound/rate-limit.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { officialFetch } from '../support/official.js';
import { startIssuer, type TestIssuer } from '../support/oidc.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;
const LIMIT = 120;
const SCOPE = 'edge-application-management:apps:read';

describe.skipIf(noPostgres !== '')(`two replicas that count together on PostgreSQL${noPostgres}`, () => {
  let issuer: TestIssuer;
  let replicas: readonly TestGateway[];
  beforeAll(async () => {
    issuer = await startIssuer({ scopes: [SCOPE], clients: { hasty: {}, wandering: {}, loyal: {} } });
    const env = {
      DATABASE_URL: await freshDatabase(),
      SECRET_KEY: randomBytes(32).toString('hex'),
      OAUTH_ISSUER: issuer.issuer,
      OAUTH_AUDIENCE: issuer.audience,
      SANDBOX: 'on',
      RATE_LIMIT: `${LIMIT}/600`,
      LOG_LEVEL: 'warn',
    };
    replicas = [await startGateway({ env }), await startGateway({ env })];
  }, 120_000);
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    await issuer.stop();
  });

  type Ask = (replica: TestGateway, authorization: string) => Promise<Response>;
  const graphql: Ask = ({ url }, authorization) => fetch(`${url}/graphql`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"query":"{ apps { totalCount } }"}' });
  const rest: Ask = ({ url }, authorization) => officialFetch(`${url}/edge-application-management/vwip/apps`, { headers: { authorization } });

  /** @returns how many were allowed; all others were refused with 429. */
  async function count(client: string, times: number, together: boolean, ask: (index: number, authorization: string) => Promise<Response>): Promise<number> {
    const authorization = `Bearer ${await issuer.token({ client })}`;
    const statuses: number[] = [];
    const one = async (index: number): Promise<void> => {
      const response = await ask(index, authorization);
      await response.arrayBuffer();
      statuses.push(response.status);
    };
    if (together) await Promise.all(Array.from({ length: times }, (_, index) => one(index)));
    else for (let index = 0; index < times; index += 1) await one(index);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    for (const { url } of replicas) expect(await (await fetch(`${url}/metrics`)).text()).toContain('northbound_rate_limit_alone 0');
    return statuses.filter((status) => status === 200).length;
  }

  it('allow a client exactly the limit when it asks all at once, at both and through both doors', async () => {
    expect(await count('hasty', 3 * LIMIT, true, (index, authorization) => (index % 4 < 2 ? graphql : rest)(replicas[index % 2]!, authorization))).toBe(LIMIT);
  });

  it('allow a client that goes from one to the other the limit, less the little that was put by', async () => {
    const allowed = await count('wandering', 2 * LIMIT, false, (index, authorization) => graphql(replicas[index % 2]!, authorization));
    expect(allowed).toBeLessThanOrEqual(LIMIT);
    expect(allowed).toBeGreaterThanOrEqual(LIMIT - 2);
  });

  it('allow a client that prefers one no more than the limit, and at most an eighth less', async () => {
    const allowed = await count('loyal', 2 * LIMIT, false, (index, authorization) => graphql(replicas[index % 10 === 0 ? 1 : 0]!, authorization));
    expect(allowed).toBeLessThanOrEqual(LIMIT);
    expect(allowed).toBeGreaterThanOrEqual(LIMIT - slackOf(LIMIT));
  });
});
