import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { nameFailure } from '../../../outbound/failure.js';
import { backoff, startPulse, type Pulse } from '../../../outbound/pulse.js';
import type { WorkState } from '../../../outbound/relay.js';
import type { FlowRunner } from './flow-runner.service.js';
import type { FlowState } from './flow.rules.js';
import type { FlowStore, Room } from './flow.store.js';

/** Carries out what the rows of flows call for, whoever wrote them. */
export interface FlowWorker {
  start(): Promise<void>;
  /** Takes nothing more, waits for what runs, and cuts off what does not end in time. */
  stop(): Promise<void>;
  /** Rows were written. */
  wake(): void;
  state(): WorkState;
  startedAt(): Date;
  /** A step has ended. */
  onStep(flow: FlowState | undefined): void;
}

export interface FlowWorkerOptions {
  readonly store: FlowStore;
  readonly runner: FlowRunner;
  /** How many calls in a row have not reached the network. */
  unreached(): number;
  readonly clock: Clock;
  readonly log: Log;
  /** Calls at once of each sort. */
  readonly width: number;
  /** Nobody else uses the database. */
  readonly embedded: boolean;
  /** Milliseconds between looks at the rows when nobody wakes. @default 1000 */
  readonly pollMs?: number;
  /** Looks at flows in force, a second. @default 50 */
  readonly looksPerSecond?: number;
  /** Milliseconds for what runs at the end. @default 10000 */
  readonly stopMs?: number;
}

/** So many calls in a row that did not reach the network, and only one at a time is tried. */
const DOWN = 3;
const PROBE = { first: 500, most: 5_000 } as const;
/** Removals for each call at once: with fewer in hand, so many more are taken. */
const FEW = 2;
const MANY = 4;

export function flowWorker({ store, runner, unreached, clock, log, width, embedded, pollMs = 1_000, looksPerSecond = 50, stopMs = 10_000 }: FlowWorkerOptions): FlowWorker {
  let pulse: Pulse | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ringsAt = Infinity;
  let more = false;
  let lag = 0;
  let startedAt = clock.now();
  let lookedAt = 0;
  let probeAt = 0;
  let countedAt = 0;

  function ringAt(time: number): void {
    const wait = time - clock.now().getTime();
    if (time >= ringsAt || wait > pollMs || !pulse) return;
    clearTimeout(timer);
    ringsAt = time;
    timer = setTimeout(ring, Math.max(1, wait));
  }

  function ring(): void {
    ringsAt = Infinity;
    pulse?.wake();
  }

  /** While the network cannot be reached, what can wait does: one of them is tried now and then, and all go on when it is heard. */
  function isHeldBack(now: number): boolean {
    if (unreached() < DOWN) return false;
    if (now < probeAt) return true;
    probeAt = now + backoff(unreached() - DOWN + 1, PROBE);
    return false;
  }

  function room(now: number): Room {
    const { removing, others } = runner.held();
    const urgent = Math.max(0, width - others);
    if (isHeldBack(now)) return { urgent, removing: 0, granted: 0 };
    if (unreached() >= DOWN) return { urgent, removing: 1, granted: 1 };
    const looks = Math.floor((Math.min(1_000, now - lookedAt) * looksPerSecond) / 1_000);
    if (looks > 0) lookedAt = now;
    // Many removals are taken at once: a claim costs as much as many of them.
    return { urgent, removing: removing < FEW * width ? MANY * width : 0, granted: Math.min(looks, urgent) };
  }

  async function round(): Promise<void> {
    const now = clock.now();
    const asked = room(now.getTime());
    const claimed = await store.claim(asked, now);
    for (const flow of claimed) runner.run(flow);
    const count = (isOf: (phase: FlowState['phase']) => boolean): number => claimed.filter(({ phase }) => isOf(phase)).length;
    const isFull = count((phase) => phase === 'REMOVING') === asked.removing || count((phase) => phase !== 'REMOVING' && phase !== 'GRANTED') === asked.urgent;
    more = isFull && unreached() < DOWN;
    lag = isFull && now.getTime() >= countedAt + pollMs ? await countWaiting(now) : isFull ? lag : 0;
  }

  async function countWaiting(now: Date): Promise<number> {
    countedAt = now.getTime();
    return store.waiting(now);
  }

  const hasRoom = (): boolean => {
    const { removing, others } = runner.held();
    return removing < FEW * width && others < width / 2;
  };

  return {
    async start() {
      if (embedded) await store.freeLeases();
      startedAt = clock.now();
      lookedAt = startedAt.getTime();
      pulse = startPulse(round, { name: 'network flows', log, everyMs: pollMs });
    },
    async stop() {
      await pulse?.stop();
      pulse = undefined;
      clearTimeout(timer);
      await runner.stop(stopMs);
      await store.giveBack();
    },
    wake: () => pulse?.wake(),
    startedAt: () => startedAt,
    onStep(flow) {
      if (more && hasRoom()) pulse?.wake();
      else if (flow && flow.phase !== 'GRANTED') ringAt(flow.dueAt.getTime());
    },
    state() {
      if (!pulse) return { ok: false, lag, reason: 'Flows are not driven.' };
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `Flows cannot be taken (${nameFailure(failure)}).` };
    },
  };
}
