import { z } from 'zod';
import type { ResourceFilter } from '../../src/kernel/tmf/filter.js';
import { MAX_TMF_PAGE } from '../../src/kernel/tmf/page.js';
import { numberIn } from '../edge.schemas.js';

/** What a list is asked for. */
export interface ListQuery {
  /** Undefined: every member. */
  readonly fields: readonly string[] | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly filter: readonly ResourceFilter[];
  /** Further parameters of the list, by name. */
  readonly further: Readonly<Record<string, string>>;
}

type Shape = Readonly<Record<string, z.ZodType>>;
type Sent = Readonly<Record<string, string | readonly string[] | undefined>>;
type Wrong = (name: string, message: string) => void;

const DEFAULT_LIMIT = 100;
const MAX_OFFSET = 2_000_000_000;
/** More is not told of a name that nobody knows. */
const MAX_NAME = 100;

const values = z.union([z.string(), z.array(z.string())]);
const given = values.optional().meta({ override: { type: 'string' } });
const fieldsText = given.meta({ override: { type: 'string', description: 'Members to answer with, separated by commas; id and href are always among them.' } });

/** `fields` of a resource that is read alone. Other parameters are refused. */
export const readQuery = (further: Shape = {}) =>
  z.strictObject({ fields: fieldsText, ...further }).transform(({ fields, ...rest }): Pick<ListQuery, 'fields' | 'further'> => ({ fields: namesOf(fields), further: toFurther(rest, further) }));

/**
 * The parameters of a list of TMF resources: `fields`, `offset`, `limit`, and a filter for each member: `?name=a,b` is
 * either of the two, and so is a name that is sent twice. Members that hold objects are asked one level below:
 * `?relatedParty.role=…`. A name that is none of these is refused: a slip must not look like "nothing found".
 * @param resource its members are the filters
 */
export function listQuery(resource: z.ZodObject, further: Shape = {}) {
  const scalars = Object.entries(resource.shape).filter(([, schema]) => isScalar(schema)).map(([name]) => name);
  const composites = new Set(Object.keys(resource.shape).filter((name) => !scalars.includes(name)));
  const filters = Object.fromEntries(scalars.map((name) => [name, given]));
  return z
    .object({ fields: fieldsText, offset: numberIn(0, MAX_OFFSET, 0), limit: numberIn(1, MAX_TMF_PAGE, DEFAULT_LIMIT), ...further, ...filters })
    .catchall(values)
    .transform(({ fields, offset, limit, ...rest }, ctx): ListQuery => {
      const wrong: Wrong = (name, message) => ctx.addIssue({ code: 'custom', path: [name.slice(0, MAX_NAME)], message });
      const sent = Object.entries(rest as Sent).filter(([name]) => !(name in further));
      const filter = sent.flatMap(([name, value]) => (value === undefined ? [] : [toFilter(name, [value].flat(), { scalars, composites, wrong })]));
      return { fields: namesOf(fields), offset, limit, filter, further: toFurther(rest as Sent, further) };
    });
}

interface Known {
  readonly scalars: readonly string[];
  readonly composites: ReadonlySet<string>;
  readonly wrong: Wrong;
}

const BELOW = /^[^.]+\.[@A-Za-z][\w@-]*$/;

function toFilter(path: string, sent: readonly string[], { scalars, composites, wrong }: Known): ResourceFilter {
  const member = path.split('.', 1)[0]!;
  if (composites.has(path)) wrong(path, 'holds objects; name a member below it');
  else if (!scalars.includes(path) && !(composites.has(member) && BELOW.test(path))) wrong(path, 'is no member of the resource to filter by');
  if (sent.some((value) => value.includes('\0'))) wrong(path, 'holds a character that no value has');
  return { path, anyOf: alternatives(sent) };
}

/** The comma separates, and values may hold it: the whole is one of those that are looked for. */
const alternatives = (sent: readonly string[]): string[] => [...new Set(sent.flatMap((value) => [value, ...value.split(',')]))];

const toFurther = (rest: Sent, further: Shape): Record<string, string> =>
  Object.fromEntries(Object.keys(further).flatMap((name) => (typeof rest[name] === 'string' ? [[name, rest[name]]] : [])));

function namesOf(fields: string | readonly string[] | undefined): readonly string[] | undefined {
  const names = fields === undefined ? [] : [fields].flat().flatMap((text) => text.split(',')).map((name) => name.trim()).filter(Boolean);
  return names.length === 0 ? undefined : names;
}

const SCALARS: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'enum', 'literal']);

function isScalar(schema: z.ZodType): boolean {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return SCALARS.has((inner as z.ZodType).type);
}
