import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The header that joins a request, its log lines, its outgoing calls and its events (CAMARA Commonalities). */
export const CORRELATOR = 'x-correlator';

const FORM = /^[a-zA-Z0-9\-_:;./<>{}]{1,256}$/;

export const isCorrelator = (text: unknown): text is string => typeof text === 'string' && FORM.test(text);

/** The caller's correlator when it has the form, otherwise a new one: an answer to a bad one has to bear some. */
export function correlatorOf({ headers }: { readonly headers: IncomingHttpHeaders }): string {
  const given = headers[CORRELATOR];
  return isCorrelator(given) ? given : randomUUID();
}
