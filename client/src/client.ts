import { errorOfAnswer, type Answer } from './answer.js';
import { toOperation, type Askable, type Print } from './document.js';
import { errorOf } from './error.js';
import { eventsOf, type Events } from './events.js';
import { createExchange } from './exchange.js';
import { follow, type SubscribeOptions, type SubscriptionEvent } from './subscription.js';
import type { TokenSource } from './token.js';

export interface ClientOptions {
  /** The gateway's GraphQL address, which ends in `/graphql`; in a browser it may be relative to the page. */
  readonly url: string;
  readonly token?: TokenSource | undefined;
  /** @default the one of the platform */
  readonly fetch?: typeof fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sends the hash of a document that has one, and its text only to a gateway that does not know the hash. @default false */
  readonly trusted?: boolean | undefined;
  /** Asks queries by GET, so that browsers can keep the answers and ask only whether they still hold. @default false */
  readonly useGet?: boolean | undefined;
  /** Milliseconds until a request is given up; for a subscription, until its stream is open. @default 30 000 */
  readonly timeoutMs?: number | undefined;
  /** Makes the text of documents that are syntax trees: graphql's `print`. */
  readonly print?: Print | undefined;
}

export interface RequestOptions {
  /** Gives the request up: its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's. */
  readonly timeoutMs?: number | undefined;
  /** 1 to 255 visible ASCII characters. A mutation that is sent again under its key is not done again: its first answer comes back. */
  readonly idempotencyKey?: string | undefined;
  /** By which the request is found in logs. @default the gateway makes one */
  readonly correlator?: string | undefined;
}

/** Variables may be left out where none is needed. */
type Given<Variables, Options> = Record<never, never> extends Variables ? readonly [variables?: Variables, options?: Options] : readonly [variables: Variables, options?: Options];

export interface Client {
  /** @throws NorthboundError for any error of the answer, and when none came; the signal's reason when it fires */
  request<Data = unknown, Variables = Readonly<Record<string, unknown>>>(document: Askable<Data, Variables>, ...given: Given<Variables, RequestOptions>): Promise<Data>;
  /** As `request`, but errors that the gateway tells are part of the answer, beside the fields that did not fail. */
  execute<Data = unknown, Variables = Readonly<Record<string, unknown>>>(document: Askable<Data, Variables>, ...given: Given<Variables, RequestOptions>): Promise<Answer<Data>>;
  /**
   * What a subscription tells, from the first `next` on. It comes back by itself when the connection breaks, the
   * gateway restarts or the token ends, and goes on after the last event where the document has the variable `$after`
   * and selects `cursor`. It ends when the gateway says so, or quietly with the signal.
   * @throws NorthboundError for a failure that would come again, and for an event with errors
   */
  subscribe<Data = unknown, Variables = Readonly<Record<string, unknown>>>(document: Askable<Data, Variables>, ...given: Given<Variables, SubscribeOptions>): Events<Data>;
  /** As `subscribe`, but errors within an event are part of it, as is the cursor. */
  follow<Data = unknown, Variables = Readonly<Record<string, unknown>>>(document: Askable<Data, Variables>, ...given: Given<Variables, SubscribeOptions>): Events<SubscriptionEvent<Data>>;
}

/** As the functions are written; `Client` adds that variables must be given where one is needed. */
interface Plain {
  request(document: Askable<unknown, never>, variables?: object, asked?: RequestOptions): Promise<unknown>;
  execute(document: Askable<unknown, never>, variables?: object, asked?: RequestOptions): Promise<Answer<unknown>>;
  subscribe(document: Askable<unknown, never>, variables?: object, asked?: SubscribeOptions): Events<unknown>;
  follow(document: Askable<unknown, never>, variables?: object, asked?: SubscribeOptions): Events<SubscriptionEvent<unknown>>;
}

export function createClient({ print, timeoutMs = 30_000, ...options }: ClientOptions): Client {
  const exchange = createExchange({ ...options, timeoutMs });

  async function execute(document: Askable<unknown, never>, variables?: object, { idempotencyKey, correlator, ...limits }: RequestOptions = {}): Promise<Answer<unknown>> {
    return exchange.ask({ operation: toOperation(document, print), variables, idempotencyKey, correlator }, limits);
  }

  function start<Event>(map: (event: SubscriptionEvent<unknown>) => Event): (document: Askable<unknown, never>, variables?: object, asked?: SubscribeOptions) => Events<Event> {
    return function subscribe(document, variables = {}, asked = {}) {
      const subscription = { ...asked, operation: toOperation(document, print), variables, exchange, timeoutMs };
      return eventsOf(asked.signal, (over) => follow(subscription, over), map);
    };
  }

  const plain: Plain = {
    execute,
    async request(document, variables, asked) {
      const answer = await execute(document, variables, asked);
      if (answer.errors.length > 0) throw errorOfAnswer(answer);
      return answer.data;
    },
    subscribe: start(({ data, errors, correlator }) => {
      if (errors.length > 0) throw errorOf(errors, { correlator });
      return data;
    }),
    follow: start((event) => event),
  };
  return plain as Client;
}
