import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { Kind, type ExecutionResult } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { Caller } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { isStream, rootFieldsOf, type Operations } from '../operations.js';
import { canonical, type Params } from './params.js';

/** One result of a stream, serialised once for all who read it. */
export interface Frame {
  /** The `ExecutionResult` as JSON. */
  readonly json: string;
  /** The same as an event of `text/event-stream`. */
  readonly event: Buffer;
}

/** One who reads. Neither function may throw. */
export interface Reader {
  next(frame: Frame): void;
  /** The source has ended; nothing follows. */
  end(): void;
}

export interface StreamRequest {
  readonly prepared: Prepared;
  readonly params: Params;
  readonly ctx: RequestContext;
}

export type Opened = { readonly leave: () => void } | { readonly refused: ExecutionResult };

/**
 * Subscriptions with one execution and one serialisation for all who ask the same with the same rights.
 * The same means: document, operation name, variables, and everything of the caller that a resolver can see. A stream
 * that starts `after` a position replays from there, so it is never joined by another, who would miss the replay.
 */
export interface SharedStreams {
  /** The reader may be called before the promise settles. It is called no more once `leave` was. */
  open(request: StreamRequest, reader: Reader): Promise<Opened>;
  /** Executions that are running. */
  readonly sources: number;
}

interface Group {
  readonly readers: Set<Reader>;
  readonly over: AbortController;
  readonly opening: Promise<ExecutionResult | undefined>;
}

/** Readers served before other work of the process gets its turn. */
const SERVED_AT_ONCE = 500;

export function createSharedStreams(operations: Operations): SharedStreams {
  const groups = new Map<string, Group>();
  const running = new Set<Group>();

  function start(key: string | undefined, { prepared, params, ctx }: StreamRequest): Group {
    const over = new AbortController();
    const readers = new Set<Reader>();
    const { caller, correlator, log } = ctx;
    const shared: RequestContext = { caller, correlator, log, idempotencyKey: null, requestHash: null, signal: over.signal };
    const forget = (): void => {
      running.delete(group);
      if (key !== undefined && groups.get(key) === group) groups.delete(key);
    };
    const run = async (): Promise<ExecutionResult | undefined> => {
      const source = await operations.subscribe(prepared, params.variables, shared);
      if (!isStream(source)) {
        forget();
        return source;
      }
      void pump(source, group, shared).finally(forget);
      return undefined;
    };
    over.signal.addEventListener('abort', forget, { once: true });
    const group: Group = { readers, over, opening: Promise.resolve().then(run) };
    running.add(group);
    if (key !== undefined) groups.set(key, group);
    return group;
  }

  return {
    async open(request, reader) {
      const key = startsAtPosition(request) ? undefined : keyOf(request);
      const group = (key === undefined ? undefined : groups.get(key)) ?? start(key, request);
      group.readers.add(reader);
      const refused = await group.opening;
      if (refused !== undefined) return { refused };
      return {
        leave() {
          if (group.readers.delete(reader) && group.readers.size === 0) group.over.abort();
        },
      };
    },
    get sources() {
      return running.size;
    },
  };
}

async function pump(source: AsyncIterable<ExecutionResult>, { readers, over }: Group, ctx: RequestContext): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const stop = (): void => void Promise.resolve(iterator.return?.()).catch((failure: unknown) => tell(failure, ctx));
  if (over.signal.aborted) return stop();
  over.signal.addEventListener('abort', stop, { once: true });
  try {
    for (let step = await iterator.next(); step.done !== true && !over.signal.aborted; step = await iterator.next()) {
      await handOut(createFrame(step.value), readers);
    }
  } catch (failure) {
    tell(failure, ctx);
  }
  for (const reader of readers) reader.end();
}

const tell = (failure: unknown, { log, correlator }: RequestContext): void => log.error({ correlator, err: failure }, 'a subscription broke');

async function handOut(frame: Frame, readers: ReadonlySet<Reader>): Promise<void> {
  let served = 0;
  for (const reader of readers.size > SERVED_AT_ONCE ? [...readers] : readers) {
    if (readers.has(reader)) reader.next(frame);
    if (++served % SERVED_AT_ONCE === 0) await breathe();
  }
}

export function createFrame(result: ExecutionResult): Frame {
  const json = JSON.stringify(result);
  let event: Buffer | undefined;
  return {
    json,
    get event() {
      return (event ??= Buffer.from(`event: next\ndata: ${json}\n\n`));
    },
  };
}

function keyOf({ params: { query, operationName, variables }, ctx }: StreamRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([query, operationName, rightsOf(ctx.caller)]))
    .update(canonical(variables))
    .digest('base64');
}

const rightsOf = ({ kind, clientId, userId, admin, scopes }: Caller): unknown => [kind, clientId, userId, admin, [...scopes].sort()];

function startsAtPosition({ prepared, params: { variables } }: StreamRequest): boolean {
  return rootFieldsOf(prepared).some((field) => {
    const value = field.arguments?.find(({ name }) => name.value === 'after')?.value;
    if (value === undefined || value.kind === Kind.NULL) return false;
    if (value.kind !== Kind.VARIABLE) return true;
    const name = value.name.value;
    const declared = prepared.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    return (variables?.[name] ?? declared?.defaultValue ?? null) !== null;
  });
}
