import type { Texts } from './assembly.js';

/** What became of texts that were to make a graph. */
export interface Settlement {
  /** Those that the current graph is made of. */
  readonly accepted: Texts;
  /** Why others are not among them, by source. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
}

/** Makes the texts the current graph, or tells why it cannot. It does not throw. */
export type Adopt = (texts: Texts) => Promise<readonly string[]>;

/**
 * Makes a graph of all texts that are wanted. Where they make none, one after the other is tried beside those that
 * did make one: a fault of one subgraph keeps no other from its change.
 */
export async function settle(accepted: Texts, wanted: Texts, adopt: Adopt): Promise<Settlement> {
  const changed = [...wanted].filter(([name, text]) => accepted.get(name) !== text);
  if (changed.length === 0) return { accepted, refused: new Map() };
  const faults = await adopt(wanted);
  if (faults.length === 0) return { accepted: wanted, refused: new Map() };
  const [only] = changed;
  if (changed.length === 1 && only) return { accepted, refused: new Map([[only[0], faults]]) };
  return oneByOne(accepted, changed, adopt);
}

async function oneByOne(accepted: Texts, changed: readonly (readonly [string, string])[], adopt: Adopt): Promise<Settlement> {
  const refused = new Map<string, readonly string[]>();
  let current = accepted;
  for (const [name, text] of changed) {
    const next = new Map(current).set(name, text);
    const faults = await adopt(next);
    if (faults.length === 0) current = next;
    else refused.set(name, faults);
  }
  return { accepted: current, refused };
}
