import { Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { Page } from './page.js';

/** Shareable: every subgraph with a list has the same one. */
@Directive('@shareable')
@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  nodes: Node[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** The types `<name>Connection` and `<name>Edge` of a list of `node`s. */
export function connectionType<Node extends object>(name: string, node: () => ClassType<Node>): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class NodeEdge implements Edge<Node> {
    @Field(() => String)
    cursor: string;

    @Field(() => node())
    node: Node;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge])
    edges: NodeEdge[];

    @Field(() => [node()])
    nodes: Node[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;

    @Field(() => Int, { description: 'How many there are in all pages together.' })
    totalCount: number;
  }

  return NodeConnection;
}

export function toConnection<Row, Node>(page: Page<Row>, toNode: (row: Row) => Node, toCursor: (row: Row, index: number) => string): Connection<Node> {
  const edges = page.rows.map((row, index) => ({ cursor: toCursor(row, index), node: toNode(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: page.totalCount,
  };
}
