import { readFile, stat } from 'node:fs/promises';

/** A subgraph elsewhere, as it is configured. */
export interface FarSubgraph {
  readonly name: string;
  /** http(s) address of its GraphQL. Undefined only where a ready supergraph names it. */
  readonly url?: string | undefined;
  /** Where its subscriptions are opened. @default url */
  readonly subscriptionUrl?: string | undefined;
  /** Sent to it as `x-northbound-subgraph-secret`. */
  readonly secret?: string | undefined;
  /** File that holds its SDL. @default it is asked for it */
  readonly file?: string | undefined;
  /** Whether it may take fields over from others, hide them or change their types. @default false */
  readonly mayOverride?: boolean | undefined;
}

/** A text that schemas are made of. */
export interface Source {
  /** The subgraph's; `supergraph` for a ready one. */
  readonly name: string;
  /** Reads it anew. The signal ends at a deadline. */
  read(signal: AbortSignal): Promise<string>;
}

/** Longest schema file, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A text in a file. What it throws is one sentence without the file's content. */
export function fileSource(name: string, path: string): Source {
  return {
    name,
    async read(signal) {
      try {
        const { size } = await stat(path);
        if (size > MAX_BYTES) throw new Error(`it has ${size} bytes; at most ${MAX_BYTES} are read`);
        return await readFile(path, { encoding: 'utf8', signal });
      } catch (cause) {
        throw new Error(`The file ${path} cannot be read: ${reasonOf(cause)}.`, { cause });
      }
    },
  };
}

const WORDS: Readonly<Record<string, string>> = { ENOENT: 'there is none', EACCES: 'it may not be read', EISDIR: 'it is a folder', ENOTDIR: 'there is none', ABORT_ERR: 'it took too long' };

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return code === undefined ? cause.message : (WORDS[code] ?? code);
}
