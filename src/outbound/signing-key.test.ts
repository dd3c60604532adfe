import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, exportJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { parseSigningKey } from './signing-key.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: typeof rsa, type: 'pkcs8' | 'pkcs1' | 'sec1'): string => key.export({ type, format: 'pem' } as never) as string;

describe('a signing key', () => {
  it.each<readonly [string, () => Promise<string> | string, string]>([
    ['RSA as PKCS#8', () => pem(rsa, 'pkcs8'), 'RS256'],
    ['RSA as PKCS#1', () => pem(rsa, 'pkcs1'), 'RS256'],
    ['EC as PKCS#8', () => `\n${pem(ec, 'pkcs8')}\n`, 'ES256'],
    ['EC as SEC 1', () => pem(ec, 'sec1'), 'ES256'],
    ['RSA as JWK', async () => JSON.stringify(await exportJWK(rsa)), 'RS256'],
    ['RSA as JWK for PS256', async () => JSON.stringify({ ...(await exportJWK(rsa)), alg: 'PS256' }), 'PS256'],
    ['EC as JWK', async () => JSON.stringify(await exportJWK(ec)), 'ES256'],
  ])('is read: %s', async (_what, text, alg) => {
    const key = await parseSigningKey(await text());
    expect(key.jwk).toMatchObject({ alg, kid: key.kid, use: 'sig' });
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(key.jwk).not.toHaveProperty(secret);
    const { payload, protectedHeader } = await jwtVerify(await key.sign({ iss: 'gateway-1' }), createLocalJWKSet({ keys: [key.jwk] }));
    expect([payload.iss, protectedHeader.alg, protectedHeader.kid]).toEqual(['gateway-1', alg, key.kid]);
  });

  it('has its own id, or its thumbprint, which is the same for every replica', async () => {
    expect((await parseSigningKey(JSON.stringify({ ...(await exportJWK(ec)), kid: 'key-1' }))).kid).toBe('key-1');
    const [one, other] = [await parseSigningKey(pem(ec, 'pkcs8')), await parseSigningKey(pem(ec, 'sec1'))];
    expect(one.kid).toBe(other.kid);
  });

  it.each<readonly [string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['no key', () => 'planted words'],
    ['broken JSON', () => '{"kty":"RSA","d":"planted'],
    ['a JWK without its private part', async () => JSON.stringify({ ...(await exportJWK(ec)), d: undefined })],
    ['a symmetric key', () => JSON.stringify({ kty: 'oct', k: 'planted' })],
    ['a short RSA key', () => pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8')],
    ['another curve', () => pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'pkcs8')],
    ['a key that cannot sign so', () => generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string],
    ['a public key', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }) as string],
  ])('is refused, and not quoted: %s', async (_what, text) => {
    const failure = await parseSigningKey(await text()).catch((thrown: unknown) => thrown);
    expect((failure as Error).message).toMatch(/^The file must hold a private key/);
    expect(String((failure as Error).stack)).not.toContain('planted');
  });
});
