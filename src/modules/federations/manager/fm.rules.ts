import type { RefusalCode } from '../../../kernel/refusal.js';
import type { Answered } from '../../../outbound/peer-answers.js';

/**
 * What the answers of managers mean whose status does not say it. The words are those of the Federation Manager's code:
 * an unknown context is 422 there, so is a partner that it cannot reach, and some failures come with 200.
 *
 * done: as it says. unknown: it has no such thing. exists: it has one already. conflict: not in its present state.
 * refused: nothing was done, and will not be. trouble: it failed itself, and nobody knows what was done.
 * elsewhere: what answers there is no Federation Manager. without-role: it is not set up. other: as its status says.
 */
export type Verdict = 'done' | 'unknown' | 'exists' | 'conflict' | 'refused' | 'trouble' | 'elsewhere' | 'without-role' | 'other';

/** So much of an answer is looked at. */
const LOOKED_AT = 4000;

const SAYS_ERROR = /^\s*(?:\{\s*"error"\s*:|"error\b)/i;
const NO_ROLE = /not assigned role/i;
const NO_FEDERATION = /federation not found|is not a valid ObjectId/i;
/** Its own 404, wrapped. */
const ABSENT = /404 not found:/i;
/** It is gone behind the manager. */
const GONE_BELOW = /error:? 404 (?:from i2edge|-)/i;
/** Of a web server or a framework: no operation has such a path. */
const NO_OPERATION = /^\s*<|requested url was not found|cannot (?:get|post|patch|delete) \/|no matching operation|nothing matches the given uri/i;
const EXISTS = /exist|already|duplicate/i;
/** What it wraps its own refusals in, before what went wrong. */
const WRAPPING = /4\d\d (?:unprocessable entity|not found|conflict|bad request)/gi;
const BELOW = /i2edge|https?connection|max retries|timed out|timeout|connection (?:refused|reset|aborted)|\berror:? 5\d\d\b/i;
const REFUSED_BELOW = /\berror:? 4\d\d\b/i;
/** Of the servers that take one form of body only. */
const OTHER_FORM = /content-?type|multipart/i;

export function verdictOf({ status, text }: Answered): Verdict {
  const words = text.slice(0, LOOKED_AT);
  if (NO_ROLE.test(words) && (SAYS_ERROR.test(words) || status >= 400)) return 'without-role';
  if (status >= 200 && status < 300) return SAYS_ERROR.test(words) ? 'trouble' : 'done';
  if (status === 404 || status === 410) return NO_OPERATION.test(words) ? 'elsewhere' : 'unknown';
  if (status === 409) return /an error occurred/i.test(words) ? 'trouble' : words.trim() === '' || EXISTS.test(words) ? 'exists' : 'conflict';
  if (status === 422) return verdictOf422(words);
  return status === 400 || status === 412 ? 'refused' : 'other';
}

function verdictOf422(words: string): Verdict {
  if (NO_FEDERATION.test(words) || ABSENT.test(words) || GONE_BELOW.test(words)) return 'unknown';
  // A relay sends the partner's refusal under a status of its own.
  const behind = Number(/"status"\s*:\s*(\d{3})/.exec(words)?.[1] ?? 422);
  if (behind >= 500) return 'trouble';
  if (behind === 404 || behind === 409) return verdictOf({ status: behind, text: words });
  const inner = words.replaceAll(WRAPPING, '');
  if (BELOW.test(inner) && !REFUSED_BELOW.test(inner)) return 'trouble';
  // A manager that relays says so of what stands at both.
  return /already exist/i.test(words) ? 'exists' : 'refused';
}

/** Whether the body is to be sent in the other form: JSON or multipart. */
export const wantsOtherForm = ({ status, text }: Answered): boolean => status === 415 || ((status === 400 || status === 422) && OTHER_FORM.test(text.slice(0, LOOKED_AT)));

/** What each verdict is for one kind of call; a verdict that is not listed is BAD_GATEWAY. */
export type VerdictMeanings = Readonly<Partial<Record<Verdict, readonly [code: RefusalCode, message: string]>>>;
