import type { Log } from '../../kernel/context.js';
import { failureFields } from '../../outbound/failure.js';
import { createLane, type Lane } from './flow-lanes.service.js';
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
  /** Waits until nothing runs, but no longer than this. */
  settled(withinMs: number): Promise<void>;
  /** Tells all calls to let go. */
  cutOff(): void;
}

export interface FlowRunnerOptions {
  readonly steps: FlowSteps;
  readonly log: Log;
  /** Calls at once: so many to remove, and as many for everything else. */
  readonly width: number;
  /** A step has ended; the next of its flow is due then. */
  onStep(flow: FlowState | undefined): void;
}

export function flowRunner({ steps, log, width, onStep }: FlowRunnerOptions): FlowRunner {
  const ending = new AbortController();
  const running = new Map<string, Promise<FlowState | undefined>>();
  const lanes = { removing: createLane(width), others: createLane(width) };
  const held = { removing: 0, others: 0 };

  /** Never rejects: a flow whose step could not be written keeps its lease until it ends. */
  async function step(flow: ClaimedFlow, turn: Lane['run'] = (work) => work()): Promise<FlowState | undefined> {
    try {
      const { written } = await turn(() => steps.step(flow, ending.signal));
      return await written;
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
    async settled(withinMs) {
      if (running.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
      await Promise.race([deadline, Promise.all(running.values())]);
      clearTimeout(timer);
    },
    cutOff: () => ending.abort(),
  };
}
