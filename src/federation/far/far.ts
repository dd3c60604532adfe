import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import { createPeer, type Peer, type PeerMetrics, type PeerState } from '../../outbound/http.js';
import type { Call, Transport } from '../transport.js';
import { isOutOfService, readAnswer } from './answer.js';
import { allowedHeaders } from './headers.js';
import { createStreams } from './streams.js';

export interface FarOptions {
  /** As the supergraph calls the subgraph. */
  readonly name: string;
  /** http(s) address of its GraphQL, without credentials. */
  readonly url: string;
  /** Where subscriptions are opened: graphql-ws at `ws:` and `wss:`, event streams at `http:` and `https:`. @default url */
  readonly subscriptionUrl?: string;
  /** Sent as `x-northbound-subgraph-secret`. */
  readonly secret?: string;
  /** Milliseconds that one step may take, a second attempt included; also for the opening of a stream. @default 10 000 */
  readonly timeoutMs?: number;
  /** Bound of an answer and of one event, in bytes. @default 8 MiB */
  readonly maxBytes?: number;
  /** Failures in a row after which the subgraph is left alone. @default 5 */
  readonly breakAfter?: number;
  /** Milliseconds for which it is left alone. @default 5000 */
  readonly pauseMs?: number;
  /** Milliseconds without a byte, keep-alive included, after which a stream counts as broken. @default 60 000 */
  readonly silenceMs?: number;
  readonly log: Log;
  readonly metrics?: PeerMetrics;
  readonly clock?: Clock;
}

/** The way to a subgraph elsewhere. */
export interface FarTransport extends Transport {
  /** Whether its last answer came. */
  state(): PeerState;
  /** Ends what is open: streams with UNAVAILABLE, so that their readers come back. */
  close(): Promise<void>;
}

export const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** @throws Error when an address is none, or holds credentials. */
export function farTransport(options: FarOptions): FarTransport {
  const peer = farPeer(options);
  const streams = createStreams(options);
  return {
    prepare: (operation) => preparedCall(peer, options, operation),
    subscribe: (operation) => streams.open(operation),
    state: peer.state,
    async close() {
      await Promise.all([streams.close(), peer.close()]);
    },
  };
}

export function farPeer({ name, url, timeoutMs = 10_000, maxBytes, breakAfter, pauseMs, log, metrics, clock }: FarOptions): Peer {
  return createPeer({
    name: `subgraph ${name}`,
    baseUrl: new URL('/', url).href,
    timeoutMs,
    log,
    isDown: isOutOfService,
    ...(maxBytes !== undefined && { maxBytes }),
    ...(breakAfter !== undefined && { breakAfter }),
    ...(pauseMs !== undefined && { pauseMs }),
    ...(metrics && { metrics }),
    ...(clock && { clock }),
  });
}

/** Everything that does not change from call to call is made ahead: only the variables are written anew. */
function preparedCall(peer: Peer, { name, url, secret }: FarOptions, operation: string): Call {
  const { pathname, search } = new URL(url);
  const path = pathname + search;
  const head = `{"query":${JSON.stringify(operation)},"variables":`;
  const retry = getOperationAST(parse(operation, { noLocation: true }))?.operation === OperationTypeNode.QUERY;
  return async (variables, ctx) => {
    const allowed = allowedHeaders(ctx, secret);
    const text = `${head}${JSON.stringify(variables)}}`;
    const answer = await peer.request({ method: 'POST', path, text, headers: { accept: ACCEPT, ...allowed }, correlator: ctx.correlator, signal: ctx.signal, retry });
    return readAnswer(answer, { name, headers: allowed });
  };
}
