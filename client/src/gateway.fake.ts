import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the gateway got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's members, or those of the query string. */
  readonly params: { readonly query?: string; readonly variables?: Readonly<Record<string, unknown>>; readonly extensions?: Readonly<Record<string, unknown>> };
}

/** Answers one request. */
export type Answering = (response: ServerResponse, received: Received) => void;

/** A server that answers as it is told. */
export interface FakeGateway extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Each request is answered by the next of `answers`; the last one answers all that follow. */
export async function aGateway(...answers: readonly Answering[]): Promise<FakeGateway> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => undefined); // the client may go before the end
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, params: body === '' ? queryOf(url) : (JSON.parse(body) as object) });
      answers[Math.min(received.length, answers.length) - 1]!(response, received.at(-1)!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function queryOf(url: string): object {
  const members = [...new URL(url, 'http://gateway.example').searchParams];
  return Object.fromEntries(members.map(([name, value]) => [name, name === 'query' ? value : JSON.parse(value)]));
}

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answering => (response) =>
  void response.writeHead(status, { 'content-type': 'application/graphql-response+json; charset=utf-8', 'x-correlator': 'c-1', ...headers }).end(JSON.stringify(body));

export const refusal = (code: string, extensions: object = {}): object => ({ errors: [{ message: `It is ${code}.`, extensions: { code, ...extensions } }] });

/** An event stream of these texts, and what becomes of it then: it ends, is cut, or stays open. */
export const stream = (texts: readonly string[], then: 'end' | 'cut' | 'stay' = 'end'): Answering => (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-correlator': 's-1' });
  response.flushHeaders();
  for (const part of texts) response.write(part);
  // A moment for what was written to arrive before the cut.
  if (then === 'cut') setTimeout(() => response.destroy(), 30);
  else if (then === 'end') response.end();
};

export const next = (result: unknown): string => `event: next\ndata: ${JSON.stringify(result)}\n\n`;
export const COMPLETE = 'event: complete\ndata:\n\n';
