import { FAILED, IMPORTED, TERMINATED, UNREACHABLE, UPDATED, type CatalogAssignment, type ImportedSpec, type Message } from '../../../kernel/peering/messages.js';

/** The topics that the catalog hears. */
export const CATALOG_TOPICS = [IMPORTED, UPDATED, FAILED, TERMINATED, UNREACHABLE] as const;
export type CatalogTopic = (typeof CATALOG_TOPICS)[number];

/** What a message means to the catalog. Generations count the messages of one organization over all topics. */
export type Heard =
  | { readonly kind: 'specs'; readonly generation: number; readonly specs: readonly ImportedSpec[]; readonly removed: readonly Named[]; readonly assignments: Assignments | undefined }
  | { readonly kind: 'reset'; readonly generation: number }
  | { readonly kind: 'failure'; readonly generation: number };

export interface Named {
  readonly remoteId: string;
  readonly localId: string;
}

/** Catalogs, their categories and the remote ids in them; each name once. */
export type Assignments = readonly { readonly name: string; readonly categories: readonly { readonly name: string; readonly specs: readonly string[] }[] }[];

export interface SpecState {
  /** Generation of the last message that was about it. */
  readonly gen: number;
  readonly visible: boolean;
}

/** What has been heard of an organization. Specs that a message has nothing to do with may be left out. */
export interface CatalogState {
  /** Of the last message that took everything away. */
  readonly resetGen: number;
  readonly assignGen: number;
  readonly assignments: Assignments;
  readonly specs: ReadonlyMap<string, SpecState>;
}

export interface Hearing {
  readonly next: CatalogState;
  /** To be shown as they are told. */
  readonly shown: readonly ImportedSpec[];
  /** Were visible, and are no more. */
  readonly hidden: readonly string[];
  /** Generations to be remembered, of unknown specs too: a tombstone keeps an older message from bringing one. */
  readonly touched: ReadonlyMap<string, SpecState>;
}

export const NOTHING_HEARD: CatalogState = { resetGen: 0, assignGen: 0, assignments: [], specs: new Map() };

/** What there is to be done when a message comes, in whatever order and however often: the last writer wins, for each spec. */
export function hear(state: CatalogState, heard: Heard): Hearing {
  if (heard.kind === 'failure') return { next: state, shown: [], hidden: [], touched: new Map() };
  return heard.kind === 'reset' ? reset(state, heard.generation) : specs(state, heard);
}

function reset(state: CatalogState, generation: number): Hearing {
  if (generation <= state.resetGen) return { next: state, shown: [], hidden: [], touched: new Map() };
  const gone = [...state.specs].filter(([, { gen, visible }]) => visible && gen < generation);
  const touched = new Map(gone.map(([remoteId, { gen }]) => [remoteId, { gen, visible: false }]));
  const assignments = state.assignGen < generation ? [] : state.assignments;
  return { next: { ...state, resetGen: generation, assignments, specs: new Map([...state.specs, ...touched]) }, shown: [], hidden: [...touched.keys()], touched };
}

function specs(state: CatalogState, heard: Extract<Heard, { kind: 'specs' }>): Hearing {
  const { generation } = heard;
  const isNews = (remoteId: string): boolean => generation > Math.max(state.specs.get(remoteId)?.gen ?? 0, state.resetGen);
  const shown = [...new Map(heard.specs.map((spec) => [spec.remoteId, spec])).values()].filter(({ remoteId }) => isNews(remoteId));
  const told = new Set(shown.map(({ remoteId }) => remoteId));
  const removed = heard.removed.map(({ remoteId }) => remoteId).filter((remoteId) => !told.has(remoteId) && isNews(remoteId));
  const touched = new Map<string, SpecState>([
    ...shown.map(({ remoteId }) => [remoteId, { gen: generation, visible: true }] as const),
    ...removed.map((remoteId) => [remoteId, { gen: generation, visible: false }] as const),
  ]);
  const hidden = removed.filter((remoteId) => state.specs.get(remoteId)?.visible === true);
  const assigns = heard.assignments !== undefined && generation > Math.max(state.assignGen, state.resetGen);
  const assigned = assigns ? { assignGen: generation, assignments: heard.assignments! } : {};
  return { next: { ...state, ...assigned, specs: new Map([...state.specs, ...touched]) }, shown, hidden, touched };
}

/** What is said in a message of one of the topics. */
export function heardOf<Topic extends CatalogTopic>(topic: Topic, message: Message<Topic>): Heard {
  const { generation } = message;
  if (topic === FAILED) return { kind: 'failure', generation };
  if (topic === TERMINATED || topic === UNREACHABLE) return { kind: 'reset', generation };
  if (topic === IMPORTED) {
    const { specs: imported, serviceCatalogs } = message as Message<typeof IMPORTED>;
    return { kind: 'specs', generation, specs: imported, removed: [], assignments: assignmentsOf(serviceCatalogs) };
  }
  const { added, updated, removed, serviceCatalogs } = message as Message<typeof UPDATED>;
  return { kind: 'specs', generation, specs: [...added, ...updated], removed, assignments: serviceCatalogs && assignmentsOf(serviceCatalogs) };
}

/** Names that come twice are one. */
export function assignmentsOf(told: readonly CatalogAssignment[]): Assignments {
  const catalogs = new Map<string, Map<string, Set<string>>>();
  for (const { name, categories } of told) {
    const held = catalogs.get(name) ?? new Map<string, Set<string>>();
    catalogs.set(name, held);
    for (const category of categories) {
      const ids = held.get(category.name) ?? new Set();
      held.set(category.name, ids);
      for (const { id } of category.specifications) ids.add(id);
    }
  }
  return [...catalogs].map(([name, held]) => ({ name, categories: [...held].map(([category, ids]) => ({ name: category, specs: [...ids] })) }));
}

/** A category, by the name of its catalog and its own. */
export interface Place {
  readonly catalog: string;
  readonly category: string;
}

/** Where specs are to be shown: remote id → places, of those that are asked for. */
export function placesOf(assignments: Assignments, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const { name: catalog, categories } of assignments) {
    for (const { name: category, specs: ids } of categories) {
      const place = { catalog, category };
      for (const id of ids) {
        if (!wanted.has(id)) continue;
        const held = places.get(id);
        if (held) held.push(place);
        else places.set(id, [place]);
      }
    }
  }
  return places;
}
