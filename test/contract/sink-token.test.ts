import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.js';
import { tokenSource } from '../../src/modules/notifications/token.source.js';
import { parseSigningKey, type SigningKey } from '../../src/outbound/signing-key.js';
import { createSinkGuard } from '../../src/outbound/sinks.guard.js';

/** The gateway at a certified authorization server, which knows it by its published key alone. */

const guard = createSinkGuard({ allowedHosts: [], allowLoopback: true });
const server = createServer();
const keys = new Map<string, SigningKey>();
let issuer = '';

beforeAll(async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  for (const jwk of [{ ...(await exportJWK(rsa)) }, { ...(await exportJWK(rsa)), alg: 'PS256' }, await exportJWK(ec)]) {
    const key = await parseSigningKey(JSON.stringify(jwk));
    keys.set(key.alg, key);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = [...keys.values()].map(({ alg, jwk }) => ({
    client_id: `gateway-${alg}`, grant_types: ['client_credentials'], redirect_uris: [], response_types: [], token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg, jwks: { keys: [jwk] },
  }));
  const provider = new Provider(issuer, { clients, features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } } });
  server.on('request', provider.callback());
});
afterAll(async () => {
  await guard.agent.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it.each(['RS256', 'PS256', 'ES256'])('is given a token for its assertion: %s', async (alg) => {
  const tokens = tokenSource({ key: keys.get(alg), guard, clock: systemClock });
  expect(await tokens.tokenFor({ clientId: `gateway-${alg}`, tokenUri: `${issuer}/token` })).toEqual({ token: expect.stringMatching(/^\S{20,}$/) });
});

it('is given none for the key of another', async () => {
  const tokens = tokenSource({ key: keys.get('RS256'), guard, clock: systemClock });
  expect(await tokens.tokenFor({ clientId: 'gateway-ES256', tokenUri: `${issuer}/token` })).toEqual({ failure: 'no token for the sink: its token endpoint answered 401' });
});
