import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../kernel/context.js';

export interface DrainOptions {
  readonly log: Log;
  /** Milliseconds between the notice (readiness turns 503) and the end of listening, for load balancers. @default 0 */
  readonly noticeMs?: number;
  /**
   * Milliseconds in which a connection that was kept open may still bring a request, which is answered: to close it at
   * once could cut a request that is on its way. @default 1000
   */
  readonly lingerMs?: number;
  /** Milliseconds after which whatever is still open is closed. @default 10 000 */
  readonly deadlineMs?: number;
}

export interface DrainOutcome {
  /** Exchanges and streams that had not ended at the deadline. */
  readonly cut: number;
}

/** Ends the work of the HTTP servers without cutting a request that was accepted. */
export interface Drain {
  readonly draining: boolean;
  /** Follows the connections of a server; before it listens. */
  watch(server: Server): void;
  /** Registers what tells long-lived streams to come back elsewhere, and ends them. */
  onDrain(end: () => void | Promise<void>): void;
  /** Resolves when every connection is closed. A second call gives the same outcome. */
  start(): Promise<DrainOutcome>;
}

const LOOK_MS = 20;

export function createDrain({ log, noticeMs = 0, lingerMs = 1_000, deadlineMs = 10_000 }: DrainOptions): Drain {
  const servers: Server[] = [];
  const enders: (() => void | Promise<void>)[] = [];
  const connections = createConnections();
  let outcome: Promise<DrainOutcome> | undefined;

  async function drain(): Promise<DrainOutcome> {
    log.info({ exchanges: connections.exchanges() }, 'draining');
    const deadline = performance.now() + deadlineMs;
    if (noticeMs > 0) await sleep(noticeMs);
    // Not http's own close, which would cut the idle connections at once.
    for (const server of servers) if (server.listening) NetServer.prototype.close.call(server);
    connections.endAfterAnswer();
    void endStreams();
    const lingerEnd = performance.now() + lingerMs;
    while (connections.open() > 0 && performance.now() < deadline) {
      if (performance.now() >= lingerEnd) connections.closeFree();
      await sleep(LOOK_MS);
    }
    const cut = connections.cut();
    log[cut > 0 ? 'warn' : 'info']({ cut }, 'drained');
    return { cut };
  }

  async function endStreams(): Promise<void> {
    const results = await Promise.allSettled(enders.map(async (end) => end()));
    for (const result of results) if (result.status === 'rejected') log.error({ err: result.reason }, 'streams could not be ended');
  }

  return {
    get draining() {
      return outcome !== undefined;
    },
    watch(server) {
      servers.push(server);
      connections.follow(server);
    },
    onDrain: (end) => void enders.push(end),
    start: () => (outcome ??= drain()),
  };
}

/** Which connections are open, and what they are busy with. */
function createConnections() {
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  const upgraded = new Set<Socket>();
  let ending = false;

  function closed(this: Socket): void {
    sockets.delete(this);
    upgraded.delete(this);
  }
  function answered(this: ServerResponse): void {
    answers.delete(this);
  }

  return {
    follow(server: Server): void {
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', closed);
      });
      // Before the doors' own listener: the first one to write decides whether the connection is kept.
      server.prependListener('request', (_request: IncomingMessage, answer: ServerResponse) => {
        answers.add(answer);
        // Comes once: not by `once`, whose wrapper is felt where the request is small.
        answer.on('close', answered);
        if (ending) answer.shouldKeepAlive = false;
      });
      beforeUpgrades(server, ({ socket }) => upgraded.add(socket));
    },
    open: () => sockets.size,
    exchanges: () => answers.size + upgraded.size,
    /** Every answer that has not begun tells its client that the connection ends with it. */
    endAfterAnswer(): void {
      ending = true;
      for (const answer of answers) if (!answer.headersSent) answer.shouldKeepAlive = false;
    },
    /** Closes the connections on which nothing is under way. */
    closeFree(): void {
      const busy = new Set<Socket>(upgraded);
      for (const answer of answers) busy.add(answer.req.socket);
      for (const socket of sockets) if (!busy.has(socket)) socket.destroySoon();
    },
    /** Closes all that is left, and counts what was under way. */
    cut(): number {
      const left = answers.size + upgraded.size;
      for (const socket of sockets) socket.destroy();
      return left;
    },
  };
}

/** Listens for upgrades as soon as somebody does: a server on which nobody does answers such requests in the ordinary way. */
function beforeUpgrades(server: Server, note: (request: IncomingMessage) => void): void {
  if (server.listenerCount('upgrade') > 0) {
    server.prependListener('upgrade', note);
    return;
  }
  server.on('newListener', function found(event) {
    if (event !== 'upgrade') return;
    server.removeListener('newListener', found);
    server.prependListener('upgrade', note);
  });
}

/** Resolves when the process is told to end. A second signal ends it as if nobody listened. */
export function untilSignal(signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT']): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals): void => {
      for (const each of signals) process.removeListener(each, told);
      resolve(signal);
    };
    for (const each of signals) process.once(each, told);
  });
}
