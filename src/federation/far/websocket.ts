import { createClient, type Client, type Sink } from 'graphql-ws';
import { WebSocket } from 'ws';
import { PeerFailure, toRefusal, type FailureKind } from '../../outbound/http.failure.js';
import { readEvent } from './answer.js';
import type { AllowedHeaders } from './headers.js';
import { createInflow, type Inflow } from './inflow.js';
import { broken, watchSilence, type OpenStream, type Silence, type StreamOptions, type Wanted } from './opening.js';
import { rightsRefusal, subgraphErrors, type Origin } from './subgraph-error.js';

/** Milliseconds that a subgraph has to answer our farewell. */
const FAREWELL_MS = 2_000;

/** One connection with one subscription. */
interface Line {
  socket: WebSocket | undefined;
  client: Client | undefined;
  /** Set once the subgraph has acknowledged the connection. */
  opened: boolean;
  /** Size of the last message. */
  bytes: number;
  unsubscribe(): void;
}

/** Opens subscriptions by graphql-ws, each on a connection of its own: what the caller may see hangs on the connection. */
export function socketStreams(url: string, options: StreamOptions): OpenStream {
  return (wanted) => new Promise((resolve, reject) => openLine(url, options, wanted, resolve, reject));
}

function openLine(url: string, options: StreamOptions, { query, variables, headers, limit }: Wanted, resolve: (inflow: Inflow) => void, reject: (failure: Error) => void): void {
  const { name, silenceMs } = options;
  const line: Line = { socket: undefined, client: undefined, opened: false, bytes: 0, unsubscribe: () => undefined };
  const fail = (failure: Error): void => {
    inflow.fail(failure);
    reject(failure);
  };
  const silence = watchSilence(silenceMs, () => inflow.paused, () => fail(broken(name, 'silent')));
  const inflow: Inflow = createInflow({
    pause: () => line.socket?.pause(),
    resume() {
      silence.heard();
      line.socket?.resume();
    },
    leave() {
      silence.stop();
      limit.listener = undefined;
      hangUp(line);
    },
  });
  const onConnected = (): void => {
    line.opened = true;
    limit.listener = undefined;
    resolve(inflow);
  };
  limit.listener = () => fail(new PeerFailure(limit.over ?? 'ended', line.socket !== undefined));
  if (limit.over) return limit.listener();
  line.client = clientOf(url, options, headers, { line, silence, onConnected, fail });
  line.unsubscribe = line.client.subscribe({ query, variables: { ...variables } }, sinkOf(inflow, line, { name, headers }, fail));
}

interface Happenings {
  readonly line: Line;
  readonly silence: Silence;
  readonly onConnected: () => void;
  readonly fail: (failure: Error) => void;
}

function clientOf(url: string, { name, maxBytes, silenceMs }: StreamOptions, headers: AllowedHeaders, { line, silence, onConnected, fail }: Happenings): Client {
  const hear = (bytes: number): void => {
    line.bytes = bytes;
    silence.heard();
  };
  return createClient({
    url,
    webSocketImpl: socketClass(headers, maxBytes, (made) => (line.socket = made), hear),
    connectionParams: { ...headers },
    retryAttempts: 0,
    shouldRetry: () => false,
    keepAlive: silenceMs / 3,
    on: {
      connected: onConnected,
      error: (told) => fail(errorFailure(name, told, line.opened)),
      // graphql-ws would come back by itself after a close of code 1000, over a gap that nobody sees.
      closed: (event) => fail(closeFailure(name, event, line.opened)),
    },
  });
}

function sinkOf(inflow: Inflow, line: Line, origin: Origin, fail: (failure: Error) => void): Sink<unknown> {
  return {
    next: (event) => guarded(fail, () => inflow.push(readEvent(event, origin), line.bytes)),
    error(told) {
      if (!Array.isArray(told)) return fail(errorFailure(origin.name, told, line.opened));
      inflow.push({ errors: subgraphErrors(told, origin) }, line.bytes);
      inflow.end();
    },
    complete: () => inflow.end(),
  };
}

/** From here on the client opens nothing again. Where it never had a connection, its promise fails with what we know already. */
function hangUp({ client, socket, opened, unsubscribe }: Line): void {
  unsubscribe();
  void Promise.resolve(client?.dispose()).catch(() => undefined);
  if (!opened) socket?.terminate();
}

function guarded(fail: (failure: Error) => void, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}

/** graphql-ws makes its socket from an address and a protocol alone: the rest is bound here. */
function socketClass(headers: AllowedHeaders, maxPayload: number, onMade: (socket: WebSocket) => void, onMessage: (bytes: number) => void): new (url: string, protocol: string) => WebSocket {
  // `closeTimeout` is not in the types of ws yet.
  const settings = { headers: { ...headers }, maxPayload, followRedirects: false, perMessageDeflate: false, closeTimeout: FAREWELL_MS };
  return class extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, settings);
      onMade(this);
      this.on('message', (data: Buffer) => onMessage(data.length));
    }
  };
}

/** graphql-ws's own codes. */
const CLOSED_FOR_RIGHTS = new Map([
  [4401, 'UNAUTHENTICATED'],
  [4403, 'PERMISSION_DENIED'],
] as const);

const codeOf = (told: unknown): unknown => (typeof told === 'object' && told !== null && 'code' in told ? told.code : undefined);

function closeFailure(name: string, event: unknown, opened: boolean): Error {
  const code = codeOf(event);
  const right = CLOSED_FOR_RIGHTS.get(code as 4401);
  if (right) return rightsRefusal(name, right, `closed with ${String(code)}`);
  return opened ? broken(name, `closed with ${String(code)}`) : new PeerFailure(code === 1006 ? 'unreachable' : 'cut', true, { detail: `closed with ${String(code)}` });
}

function errorFailure(name: string, told: unknown, opened: boolean): Error {
  if (typeof told !== 'object' || told === null || !('error' in told)) return closeFailure(name, told, opened);
  const error = told.error instanceof Error ? told.error : new Error('a socket failed');
  const status = Number(/^Unexpected server response: (\d{3})$/.exec(error.message)?.[1]);
  if (status === 401 || status === 403) return rightsRefusal(name, status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED', `status ${status}`);
  const detail = status ? `status ${status}` : String(codeOf(error) ?? error.name);
  if (detail === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return toRefusal(`subgraph ${name}`, new PeerFailure('oversized', true));
  return opened ? broken(name, detail) : new PeerFailure(kindOf(status), status > 0, { detail });
}

const kindOf = (status: number): FailureKind => (status >= 502 && status <= 504 ? 'down' : status ? 'malformed' : 'unreachable');
