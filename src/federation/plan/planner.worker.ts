import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { PlanAnswer, PlannerThread, PlanTask } from './planner-aside.js';

/**
 * Keeps the planning process: hands it one task at a time, ends it when a task takes too long, and starts another when
 * it has ended. A thread, so that whoever asks can wait without an event loop.
 */

const PROCESS = fileURLToPath(new URL('./planner.process.js', import.meta.url));
/** Milliseconds for one plan; most take less than one. */
const LIMIT_MS = 1_000;
/** The same for a supergraph that is new to the process. */
const FIRST_LIMIT_MS = 20_000;

const { port, answered } = workerData as PlannerThread;
let running: Promise<ChildProcess> | undefined;

function start(): Promise<ChildProcess> {
  // It needs nothing of our environment, which holds secrets.
  const child = fork(PROCESS, [], { serialization: 'advanced', stdio: 'ignore', env: {}, execArgv: [] });
  const ready = new Promise<ChildProcess>((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('error', reject);
    child.once('exit', () => {
      if (running === ready) running = undefined;
      reject(new Error('The planner cannot be started.'));
    });
  });
  return ready;
}

function answerTo(task: PlanTask, child: ChildProcess): Promise<PlanAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: PlanAnswer): void => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', ended);
      resolve(answer);
    };
    const ended = (): void => settle({ id: task.id, fault: 'The planner failed at it.' });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      running = undefined;
      settle({ id: task.id, fault: 'It takes too long to plan.' });
    }, task.supergraph === undefined ? LIMIT_MS : FIRST_LIMIT_MS);
    child.on('message', settle);
    child.on('exit', ended);
    child.send(task);
  });
}

async function attend(task: PlanTask): Promise<void> {
  let answer: PlanAnswer;
  try {
    answer = await answerTo(task, await (running ??= start()));
  } catch (failure) {
    running = undefined;
    answer = { id: task.id, fault: failure instanceof Error ? failure.message : String(failure) };
  }
  port.postMessage(answer);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
}

port.on('message', (task: PlanTask) => void attend(task));
