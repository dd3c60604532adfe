import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Log } from '../../kernel/context.js';
import type { ContextOf } from './post.js';
import type { OriginGuard } from './origin-guard.js';
import type { SharedStreams } from './shared-stream.js';
import type { Starter } from './start.js';
import { CLOSE, createConnection, type Connection } from './ws-connection.js';

export const PROTOCOL = 'graphql-transport-ws';

export interface WebSocketOptions {
  readonly server: Server;
  readonly path: string;
  readonly contextOf: ContextOf;
  readonly starter: Starter;
  readonly shared: SharedStreams;
  readonly log: Log;
  readonly guard?: OriginGuard | undefined;
  /** Bytes of one message. @default 1 MiB */
  readonly maxMessage?: number;
  /** Milliseconds that a connection has to send `connection_init`. @default 3000 */
  readonly initTimeout?: number;
  /** Milliseconds between two pings; a peer that missed one is cut off. @default 12 000 */
  readonly keepAlive?: number;
  /** Bytes that may wait for a slow reader before its connection is closed. @default 1 MiB */
  readonly backlog?: number;
  readonly count?: (change: 1 | -1) => void;
}

export interface WebSocketDoor {
  /** Closes each connection with 1012 "Service Restart" once its queries and mutations are answered; settles when all are closed. */
  drain(): Promise<void>;
  /** Cuts all connections off. */
  close(): void;
  /** Connections that are open. */
  readonly open: number;
}

/**
 * `graphql-transport-ws` on the port of the HTTP server; an upgrade to another path is answered 404. The server of
 * graphql-ws serialises each event for each reader; here identical streams are serialised once for all who read them.
 * Its client is what the tests speak with.
 */
export function openWebSocket(options: WebSocketOptions): WebSocketDoor {
  const { server, path, guard, log, maxMessage = 1 << 20, keepAlive = 12_000 } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessage,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  const connections = new Map<WebSocket, Connection>();
  const silent = new WeakSet<WebSocket>();
  let draining = false;

  function accept(socket: WebSocket, request: IncomingMessage): void {
    socket.on('error', (failure) => log.debug({ err: failure }, 'a WebSocket broke'));
    if (socket.protocol !== PROTOCOL) return socket.close(CLOSE.subprotocol, 'Subprotocol not acceptable');
    if (draining) return socket.close(CLOSE.restart, 'Service restart');
    connections.set(socket, createConnection(socket, request, options));
    socket.on('pong', () => silent.delete(socket));
    socket.on('close', () => connections.delete(socket));
  }

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

  const pinging = setInterval(() => {
    for (const socket of connections.keys()) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, keepAlive).unref();
  server.on('upgrade', upgrade);

  return {
    async drain() {
      draining = true;
      const closed = [...connections.keys()].map((socket) => once(socket, 'close'));
      for (const connection of connections.values()) connection.drain();
      await Promise.all(closed);
    },
    close() {
      clearInterval(pinging);
      server.off('upgrade', upgrade);
      for (const socket of connections.keys()) socket.terminate();
      sockets.close();
    },
    get open() {
      return connections.size;
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
