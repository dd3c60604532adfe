/** Remembers the entries used last, at most `limit` of them and at most `weightLimit` in sum of their weights. */
export interface Lru<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, weight?: number): void;
  readonly size: number;
  /** Those used last come last. */
  keys(): readonly string[];
}

interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
}

export function createLru<Value>(limit: number, weightLimit = Number.POSITIVE_INFINITY): Lru<Value> {
  const entries = new Map<string, Entry<Value>>();
  let total = 0;
  /** The entry used last, which need not be moved again. */
  let newest: Entry<Value> | undefined;

  const drop = (key: string): void => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry !== newest) {
        entries.delete(key);
        entries.set(key, entry);
        newest = entry;
      }
      return entry.value;
    },
    set(key, value, weight = 1) {
      drop(key);
      if (weight > weightLimit) return;
      newest = { value, weight };
      entries.set(key, newest);
      total += weight;
      for (const oldest of entries.keys()) {
        if (entries.size <= limit && total <= weightLimit) break;
        drop(oldest);
      }
    },
    get size() {
      return entries.size;
    },
    keys: () => [...entries.keys()],
  };
}
