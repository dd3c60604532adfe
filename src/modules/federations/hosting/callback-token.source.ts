import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../kernel/clock.js';
import type { CallbackSource, Answer } from './callback-sender.source.js';
import type { CallbackCredentials } from './callback-sender.types.js';

/** A bearer token; or why there is none, in words that hold no address and no secret. */
export type CallbackToken = { readonly token: string } | { readonly failure: string };

/** Tokens for partners' callbacks, by client credentials. They are held in memory until they end. */
export interface CallbackTokens {
  /** The one that is held, or a new one; those who ask at the same time wait for one request. Never rejects. */
  tokenFor(credentials: CallbackCredentials, url: URL): Promise<CallbackToken>;
  /** It was not accepted: the next is a new one. */
  forget(credentials: CallbackCredentials, token: string): void;
}

/** A token of which nobody says how long it lasts is held for so long, in seconds; any other at most a day. */
const UNSAID_SECONDS = 60;
const LONGEST_SECONDS = 86_400;
/** So long before its end a token is not used any more, in milliseconds; of a short one, half of its life. */
const MARGIN_MS = 30_000;
/** Tokens held; the oldest goes first. */
const MOST_HELD = 1_000;

/** RFC 6749 §5.1. The token has to fit into a header. */
const Granted = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i).optional(),
  expires_in: z.coerce.number().positive().optional(),
});

interface Held {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** GSMA's scope of the whole interface. */
const SCOPE = 'fed-mgmt';

export function callbackTokens({ source, clock }: { readonly source: CallbackSource; readonly clock: Clock }): CallbackTokens {
  const held = new Map<string, Held>();
  const asking = new Map<string, Promise<CallbackToken>>();

  async function ask(credentials: CallbackCredentials, url: URL): Promise<CallbackToken> {
    const basic = await source.post(withBasic(credentials, url), true);
    // RFC 6749 §2.3.1: a server need not take Basic, and then it may take the body.
    const answer = isRefused(basic) ? await source.post(withBody(credentials, url), true) : basic;
    if ('failure' in answer) return { failure: `no token: ${answer.failure}` };
    if (answer.status !== 200) return { failure: `no token: its endpoint answered ${answer.status}` };
    const granted = grantedBy(answer.text);
    if (!granted) return { failure: 'no token: its endpoint gave no bearer token' };
    hold(nameOf(credentials), granted);
    return { token: granted.access_token };
  }

  function hold(name: string, { access_token: token, expires_in: seconds = UNSAID_SECONDS }: z.infer<typeof Granted>): void {
    const life = Math.min(seconds, LONGEST_SECONDS) * 1000;
    held.delete(name);
    held.set(name, { token, until: clock.now().getTime() + life - Math.min(MARGIN_MS, life / 2) });
    for (const oldest of held.keys()) {
      if (held.size <= MOST_HELD) return;
      held.delete(oldest);
    }
  }

  return {
    async tokenFor(credentials, url) {
      const name = nameOf(credentials);
      const known = held.get(name);
      if (known && known.until > clock.now().getTime()) return { token: known.token };
      const under = asking.get(name) ?? ask(credentials, url).finally(() => asking.delete(name));
      asking.set(name, under);
      return under;
    },
    forget(credentials, token) {
      const name = nameOf(credentials);
      if (held.get(name)?.token === token) held.delete(name);
    },
  };
}

/** One request serves all who wait, so none of them may end it; its deadline does. */
const NEVER = new AbortController().signal;
const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };

const isRefused = (answer: Answer): boolean => 'status' in answer && (answer.status === 400 || answer.status === 401);
const formed = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

function withBasic({ clientId, clientSecret }: CallbackCredentials, url: URL) {
  const authorization = `Basic ${Buffer.from(`${formed(clientId)}:${formed(clientSecret)}`).toString('base64')}`;
  return { url, headers: { ...FORM, authorization }, body: new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE }).toString(), signal: NEVER };
}

function withBody({ clientId, clientSecret }: CallbackCredentials, url: URL) {
  return { url, headers: FORM, body: new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE, client_id: clientId, client_secret: clientSecret }).toString(), signal: NEVER };
}

/** The secret is part of it, so that nobody is given a token for another's. */
const nameOf = (credentials: CallbackCredentials): string => createHash('sha256').update(JSON.stringify([credentials.tokenUrl, credentials.clientId, credentials.clientSecret])).digest('base64');

function grantedBy(text: string): z.infer<typeof Granted> | undefined {
  try {
    return Granted.safeParse(JSON.parse(text)).data;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}
