import type { Answer } from './route.js';

/** A list that is not paged, as the graph gives it. */
export interface ListData<Node> {
  readonly list: { readonly nodes: readonly Node[]; readonly totalCount: number };
}

/** Unpaged lists end after 100; the header tells how many there are. */
export const listed = <Node>({ list: { nodes, totalCount } }: ListData<Node>, show: (node: Node) => unknown): Answer => ({
  status: 200,
  body: nodes.map(show),
  headers: { 'x-total-count': String(totalCount) },
});

/** What the header says, for readers. */
export const TOTAL = { 'x-total-count': 'How many there are; at most 100 are answered.' } as const;
