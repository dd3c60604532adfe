import { request, type Dispatcher } from 'undici';
import { Refusal } from '../../../kernel/refusal.js';
import { REFUSED_ADDRESS, type PeerGuard } from '../../../outbound/peer-guard.js';
import { JobFailure } from './job.rules.js';

/** Of a list, either way, in bytes: 10 MiB. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** Addresses that jobs read from and write to. Both throw JobFailure, in words that hold no address. Redirects are not followed. */
export interface JobSource {
  read(url: string, signal: AbortSignal): Promise<string>;
  write(url: string, body: string, contentType: string, signal: AbortSignal): Promise<void>;
}

export interface JobSourceOptions {
  readonly guard: Pick<PeerGuard, 'admit' | 'agent'>;
  /** The whole exchange, in milliseconds. @default 30 000 */
  readonly deadlineMs?: number;
}

const ROLE = { name: 'url', code: 'INVALID_ARGUMENT', field: 'url' } as const;

export function jobSource({ guard, deadlineMs = 30_000 }: JobSourceOptions): JobSource {
  async function exchange<Result>(address: string, signal: AbortSignal, work: (url: URL, signal: AbortSignal) => Promise<Result>): Promise<Result> {
    // Not AbortSignal.any with AbortSignal.timeout: the garbage collector of Node 20 may take the timer before it fires.
    const stopping = new AbortController();
    const timer = setTimeout(() => stopping.abort(new JobFailure(`The address did not answer within ${deadlineMs / 1000} s.`)), deadlineMs);
    const stop = (): void => stopping.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await work(guard.admit(address, ROLE), stopping.signal);
    } catch (failure) {
      // The process stops: the job is not over, and runs again.
      if (signal.aborted) throw failure;
      throw toJobFailure(failure);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    read: (address, stopping) =>
      exchange(address, stopping, async (url, signal) => {
        const { statusCode, body } = await request(url, { dispatcher: guard.agent, signal, headers: { accept: 'application/json' } });
        if (statusCode < 200 || statusCode > 299) throw await refused(statusCode, body);
        return textOf(body);
      }),
    write: (address, text, contentType, stopping) =>
      exchange(address, stopping, async (url, signal) => {
        const { statusCode, body } = await request(url, { method: 'PUT', dispatcher: guard.agent, signal, headers: { 'content-type': contentType }, body: text });
        if (statusCode < 200 || statusCode > 299) throw await refused(statusCode, body);
        await body.dump();
      }),
  };
}

async function refused(status: number, body: Dispatcher.ResponseData['body']): Promise<JobFailure> {
  await body.dump();
  return new JobFailure(`The address answered with status ${status}.`);
}

async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new JobFailure('The answer is longer than 10 MiB.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** The words of a foreign error stay out: they quote addresses. */
function toJobFailure(failure: unknown): JobFailure {
  if (failure instanceof JobFailure) return failure;
  if (failure instanceof Refusal) return new JobFailure(failure.message);
  const code = failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? ` (${failure.code})` : '';
  if (code === ` (${REFUSED_ADDRESS})`) return new JobFailure('url leads where the gateway may not go.');
  return new JobFailure(`The address could not be reached${code}.`);
}
