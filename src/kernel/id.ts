import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isGiven } from './given.js';
import { Refusal } from './refusal.js';

/** A lower-case UUID of version 1 to 5, the only form that CAMARA's patterns accept (version 7 does not pass). */
export type Uuid = string & { readonly __uuid: unique symbol };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const WORDS = 'must be a lower-case UUID of version 1 to 5';

export const isUuid = (text: string): text is Uuid => UUID.test(text);

/** For what a caller sends whole. */
export const UuidShape = z.string().regex(UUID, WORDS).meta({ format: 'uuid' });

/** @throws Refusal INVALID_ARGUMENT */
export function requireUuid(id: string, field = 'id'): asserts id is Uuid {
  if (!isUuid(id)) throw new Refusal('INVALID_ARGUMENT', `${field} ${WORDS}.`, { field });
}

/** Of several ids that may be absent, by their names. @throws Refusal INVALID_ARGUMENT */
export function requireUuids(ids: Readonly<Record<string, string | null | undefined>>): void {
  for (const [field, id] of Object.entries(ids)) if (isGiven(id)) requireUuid(id, field);
}

/** A new random id (version 4). */
export const newId = (): Uuid => randomUUID() as Uuid;

/**
 * The id under which we show a foreign id that is no UUID: version 5 (SHA-1 of namespace and name, RFC 9562 §5.5), so
 * every replica derives the same one and no table has to remember it.
 */
export function derivedId(namespace: Uuid, name: string): Uuid {
  const hash = createHash('sha1').update(Buffer.from(namespace.replaceAll('-', ''), 'hex')).update(name).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid;
}
