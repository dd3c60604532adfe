import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Keeps what is in memory in a file. */
export interface Keeper {
  /** Something of it is different now. */
  changed(): void;
  /** Resolves when every change so far is in the file. @throws what writing threw. */
  kept(): Promise<void>;
}

/**
 * Many changes are written at once: while one state is on its way to the file, those that come wait for the next.
 * @param path absent: kept in memory only, and nothing is waited for.
 */
export function createKeeper(path: string | undefined, text: () => string): Keeper {
  let dirty = false;
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function write(file: string): Promise<void> {
    dirty = false;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, text(), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      dirty = true;
      throw error;
    }
  }

  function begin(file: string): Promise<void> {
    next = undefined;
    writing = write(file).finally(() => (writing = undefined));
    return writing;
  }

  /** The write that begins when the running one is over, however that ends. */
  function queue(file: string): Promise<void> {
    next ??= (writing ?? Promise.resolve()).then(
      () => begin(file),
      () => begin(file),
    );
    return next;
  }

  return {
    changed: () => void (dirty = true),
    async kept() {
      if (path === undefined) return;
      if (dirty) await queue(path);
      else await writing;
    },
  };
}
