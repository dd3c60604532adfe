import { Refusal } from '../../../kernel/refusal.js';
import type { Assignment, PeeringState } from './peering.types.js';

/** What is asked for, as it was sent. */
export interface Wish {
  readonly select?: readonly { readonly id: string; readonly name: string }[] | null | undefined;
  /** Remote ids. */
  readonly deselect?: readonly string[] | null | undefined;
  readonly serviceCatalogs?: readonly { readonly name: string; readonly categories: readonly { readonly name: string; readonly specifications: readonly string[] }[] }[] | null | undefined;
}

export interface Choice {
  /** Everything that is chosen then, by the names that are known now. */
  readonly selection: Readonly<Record<string, string>>;
  readonly assignments: readonly Assignment[];
  /** Ids of this request, whether they were chosen before or not. */
  readonly asked: readonly string[];
  /** Ids that were chosen and are not any more. */
  readonly dropped: readonly string[];
}

/** Specs of one organization. */
export const MAX_SELECTED = 10_000;
/** Assignments are in every message, which must fit into a record of Kafka: a longer one goes compressed. */
const MAX_ASSIGNMENT_BYTES = 2_000_000;
const MAX_NAME = 255;

const invalid = (field: string, words: string): Refusal => new Refusal('INVALID_ARGUMENT', words, { field });

/**
 * What is chosen then. Catalogs come to those that are there with `mode` add, and replace them with `mode` update.
 * @throws Refusal INVALID_ARGUMENT
 */
export function choose(before: Pick<PeeringState, 'selection' | 'assignments'>, wish: Wish, mode: 'add' | 'update'): Choice {
  const asked = readSelect(wish.select ?? []);
  const dropped = readDeselect(wish.deselect ?? [], asked);
  if (mode === 'add' && asked.size === 0) throw invalid('select', 'At least one specification must be chosen.');
  const kept = new Map(Object.entries(before.selection).filter(([id]) => !dropped.has(id)));
  const all = new Map([...kept, ...asked]);
  if (all.size === 0) throw invalid(dropped.size > 0 ? 'deselect' : 'select', 'Nothing would be chosen any more: a peering is ended, not emptied.');
  if (all.size > MAX_SELECTED) throw invalid('select', `At most ${MAX_SELECTED} specifications may be chosen.`);
  const wished = wish.serviceCatalogs && resolve(wish.serviceCatalogs, [asked, kept], all);
  const assignments = merged(wished && mode === 'update' ? wished : [...without(before.assignments, dropped), ...(wished ?? [])]);
  requireRoom(assignments, all);
  return { selection: Object.fromEntries(all), assignments, asked: [...asked.keys()], dropped: Object.keys(before.selection).filter((id) => dropped.has(id)) };
}

/** The same assignments without specs that turned out not to be there. */
export const withoutSpecs = (assignments: readonly Assignment[], ids: ReadonlySet<string>): readonly Assignment[] => (ids.size === 0 ? assignments : without(assignments, ids));

function readSelect(select: NonNullable<Wish['select']>): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const [at, { id, name }] of select.entries()) {
    const [checked, named] = [readText(id, `select.${at}.id`), readText(name, `select.${at}.name`)];
    if ((read.get(checked) ?? named) !== named) throw invalid(`select.${at}.name`, `The specification ${checked} is given two names.`);
    read.set(checked, named);
  }
  return read;
}

function readDeselect(deselect: readonly string[], asked: ReadonlyMap<string, string>): ReadonlySet<string> {
  const both = deselect.findIndex((id) => asked.has(id));
  if (both >= 0) throw invalid(`deselect.${both}`, 'A specification cannot be selected and deselected at once.');
  return new Set(deselect);
}

function readText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid(field, `${field} must not be blank.`);
  if (trimmed.length > MAX_NAME || /[\p{Cc}\p{Cs}]/u.test(trimmed)) throw invalid(field, `${field} must have at most ${MAX_NAME} characters, none of them a control character.`);
  return trimmed;
}

type Named = ReadonlyMap<string, string>;

/** @param books in which names are looked up, the first that has the name counts; @param all what may be named by its id */
function resolve(catalogs: NonNullable<Wish['serviceCatalogs']>, books: readonly Named[], all: Named): readonly Assignment[] {
  const byName = books.map(idsByName);
  const idOf = (entry: string, field: string): string => {
    const name = readText(entry, field);
    const ids = byName.map((book) => book.get(name)).find((found) => found !== undefined) ?? (all.has(name) ? [name] : []);
    if (ids.length > 1) throw invalid(field, `The name ${name} means more than one specification: ${ids.join(', ')}.`);
    if (ids[0] === undefined) throw invalid(field, `${name} is no chosen specification.`);
    return ids[0];
  };
  return catalogs.map(({ name, categories }, at) => ({
    name: readText(name, `serviceCatalogs.${at}.name`),
    categories: categories.map((category, nth) => ({
      name: readText(category.name, `serviceCatalogs.${at}.categories.${nth}.name`),
      specifications: category.specifications.map((entry, one) => idOf(entry, `serviceCatalogs.${at}.categories.${nth}.specifications.${one}`)),
    })),
  }));
}

function idsByName(named: Named): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const [id, name] of named) ids.set(name, [...(ids.get(name) ?? []), id]);
  return ids;
}

/** Each catalog, category and spec once, in the order in which they first come. */
function merged(assignments: readonly Assignment[]): readonly Assignment[] {
  const catalogs = new Map<string, Map<string, Set<string>>>();
  for (const { name, categories } of assignments) {
    const catalog = placeIn(catalogs, name, () => new Map<string, Set<string>>());
    for (const category of categories) {
      const specs = placeIn(catalog, category.name, () => new Set<string>());
      for (const id of category.specifications) specs.add(id);
    }
  }
  return [...catalogs].map(([name, categories]) => ({ name, categories: [...categories].map(([category, specs]) => ({ name: category, specifications: [...specs] })) }));
}

function placeIn<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Categories and catalogs that are empty for it go too. */
function without(assignments: readonly Assignment[], dropped: ReadonlySet<string>): readonly Assignment[] {
  return assignments.flatMap(({ name, categories }) => {
    const left = categories.flatMap((category) => {
      const specifications = category.specifications.filter((id) => !dropped.has(id));
      return specifications.length === 0 && category.specifications.length > 0 ? [] : [{ name: category.name, specifications }];
    });
    return left.length === 0 && categories.length > 0 ? [] : [{ name, categories: left }];
  });
}

function requireRoom(assignments: readonly Assignment[], names: Named): void {
  let bytes = 0;
  for (const { name, categories } of assignments) {
    bytes += Buffer.byteLength(name) + 40;
    for (const category of categories) {
      bytes += Buffer.byteLength(category.name) + 40;
      for (const id of category.specifications) bytes += Buffer.byteLength(id) + Buffer.byteLength(names.get(id) ?? '') + 50;
    }
  }
  if (bytes > MAX_ASSIGNMENT_BYTES) throw invalid('serviceCatalogs', 'There are too many assignments: written out they must stay below two million bytes.');
}
