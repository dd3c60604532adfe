import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { CompositionError } from './compose.js';
import { composeTexts, type Composed, type ComposeTask } from './compose-texts.js';

/** What the worker says: a supergraph, or why there is none. */
export type WorkerAnswer = Composed | { readonly messages: readonly string[] };

const WORKER = new URL('./compose.worker.js', import.meta.url);
/** Where the program runs from its sources, as in tests, there is no worker to start. */
const HAS_WORKER = existsSync(fileURLToPath(WORKER));

/** Milliseconds that a composition may take. */
const LIMIT_MS = 60_000;
const MEMORY = { maxOldGenerationSizeMb: 512, stackSizeMb: 16 };

/**
 * Composes on a thread of its own, which ends with its work: what a subgraph elsewhere says may take seconds, or all
 * the memory that it is given, and costs no request anything. What is in this process alone is known to be small.
 * @throws CompositionError
 */
export async function composeAside(task: ComposeTask): Promise<Composed> {
  if (task.far.length === 0 || !HAS_WORKER) return composeTexts(task);
  const answer = await answerTo(task);
  if ('messages' in answer) throw new CompositionError(answer.messages);
  return answer;
}

async function answerTo(task: ComposeTask): Promise<WorkerAnswer> {
  const worker = new Worker(WORKER, { workerData: task, resourceLimits: MEMORY });
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<WorkerAnswer>((resolve) => {
      const failed = (why: string): void => resolve({ messages: [`The composition ${why}.`] });
      worker.once('message', resolve);
      worker.once('error', (failure: Error) => failed(`failed: ${failure.message}`));
      worker.once('exit', () => failed('ended without an answer'));
      timer = setTimeout(() => failed(`took more than ${LIMIT_MS} ms`), LIMIT_MS).unref();
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
