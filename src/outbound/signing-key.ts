import { createPrivateKey, createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK, type JWTPayload } from 'jose';

export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256';

/** A private key of ours, for assertions of who we are. */
export interface SigningKey {
  readonly alg: SigningAlgorithm;
  /** RFC 7638 thumbprint, unless the key brought its own id. */
  readonly kid: string;
  /** The public part alone, as it is published. */
  readonly jwk: JWK;
  /** A compact JWS of the claims. */
  sign(claims: JWTPayload): Promise<string>;
}

const LEAST_RSA_BITS = 2048;

/**
 * Reads a private key: PEM, or one JWK. RSA of 2048 bits or more signs with RS256 (PS256 where a JWK says so), P-256 with ES256.
 * @throws Error that says what is wrong and never quotes the key.
 */
export async function parseSigningKey(text: string): Promise<SigningKey> {
  const given = text.trim();
  const { key, named } = given.startsWith('{') ? fromJwk(given) : { key: privateKey(given), named: {} };
  const alg = algorithmOf(key, named.alg);
  const published = await exportJWK(createPublicKey(key));
  const kid = named.kid ?? (await calculateJwkThumbprint(published));
  return {
    alg,
    kid,
    jwk: { ...published, alg, kid, use: 'sig' },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key),
  };
}

const wrong = (): Error => new Error('The file must hold a private key as PEM or as one JWK: RSA of 2048 bits or more, or EC on P-256.');

function fromJwk(text: string): { readonly key: KeyObject; readonly named: { readonly alg?: unknown; readonly kid?: string } } {
  const jwk = parsed(text);
  const { alg, kid } = jwk;
  return { key: privateKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput), named: { alg, ...(typeof kid === 'string' && { kid }) } };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw wrong();
  }
}

/** The words of Node's error stay out: nobody knows what they quote. */
function privateKey(source: string | JsonWebKeyInput): KeyObject {
  try {
    return createPrivateKey(source);
  } catch {
    throw wrong();
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, named: unknown): SigningAlgorithm {
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) throw wrong();
  return named === 'PS256' ? 'PS256' : 'RS256';
}
