import type { z } from 'zod';
import { Refusal, type RefusalCode } from '../kernel/refusal.js';
import type { PeerAnswer } from './http.js';
import { PeerFailure } from './http.failure.js';

/** The peer did answer, and this is why the answer is a failure; the `cause` of the Refusal. */
export class PeerRefused extends Error {
  constructor(
    /** HTTP status of the answer. */
    readonly status: number,
    /** True when the peer surely did nothing of what it was asked. */
    readonly definite: boolean,
    /** For the log; without credentials. */
    words: string,
  ) {
    super(`HTTP ${status}: ${words}`);
    this.name = 'PeerRefused';
  }
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** What an answer's status means for one kind of call; a status that is not listed has its usual meaning. */
export type Meanings = Readonly<Record<number, readonly [code: RefusalCode, message: string]>>;

/** How the answers of one peer are read. */
export interface PeerAnswers {
  /**
   * @param secret a text that the peer was sent and may echo: then nothing of its answer is kept.
   * @returns the Refusal for an answer outside 200 to 299.
   */
  refusal(answer: Answered, meanings?: Meanings, secret?: string | null): Refusal;
  /** The Refusal for an answer that says success in a form that is not the peer's: nobody knows what was done. */
  strange(answer: Answered, what: string): Refusal;
  /** @throws Refusal BAD_GATEWAY when the answer does not have that shape. */
  read<Shape extends z.ZodType>(answer: PeerAnswer, shape: Shape): z.output<Shape>;
}

/** How many characters of an answer are kept for the log. */
const KEPT = 300;

/** @param peer how it is called in sentences, e.g. `SRM`. */
export function peerAnswers(peer: string): PeerAnswers {
  const unlike = (cause: PeerRefused): Refusal => new Refusal('BAD_GATEWAY', `The ${peer} answered in a form that is not the ${peer}'s.`, { cause });
  const strange = ({ status, text }: Answered, what: string): Refusal => unlike(new PeerRefused(status, false, `${what} (${text.length} characters)`));

  function refusal({ status, text }: Answered, meanings: Meanings = {}, secret?: string | null): Refusal {
    // 408 may come from something between us, after the peer has heard.
    const definite = status >= 400 && status < 500 && status !== 408;
    const cause = new PeerRefused(status, definite, secret ? `${text.length} characters, not kept` : text.slice(0, KEPT));
    const meaning = meanings[status];
    if (meaning) return new Refusal(meaning[0], meaning[1], { cause });
    if (status === 429) return new Refusal('UNAVAILABLE', `The ${peer} has too much to do.`, { cause, retryAfter: 5 });
    if (status === 401 || status === 403) return new Refusal('BAD_GATEWAY', `The ${peer} does not accept the gateway.`, { cause });
    if (status >= 500) return new Refusal('BAD_GATEWAY', `The ${peer} met an error of its own.`, { cause });
    return unlike(cause);
  }

  function read<Shape extends z.ZodType>(answer: PeerAnswer, shape: Shape): z.output<Shape> {
    const found = shape.safeParse(answer.json());
    if (found.success) return found.data;
    throw strange(answer, found.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }

  return { refusal, strange, read };
}

export const isSuccess = ({ status }: Answered): boolean => status >= 200 && status < 300;

/**
 * @returns true when the failed write was surely not carried out: it never left, or the peer refused it (4xx). False when
 * nobody knows: no answer in time, 5xx, an answer cut off or unreadable, or an error that is not the peer's at all.
 */
export function isDefinite(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false;
  if (error.cause instanceof PeerFailure) return !error.cause.sent;
  return error.cause instanceof PeerRefused && error.cause.definite;
}
