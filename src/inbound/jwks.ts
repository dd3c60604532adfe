import type { FastifyInstance } from 'fastify';
import type { SigningKey } from '../outbound/signing-key.js';

/** Where those who are to believe our assertions find the key. */
export const JWKS_PATH = '/.well-known/jwks.json';

/** The public part of the key with which the gateway shows sinks' authorization servers who it is (RFC 7517). */
export function registerJwks(app: FastifyInstance, { jwk }: Pick<SigningKey, 'jwk'>): void {
  const text = JSON.stringify({ keys: [jwk] });
  app.get(JWKS_PATH, (_request, reply) => reply.header('cache-control', 'public, max-age=300').type('application/json').send(text));
}
