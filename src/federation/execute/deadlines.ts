/** Ends many short waits with one timer, since a timer for each would cost more than most of the waits. */
export interface Deadlines {
  /** What `pending` brings, or what `late` makes once the time (of `performance.now()`) is over; at most 250 ms after it. */
  within<T>(pending: Promise<T>, until: number, late: () => T): Promise<T>;
}

interface Wait {
  readonly until: number;
  readonly end: () => void;
}

const LOOK_EVERY_MS = 250;

export function createDeadlines(): Deadlines {
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const wait of waits) if (wait.until <= now) wait.end();
    if (waits.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    within(pending, until, late) {
      return new Promise((resolve, reject) => {
        const wait: Wait = {
          until,
          end() {
            waits.delete(wait);
            resolve(late());
          },
        };
        waits.add(wait);
        timer ??= setInterval(look, LOOK_EVERY_MS).unref();
        pending.then(
          (value) => {
            waits.delete(wait);
            resolve(value);
          },
          (failure: Error) => {
            waits.delete(wait);
            reject(failure);
          },
        );
      });
    },
  };
}
