import { parentPort, workerData } from 'node:worker_threads';
import { startEngine, type EngineOptions } from './embedded-engine.js';
import type { Answer, Request } from './embedded-thread.js';

/** The thread's side of `embedded-thread.ts`. An engine that fails ends the thread: its memory cannot be trusted. */
if (parentPort === null) throw new Error('embedded-worker runs as a thread only');
const port = parentPort;

const tell = (answer: Answer): void => port.postMessage(answer, 'data' in answer ? answer.data.map(({ buffer }) => buffer as ArrayBuffer) : []);

const engine = await startEngine(workerData as EngineOptions, (error) => tell({ fault: String(error) }));

port.on('message', ({ id, message }: Request) => {
  const work = message === undefined ? engine.close().then(() => []) : engine.exec(message);
  work.then(
    (data) => {
      tell({ id, data });
      if (message === undefined) port.close();
    },
    (error: unknown) => {
      tell({ id, error: String(error) });
      process.exit(1);
    },
  );
});
tell({ id: 0, data: [] });
