import type { FastifyReply } from 'fastify';

/**
 * On every answer. Written out here since setting helmet's dozen costs half as much again as a whole small request, and
 * answers in JSON need only these.
 */
const ON_EVERY_ANSWER: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['referrer-policy', 'no-referrer'],
];

const YEAR_SECONDS = 31_536_000;

/** Sets the headers of any answer. Behind TLS, browsers are told to stay with it. */
export function createSecureHeaders(publicUrl: string | undefined): (reply: FastifyReply) => void {
  const headers = publicUrl?.startsWith('https:') ? [...ON_EVERY_ANSWER, ['strict-transport-security', `max-age=${YEAR_SECONDS}`] as const] : ON_EVERY_ANSWER;
  return function setSecureHeaders(reply) {
    for (const [name, value] of headers) reply.header(name, value);
  };
}

/**
 * What a page of ours may load: itself, inline scripts and styles, and workers made of blobs (GraphiQL's editor),
 * all from this gateway; it may not be framed and submits to nobody else.
 */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Makes the answer fit for a browser's page; call it before anything is sent. */
export function asPage(reply: FastifyReply): void {
  reply.header('content-security-policy', PAGE_POLICY);
  reply.header('cross-origin-opener-policy', 'same-origin');
}
