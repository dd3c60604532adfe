import { z } from 'zod';
import type { LoggedEvent } from '../kernel/event.js';

/** Media type of a CloudEvent in structured JSON form (CloudEvents 1.0, JSON format). */
export const ENVELOPE_TYPE = 'application/cloudevents+json; charset=UTF-8';

/** `clientid`, `userid`, `correlator` and `position` are extension attributes; `position` is a decimal number as text. */
const EnvelopeShape = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  type: z.string().min(1),
  source: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').optional(),
  clientid: z.string(),
  userid: z.string().optional(),
  correlator: z.string().optional(),
  position: z.string().regex(/^\d{1,18}$/),
  data: z.record(z.string(), z.unknown()),
});

export type Envelope = z.infer<typeof EnvelopeShape>;

/** @param source URI of who announces: the gateway's public address. */
export function toEnvelope({ id, type, subject, owner, time, correlator, data, position }: LoggedEvent, source: string): Envelope {
  return {
    specversion: '1.0',
    id,
    type,
    source,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    clientid: owner.clientId,
    ...(owner.userId !== null && { userid: owner.userId }),
    ...(correlator !== null && { correlator }),
    position: String(position),
    data: data as Record<string, unknown>,
  };
}

/** @returns undefined when the text is no envelope of ours. */
export function fromEnvelope(text: string): LoggedEvent | undefined {
  const found = EnvelopeShape.safeParse(parseJson(text));
  if (!found.success) return undefined;
  const { id, type, subject, clientid, userid, time, correlator, data, position } = found.data;
  const owner = { clientId: clientid, userId: userid ?? null };
  return { id, type, subject, owner, time: new Date(time), correlator: correlator ?? null, data, position: BigInt(position) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
