import { z } from 'zod';
import type { RawAnswer } from '../../../outbound/http.exchange.js';
import { faultOfStatus, unusable, type Asked } from './fault.rules.js';
import { PeerFault, type PeerOAuth } from './peer.types.js';

/** What a token endpoint gave. */
export interface Tokens {
  readonly access: { readonly value: string; readonly usableUntil: Date };
  /** `until`: undefined when nobody said how long. */
  readonly refresh: { readonly value: string; readonly until: Date | undefined } | undefined;
}

/** How an endpoint wants to be asked; learnt from its refusals. */
export interface Manner {
  /** How a client with a secret tells who it is. */
  readonly client: 'basic' | 'post';
  readonly withScope: boolean;
}

export interface TokenForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const DEFAULT_SECONDS = 60;
const LONGEST_SECONDS = 30 * 86_400;
const SKEW_SECONDS = 60;
/** Of a token's life, at most: short tokens are to be of use too. */
const SKEW_SHARE = 0.2;

const urlencoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** @param refresh the refresh token, or undefined for the grant itself */
export function tokenForm(oauth: PeerOAuth, { client, withScope }: Manner, refresh: string | undefined): TokenForm {
  const form = new URLSearchParams();
  if (refresh !== undefined) {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', refresh);
  } else {
    form.set('grant_type', oauth.grant);
    if (oauth.username !== undefined) form.set('username', oauth.username);
    if (oauth.password !== undefined) form.set('password', oauth.password);
    if (withScope && oauth.scope !== undefined) form.set('scope', oauth.scope);
  }
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const { clientId, clientSecret } = oauth;
  if (clientSecret !== undefined && client === 'basic') {
    const pair = Buffer.from(`${urlencoded(clientId)}:${urlencoded(clientSecret)}`).toString('base64');
    return { headers: { ...headers, authorization: `Basic ${pair}` }, body: form.toString() };
  }
  form.set('client_id', clientId);
  if (clientSecret !== undefined) form.set('client_secret', clientSecret);
  return { headers, body: form.toString() };
}

/** It goes into a header. */
const token = z.string().regex(/^[\x21-\x7e]{1,8192}$/);
const seconds = z.coerce.number().positive().catch(Number.NaN).optional();
const TokenAnswer = z.object({
  access_token: token,
  token_type: z.string().regex(/^bearer$/i).nullish(),
  expires_in: seconds,
  refresh_token: z.string().min(1).max(16_384).nullish().catch(undefined),
  refresh_expires_in: seconds,
});

/**
 * @param issuedAt when it was asked for, so that the way of the answer takes nothing from a token's life
 * @param before a refresh token that stays when no other is given
 * @throws PeerFault INVALID_RESPONSE
 */
export function readTokens(asked: Asked, answer: RawAnswer, issuedAt: Date, before?: Tokens['refresh']): Tokens {
  const found = TokenAnswer.safeParse(parsed(answer.text));
  if (!found.success) throw unusable(asked, 'answered without a usable bearer token', answer.status);
  const { access_token: value, expires_in: life, refresh_token: refresh, refresh_expires_in: refreshLife } = found.data;
  const lasts = Math.min(life || DEFAULT_SECONDS, LONGEST_SECONDS);
  const usable = lasts - Math.min(SKEW_SECONDS, SKEW_SHARE * lasts);
  // Keycloak says 0 for a refresh token without an end
  const until = refreshLife ? after(issuedAt, Math.min(refreshLife, LONGEST_SECONDS)) : undefined;
  return { access: { value, usableUntil: after(issuedAt, usable) }, refresh: refresh ? { value: refresh, until } : before };
}

const after = (moment: Date, more: number): Date => new Date(moment.getTime() + more * 1000);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its words would quote the answer
    return undefined;
  }
}

/** RFC 6749 §5.2; anything else that an endpoint writes is not repeated. */
const ERRORS = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope'] as const;
export type TokenError = (typeof ERRORS)[number];
const ErrorAnswer = z.object({ error: z.enum(ERRORS) });

export function tokenErrorOf({ status, text }: RawAnswer): TokenError | undefined {
  return status === 400 || status === 401 ? ErrorAnswer.safeParse(parsed(text)).data?.error : undefined;
}

/** What an answer other than success says of a token endpoint: 4xx is its refusal of the credentials. */
export function tokenFault(asked: Asked, answer: RawAnswer): PeerFault {
  const { status } = answer;
  if (status < 400 || status === 429 || status >= 500) return faultOfStatus(asked, status);
  const error = tokenErrorOf(answer);
  return new PeerFault('AUTH_TOKEN', `The token endpoint refused the organization's credentials (${error ?? status}).`, { url: asked.url, httpStatus: status });
}
