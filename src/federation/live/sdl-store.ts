import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FarSubgraph } from './sources.js';

/**
 * The SDLs of subgraphs elsewhere as they last made a good graph, so that a restart while one of them is down has them
 * all. Files hold no address and no secret; one of another address counts for nothing.
 */
export interface SdlStore {
  load(subgraph: FarSubgraph): Promise<string | undefined>;
  save(subgraph: FarSubgraph, sdl: string): Promise<void>;
}

interface Stored {
  readonly address: string;
  readonly sdl: string;
}

/** @param folder made when it is first written to */
export function createSdlStore(folder: string): SdlStore {
  const fileOf = ({ name }: FarSubgraph): string => join(folder, `${name}.json`);
  return {
    async load(subgraph) {
      try {
        const stored = JSON.parse(await readFile(fileOf(subgraph), 'utf8')) as Partial<Stored> | null;
        return stored?.address === addressOf(subgraph) && typeof stored.sdl === 'string' ? stored.sdl : undefined;
      } catch (cause) {
        // Absent at the first start; cut short or foreign: it is as good as absent, since it is only what was read once.
        if (isAbsent(cause) || cause instanceof SyntaxError) return undefined;
        throw cause;
      }
    },
    async save(subgraph, sdl) {
      await mkdir(folder, { recursive: true });
      const file = fileOf(subgraph);
      const draft = `${file}.${randomUUID()}`;
      try {
        await writeFile(draft, JSON.stringify({ address: addressOf(subgraph), sdl } satisfies Stored), { mode: 0o600 });
        await rename(draft, file);
      } catch (cause) {
        await rm(draft, { force: true });
        throw cause;
      }
    },
  };
}

const addressOf = ({ url = '' }: FarSubgraph): string => createHash('sha256').update(url).digest('hex');

const isAbsent = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
