import { getOperationAST, parse, type ExecutionResult } from 'graphql';
import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Prepared } from '../../federation/engine.js';
import { DEVELOPER, type Caller } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Operations } from '../operations.js';
import { createSharedStreams, type StreamRequest } from './shared-stream.js';

const RESUMABLE = 'subscription ($after: String) { changed(after: $after) { cursor status } }';

function prepare(query: string, more: Partial<Prepared> = {}): Prepared {
  const document = parse(query);
  const never = async (): Promise<never> => Promise.reject(new Error('not here'));
  return { kind: 'subscription', document, operation: getOperationAST(document)!, generation: 1, far: false, execute: never, subscribe: never, ...more };
}

/** A log that is followed after a cursor (`c` and the number of the event), and what was asked of it. */
function aLog() {
  const events: ExecutionResult[] = [];
  const followers = new Set<() => void>();
  const asked: { after: unknown; ctx: RequestContext }[] = [];
  async function* follow(from: number, signal: AbortSignal): AsyncGenerator<ExecutionResult> {
    for (let at = from; ; at++) {
      while (at >= events.length && !signal.aborted) {
        await new Promise<void>((resolve) => {
          followers.add(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      if (signal.aborted) return;
      yield events[at]!;
    }
  }
  let generation = 1;
  const operations: Pick<Operations, 'subscribe' | 'generation' | 'prepare'> = {
    get generation() {
      return generation;
    },
    prepare: (query) => (query.includes('changed') ? prepare(query, { generation }) : []),
    async subscribe(_prepared, variables, ctx) {
      const after = variables?.['after'];
      asked.push({ after, ctx });
      if (after === 'bad') return { errors: [] };
      return follow(typeof after === 'string' ? Number(after.slice(1)) : events.length, ctx.signal);
    },
  };
  return {
    asked,
    operations: operations as Operations,
    swap: () => void (generation += 1),
    async publish(event: ExecutionResult = { data: { changed: { cursor: `c${events.length + 1}`, status: 'up' } } }) {
      events.push(event);
      const woken = Array.from(followers);
      followers.clear();
      for (const wake of woken) wake();
      for (let turn = 0; turn < 20; turn++) await breathe();
    },
  };
}

const ctxOf = (caller: Caller = DEVELOPER, authorization?: string): RequestContext => ({
  caller, correlator: 'test', idempotencyKey: null, requestHash: null, signal: new AbortController().signal,
  log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }, forwarded: { authorization },
});

interface Asked {
  readonly variables?: StreamRequest['params']['variables'];
  readonly prepared?: Prepared;
  readonly ctx?: RequestContext;
  readonly lastEventId?: string;
}

function aDesk() {
  const log = aLog();
  const streams = createSharedStreams(log.operations);
  const resumable = prepare(RESUMABLE);
  async function open({ variables = null, prepared = resumable, ctx = ctxOf(), lastEventId }: Asked = {}) {
    const heard: (string | undefined)[] = [];
    const ids: string[] = [];
    const end = vi.fn();
    const query = prepared === resumable ? RESUMABLE : prepared.document.loc!.source.body;
    const params = { query, hash: null, variables, operationName: null, idempotencyKey: null };
    const opened = await streams.open({ prepared, params, ctx, lastEventId }, {
      next({ json, event }) {
        heard.push(/"cursor":"(\w+)"/.exec(json)?.[1]);
        ids.push(/^id: (\S+)/.exec(event.toString())?.[1] ?? '');
      },
      end,
    });
    return { heard, ids, end, opened, leave: () => 'leave' in opened && opened.leave() };
  }
  return { ...log, streams, open };
}

describe('a stream that starts at a cursor', () => {
  it('is shared with those who start there too, and becomes one with the others at the next event', async () => {
    const { open, publish, streams, asked } = aDesk();
    await publish();
    await publish();
    const live = await open();
    const resumed = await Promise.all(Array.from({ length: 3 }, () => open({ variables: { after: 'c2' } })));
    expect(asked.map(({ after }) => after)).toEqual([undefined, 'c2']);
    await publish();
    expect([live, ...resumed].map(({ heard }) => heard)).toEqual(Array(4).fill(['c3']));
    expect(streams.sources).toBe(1);
    await publish();
    expect([live, ...resumed].map(({ heard }) => heard)).toEqual(Array(4).fill(['c3', 'c4']));
    for (const { leave } of [live, ...resumed]) leave();
    expect(streams.sources).toBe(0);
  });

  it('replays what its readers have missed, each event once', async () => {
    const { open, publish, streams } = aDesk();
    for (let i = 0; i < 5; i++) await publish();
    const live = await open();
    const late = await open({ variables: { after: 'c1' } });
    await publish();
    expect(late.heard).toEqual(['c2', 'c3', 'c4', 'c5', 'c6']);
    expect(live.heard).toEqual(['c6']);
    expect(streams.sources).toBe(1);
    await publish();
    expect(late.heard.slice(5)).toEqual(['c7']);
    expect(late.end).not.toHaveBeenCalled();
  });

  it('joins those who stand at its cursor without a source of its own', async () => {
    const { open, publish, streams, asked } = aDesk();
    const live = await open();
    await publish();
    const back = await open({ lastEventId: 'c1' });
    expect([asked.length, streams.sources]).toEqual([1, 1]);
    await publish();
    expect([live.heard, back.heard]).toEqual([['c1', 'c2'], ['c2']]);
    live.leave();
    await publish();
    expect(back.heard).toEqual(['c2', 'c3']);
  });

  it('is left alone while an event has passed of which the cursor is not known', async () => {
    const { open, publish, asked } = aDesk();
    await open();
    await publish();
    await publish({ errors: [], data: null });
    await open({ variables: { after: 'c1' } });
    expect(asked).toHaveLength(2);
  });

  it('that is refused takes nobody with it', async () => {
    const { open, publish, streams } = aDesk();
    await open();
    const refused = await open({ variables: { after: 'bad' } });
    expect(refused.opened).toEqual({ refused: { errors: [] } });
    expect(streams.sources).toBe(1);
    await publish();
    expect(refused.heard).toEqual([]);
  });

  it('is not mixed with those who only want what is new', async () => {
    const { open, publish, asked } = aDesk();
    await publish();
    await open({ variables: { after: 'c0' } });
    const live = await open();
    expect(asked.map(({ after }) => after)).toEqual(['c0', undefined]);
    expect(live.heard).toEqual([]);
  });

  it('is not mixed where the variable means more than the start', async () => {
    const { open, publish, streams } = aDesk();
    const prepared = prepare('subscription ($after: String) { changed(after: $after) { cursor since(after: $after) } }');
    await open({ prepared });
    await open({ prepared, variables: { after: 'c0' } });
    await publish();
    expect(streams.sources).toBe(2);
  });

  it('by a literal or a default is known as well', async () => {
    const { open, asked } = aDesk();
    const literal = prepare('subscription { changed(after: "c0") { cursor } }');
    const byDefault = prepare('subscription ($after: String = "c0") { changed(after: $after) { cursor } }');
    for (const prepared of [literal, literal, byDefault, byDefault]) await open({ prepared });
    await open({ prepared: byDefault, variables: { after: null } });
    expect(asked).toHaveLength(3);
  });
});

describe('the id of an event', () => {
  it('is its cursor, where the document can say it again as a variable', async () => {
    const { open, publish } = aDesk();
    const resumable = await open();
    const aliased = await open({ prepared: prepare('subscription ($from: String) { it: changed(after: $from) { ...F } } fragment F on Change { cursor: cursor }') });
    const never = await open({ prepared: prepare('subscription { changed { cursor status } }') });
    await publish({ data: { changed: { cursor: 'c1' }, it: { cursor: 'c1' } } });
    expect([resumable.ids, aliased.ids, never.ids]).toEqual([['c1'], ['c1'], ['']]);
  });

  it('is left out when it could break the stream', async () => {
    const { open, publish } = aDesk();
    const reader = await open();
    await publish({ data: { changed: { cursor: 'c1\ndata: forged' } } });
    expect(reader.ids).toEqual(['']);
  });
});

describe('streams are kept apart', () => {
  const asUser = (userId: string): Caller => ({ kind: 'three-legged', clientId: 'a', userId, scopes: new Set(['x', 'y']), admin: false });

  it('by what a resolver can see of the caller, and by the graph', async () => {
    const { open, streams, swap } = aDesk();
    await open({ ctx: ctxOf(asUser('u1')) });
    await open({ ctx: ctxOf(asUser('u2')) });
    await open({ ctx: ctxOf({ ...asUser('u1'), scopes: new Set(['x']) }) });
    await open({ ctx: ctxOf({ ...asUser('u1'), scopes: new Set(['y', 'x']), validUntil: new Date(0), address: '::1' }) });
    expect(streams.sources).toBe(3);
    swap();
    await open({ ctx: ctxOf(asUser('u1')), prepared: prepare(RESUMABLE, { generation: 2 }) });
    expect(streams.sources).toBe(4);
  });

  it('and nobody joins those of an old graph, also not who was prepared on it', async () => {
    const { open, streams, swap } = aDesk();
    await open();
    swap();
    await open();
    await open();
    expect(streams.sources).toBe(2);
    const gone = await open({ prepared: prepare('subscription { gone { cursor } }') });
    expect(gone.opened).toEqual({ refused: { errors: [] } });
  });

  it('by the token, where subgraphs elsewhere are shown it', async () => {
    const { open, streams, asked } = aDesk();
    const far = prepare(RESUMABLE, { far: true });
    for (const token of ['Bearer 1', 'Bearer 2', 'Bearer 1']) await open({ ctx: ctxOf(asUser('u1'), token), prepared: far });
    expect(streams.sources).toBe(2);
    expect(asked.map(({ ctx }) => ctx.forwarded?.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
    for (const token of ['Bearer 1', 'Bearer 2']) await open({ ctx: ctxOf(asUser('u1'), token) });
    expect(streams.sources).toBe(3);
  });

  it('and the one that is executed for all knows nothing that only one of them knows', async () => {
    const { open, asked } = aDesk();
    await open({ ctx: ctxOf({ ...asUser('u1'), validUntil: new Date(0), address: '::1' }) });
    expect(Object.keys(asked[0]!.ctx.caller).sort()).toEqual(['admin', 'clientId', 'kind', 'scopes', 'userId']);
  });
});

it('a reader who leaves while an event is handed out hears no more, and one who joins hears the next', async () => {
  const { open, publish, streams } = aDesk();
  const readers = await Promise.all(Array.from({ length: 1200 }, () => open()));
  const publishing = publish();
  while (readers[0]!.heard.length === 0) await breathe();
  expect(readers[1199]!.heard).toEqual([]);
  readers[1199]!.leave();
  const joined = await open();
  await publishing;
  expect(readers.filter(({ heard }) => heard.length === 1)).toHaveLength(1199);
  expect(joined.heard).toEqual([]);
  await publish();
  expect(joined.heard).toEqual(['c2']);
  expect(streams.sources).toBe(1);
});
