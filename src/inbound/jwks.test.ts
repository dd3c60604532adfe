import { generateKeyPairSync } from 'node:crypto';
import fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import { parseSigningKey } from '../outbound/signing-key.js';
import { JWKS_PATH, registerJwks } from './jwks.js';

it('publishes what the assertions are proved with, and nothing to make them with', async () => {
  const key = await parseSigningKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  const app = fastify();
  registerJwks(app, key);
  const answer = await app.inject(JWKS_PATH);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  const keys = answer.json<{ keys: object[] }>();
  expect(Object.keys(keys.keys[0]!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  await expect(jwtVerify(await key.sign({ iss: 'gateway-1' }), createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]))).resolves.toBeDefined();
  await app.close();
});
