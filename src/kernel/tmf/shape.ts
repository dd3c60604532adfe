import { z } from 'zod';
import { inputWords } from '../input-words.js';
import { Refusal } from '../refusal.js';
import type { JsonObject } from './document.js';

/**
 * Whether the members that we know have their types; the others may be anything. The document stays as it was sent.
 * @throws Refusal INVALID_ARGUMENT with the first faulty member as `field`, e.g. `partyCharacteristic.0.name`
 */
export function requireShape(shape: z.ZodType, document: JsonObject): void {
  const found = shape.safeParse(document, { error: inputWords });
  if (found.success) return;
  const { path, message } = found.error.issues[0]!;
  const field = path.join('.');
  throw new Refusal('INVALID_ARGUMENT', `${field || 'The document'} is not valid: ${message}.`, field ? { field } : {});
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** RFC 3339, or the forms of it that Java's libraries write: without a zone, or a date alone. */
export const moment = z.string().regex(MOMENT, 'must be a date and time of RFC 3339');

const meta = { '@type': z.string(), '@baseType': z.string(), '@schemaLocation': z.string() };

/** A resource or a part of one: every member may be missing unless it is among `required`, and there may be others. */
export function tmfObject<Optional extends z.ZodRawShape, Required extends z.ZodRawShape = Record<never, never>>(members: Optional, required?: Required) {
  return z.looseObject({ ...z.object({ ...meta, ...members }).partial().shape, ...required });
}

export const timePeriod = tmfObject({ startDateTime: moment, endDateTime: moment });
