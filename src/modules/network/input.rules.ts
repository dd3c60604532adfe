import type { z } from 'zod';
import { withoutNulls } from '../../kernel/given.js';
import { inputWords } from '../../kernel/input-words.js';
import { Refusal } from '../../kernel/refusal.js';

/**
 * Reads what a caller gave; members that are null count as absent.
 * @param at where it stands in the caller's input, e.g. `device`; absent: it is the input.
 * @throws Refusal INVALID_ARGUMENT with the first faulty member as `field`
 */
export function readShape<Shape extends z.ZodType>(shape: Shape, candidate: unknown, at?: string): z.output<Shape> {
  const found = shape.safeParse(withoutNulls(candidate), { error: inputWords });
  if (found.success) return found.data;
  const issue = found.error.issues[0]!;
  const field = [...(at === undefined ? [] : [at]), ...issue.path].join('.');
  throw new Refusal('INVALID_ARGUMENT', `${field || 'The input'} is not valid: ${issue.message}.`, field ? { field } : {});
}
