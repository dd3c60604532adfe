import type { Refusal } from '../../../kernel/refusal.js';

/** After so many attempts in a row that ended without an answer, what is to be made counts as failed: about three and a half minutes. */
export const ATTEMPTS = 12;

export const UNREACHABLE = 'The partner could not be reached.';

const FOR_GOOD: ReadonlySet<Refusal['code']> = new Set(['INVALID_ARGUMENT', 'NOT_FOUND', 'CONFLICT', 'INCOMPATIBLE_STATE', 'ALREADY_EXISTS']);

/** Whether asking again would be answered the same. */
export const isForGood = ({ code }: Refusal): boolean => FOR_GOOD.has(code);

/** @param what that was refused, with its article */
export function reasonFor({ code }: Refusal, what: string): string {
  if (code === 'NOT_FOUND') return `The partner lacks something that ${what} needs.`;
  if (code === 'ALREADY_EXISTS') return `The partner has ${what} already.`;
  if (code === 'CONFLICT') return `The state of the partner does not allow ${what}.`;
  return `The partner refused ${what}.`;
}
