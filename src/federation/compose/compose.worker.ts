import { parentPort, workerData } from 'node:worker_threads';
import { CompositionError } from './compose.js';
import type { WorkerAnswer } from './compose-aside.js';
import { composeTexts, type ComposeTask } from './compose-texts.js';

function answer(): WorkerAnswer {
  try {
    return composeTexts(workerData as ComposeTask);
  } catch (failure) {
    if (failure instanceof CompositionError) return { messages: failure.messages };
    throw failure;
  }
}

parentPort?.postMessage(answer());
