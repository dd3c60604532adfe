import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { expect, vi } from 'vitest';
import { WebSocket, type ClientOptions as SocketOptions } from 'ws';
import { PROTOCOL } from '../../src/inbound/graphql/websocket.js';
import type { TestDoor } from './graphql-door.js';

/** Those who read the streams of a door, through its clients and by hand. */

export const CHANGED = 'subscription { changed { cursor status } }';
export const STREAM = { 'content-type': 'application/json', accept: 'text/event-stream' };

export const open = (door: TestDoor, query: string, headers: Record<string, string> = {}, variables?: object): Promise<Response> =>
  fetch(door.url, { method: 'POST', headers: { ...STREAM, ...headers }, body: JSON.stringify({ query, variables }) });

/** Reads until `enough` was seen or the stream has ended. */
export async function readUntil(response: Response, enough: (text: string) => boolean = () => false): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (enough(text)) break;
  }
  return text;
}

export const following = (door: TestDoor, count: number): Promise<void> => vi.waitFor(() => expect(door.door.streams.open).toBe(count));

/** Collects garbage and tells the bytes in use. */
export async function heapReader(): Promise<() => Promise<number>> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return async () => {
    await sleep(100);
    collect();
    return process.memoryUsage().heapUsed;
  };
}

/** A stream on a bare socket, once its head was answered. */
export function openRaw(door: TestDoor, query: string): Promise<Socket> {
  const { port, host } = new URL(door.url);
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', `host: ${host}`, 'content-type: application/json', 'accept: text/event-stream', `content-length: ${body.length}`];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`));
    socket.once('data', () => resolve(socket)).once('error', reject);
  });
}

export const wsUrl = (door: TestDoor): string => door.url.replace('http', 'ws');

export function clientOf(door: TestDoor, options: Partial<ClientOptions> = {}): Client & Disposable {
  const client = createClient({ url: wsUrl(door), webSocketImpl: WebSocket, retryAttempts: 0, ...options });
  return Object.assign(client, { [Symbol.dispose]: () => void client.dispose() });
}

/** A peer that says what the test tells it. */
export async function aPeer(door: TestDoor, options: SocketOptions = {}, protocol: string | string[] = 'graphql-transport-ws') {
  const socket = new WebSocket(wsUrl(door), protocol, options);
  const heard: Record<string, unknown>[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Record<string, unknown>));
  const closed = once(socket, 'close').then(([code, reason]) => [code as number, String(reason)]);
  await once(socket, 'open');
  const say = (...messages: unknown[]): void => messages.forEach((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)));
  const hear = async (count: number): Promise<Record<string, unknown>[]> => {
    await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(count));
    return heard;
  };
  return { socket, heard, closed, say, hear, [Symbol.dispose]: () => socket.terminate() };
}

export const INIT = { type: 'connection_init' };
export const subscribe = (id: string, query: string, more: object = {}) => ({ id, type: 'subscribe', payload: { query, ...more } });

/** A WebSocket with one subscription. */
export async function subscribed(door: TestDoor): Promise<WebSocket> {
  const socket = new WebSocket(wsUrl(door), PROTOCOL);
  await once(socket, 'open');
  socket.send(JSON.stringify(INIT));
  await once(socket, 'message');
  socket.send(JSON.stringify(subscribe('1', CHANGED)));
  return socket;
}
