import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import type { SigningKey } from '../../outbound/signing-key.js';
import type { SinkGuard } from '../../outbound/sinks.guard.js';
import { MOST_BYTES, post, wordsOf } from './exchange.source.js';

/** Whom we are at which token endpoint. */
export interface TokenGrant {
  readonly clientId: string;
  readonly tokenUri: string;
}

/** A bearer token; or why there is none, in words that hold no address and no secret. */
export type Token = { readonly token: string } | { readonly failure: string };

/** Tokens that we get for ourselves from the authorization servers of sinks. They are held in memory alone. */
export interface TokenSource {
  /** The one that is held, or a new one. Those who ask at the same time wait for one request. Never rejects. */
  tokenFor(grant: TokenGrant): Promise<Token>;
  /** The sink did not accept it: the next is a new one. */
  forget(grant: TokenGrant, token: string): void;
}

export interface TokenSourceOptions {
  readonly key: SigningKey | undefined;
  readonly guard: SinkGuard;
  readonly clock: Clock;
  /** The whole exchange with a token endpoint, in milliseconds. @default 5000 */
  readonly deadlineMs?: number;
}

/** How long an assertion of ours holds, in seconds. */
const ASSERTION_SECONDS = 60;
/** A token of which nobody says how long it lasts is held for so long, in seconds; any other at most a day. */
const UNSAID_SECONDS = 60;
const LONGEST_SECONDS = 86_400;
/** So long before its end a token is not used any more, in milliseconds; of a short one, half of its life. */
const MARGIN_MS = 30_000;
/** Tokens held; the oldest goes first. */
const MOST_HELD = 1_000;

const TOKEN_URI = { name: 'tokenUri', code: 'INVALID_SINK', field: 'sinkCredential.tokenUri' } as const;

/** RFC 6749 §5.1. The token has to fit into a header. */
const Granted = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().optional(),
});

interface Held {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Private key JWT (RFC 7523 §2.2): a token for ourselves, with an assertion that our key has signed. */
export function tokenSource({ key, guard, clock, deadlineMs = 5_000 }: TokenSourceOptions): TokenSource {
  const held = new Map<string, Held>();
  const asking = new Map<string, Promise<Token>>();

  async function ask(url: URL, { clientId, tokenUri }: TokenGrant, signer: SigningKey): Promise<Token> {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: await signer.sign(claims(clientId, tokenUri)) };
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const posting = { url, headers, body: new URLSearchParams(form).toString(), deadlineMs, signal: NEVER };
    const posted = await post(guard.agent, posting, async (answer) => ({ status: answer.statusCode, granted: grantedBy(await textOf(answer)) }));
    if ('failure' in posted) return { failure: `no token for the sink: ${posted.failure}` };
    const { status, granted } = posted.answer;
    if (status !== 200) return { failure: `no token for the sink: its token endpoint answered ${status}` };
    if (!granted) return { failure: 'no token for the sink: its token endpoint gave no bearer token' };
    hold(nameOf({ clientId, tokenUri }), granted);
    return { token: granted.access_token };
  }

  function claims(clientId: string, tokenUri: string) {
    const iat = Math.floor(clock.now().getTime() / 1000);
    return { iss: clientId, sub: clientId, aud: tokenUri, jti: randomUUID(), iat, exp: iat + ASSERTION_SECONDS };
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

  async function fresh(grant: TokenGrant): Promise<Token> {
    if (!key) return { failure: 'the gateway has no key for PRIVATE_KEY_JWT' };
    try {
      return await ask(guard.admit(grant.tokenUri, TOKEN_URI), grant, key);
    } catch (failure) {
      return { failure: `no token for the sink: ${wordsOf(failure)}` };
    }
  }

  return {
    async tokenFor(grant) {
      const name = nameOf(grant);
      const known = held.get(name);
      if (known && known.until > clock.now().getTime()) return { token: known.token };
      const under = asking.get(name) ?? fresh(grant).finally(() => asking.delete(name));
      asking.set(name, under);
      return under;
    },
    forget(grant, token) {
      const name = nameOf(grant);
      if (held.get(name)?.token === token) held.delete(name);
    },
  };
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** One request serves all who wait, so none of them may end it; its deadline does. */
const NEVER = new AbortController().signal;

const nameOf = ({ clientId, tokenUri }: TokenGrant): string => JSON.stringify([clientId, tokenUri]);

function grantedBy(text: string): z.infer<typeof Granted> | undefined {
  try {
    return Granted.safeParse(JSON.parse(text)).data;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

/** Nothing, and so no JSON, when it is longer than the bound. */
async function textOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > MOST_BYTES) return '';
  }
  return Buffer.concat(parts).toString('utf8');
}
