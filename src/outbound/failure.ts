import { Refusal } from '../kernel/refusal.js';

/**
 * What may be written down of a failure: a refusal's code and sentence (neither ever holds a secret), otherwise the kind of
 * error and its code. The words of a foreign error stay out, since nobody knows what they quote.
 */
export function nameFailure(error: unknown): string {
  if (error instanceof Refusal) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return 'a thrown value that is no error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}

/** The same for a log line, with the places in the code the failure came through. */
export function failureFields(error: unknown): { readonly failure: string; readonly at: readonly string[] } {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, 4);
  return { failure: nameFailure(error), at };
}
