import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = { object: 'an object', record: 'an object', array: 'a list', string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false' };

/** What is wrong with a caller's input, in words that follow the member's name; undefined leaves it to the shape's own. */
export function inputWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound('at least', issue.origin, issue.minimum);
    case 'too_big':
      return bound('at most', issue.origin, issue.maximum);
    default:
      return undefined;
  }
}

const UNITS: Readonly<Record<string, string>> = { array: 'item', string: 'character' };

function bound(how: string, origin: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit === undefined ? `must be ${how} ${limit}` : `must have ${how} ${limit} ${unit}${limit === 1 ? '' : 's'}`;
}
