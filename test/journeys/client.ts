import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createClient as createNorthbound, NorthboundError, type Client as Northbound } from '../../client/src/index.js';
import { officialFetch } from '../support/official.js';

export interface GraphqlError {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly retryAfter?: number; readonly field?: string };
}

export interface GraphqlAnswer<Data> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlError[];
  readonly text: string;
}

export interface RestAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined without content. */
  readonly body: Body;
  readonly text: string;
}

export interface Stream<Data> extends AsyncDisposable {
  /** @throws when it ends, or nothing comes within 10 s. */
  next(): Promise<Data>;
  /** As many as it takes until one fits, that one included. */
  until(fits: (data: Data) => boolean): Promise<readonly Data[]>;
}

/** One caller, at both doors: as a portal that uses `@northbound/client`, but for REST and WebSockets. */
export interface Client {
  /** What a portal has. */
  readonly portal: Northbound;
  graphql<Data = unknown>(query: string, variables?: object, idempotencyKey?: string): Promise<GraphqlAnswer<Data>>;
  /** As `graphql`. @throws NorthboundError when there is any error. */
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** `path` begins with a slash. @throws Error when the answer breaks the official definition, where that is there. */
  rest<Body = unknown>(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<RestAnswer<Body>>;
  stream<Data>(door: 'sse' | 'websocket', query: string, variables?: Record<string, unknown>): Stream<Data>;
}

const PATIENCE_MS = 10_000;

export function createClient(url: string, token?: string): Client {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function rest<Body>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RestAnswer<Body>> {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...authorization, ...headers } };
    const response = await officialFetch(url + path, { method, headers: { ...authorization, ...headers }, signal: AbortSignal.timeout(30_000), ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }

  const address = { url: `${url}/graphql`, ...(token === undefined ? {} : { token }) };
  const portal = createNorthbound(address);

  async function graphql<Data>(query: string, variables?: object, idempotencyKey?: string): Promise<GraphqlAnswer<Data>> {
    let text = '';
    const recorded: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      text = await response.clone().text();
      return response;
    };
    const { status, data, errors } = await createNorthbound({ ...address, fetch: recorded }).execute<Data, object>(query, variables, idempotencyKey === undefined ? {} : { idempotencyKey });
    return { status, data, errors: errors as readonly GraphqlError[], text };
  }

  return {
    portal,
    rest,
    graphql,
    ask: <Data>(query: string, variables?: object) => portal.request<Data, object>(query, variables),
    stream<Data>(door: 'sse' | 'websocket', query: string, variables: Record<string, unknown> = {}) {
      if (door === 'sse') {
        const events = portal.subscribe<Record<string, Data>>(query, variables);
        return streamOf(events, () => events.return());
      }
      const client = createSocketClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: authorization, retryAttempts: 0 });
      return streamOf(dataOf(client.iterate<Record<string, Data>>({ query, variables })), () => client.dispose());
    },
  };
}

async function* dataOf<Data>(results: AsyncIterable<{ data?: Data | null; errors?: readonly unknown[] }>): AsyncGenerator<Data, undefined> {
  for await (const { data, errors } of results) {
    if (errors !== undefined || !data) throw new Error(JSON.stringify(errors));
    yield data;
  }
}

function streamOf<Data>(events: { next(): Promise<IteratorResult<Record<string, Data>, undefined>> }, dispose: () => unknown): Stream<Data> {
  // Both clients subscribe with the first `next`: it is called at once, so that the stream is under way.
  let coming = events.next();
  coming.catch(() => undefined); // told by `next`
  async function next(): Promise<Data> {
    const step = await within(coming).catch((failure: unknown) => {
      // Told alike, whichever door the stream came through: a subscription that a WebSocket refuses is an array of errors.
      if (failure instanceof NorthboundError) throw new Error(`${failure.code}: ${failure.message}`, { cause: failure });
      throw Array.isArray(failure) ? new Error(JSON.stringify(failure)) : failure;
    });
    if (step.done) throw new Error('The stream has ended.');
    coming = events.next();
    coming.catch(() => undefined); // told by the next `next`
    return Object.values(step.value)[0]!;
  }
  return {
    next,
    async until(fits) {
      const seen: Data[] = [];
      do seen.push(await next());
      while (!fits(seen.at(-1)!));
      return seen;
    },
    async [Symbol.asyncDispose]() {
      await dispose();
    },
  };
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('Nothing came through the stream.')), PATIENCE_MS)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
