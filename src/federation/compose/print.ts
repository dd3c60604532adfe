import { print } from 'graphql';
import { publicDocument } from './public-document.js';
import type { Subgraph } from '../subgraph/subgraph.js';

/** Text of `schema/subgraphs/<name>.graphql`. */
export const printSubgraph = (subgraph: Pick<Subgraph, 'sdl'>): string => ended(subgraph.sdl);

/** Text of `schema/supergraph.graphql`. */
export const printSupergraph = (supergraph: string): string => ended(supergraph);

/** Text of `schema/northbound.graphql`: the graph as callers see it. */
export const printPublicSchema = (supergraph: string): string => ended(print(publicDocument(supergraph)));

/** With exactly one line break at the end. */
const ended = (text: string): string => `${text.trimEnd()}\n`;
