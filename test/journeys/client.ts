import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

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

/** One caller, at both doors. */
export interface Client {
  graphql<Data = unknown>(query: string, variables?: object, idempotencyKey?: string): Promise<GraphqlAnswer<Data>>;
  /** As `graphql`. @throws Error with the first error's words when there is any. */
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** `path` begins with a slash. */
  rest<Body = unknown>(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<RestAnswer<Body>>;
  stream<Data>(door: 'sse' | 'websocket', query: string, variables?: Record<string, unknown>): Stream<Data>;
}

const PATIENCE_MS = 10_000;

export function createClient(url: string, token?: string): Client {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function rest<Body>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RestAnswer<Body>> {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...authorization, ...headers } };
    const response = await fetch(url + path, { method, headers: { ...authorization, ...headers }, signal: AbortSignal.timeout(30_000), ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }

  async function graphql<Data>(query: string, variables?: object, idempotencyKey?: string): Promise<GraphqlAnswer<Data>> {
    const extensions = idempotencyKey === undefined ? undefined : { idempotencyKey };
    const accept = { accept: 'application/graphql-response+json' };
    const { status, body, text } = await rest<{ data?: Data | null; errors?: readonly GraphqlError[] }>('POST', '/graphql', { query, variables, extensions }, accept);
    return { status, data: body.data, errors: body.errors ?? [], text };
  }

  return {
    rest,
    graphql,
    async ask<Data>(query: string, variables?: object) {
      const { data, errors } = await graphql<Data>(query, variables);
      if (errors[0] !== undefined) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
      return data as Data;
    },
    stream<Data>(door: 'sse' | 'websocket', query: string, variables: Record<string, unknown> = {}) {
      const client =
        door === 'sse'
          ? createSseClient({ url: `${url}/graphql`, headers: authorization, retryAttempts: 0 })
          : createSocketClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: authorization, retryAttempts: 0 });
      const results = client.iterate<Record<string, Data>>({ query, variables }) as AsyncIterableIterator<{ data?: Record<string, Data> | null; errors?: readonly unknown[] }>;
      return streamOf(results, () => client.dispose());
    },
  };
}

function streamOf<Data>(results: AsyncIterableIterator<{ data?: Record<string, Data> | null; errors?: readonly unknown[] }>, dispose: () => void | Promise<void>): Stream<Data> {
  // Both clients subscribe with the first `next`: it is called at once, so that the stream is under way.
  let coming = results.next();
  coming.catch(() => undefined); // told by `next`
  async function next(): Promise<Data> {
    const step = await within(coming).catch((failure: unknown) => {
      // A refused subscription is an array of errors to one client, and a result to the other.
      throw Array.isArray(failure) ? new Error(JSON.stringify(failure)) : failure;
    });
    if (step.done) throw new Error('The stream has ended.');
    coming = results.next();
    coming.catch(() => undefined); // told by the next `next`
    const { data, errors } = step.value;
    if (errors !== undefined || !data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0]!;
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
