import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { failureFields } from '../../../outbound/failure.js';
import type { JobHandler } from '../../../outbound/jobs.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import { afterAnswer, TRIED_FOR_MS } from './callback-sender.rules.js';
import { wordsOf, type Answer, type CallbackSource } from './callback-sender.source.js';
import type { AddressGuard } from './callback-sender.service.js';
import { openCredentials, type CallbackCredentials } from './callback-sender.types.js';
import type { CallbackTokens } from './callback-token.source.js';

/** Sends one callback. Key: what it is about, so that the newest takes the place of an older one. */
export const SEND_CALLBACK = 'federations.callback';

/** Callbacks at a time in this process, and to one host: a silent one holds each for several deadlines. */
export const CALLBACKS_AT_ONCE = 32;
const AT_ONCE_TO_ONE = 8;

export interface CallbackPayload {
  readonly link: string;
  /** Sealed, in base64. */
  readonly credentials: string | null;
  readonly body: object;
  readonly correlator: string | null;
  /** When it was first to be sent, ISO 8601. */
  readonly since: string;
}

export interface CallbackWorkerOptions {
  readonly source: CallbackSource;
  readonly tokens: CallbackTokens;
  readonly guard: Pick<AddressGuard, 'admit'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly clock: Clock;
  /** @returns 0 to 1. @default Math.random */
  readonly jitter?: () => number;
}

interface Sending {
  readonly payload: CallbackPayload;
  readonly key: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** At least once; never rejects but when it is cut off, since a partner that cannot be reached is no failure of ours. */
export function callbackWorker({ source, tokens, guard, vault, clock, jitter = Math.random }: CallbackWorkerOptions): JobHandler {
  const admitted = (address: string, field: string): URL => guard.admit(address, { name: field, code: 'INVALID_ARGUMENT', field });

  function credentialsOf({ payload, key, log }: Sending): CallbackCredentials | null | undefined {
    try {
      return payload.credentials === null ? null : openCredentials(vault, Buffer.from(payload.credentials, 'base64'));
    } catch (failure) {
      log.error({ callback: key, ...failureFields(failure) }, 'the credentials for a callback cannot be opened');
      return undefined;
    }
  }

  function post({ payload, key, signal }: Sending, token: string | null): Promise<Answer> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-correlator': payload.correlator ?? key.slice(0, 256), ...(token !== null && { authorization: `Bearer ${token}` }) };
    return source.post({ url: admitted(payload.link, 'link'), headers, body: JSON.stringify(payload.body), signal }, false);
  }

  async function send(sending: Sending): Promise<Answer> {
    const credentials = credentialsOf(sending);
    if (credentials === null) return post(sending, null);
    if (credentials === undefined) return { failure: 'its credentials cannot be opened' };
    const url = admitted(credentials.tokenUrl, 'tokenUrl');
    const first = await tokens.tokenFor(credentials, url);
    if ('failure' in first) return first;
    const answer = await post(sending, first.token);
    if (!('status' in answer) || answer.status !== 401) return answer;
    tokens.forget(credentials, first.token);
    const second = await tokens.tokenFor(credentials, url);
    return 'failure' in second ? second : post(sending, second.token);
  }

  const enter = turnstile(AT_ONCE_TO_ONE);

  /** As after an answer that did not come, but it is not given up: it was not tried. */
  function whenThereIsRoom({ since }: CallbackPayload): Date {
    const now = clock.now().getTime();
    const wait = afterAnswer({}, Math.min(now - Date.parse(since), TRIED_FOR_MS - 1), jitter());
    return new Date(now + Number(wait));
  }

  return async function sendCallback(given, { key, signal, log }) {
    const payload = given as CallbackPayload;
    const leave = enter(payload.link);
    if (!leave) return { again: whenThereIsRoom(payload) };
    const answer = await send({ payload, key, signal, log })
      .catch((failure: unknown): Answer => ({ failure: wordsOf(failure) }))
      .finally(leave);
    signal.throwIfAborted();
    const now = clock.now().getTime();
    const next = afterAnswer(answer as { readonly status?: number }, now - Date.parse(payload.since), jitter());
    if (next === 'taken') return undefined;
    const outcome = 'failure' in answer ? answer.failure : `HTTP ${answer.status}`;
    if (next === 'given-up') return log.warn({ callback: key, outcome }, 'a callback was given up');
    log.debug({ callback: key, outcome, nextInMs: next }, 'a callback will be tried again');
    return { again: new Date(now + next) };
  };
}

/** @returns what counts callers in by host: undefined when there is no room, otherwise what lets one out */
function turnstile(room: number): (link: string) => (() => void) | undefined {
  const inside = new Map<string, number>();
  return (link) => {
    const host = URL.canParse(link) ? new URL(link).host : '';
    const there = inside.get(host) ?? 0;
    if (there >= room) return undefined;
    inside.set(host, there + 1);
    return () => {
      const left = inside.get(host)! - 1;
      if (left === 0) inside.delete(host);
      else inside.set(host, left);
    };
  };
}
