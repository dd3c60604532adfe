import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { PlanNode } from '@graphql-hive/router-query-planner';
import { createPlanner, type Planner } from './planner.js';

/** One question to the planning process. */
export interface PlanTask {
  readonly id: number;
  /** Which supergraph. Its text is there when the process may not know it. */
  readonly key: string;
  readonly supergraph?: string;
  /** Null asks only whether the supergraph can be planned on. */
  readonly operation: string | null;
}

export type PlanAnswer = { readonly id: number } & (
  | { readonly node: PlanNode | undefined }
  | { readonly fault: string }
  /** The process does not know the supergraph, or no more. */
  | { readonly unknown: true }
);

/** What the thread that keeps the process is given. */
export interface PlannerThread {
  readonly port: MessagePort;
  /** Counts the answers; whoever waits for one waits for a change. */
  readonly answered: Int32Array;
}

type Ask = (task: Omit<PlanTask, 'id'>) => PlanAnswer;

const THREAD = new URL('./planner.worker.js', import.meta.url);
/** Where the program runs from its sources, as in tests, there is no process to start, and plans are made here. */
const HAS_PROCESS = existsSync(fileURLToPath(THREAD));

/** Milliseconds for an answer, the start of the process included; the thread itself bounds each plan much closer. */
const PATIENCE_MS = 60_000;

/**
 * A planner in a process of its own. Hive's planner (0.0.38) ends its process at some operations, and takes minutes for
 * others: here that costs the one document, which is refused, and not the gateway. Asked, it answers before it returns, since
 * a document is prepared in one go; a plan takes some milliseconds, and is made once for a document.
 * @throws Error when the supergraph cannot be planned on.
 */
export function createPlannerAside(supergraph: string): Planner {
  if (!HAS_PROCESS) return createPlanner(supergraph);
  const ask = theProcess();
  const key = createHash('sha256').update(supergraph).digest('base64');
  const plan = (operation: string | null): PlanNode | undefined => {
    let answer = ask({ key, operation, ...(operation === null && { supergraph }) });
    if ('unknown' in answer) answer = ask({ key, operation, supergraph });
    if ('fault' in answer) throw new Error(answer.fault);
    return 'node' in answer ? answer.node : undefined;
  };
  plan(null);
  return { plan };
}

let started: Ask | undefined;
const theProcess = (): Ask => (started ??= startThread());

function startThread(): Ask {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(THREAD, { workerData: { port: port2, answered }, transferList: [port2], execArgv: [] });
  worker.unref();
  port1.unref();
  // Whatever ends the thread, the next question starts another.
  worker.once('exit', () => void (started = undefined));
  let tasks = 0;
  return function ask(task) {
    const id = ++tasks;
    port1.postMessage({ ...task, id });
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const seen = Atomics.load(answered, 0);
      for (let got = receiveMessageOnPort(port1); got; got = receiveMessageOnPort(port1)) {
        const answer = got.message as PlanAnswer;
        if (answer.id === id) return answer;
      }
      const left = until - performance.now();
      if (left <= 0) return { id, fault: 'The planner does not answer.' };
      Atomics.wait(answered, 0, seen, left);
    }
  };
}
