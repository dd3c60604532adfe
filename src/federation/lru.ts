/** Remembers the entries used last, at most `limit` of them and at most `weightLimit` in sum of their weights. */
export interface Lru<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, weight?: number): void;
  readonly size: number;
}

export function createLru<Value>(limit: number, weightLimit = Number.POSITIVE_INFINITY): Lru<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;

  const drop = (key: string): void => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight = 1) {
      drop(key);
      if (weight > weightLimit) return;
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (entries.size <= limit && total <= weightLimit) break;
        drop(oldest);
      }
    },
    get size() {
      return entries.size;
    },
  };
}
