import type { ExecutionResult } from 'graphql';

/** One result of a stream, serialised once for all who read it. */
export interface Frame {
  /** The `ExecutionResult` as JSON. */
  readonly json: string;
  /** The same as an event of `text/event-stream`. */
  readonly event: Buffer;
  /** That event as a chunk of HTTP/1.1. */
  readonly chunk: Buffer;
}

/** What may stand in a line of an event stream, and in the header in which it comes back. */
const ID = /^[\x21-\x7e]{1,1024}$/;

const CHUNK_END = Buffer.from('\r\n');

/** @param id of the event: what an EventSource says as `Last-Event-ID` when it comes back; none where it is of another form */
export function createFrame(result: ExecutionResult, id?: string): Frame {
  const json = JSON.stringify(result);
  const line = id !== undefined && ID.test(id) ? `id: ${id}\n` : '';
  const text = once(() => Buffer.from(`${line}event: next\ndata: ${json}\n\n`));
  const chunk = once(() => Buffer.concat([Buffer.from(`${text().length.toString(16)}\r\n`), text(), CHUNK_END]));
  return {
    json,
    get event() {
      return text();
    },
    get chunk() {
      return chunk();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
