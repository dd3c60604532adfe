/** Things that are looked after in turn, a few at a time, so that thousands of them make no wave and need no timers. */
export interface Turns<T> {
  add(member: T): void;
  /** @returns whether it was a member */
  delete(member: T): boolean;
  /** Looks after nobody any more. */
  stop(): void;
  readonly size: number;
  readonly members: Iterable<T>;
}

/** Parts of the time in which each has had its turn. */
const TURNS = 12;

/** Calls `visit` for every member once in `everyMs` milliseconds. It must not throw. */
export function createTurns<T>(everyMs: number, visit: (member: T) => void): Turns<T> {
  const turns: readonly Set<T>[] = Array.from({ length: TURNS }, () => new Set());
  let added = 0;
  let size = 0;
  let due = 0;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function visitThoseDue(): void {
    due = (due + 1) % TURNS;
    for (const member of turns[due]!) visit(member);
  }

  return {
    add(member) {
      turns[added++ % TURNS]!.add(member);
      size += 1;
      timer ??= setInterval(visitThoseDue, everyMs / TURNS).unref();
    },
    delete(member) {
      if (!turns.some((turn) => turn.delete(member))) return false;
      size -= 1;
      if (size === 0) stop();
      return true;
    },
    stop,
    get size() {
      return size;
    },
    members: {
      *[Symbol.iterator]() {
        for (const turn of turns) yield* turn;
      },
    },
  };
}
