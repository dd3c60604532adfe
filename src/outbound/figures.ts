export interface RecentFigureOptions {
  /** Milliseconds for which a figure is good, or its absence. @default 5000 */
  readonly keptMs?: number;
  /** Milliseconds for one reading. @default 2000 */
  readonly withinMs?: number;
}

/**
 * A figure that costs something to read, for metrics: however often it is asked for, it is read once in a while, and never
 * twice at a time. Rejects when it could not be read in time.
 */
export function recentFigure<T>(read: () => Promise<T>, { keptMs = 5_000, withinMs = 2_000 }: RecentFigureOptions = {}): () => Promise<T> {
  let latest: { readonly at: number; readonly figure: Promise<T> } | undefined;
  let reading = false;

  async function readOnce(): Promise<T> {
    reading = true;
    try {
      return await read();
    } finally {
      reading = false;
    }
  }

  return () => {
    const at = performance.now();
    if (!latest || (!reading && at - latest.at >= keptMs)) latest = { at, figure: within(readOnce(), withinMs) };
    return latest.figure;
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`The figure was not read in ${ms} ms.`)), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
