import { Kind, type OperationDefinitionNode } from 'graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../../kernel/page.js';

/** The size of a page: known, or the name of the variable that tells it. */
export type Page = number | string;

export type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** What an operation costs: fixed, or by the pages that its variables ask for. */
export interface Points {
  /** With the smallest pages. */
  readonly least: number;
  of(variables: Variables): number;
}

interface Term {
  readonly factor: number;
  /** Variables whose pages are multiplied, sorted. */
  readonly pages: readonly string[];
}

/**
 * A sum of products of page sizes, by the names of the variables in each product. Sums of this form stay small however
 * often fragments spread fragments, and are quickly reckoned once the variables are known.
 */
export type Sum = ReadonlyMap<string, Term>;

/** Products kept in one sum. Beyond, every page counts as a huge one: no honest document comes near. */
const MOST_TERMS = 64;
const HUGE_PAGE = 1_000_000;

export const NO_POINTS: Sum = new Map();

export const points = (factor: number): Sum => (factor === 0 ? NO_POINTS : new Map([['', { factor, pages: [] }]]));

export function plus(a: Sum, b: Sum): Sum {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const sum = new Map(a);
  for (const [key, term] of b) addTerm(sum, key, term);
  return bounded(sum);
}

export function times(sum: Sum, page: Page): Sum {
  if (page === 1) return sum;
  const product = new Map<string, Term>();
  for (const { factor, pages } of sum.values()) {
    const term = typeof page === 'number' ? { factor: factor * page, pages } : { factor, pages: [...pages, page].sort() };
    addTerm(product, term.pages.join(' '), term);
  }
  return product;
}

function addTerm(sum: Map<string, Term>, key: string, term: Term): void {
  const same = sum.get(key);
  sum.set(key, same === undefined ? term : { factor: same.factor + term.factor, pages: term.pages });
}

const bounded = (sum: Sum): Sum => (sum.size <= MOST_TERMS ? sum : points(reckon(sum, () => HUGE_PAGE)));

function reckon(sum: Sum, sizeOf: (variable: string) => number): number {
  let total = 0;
  for (const { factor, pages } of sum.values()) total += pages.reduce((product, variable) => product * sizeOf(variable), factor);
  return total;
}

/** The points of an operation whose sum is known. */
export function pointsOf(sum: Sum, operation: OperationDefinitionNode): Points {
  const least = reckon(sum, () => 1);
  if ([...sum.values()].every(({ pages }) => pages.length === 0)) return { least, of: () => least };
  const defaults = defaultsOf(operation);
  return { least, of: (variables) => reckon(sum, (name) => pageSize(variables?.[name] === undefined ? defaults.get(name) : variables[name])) };
}

/**
 * The page that a value of `first` asks for; not bounded by our own largest, since subgraphs elsewhere may serve larger
 * ones. What is no whole number will be refused, and counts as our largest.
 */
export function pageSize(value: unknown, fallback: unknown = DEFAULT_PAGE): number {
  if (value === undefined || value === null) return typeof fallback === 'number' ? Math.max(fallback, 1) : DEFAULT_PAGE;
  return typeof value === 'number' && Number.isInteger(value) ? Math.max(value, 1) : MAX_PAGE;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): ReadonlyMap<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of variableDefinitions) {
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
  }
  return defaults;
}
