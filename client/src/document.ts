export type OperationKind = 'query' | 'mutation' | 'subscription';

/** An operation with the types of its answer and of its variables, and the hash by which the gateway may know it. */
export interface TypedDocument<Data, Variables> {
  readonly name: string;
  readonly kind: OperationKind;
  /** The operation and its fragments, as they are sent. */
  readonly text: string;
  /** SHA-256 of `text`, in hexadecimal digits. */
  readonly hash: string;
  toString(): string;
  /** For the type checker only, in the form that GraphQL Code Generator's documents share. */
  readonly __apiType?: (variables: Variables) => Data;
}

/**
 * What can be asked: a document of this package, a text, or a typed document of GraphQL Code Generator (a
 * `TypedDocumentString` as it is, a `TypedDocumentNode` when the client was given `print`).
 */
export type Askable<Data, Variables> = string | { readonly __apiType?: (variables: Variables) => Data };

/** Made by the code generator. */
export function document<Data, Variables>(parts: Omit<TypedDocument<Data, Variables>, 'toString' | '__apiType'>): TypedDocument<Data, Variables> {
  return { ...parts, toString: () => parts.text };
}

/** An operation as it goes over the wire. */
export interface Operation {
  readonly text: string;
  readonly hash?: string;
  /** Absent when the text does not begin with it. */
  readonly kind?: OperationKind;
}

/** graphql's `print`, or anything that makes the text of a syntax tree. */
export type Print = (tree: never) => string;

/** @throws TypeError for a syntax tree when there is no `print`. */
export function toOperation(askable: Askable<unknown, never>, print: Print | undefined): Operation {
  if (isOwn(askable)) return askable;
  const text = textOf(askable, print);
  const [kind, hash] = [kindOf(text), hashOf(askable)];
  return { text, ...(kind === undefined ? {} : { kind }), ...(hash === undefined ? {} : { hash }) };
}

const isOwn = (askable: object | string): askable is Operation => typeof askable === 'object' && 'text' in askable && 'kind' in askable && askable.kind !== 'Document';

function textOf(askable: object | string, print: Print | undefined): string {
  if (typeof askable === 'string') return askable;
  if (!('kind' in askable) || askable.kind !== 'Document') return String(askable);
  if (print === undefined) throw new TypeError("The document is a syntax tree: give createClient graphql's print, or generate documents with documentMode 'string'.");
  return print(askable as never);
}

/** Code Generator keeps the hash of a persisted document among the document's metadata. */
function hashOf(askable: object | string): string | undefined {
  if (typeof askable === 'string' || !('__meta__' in askable)) return undefined;
  const hash = (askable.__meta__ as { readonly hash?: unknown } | undefined)?.hash;
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

const KINDS: Readonly<Record<string, OperationKind>> = { '{': 'query', query: 'query', mutation: 'mutation', subscription: 'subscription' };

/** Of a text with one operation, when nothing but comments stands before it. */
const kindOf = (text: string): OperationKind | undefined => KINDS[/^(?:\s|,|\uFEFF|#[^\n\r]*)*(\w+|\{)/.exec(text)?.[1] ?? ''];
