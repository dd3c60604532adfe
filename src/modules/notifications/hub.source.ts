import type { Dispatcher } from 'undici';
import type { AddressRole } from '../../outbound/sinks.guard.js';
import { MOST_BYTES, post, wordsOf } from './exchange.source.js';
import { hubAddress } from './hub.rules.js';
import { SINK_DEADLINE_MS, type SinkAnswer } from './sink.source.js';

/** Keeps callbacks that administrators give from leading where no call may go. */
export interface HubGuard {
  /** @throws Refusal with the role's code */
  admit(address: string, role: AddressRole): URL;
  /** As `admit`, and the name is looked up. @throws Refusal as `admit` */
  resolve(address: string, role: AddressRole): Promise<URL>;
  /** Checks the address again when it connects. */
  readonly agent: Dispatcher;
}

export interface HubCall {
  readonly callback: string;
  /** TMF's event. */
  readonly event: unknown;
  readonly correlator: string;
  readonly signal: AbortSignal;
}

export interface HubSource {
  /** Never rejects. Redirects are not followed. */
  post(call: HubCall): Promise<SinkAnswer>;
}

const CALLBACK = { name: 'callback', code: 'INVALID_ARGUMENT', field: 'callback' } as const;

/** @param options.deadlineMs of a whole exchange */
export function hubSource({ guard, deadlineMs = SINK_DEADLINE_MS }: { readonly guard: HubGuard; readonly deadlineMs?: number }): HubSource {
  async function read({ statusCode, body }: Dispatcher.ResponseData): Promise<SinkAnswer> {
    await body.dump({ limit: MOST_BYTES });
    return { status: statusCode, retryAfter: undefined, failure: null };
  }

  function admitted(callback: string, event: unknown): URL | string {
    try {
      return guard.admit(hubAddress(callback, (event as { readonly eventType: string }).eventType), CALLBACK);
    } catch (refusal) {
      return wordsOf(refusal);
    }
  }

  return {
    async post({ callback, event, correlator, signal }) {
      const url = admitted(callback, event);
      if (!(url instanceof URL)) return { status: undefined, retryAfter: undefined, failure: url };
      const headers = { 'content-type': 'application/json', 'x-correlator': correlator };
      const posted = await post(guard.agent, { url, headers, body: JSON.stringify(event), deadlineMs, signal }, read);
      return 'answer' in posted ? posted.answer : { status: undefined, retryAfter: undefined, failure: posted.failure };
    },
  };
}
