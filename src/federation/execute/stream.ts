import type { ExecutionResult } from 'graphql';
import type { Log } from '../../kernel/context.js';
import { toGraphQLError } from './execution.js';

type Next = IteratorResult<ExecutionResult, undefined>;

const END: Next = { done: true, value: undefined };

/**
 * Completes each event of a subgraph's stream. A source that fails ends the stream with one last result that holds
 * the error. Leaving the stream answers a waiting `next` at once and leaves the source, which may take its time.
 */
export function eventStream(
  source: AsyncIterable<ExecutionResult>,
  log: Log,
  complete: (event: ExecutionResult) => Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult, undefined> {
  const events = source[Symbol.asyncIterator]();
  let ended = false;
  let leave: (() => void) | undefined;

  const advance = async (): Promise<Next> => {
    try {
      const event = await events.next();
      if (!event.done) return { done: false, value: await complete(event.value) };
      ended = true;
      return END;
    } catch (thrown) {
      ended = true;
      return { done: false, value: { errors: [toGraphQLError(thrown)] } };
    }
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (ended) return Promise.resolve(END);
      return new Promise((resolve) => {
        leave = () => resolve(END);
        void advance().then(resolve);
      });
    },
    return() {
      ended = true;
      leave?.();
      events.return?.().catch((cause: unknown) => log.warn({ err: cause }, 'the source of a subscription failed while it was left'));
      return Promise.resolve(END);
    },
  };
}
