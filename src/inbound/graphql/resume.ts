import { Kind, visit, type ExecutionResult, type FieldNode, type ValueNode } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import { fieldsIn, rootFieldsOf } from '../operations.js';
import type { Params } from './params.js';

/**
 * How a subscription is resumed, read from its document: its field takes `after`, and its events bear a `cursor`.
 * Other subscriptions have neither, and always start with what is new.
 */
export interface Track {
  /** Name of the variable that `after` is; undefined when it is none. */
  readonly variable: string | undefined;
  /** Whether that variable says nothing but where the stream starts. */
  readonly startOnly: boolean;
  /** Where a stream with these variables starts; null: with what is new. */
  startOf(variables: Params['variables']): unknown;
  /** How far the stream has come with this event; undefined when that cannot be told. */
  cursorOf(event: ExecutionResult): string | undefined;
}

export function readTrack(prepared: Prepared): Track {
  const [root] = rootFieldsOf(prepared);
  const after = root?.arguments?.find(({ name }) => name.value === 'after')?.value;
  const selected = root?.selectionSet ? fieldsIn(root.selectionSet, prepared.document) : [];
  const cursor = selected.find(({ name }) => name.value === 'cursor');
  const variable = after?.kind === Kind.VARIABLE ? after.name.value : undefined;
  return {
    variable,
    startOnly: variable !== undefined && usesOf(variable, prepared) === 1,
    startOf: startReader(prepared, after),
    cursorOf: root && cursor ? cursorReader(keyOf(root), keyOf(cursor)) : () => undefined,
  };
}

function usesOf(variable: string, { document }: Prepared): number {
  let uses = 0;
  visit(document, {
    // Its declaration is no use of it.
    VariableDefinition: () => false,
    Variable: ({ name }) => void (uses += name.value === variable ? 1 : 0),
  });
  return uses;
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

function startReader({ operation }: Prepared, after: ValueNode | undefined): Track['startOf'] {
  if (after?.kind !== Kind.VARIABLE) {
    const start = after === undefined || after.kind === Kind.NULL ? null : literalOf(after);
    return () => start;
  }
  const name = after.name.value;
  const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  const otherwise = declared === undefined || declared.kind === Kind.NULL ? null : literalOf(declared);
  return (variables) => (variables !== null && Object.hasOwn(variables, name) ? (variables[name] ?? null) : otherwise);
}

/** Something other than a string is no cursor, which the subscription will say itself. */
const literalOf = (value: ValueNode): unknown => (value.kind === Kind.STRING ? value.value : value);

function cursorReader(root: string, key: string): Track['cursorOf'] {
  return function cursorOf({ data }) {
    const event = data?.[root];
    const cursor: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, key) : undefined;
    return typeof cursor === 'string' ? cursor : undefined;
  };
}
