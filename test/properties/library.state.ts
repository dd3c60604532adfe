/** What the mutations changed, and in which order. */
export interface State {
  readonly titles: Map<string, string>;
  readonly names: Map<string, string | null>;
  readonly log: string[];
  reset(): void;
}

export function createState(): State {
  const titles = new Map<string, string>();
  const names = new Map<string, string | null>();
  const log: string[] = [];
  return {
    titles,
    names,
    log,
    reset() {
      titles.clear();
      names.clear();
      log.length = 0;
    },
  };
}

export interface Entity {
  readonly __typename: string;
  readonly id: string;
}

/** What a resolver knows of its parent, whichever key it came by. */
export type Key = Entity;

export const nth = (id: string): number => Number(id.slice(1));

/** Some are referred to and do not exist. */
export const isKnown = (id: string): boolean => !id.endsWith('9');

/** Entities with all their keys. */
export const byId = {
  book: (id: string) => ({ __typename: 'Book', id, isbn: `isbn-${id}` }),
  film: (id: string) => ({ __typename: 'Film', id }),
  person: (id: string) => ({ __typename: 'Person', id, email: `${id}@x`, account: { id: `acc-${id}` } }),
  company: (id: string) => ({ __typename: 'Company', id }),
  review: (id: string) => ({ __typename: 'Review', id }),
  shelf: (id: string) => ({ __typename: 'Shelf', id, building: { code: id[0] }, number: nth(id) }),
  place: (code: string) => ({ __typename: 'Place', id: code, code }),
} as const;

type Given = Readonly<Record<string, unknown>>;

const text = (given: unknown): string => String(given);

/** An entity as a representation tells of it, by any of its keys, with what else the representation brings. */
const READERS: Readonly<Record<string, (ref: Given) => Entity>> = {
  Book: ({ id, isbn }) => byId.book(id === undefined ? text(isbn).slice('isbn-'.length) : text(id)),
  Film: ({ id }) => byId.film(text(id)),
  Media: ({ id }) => (text(id).startsWith('f') ? byId.film(text(id)) : byId.book(text(id))),
  Person: ({ id, email, account }) => byId.person(id !== undefined ? text(id) : email !== undefined ? text(email).slice(0, -2) : text((account as Given)['id']).slice('acc-'.length)),
  Company: ({ id }) => byId.company(text(id)),
  Review: ({ id }) => byId.review(text(id)),
  Shelf: ({ building, number }) => byId.shelf(`${text((building as Given)['code'])}${text(number)}`),
  Place: ({ code }) => byId.place(text(code)),
};

/** `__resolveReference` of a type in a subgraph. */
export function resolveReference(typeName: string, subgraph: string) {
  return (ref: Given): Entity | null | Promise<never> => {
    const read = READERS[typeName];
    if (!read) throw new Error(`${typeName} is no entity.`);
    const entity = read(ref);
    if (subgraph === 'stock' && entity.id === 'b3') return Promise.reject(new Error('entity b3 fails'));
    if (subgraph === 'catalog' && !isKnown(entity.id)) return null;
    if (subgraph === 'archive' && entity.id === 'f2') return null;
    const typed = subgraph === 'reviews' && typeName === 'Media' ? { __typename: 'Media', id: entity.id } : entity;
    return { ...ref, ...typed };
  };
}
