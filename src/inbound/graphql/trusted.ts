import { GraphQLError, Kind, parse, type DocumentNode } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { Log } from '../../kernel/context.js';
import type { Operations } from '../operations.js';
import type { Limits } from './limits.js';
import { hashOf, type TrustedText } from './trusted-files.js';
import type { Params } from './params.js';

/** `on`: beside what callers write themselves. `only`: nothing else but introspection. */
export type TrustedMode = 'off' | 'on' | 'only';

/** What a request asks for once its document is settled. */
export type Chosen = { readonly params: Params; readonly trusted?: Prepared } | { readonly errors: readonly GraphQLError[] };

/** The documents that our portals send by their hashes. Limits of size and cost do not apply to them; they are ours. */
export interface TrustedDocuments {
  /** Finds the document that a request names, or refuses the one that it brings along. */
  choose(params: Params): Chosen;
  /** Those that do not fit the graph, by name. */
  readonly faults: ReadonlyMap<string, string>;
}

export interface TrustedOptions {
  readonly mode: TrustedMode;
  readonly texts: readonly TrustedText[];
  readonly operations: Pick<Operations, 'prepareTrusted' | 'onSwap'>;
  /** Up to which a document is looked at to see whether it is introspection. */
  readonly limits: Pick<Limits, 'tokens' | 'characters'>;
  readonly log: Log;
}

interface Entry extends TrustedText {
  /** Undefined while it does not fit the graph. */
  prepared: Prepared | undefined;
}

/**
 * All documents are prepared at once, and follow the graph. One that does not fit is told in the log and refused to
 * those who ask for it, and tried again with the next graph. Documents are never registered by callers.
 */
export function createTrustedDocuments({ mode, texts, operations, limits, log }: TrustedOptions): TrustedDocuments {
  const entries = new Map<string, Entry>(texts.map((text) => [text.hash, { ...text, prepared: undefined }]));
  const byText = new Map([...entries.values()].map((entry) => [entry.text, entry]));
  const faults = new Map<string, string>();

  function prepareMissing(): void {
    for (const entry of entries.values()) {
      if (entry.prepared !== undefined) continue;
      try {
        entry.prepared = operations.prepareTrusted(entry.text);
        faults.delete(entry.name);
      } catch (failure) {
        const fault = failure instanceof Error ? failure.message : String(failure);
        if (faults.get(entry.name) === fault) continue;
        faults.set(entry.name, fault);
        log.error({ document: entry.name, hash: entry.hash, err: failure }, 'a trusted document does not fit the graph and is refused');
      }
    }
  }

  function named(hash: string, params: Params): Chosen {
    const entry = entries.get(hash);
    if (entry !== undefined && (params.query === '' || params.query === entry.text)) return whole(entry, params);
    if (params.query === '') return refused('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
    // Apollo's clients send both once they were told that the hash is unknown.
    if (hashOf(params.query) !== hash) return refused('The hash is not that of the document.', 'INVALID_ARGUMENT');
    return written(params);
  }

  function written(params: Params): Chosen {
    if (mode !== 'only') return { params };
    const entry = byText.get(params.query);
    if (entry !== undefined) return whole(entry, params);
    if (onlyIntrospects(params.query, limits)) return { params };
    return refused('Only the documents of the gateway itself are executed; name one by its hash.', 'QUERY_NOT_IN_SAFELIST');
  }

  function whole({ name, text, prepared }: Entry, params: Params): Chosen {
    if (params.operationName !== null && params.operationName !== name) return refused(`The document holds the operation ${name} and no other.`, 'GRAPHQL_VALIDATION_FAILED');
    if (prepared === undefined) return refused(`The document ${name} does not fit the graph at present.`, 'GRAPHQL_VALIDATION_FAILED');
    return { params: { ...params, query: text }, trusted: prepared };
  }

  prepareMissing();
  operations.onSwap(prepareMissing);
  return { choose: (params) => (params.hash === null ? written(params) : named(params.hash, params)), faults };
}

/** While there are none: a hash alone names nothing, and beside a document it says nothing. */
export const NO_TRUSTED_DOCUMENTS: TrustedDocuments = {
  choose: (params) => (params.query === '' && params.hash !== null ? refused('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED') : { params }),
  faults: new Map(),
};

const refused = (message: string, code: string): Chosen => ({ errors: [new GraphQLError(message, { extensions: { code } })] });

/** Whether every field at the root is of the introspection system. Whether that may be asked is for validation to say. */
function onlyIntrospects(query: string, { tokens, characters }: TrustedOptions['limits']): boolean {
  if (query.length > characters) return false;
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: tokens, noLocation: true });
  } catch {
    // What does not parse is no introspection.
    return false;
  }
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fields = operations.flatMap(({ selectionSet }) => selectionSet.selections);
  return fields.length > 0 && fields.every((field) => field.kind === Kind.FIELD && field.name.value.startsWith('__'));
}
