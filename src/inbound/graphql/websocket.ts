import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Log } from '../../kernel/context.js';
import { comingBack, sendAwayWithin } from './departures.js';
import type { OriginGuard } from './origin-guard.js';
import { createTurns } from './turns.js';
import { CLOSE, createConversations, type ConversationOptions, type Peer } from './ws-connection.js';

export const PROTOCOL = 'graphql-transport-ws';

export interface WebSocketOptions extends ConversationOptions {
  readonly server: Server;
  readonly path: string;
  readonly log: Log;
  readonly guard?: OriginGuard | undefined;
  /** Bytes of one message. @default 1 MiB */
  readonly maxMessage?: number;
  /** Milliseconds between two pings; a peer that missed one is cut off. @default 12 000 */
  readonly keepAlive?: number;
}

export interface WebSocketDoor {
  /**
   * Ends the connections that have subscriptions now, each at some moment of the window (milliseconds): once its queries
   * and mutations are answered it is closed with 1012 "Service Restart", and a reason that says when to come back.
   * graphql-ws's client comes back by itself and subscribes again. Settles when the last was told.
   */
  retire(windowMs: number): Promise<void>;
  /** As `retire` with all connections, also those that come from now on; settles when all are closed. The window is short where they are few. */
  drain(windowMs?: number): Promise<void>;
  /** Cuts all connections off. */
  close(): void;
  /** Connections that are open. */
  readonly open: number;
}

/** Milliseconds that a peer has to take what waits for it and to answer our close. */
const CLOSING_MS = 10_000;

/**
 * `graphql-transport-ws` on the port of the HTTP server; an upgrade to another path is answered 404. The server of
 * graphql-ws serialises each event for each reader; here identical streams are serialised once for all who read them.
 * Its client is what the tests speak with.
 *
 * The listeners are the same for all connections: with thousands of them, what each has of its own is most of what it costs.
 */
export function openWebSocket(options: WebSocketOptions): WebSocketDoor {
  const { server, path, guard, log, maxMessage = 1 << 20, keepAlive = 12_000 } = options;
  const settings = {
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    closeTimeout: CLOSING_MS,
    maxPayload: maxMessage,
    handleProtocols: (offered: ReadonlySet<string>) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  } as const;
  const sockets = new WebSocketServer(settings);
  const conversations = createConversations(options);
  const peers = new Map<WebSocket, Peer>();
  const turns = createTurns<Peer>(keepAlive, ping);
  let draining = false;
  let emptied = (): void => undefined;

  function accept(socket: WebSocket, request: IncomingMessage): void {
    socket.on('error', broke);
    if (socket.protocol !== PROTOCOL) return socket.close(CLOSE.subprotocol, 'Subprotocol not acceptable');
    if (draining) return socket.close(CLOSE.restart, restartIn(comingBack()));
    const peer = conversations.begin(socket, request);
    peers.set(socket, peer);
    turns.add(peer);
    socket.on('message', hear);
    socket.on('pong', heed);
    socket.on('close', forget);
  }

  const broke = (failure: Error): void => log.debug({ err: failure }, 'a WebSocket broke');

  function hear(this: WebSocket, data: RawData, isBinary: boolean): void {
    const peer = peers.get(this);
    if (peer !== undefined) conversations.hear(peer, data, isBinary);
  }

  function heed(this: WebSocket): void {
    const peer = peers.get(this);
    if (peer !== undefined) peer.silent = false;
  }

  function forget(this: WebSocket): void {
    const peer = peers.get(this);
    if (peer === undefined) return;
    peers.delete(this);
    turns.delete(peer);
    conversations.end(peer);
    if (peers.size === 0) emptied();
  }

  const sendAway = (peer: Peer, backInMs: number): void => conversations.leave(peer, CLOSE.restart, restartIn(backInMs));

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?', 1)[0] !== path) return refuse(socket, '404 Not Found');
    try {
      guard?.(request.headers);
    } catch (refusal) {
      log.info({ err: refusal }, 'a WebSocket of a foreign origin was refused');
      return refuse(socket, '403 Forbidden');
    }
    sockets.handleUpgrade(request, socket, head, accept);
  }

  server.on('upgrade', upgrade);

  return {
    retire: (windowMs) => sendAwayWithin(windowMs, [...peers.values()].filter(conversations.subscribes), sendAway),
    async drain(windowMs = 0) {
      draining = true;
      const closed = new Promise<void>((resolve) => (emptied = resolve));
      await sendAwayWithin(Math.min(windowMs, peers.size), peers.values(), sendAway);
      if (peers.size > 0) await closed;
    },
    close() {
      turns.stop();
      server.off('upgrade', upgrade);
      for (const socket of peers.keys()) socket.terminate();
      sockets.close();
    },
    get open() {
      return peers.size;
    },
  };
}

function ping(peer: Peer): void {
  if (peer.silent) return peer.socket.terminate();
  peer.silent = true;
  peer.socket.ping();
}

const restartIn = (backInMs: number): string => `Service restart, come back in ${backInMs} ms`;

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
