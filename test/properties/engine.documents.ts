import { getNamedType, isAbstractType, isCompositeType, isObjectType, isRequiredArgument, type GraphQLArgument, type GraphQLCompositeType, type GraphQLSchema } from 'graphql';
import { valueMaker, type Pool } from './engine.values.js';

/** A number from 0 up to, not including, 1; the same seed gives the same row. */
export type Random = () => number;

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface RandomDocument {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

export interface DocumentOptions {
  readonly pool?: Pool;
  /** Of mutations, from 0 to 1. @default 0 */
  readonly mutations?: number;
}

const MAX_DEPTH = 5;
/** The engine takes eight variables that decide on conditions. */
const MAX_CONDITIONS = 6;

/**
 * A random document: aliases, arguments as literals and variables, nulls and values left out, variables with defaults
 * and inside lists and objects, fragments of both kinds, conditions on all of them, abstract types, mutations.
 */
export function randomDocument(schema: GraphQLSchema, random: Random, { pool = {}, mutations = 0 }: DocumentOptions = {}): RandomDocument {
  const fragments: { readonly name: string; readonly on: string; text: string }[] = [];
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const values = valueMaker({ random, pool });

  const condition = (): string => {
    if (!chance(0.12)) return '';
    const made = chance(0.2) ? String(chance(0.5)) : values.condition(MAX_CONDITIONS);
    return ` @${pick(['skip', 'include'])}(if: ${made})${chance(0.1) ? ` @${pick(['skip', 'include'])}(if: ${chance(0.5)})` : ''}`;
  };

  const given = (args: readonly GraphQLArgument[]): string => {
    const chosen = args.filter((argument) => isRequiredArgument(argument) || chance(0.4));
    if (chosen.length === 0) return '';
    return `(${chosen.map((argument) => `${argument.name}: ${values.input(argument.type, argument.defaultValue !== undefined)}`).join(', ')})`;
  };

  const field = (type: GraphQLCompositeType, depth: number): string => {
    const fields = 'getFields' in type ? Object.values(type.getFields()).filter((candidate) => depth < MAX_DEPTH || !isCompositeType(getNamedType(candidate.type))) : [];
    if (fields.length === 0 || chance(0.08)) return `${chance(0.3) ? 'kindOf: ' : ''}__typename${condition()}`;
    const chosen = pick(fields);
    const named = getNamedType(chosen.type);
    // Also the name of another field, which a plan may fetch for itself under the same key.
    const alias = chance(0.2) ? `${chance(0.25) ? pick(fields).name : `${pick(['x', 'y', chosen.name])}${chosen.name}`}: ` : '';
    return `${alias}${chosen.name}${given(chosen.args)}${condition()}${isCompositeType(named) ? ` ${selection(named, depth + 1)}` : ''}`;
  };

  const fragment = (type: GraphQLCompositeType, depth: number): string => {
    const narrower = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
    const on = pick<GraphQLCompositeType>(narrower);
    if (chance(0.5)) return `... ${on !== type || chance(0.5) ? `on ${on.name}` : ''}${condition()} ${selection(on, depth + 1)}`;
    const known = fragments.filter((candidate) => candidate.on === on.name && candidate.text);
    if (known.length && chance(0.4)) return `...${pick(known).name}${condition()}`;
    const made = { name: `f${fragments.length}`, on: on.name, text: '' };
    fragments.push(made);
    made.text = `fragment ${made.name} on ${on.name} ${selection(on, depth + 1)}`;
    return `...${made.name}${condition()}${chance(0.2) ? ` ...${made.name}${condition()}` : ''}`;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const count = 1 + Math.floor(random() * 4);
    const parts = Array.from({ length: count }, () => (depth < MAX_DEPTH && (isAbstractType(type) || chance(0.15)) && chance(0.7) ? fragment(type, depth) : field(type, depth)));
    return `{ ${parts.join(' ')} }`;
  };

  const root = chance(mutations) ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('The schema has no such root.');
  const body = selection(root, 0);
  return {
    text: `${root === schema.getQueryType() ? 'query' : 'mutation'}${values.declared()} ${body}\n${fragments.map(({ text }) => text).join('\n')}`,
    variables: values.sent(),
  };
}
