import type { Log } from '../../../kernel/context.js';
import { failureFields } from '../../../outbound/failure.js';
import { createLane, type Lane } from '../../../outbound/lanes.js';
import type { FlowState } from './flow.rules.js';
import type { FlowSteps } from './flow-steps.service.js';
import type { ClaimedFlow } from './flow.store.js';

/** Runs claimed flows, each one's steps after one another, and so many at a time. */
export interface FlowRunner {
  /** In its turn among the others. */
  run(flow: ClaimedFlow): void;
  /** At once. @returns the flow afterwards; undefined when its row is gone, or nobody knows. */
  hasten(flow: ClaimedFlow): Promise<FlowState | undefined>;
  /** Flows that are held in this process and wait, or run. */
  held(): { readonly removing: number; readonly others: number };
  /** What waits for its turn is left; what runs may end in so many milliseconds, and is cut off then. */
  stop(withinMs: number): Promise<void>;
}

export interface FlowRunnerOptions {
  readonly steps: FlowSteps;
  readonly log: Log;
  /** Calls at once: so many to remove, and as many for everything else. */
  readonly width: number;
  /** A step has ended; the next of its flow is due then. */
  onStep(flow: FlowState | undefined): void;
}

/** Milliseconds in which what was cut off lets go. */
const GRACE_MS = 500;

export function flowRunner({ steps, log, width, onStep }: FlowRunnerOptions): FlowRunner {
  const ending = new AbortController();
  const running = new Map<string, Promise<FlowState | undefined>>();
  const lanes = { removing: createLane(width), others: createLane(width) };
  const held = { removing: 0, others: 0 };
  let stopping = false;

  /** Never rejects: a flow whose step could not be written keeps its lease until it ends. */
  async function step(flow: ClaimedFlow, turn: Lane['run'] = (work) => work()): Promise<FlowState | undefined> {
    try {
      // What its claim says was sent is sent, or it is written that it was not.
      const taken = await turn(async () => (stopping && flow.was !== 'WANTED' ? undefined : steps.step(flow, ending.signal)));
      return await taken?.written;
    } catch (error) {
      log.error({ flow: flow.id, phase: flow.phase, ...failureFields(error) }, 'a step of a flow could not be written; it is looked at again when its lease ends');
      return undefined;
    }
  }

  function after(flow: ClaimedFlow, work: () => Promise<FlowState | undefined>): Promise<FlowState | undefined> {
    const earlier = running.get(flow.id);
    const result = (earlier ? earlier.then(work) : work()).finally(() => {
      if (running.get(flow.id) === result) running.delete(flow.id);
    });
    running.set(flow.id, result);
    return result;
  }

  async function settled(withinMs: number): Promise<void> {
    if (running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([deadline, Promise.all(running.values())]);
    clearTimeout(timer);
  }

  return {
    run(flow) {
      const sort = flow.phase === 'REMOVING' ? 'removing' : 'others';
      held[sort] += 1;
      void after(flow, () => step(flow, lanes[sort].run)).then((next) => {
        held[sort] -= 1;
        onStep(next);
      });
    },
    async hasten(flow) {
      const next = await after(flow, () => step(flow));
      onStep(next);
      return next;
    },
    held: () => held,
    async stop(withinMs) {
      stopping = true;
      await settled(withinMs);
      ending.abort();
      await settled(GRACE_MS);
    },
  };
}
