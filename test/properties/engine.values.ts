import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';

/** Texts and ids that mean something to the resolvers. */
export interface Pool {
  readonly ids?: readonly string[];
  readonly texts?: readonly string[];
}

export interface ValueMaker {
  /** Text of an argument's value: a literal, a variable, or a literal with variables in it. */
  input(type: GraphQLInputType, hasDefault: boolean): string;
  /** A variable for a condition; beyond `most` of them, one that is there already. */
  condition(most: number): string;
  /** `($v0: Int, …)`, or nothing. */
  declared(): string;
  sent(): Record<string, unknown>;
}

interface Variable {
  readonly type: string;
  readonly fallback: string | undefined;
  /** Not there: it is left out of what is sent. */
  readonly value?: unknown;
}

interface MakerOptions {
  readonly random: () => number;
  readonly pool: Pool;
}

const MAX_DEPTH = 2;

export function valueMaker({ random, pool: { ids = ['a1', 'a2', 'a3', 'z1', 'none'], texts = ['t0', 't1', 't2'] } }: MakerOptions): ValueMaker {
  const variables = new Map<string, Variable>();
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

  const variable = (made: Variable): string => {
    const name = `v${variables.size}`;
    variables.set(name, made);
    return `$${name}`;
  };

  const value = (type: GraphQLInputType, depth = 0): unknown => {
    if (isNonNullType(type)) return value(type.ofType, depth);
    if (isListType(type)) return chance(0.1) && isItem(type.ofType) ? value(type.ofType, depth) : Array.from({ length: Math.floor(random() * 3) }, () => maybeNull(type.ofType, depth));
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const chosen = Object.values(type.getFields()).filter((field) => isRequired(field) || (chance(0.6) && (depth < MAX_DEPTH || !isInputObjectType(getNamedType(field.type)))));
      return Object.fromEntries(chosen.map((field) => [field.name, maybeNull(field.type, depth + 1)]));
    }
    if (type.name === 'Int') return 1 + Math.floor(random() * 5);
    if (type.name === 'Float') return chance(0.5) ? 1.5 : 2;
    if (type.name === 'ID') return pick(ids);
    if (type.name === 'Stamp') return `t${Math.floor(random() * 3)}`;
    if (type.name === 'Blob') return pick<unknown>([{ a: { b: [1, null] } }, 'text', 3, true, [{ c: 1.5 }]]);
    return type.name === 'Boolean' ? chance(0.5) : pick(texts);
  };
  const maybeNull = (type: GraphQLInputType, depth: number): unknown => (!isNonNullType(type) && chance(0.12) ? null : value(type, depth));

  /** The literal of a value; parts of it may be variables of their own. */
  const literal = (given: unknown, type: GraphQLInputType, variables: boolean): string => {
    if (isNonNullType(type)) return literal(given, type.ofType, variables);
    if (given === null) return 'null';
    if (isListType(type)) return Array.isArray(given) ? `[${given.map((item) => part(item, type.ofType, variables)).join(', ')}]` : literal(given, type.ofType, variables);
    if (isEnumType(type)) return String(given);
    if (!isInputObjectType(type)) return written(given);
    return `{${Object.entries(given as object).map(([name, item]) => `${name}: ${part(item, type.getFields()[name]!.type, variables)}`).join(', ')}}`;
  };
  const part = (item: unknown, type: GraphQLInputType, variables: boolean): string => (variables && chance(0.15) ? variable({ type: String(type), fallback: undefined, value: item }) : literal(item, type, variables));

  const input: ValueMaker['input'] = (type, hasDefault) => {
    const made = maybeNull(type, 0);
    if (!chance(0.5)) return literal(made, type, true);
    const nullable = isNonNullType(type) ? type.ofType : type;
    if (chance(0.2)) return variable({ type: String(nullable), fallback: literal(value(type), type, false), ...(chance(0.5) && made !== null && { value: made }) });
    if (chance(0.15) && (!isNonNullType(type) || hasDefault)) return variable({ type: String(isNonNullType(type) ? type : nullable), fallback: undefined, ...(isNonNullType(type) && { value: made }) });
    return variable({ type: String(type), fallback: undefined, value: made });
  };

  return {
    input,
    condition(most) {
      const known = [...variables].filter(([, { type }]) => type === 'Boolean!');
      if (known.length >= most || (known.length > 2 && chance(0.6))) return `$${pick(known)[0]}`;
      const fallback = chance(0.2) ? String(chance(0.5)) : undefined;
      return variable({ type: 'Boolean!', fallback, ...((fallback === undefined || chance(0.5)) && { value: chance(0.6) }) });
    },
    declared() {
      const all = [...variables].map(([name, { type, fallback }]) => `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`);
      return all.length ? `(${all.join(', ')})` : '';
    },
    sent: () => Object.fromEntries([...variables].flatMap(([name, made]) => ('value' in made ? [[name, made.value]] : []))),
  };
}

/** A list may be given by its one item, where that is no list itself. */
const isItem = (type: GraphQLInputType): boolean => !isListType(isNonNullType(type) ? type.ofType : type);

const isRequired = ({ type, defaultValue }: { readonly type: GraphQLInputType; readonly defaultValue?: unknown }): boolean => isNonNullType(type) && defaultValue === undefined;

/** JSON as GraphQL writes it: names bare. */
function written(given: unknown): string {
  if (Array.isArray(given)) return `[${given.map(written).join(', ')}]`;
  if (typeof given !== 'object' || given === null) return JSON.stringify(given);
  return `{${Object.entries(given).map(([name, item]) => `${name}: ${written(item)}`).join(', ')}}`;
}
