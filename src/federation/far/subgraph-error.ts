import { GraphQLError } from 'graphql';
import { isRefusalCode, Refusal, type RefusalCode } from '../../kernel/refusal.js';
import { isObject, type Json, type PathKey } from '../execute/execution.js';
import { secretsOf, sharesSecret, type AllowedHeaders } from './headers.js';

/** Whose errors they are, and what it was told with the request: the secrets among it must not be found in them. */
export interface Origin {
  readonly name: string;
  readonly headers: AllowedHeaders;
  /** What the status of the whole answer says, where it says anything of the caller's rights. */
  readonly refused?: RefusalCode | undefined;
}

/** More errors of one answer are not told one by one: each would be a line of the log. */
const MOST_ERRORS = 1000;
/** The same for those about no single value: the engine tells each of them at up to a hundred places. */
const MOST_BROAD_ERRORS = 20;
/** Characters. */
const LONGEST_MESSAGE = 500;
const MOST_KEYS = 200;

/**
 * The errors of a far subgraph's answer. One whose `extensions.code` is of our closed list, INTERNAL aside, keeps the code
 * and `retryAfter`, and from a subgraph that shares a secret with us, which is one of ours, also its sentence and `field`. The
 * words of all others go into the cause alone: the caller reads a sentence of ours, and the log has the rest.
 */
export function subgraphErrors(errors: readonly unknown[], origin: Origin): readonly GraphQLError[] {
  const secrets = secretsOf(origin.headers);
  const told: GraphQLError[] = [];
  let broad = 0;
  for (const given of errors) {
    if (told.length >= MOST_ERRORS) break;
    const error: Json = isObject(given) ? given : {};
    const path = pathOf(error['path']);
    if ((path === undefined || path.length === 1) && ++broad > MOST_BROAD_ERRORS) continue;
    told.push(subgraphError(error, path, origin, secrets));
  }
  const left = errors.length - told.length;
  if (left > 0) told.push(new GraphQLError(`${left} more errors of the subgraph ${origin.name} are left out.`, { originalError: new Error('more errors than are told') }));
  return told;
}

function subgraphError({ message, extensions }: Json, path: readonly PathKey[] | undefined, { name, refused, headers }: Origin, secrets: readonly string[]): GraphQLError {
  const words = typeof message === 'string' ? cleaned(message, secrets) : '';
  const { code, retryAfter, field } = isObject(extensions) ? extensions : {};
  // What is INTERNAL was not foreseen by its subgraph, so neither were its words: many servers give that code to everything.
  const known = isRefusalCode(code) && code !== 'INTERNAL' ? code : undefined;
  if (known && words && sharesSecret(headers)) {
    return new GraphQLError(words, {
      path,
      extensions: { code: known, ...(isSeconds(retryAfter) && { retryAfter }), ...(typeof field === 'string' && { field: cleaned(field, secrets) }) },
    });
  }
  const right = refused ?? RIGHTS.get(code) ?? (known === 'UNAUTHENTICATED' || known === 'PERMISSION_DENIED' ? known : undefined);
  if (known && !right) {
    const refusal = new Refusal(known, `The subgraph ${name} answered ${known}.`, { cause: new Error(words || NO_WORDS), ...(isSeconds(retryAfter) && { retryAfter }) });
    return new GraphQLError(refusal.message, { path, originalError: refusal });
  }
  const originalError = right ? rightsRefusal(name, right, words) : new Error(`the subgraph ${name} said: ${words || 'an error without a message'}`);
  return new GraphQLError(`The subgraph ${name} answered with an error.`, { path, originalError });
}

/** Codes that servers commonly use for a caller without the right. */
const RIGHTS: ReadonlyMap<unknown, RefusalCode> = new Map([
  ['FORBIDDEN', 'PERMISSION_DENIED'],
  ['UNAUTHORIZED', 'UNAUTHENTICATED'],
]);

const NO_WORDS = 'no words were given';

/** @param words the subgraph's own, for the log. */
export function rightsRefusal(name: string, code: RefusalCode, words: string): Refusal {
  const sentence = code === 'UNAUTHENTICATED' ? `The subgraph ${name} does not accept the access token.` : `The subgraph ${name} does not allow this.`;
  return new Refusal(code, sentence, { cause: new Error(words || NO_WORDS) });
}

const isSeconds = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 86_400;

const isKey = (key: unknown): key is PathKey => typeof key === 'string' || (typeof key === 'number' && Number.isInteger(key) && key >= 0);

const pathOf = (path: unknown): readonly PathKey[] | undefined => (Array.isArray(path) && path.length > 0 && path.length <= MOST_KEYS && path.every(isKey) ? path : undefined);

/** One line of bounded length, without what the subgraph was told in confidence. */
function cleaned(text: string, secrets: readonly string[]): string {
  let clean = text.slice(0, LONGEST_MESSAGE * 4).replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  for (const secret of secrets) clean = clean.replaceAll(secret, '[redacted]');
  return clean.length > LONGEST_MESSAGE ? `${clean.slice(0, LONGEST_MESSAGE)}…` : clean;
}
