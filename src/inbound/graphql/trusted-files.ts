import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kind, parse, print, Source, visit, type DefinitionNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';

/** A file of GraphQL, for the words of an error. */
export interface DocumentFile {
  readonly name: string;
  readonly text: string;
}

/** A document that a portal of ours sends by its hash. */
export interface TrustedText {
  /** SHA-256 of `text`, 64 hexadecimal digits in lower case. */
  readonly hash: string;
  /** Name of its operation. */
  readonly name: string;
  /** graphql-js's `print` of the operation followed by the fragments that it reaches, by their names. */
  readonly text: string;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The `*.graphql` files of a folder, by name. A folder that is not there holds none. @throws Error when it cannot be read */
export async function readDocumentFiles(folder: string): Promise<readonly DocumentFile[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new Error(`The folder of trusted documents, ${folder}, cannot be read: ${cause.code}.`, { cause });
  });
  const chosen = names.filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(chosen.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/**
 * One text for each operation. Operations and fragments are known by name over all files, so that fragments may be
 * shared. By the name of the operation.
 * @param onFault told of a file that does not parse, an operation without a name, and a name that is used twice; they are
 *   left out. @default throws
 */
export function trustedTexts(files: readonly DocumentFile[], onFault = raise): readonly TrustedText[] {
  const operations = new Map<string, OperationDefinitionNode>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  const definitions = files.flatMap((file) => definitionsOf(file, onFault));
  for (const { file, definition } of definitions) {
    const name = 'name' in definition ? definition.name?.value : undefined;
    if (definition.kind !== Kind.FRAGMENT_DEFINITION && definition.kind !== Kind.OPERATION_DEFINITION) onFault(new Error(`${file}: only operations and fragments belong here.`));
    else if (name === undefined) onFault(new Error(`${file}: an operation needs a name.`));
    else if ((definition.kind === Kind.FRAGMENT_DEFINITION ? fragments : operations).has(name)) onFault(new Error(`${file}: the name ${name} is used twice.`));
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(name, definition);
    else operations.set(name, definition);
  }
  return [...operations].sort(byName).map(([name, operation]) => {
    const reached = [...reachedBy(operation, fragments)].sort(byName).map(([, fragment]) => fragment);
    const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...reached] });
    return { hash: hashOf(text), name, text };
  });
}

/** The manifest that is printed for clients: text by hash, in the order of the operations' names. */
export const printManifest = (texts: readonly TrustedText[]): string => `${JSON.stringify(Object.fromEntries(texts.map(({ hash, text }) => [hash, text])), null, 2)}\n`;

function raise(fault: Error): void {
  throw fault;
}

function definitionsOf({ name, text }: DocumentFile, onFault: (fault: Error) => void): readonly { file: string; definition: DefinitionNode }[] {
  try {
    return parse(new Source(text, name)).definitions.map((definition) => ({ file: name, definition }));
  } catch (failure) {
    onFault(new Error(`${name}: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure }));
    return [];
  }
}

/** A fragment that is nowhere is left out, and validation tells of it. */
function reachedBy(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): ReadonlyMap<string, FragmentDefinitionNode> {
  const reached = new Map<string, FragmentDefinitionNode>();
  const walk = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || reached.has(name.value)) return;
        reached.set(name.value, fragment);
        walk(fragment);
      },
    });
  };
  walk(operation);
  return reached;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);
