import { z } from 'zod';
import { isGiven } from '../../../kernel/given.js';
import { inputWords } from '../../../kernel/input-words.js';
import { Refusal } from '../../../kernel/refusal.js';

/**
 * What partners send us, read strictly: required members and the forms of identifiers. Whatever is legal in one of the two
 * E/WBI definitions in the field (1.2.0 and 1.3.0) is taken; members that neither knows are passed over, as both allow.
 */

/** Lower-case letters, digits and dashes: what 1.3.0 allows nearly everywhere. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/;
const either = (older: RegExp, words: string) => z.string().refine((text) => LABEL.test(text) || older.test(text), words);

const WORD_8_64 = either(/^[A-Za-z][A-Za-z0-9_]{7,63}$/, 'must be 8 to 64 letters, digits or underscores, a letter first, or 1 to 64 lower-case letters, digits or dashes');

/** Also the form of a federation's, a zone's and an operator's id. */
export const DashedIdShape = z.string().max(256).regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'must be letters, digits or dashes, with a letter or digit first');
export const AppIdShape = WORD_8_64;
export const AppProviderIdShape = WORD_8_64;
export const ArtefactIdShape = either(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, 'must be a UUID, or 1 to 64 lower-case letters, digits or dashes');
/** One that a partner chooses; only 1.3.0 lets it. */
export const InstanceIdShape = z.string().regex(LABEL, 'must be 1 to 64 lower-case letters, digits or dashes, with a letter or digit at both ends');
/** Of a component, and of the services that it gives. */
export const ComponentNameShape = either(/^[A-Za-z0-9][A-Za-z0-9_]{6,62}[A-Za-z0-9]$/, 'must be 8 to 64 letters, digits or underscores, with a letter or digit at both ends, or 1 to 64 lower-case letters, digits or dashes');
/** Of an interface and a pool. */
export const InterfaceNameShape = either(/^[A-Za-z0-9][A-Za-z0-9_]{6,30}[A-Za-z0-9]$/, 'must be 8 to 32 letters, digits or underscores, with a letter or digit at both ends, or 1 to 64 lower-case letters, digits or dashes');
export const NetworkNameShape = either(/^[A-Za-z][A-Za-z0-9_]{6,30}[A-Za-z0-9]$/, 'must be 8 to 32 letters, digits or underscores, a letter first, or 1 to 64 lower-case letters, digits or dashes');
export const AppNameShape = either(/^[A-Za-z][A-Za-z0-9_]{7,31}$/, 'must be 8 to 32 letters, digits or underscores, a letter first, or 1 to 64 lower-case letters, digits or dashes');
/** 1.3.0's is the wider one. */
export const ArtefactNameShape = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'must be 1 to 128 letters, digits, underscores, dots or dashes');

export const CountryCodeShape = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');
export const MomentShape = z.iso.datetime({ offset: true, error: 'must be a date and time with its offset (RFC 3339)' });
/** An address of the partner's; whether it may be called is looked at apart. */
export const LinkShape = z.string().min(1).max(2048);
/** What goes into a column or an answer as it is. */
export const text = (most: number) => z.string().max(most).regex(/^[^\0\p{Cs}]*$/u, 'holds a character that cannot be kept');

/** Deeper than anything that is read. */
const DEPTH = 16;

/** Without members that are null; what nobody reads may be as deep as it likes. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth > DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (isGiven(member) ? [[name, withoutNulls(member, depth + 1)]] : [])));
}

/** Whether a path's text can be an id at all: the database knows no NUL. */
export const isText = (id: string): boolean => !id.includes('\0');

/** @throws Refusal INVALID_ARGUMENT; its `field` is the path of the first faulty member */
export function readDocument<Shape extends z.ZodType>(shape: Shape, candidate: unknown, what: string): z.output<Shape> {
  const read = shape.safeParse(withoutNulls(candidate), { error: inputWords });
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const field = issue.path.join('.');
  throw new Refusal('INVALID_ARGUMENT', `The ${what} is not valid${field ? ` at ${field}` : ''}: ${issue.message}.`, { field });
}

/** Of identifiers in a path. @throws Refusal INVALID_ARGUMENT */
export function requireForm(shape: z.ZodType<string>, value: string, field: string): void {
  const read = shape.safeParse(value);
  if (!read.success) throw new Refusal('INVALID_ARGUMENT', `${field} ${read.error.issues[0]!.message}.`, { field });
}
