import { getNamedType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, isRequiredArgument, type GraphQLArgument, type GraphQLCompositeType, type GraphQLInputType, type GraphQLSchema } from 'graphql';

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

const MAX_DEPTH = 5;

/** A random query: aliases, arguments as literals and variables, fragments of both kinds, conditions, abstract types. */
export function randomDocument(schema: GraphQLSchema, random: Random): RandomDocument {
  const variables = new Map<string, { readonly type: string; readonly value: unknown }>();
  const fragments: string[] = [];
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

  const variable = (type: string, value: unknown): string => {
    const name = `v${variables.size}`;
    variables.set(name, { type, value });
    return `$${name}`;
  };

  const condition = (): string => {
    if (!chance(0.12)) return '';
    const reused = [...variables].filter(([, { type }]) => type === 'Boolean!');
    const value = chance(0.2) ? String(chance(0.5)) : reused.length > 2 ? `$${pick(reused)[0]}` : variable('Boolean!', chance(0.6));
    return ` @${pick(['skip', 'include'])}(if: ${value})`;
  };

  const value = (type: GraphQLInputType, depth = 0): unknown => {
    if (isNonNullType(type)) return value(type.ofType, depth);
    if (isListType(type)) return [value(type.ofType, depth), value(type.ofType, depth)];
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const chosen = Object.values(type.getFields()).filter((field) => depth < 2 && getNamedType(field.type) !== type && chance(0.6));
      return Object.fromEntries(chosen.map((field) => [field.name, value(field.type, depth + 1)]));
    }
    if (type.name === 'Int') return 1 + Math.floor(random() * 5);
    if (type.name === 'ID') return pick(['a1', 'a2', 'a3', 'z1', 'none']);
    return type.name === 'Boolean' ? chance(0.5) : `t${Math.floor(random() * 3)}`;
  };

  const literal = (given: unknown, type: GraphQLInputType): string => {
    if (isNonNullType(type)) return literal(given, type.ofType);
    if (isListType(type)) return `[${(given as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
    if (isEnumType(type)) return String(given);
    if (!isInputObjectType(type)) return JSON.stringify(given);
    return `{${Object.entries(given as object).map(([name, item]) => `${name}: ${literal(item, type.getFields()[name]!.type)}`).join(', ')}}`;
  };

  const given = (args: readonly GraphQLArgument[]): string => {
    const chosen = args.filter((argument) => isRequiredArgument(argument) || chance(0.4));
    if (chosen.length === 0) return '';
    return `(${chosen.map((argument) => {
      const made = value(argument.type);
      return `${argument.name}: ${chance(0.5) ? variable(String(argument.type), made) : literal(made, argument.type)}`;
    }).join(', ')})`;
  };

  const field = (type: GraphQLCompositeType, depth: number): string => {
    const fields = 'getFields' in type ? Object.values(type.getFields()).filter((candidate) => depth < MAX_DEPTH || !isCompositeType(getNamedType(candidate.type))) : [];
    if (fields.length === 0 || chance(0.08)) return `${chance(0.3) ? 'kindOf: ' : ''}__typename${condition()}`;
    const chosen = pick(fields);
    const named = getNamedType(chosen.type);
    const alias = chance(0.2) ? `${pick(['x', 'y', chosen.name])}${chosen.name}: ` : '';
    return `${alias}${chosen.name}${given(chosen.args)}${condition()}${isCompositeType(named) ? ` ${selection(named, depth + 1)}` : ''}`;
  };

  const fragment = (type: GraphQLCompositeType, depth: number): string => {
    const narrower = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
    const on = pick<GraphQLCompositeType>(narrower);
    if (chance(0.5)) return `... ${chance(0.8) || isAbstractType(type) ? `on ${on.name}` : ''}${condition()} ${selection(isAbstractType(type) ? on : on, depth + 1)}`;
    const name = `f${fragments.length}`;
    fragments.push('');
    fragments[Number(name.slice(1))] = `fragment ${name} on ${on.name} ${selection(on, depth + 1)}`;
    return `...${name}${condition()}${chance(0.2) ? ` ...${name}${condition()}` : ''}`;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const count = 1 + Math.floor(random() * 4);
    const parts = Array.from({ length: count }, () => (depth < MAX_DEPTH && (isAbstractType(type) || chance(0.15)) && chance(0.7) ? fragment(type, depth) : field(type, depth)));
    return `{ ${parts.join(' ')} }`;
  };

  const body = selection(schema.getQueryType()!, 0);
  const declared = [...variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
  return {
    text: `query${declared && `(${declared})`} ${body}\n${fragments.join('\n')}`,
    variables: Object.fromEntries([...variables].map(([name, entry]) => [name, entry.value])),
  };
}
