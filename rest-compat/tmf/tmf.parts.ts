import { z } from 'zod';

/** Parts that resources of several TM Forum APIs (v4) are made of. They are shown to readers; members beside them are kept. */

export const text = z.string().optional();
export const flag = z.boolean().optional();
export const count = z.int().optional();
export const time = z.iso.datetime({ offset: true }).optional();

/** What every TMF object may say of its type. */
export const typed = { '@baseType': text, '@schemaLocation': text, '@type': text };
/** What a resource is known by. */
export const identified = { id: z.string(), href: z.string() };

export const TimePeriod = z.looseObject({ startDateTime: time, endDateTime: time });
export const validFor = TimePeriod.optional();

export const RelatedParty = z.looseObject({ id: z.string(), href: text, name: text, role: text, '@referredType': text, ...typed });

export const reference = z.looseObject({ id: z.string(), href: text, name: text, version: text, '@referredType': text, ...typed });
export const references = reference.array().optional();

export const Attachment = z.looseObject({
  id: text, href: text, attachmentType: text, content: text, description: text, mimeType: text, name: text, url: text,
  size: z.looseObject({ amount: z.number().optional(), units: text }).optional(), validFor, '@referredType': text, ...typed,
});
export const attachments = Attachment.array().optional();

/** Objects of which more is not said here. */
export const objects = z.looseObject({ ...typed }).array().optional();
