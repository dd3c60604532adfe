import { GraphQLError, type ExecutionResult } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { createMemoryLog, createStubEngine } from '../../test/support/graphql-door.js';
import type { Prepared } from '../federation/engine.js';
import { DEVELOPER } from '../kernel/caller.js';
import type { RequestContext } from '../kernel/context.js';
import { MASKED, Refusal } from '../kernel/refusal.js';
import { createOperations, isStream } from './operations.js';

const root = {
  hello: () => 'world',
  app: () => {
    throw new Refusal('NOT_FOUND', 'There is none.');
  },
};

function aWorld() {
  const log = createMemoryLog();
  const ctx: RequestContext = { caller: DEVELOPER, correlator: 'c-1', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log };
  const metrics = { operation: vi.fn() };
  const scopes = new Map([['Query.hello', 'hello:read'], ['Query.app', 'apps:read'], ['Query.apps', 'apps:read'], ['Mutation.submit', 'apps:write']]);
  const engine = createStubEngine(root, { maxTokens: 20 });
  const operations = createOperations({ engine, trusted: createStubEngine(root), scopes, metrics });
  return { log, ctx, metrics, operations, engine };
}

const prepared = (operations: ReturnType<typeof aWorld>['operations'], query: string): Prepared => {
  const found = operations.prepare(query);
  if ('kind' in found) return found;
  throw new Error('not prepared');
};

/** A prepared operation of which only the outcome matters. */
const outcomes = (given: Partial<Prepared>): Prepared => ({ kind: 'query', ...given }) as Prepared;

describe('prepare', () => {
  it('limits the documents of callers, and not ours', () => {
    const { operations, metrics } = aWorld();
    const long = `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: hello`).join(' ')} }`;
    expect(operations.prepare(long)).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED', limit: 'tokens' } }]);
    expect(metrics.operation).toHaveBeenCalledWith('invalid', 'GRAPHQL_PARSE_FAILED');
    expect(operations.prepareTrusted(long).kind).toBe('query');
  });

  it('masks what broke within, and writes it down once', () => {
    const log = { error: vi.fn() };
    const broken = new GraphQLError('inner words', { originalError: new Error('inner words') });
    const engine = { ...createStubEngine(root), prepare: () => [broken] };
    const operations = createOperations({ engine, trusted: createStubEngine(root), scopes: new Map(), log });
    for (let times = 0; times < 2; times += 1) expect(operations.prepare('{ hello }')).toMatchObject([{ message: MASKED, extensions: { code: 'INTERNAL' } }]);
    expect(log.error.mock.calls).toEqual([[{ err: broken.originalError }, 'a document could not be prepared']]);
  });

  it('throws when a document of ours is not valid', () => {
    expect(() => aWorld().operations.prepareTrusted('{ nothing }')).toThrow(/document of ours is not valid: Cannot query field "nothing"/);
  });
});

describe('execute', () => {
  it('hands a result without errors on as it is', async () => {
    const { operations, ctx, metrics } = aWorld();
    const result: ExecutionResult = { data: { hello: 'world' } };
    expect(await operations.execute(outcomes({ execute: async () => result }), {}, ctx)).toBe(result);
    expect(metrics.operation).toHaveBeenCalledWith('query', null);
  });

  it('presents errors beside the data', async () => {
    const { operations, ctx, metrics } = aWorld();
    const result = await operations.execute(prepared(operations, '{ hello app(id: 1) { id } }'), null, ctx);
    expect(JSON.parse(JSON.stringify(result))).toEqual({ data: { hello: 'world', app: null }, errors: [{ message: 'There is none.', path: ['app'], extensions: { code: 'NOT_FOUND' } }] });
    expect(metrics.operation).toHaveBeenCalledWith('query', 'NOT_FOUND');
  });

  it('masks a rejection, and presents a refusal that was thrown', async () => {
    const { operations, ctx, log } = aWorld();
    const broken = outcomes({ execute: async () => Promise.reject(new Error('secret words')) });
    expect(await operations.execute(broken, {}, ctx)).toEqual({ errors: [new GraphQLError(MASKED, { extensions: { code: 'INTERNAL' } })] });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { correlator: 'c-1' } }]);
    const refused = outcomes({ execute: async () => Promise.reject(new Refusal('TIMEOUT', 'Too late.')) });
    expect(await operations.execute(refused, {}, ctx)).toMatchObject({ errors: [{ message: 'Too late.', extensions: { code: 'TIMEOUT' } }] });
  });
});

describe('subscribe', () => {
  async function collect(source: AsyncIterable<ExecutionResult>): Promise<ExecutionResult[]> {
    const results: ExecutionResult[] = [];
    for await (const result of source) results.push(result);
    return results;
  }

  it('presents each event, and a failure of the source as the last', async () => {
    const { operations, ctx } = aWorld();
    const source = async function* source(): AsyncGenerator<ExecutionResult> {
      yield { data: { a: 1 } };
      yield { data: null, errors: [new GraphQLError('x', { originalError: new Refusal('ABORTED', 'Gone.'), path: ['a'] })] };
      throw new Error('secret words');
    };
    const stream = await operations.subscribe(outcomes({ kind: 'subscription', subscribe: async () => source() }), {}, ctx);
    expect(isStream(stream) && (await collect(stream))).toMatchObject([{ data: { a: 1 } }, { errors: [{ extensions: { code: 'ABORTED' } }] }, { errors: [{ message: MASKED }] }]);
  });

  it('presents a refusal to start', async () => {
    const { operations, ctx } = aWorld();
    for (const subscribe of [async () => Promise.reject(new Refusal('NOT_FOUND', 'There is none.')), async () => ({ errors: [new GraphQLError('x', { originalError: new Refusal('NOT_FOUND', 'There is none.') })] })]) {
      expect(await operations.subscribe(outcomes({ kind: 'subscription', subscribe }), {}, ctx)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
  });

  it('can be left while the source is silent', async () => {
    const { operations, ctx } = aWorld();
    const leave = vi.fn(async () => ({ done: true as const, value: undefined }));
    const silent = { [Symbol.asyncIterator]: () => ({ next: async () => new Promise<never>(() => undefined), return: leave }) };
    const stream = await operations.subscribe(outcomes({ kind: 'subscription', subscribe: async () => silent }), {}, ctx);
    const iterator = isStream(stream) ? stream[Symbol.asyncIterator]() : undefined;
    void iterator!.next();
    await iterator!.return!();
    expect(leave).toHaveBeenCalledTimes(1);
    expect(await iterator!.next()).toEqual({ done: true, value: undefined });
  });
});

describe('swap', () => {
  it('makes another graph the current one, tells who listens, and leaves what was prepared where it is', async () => {
    const { operations, ctx } = aWorld();
    const [sent, ours] = [prepared(operations, '{ hello }'), operations.prepareTrusted('query Hello { hello }')];
    const listener = vi.fn();
    operations.onSwap(listener);
    const next = { ...createStubEngine({ hello: () => 'again' }), generation: 1 };
    expect(await operations.swap({ engine: next, trusted: next })).toEqual([]);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(operations.generation).toBe(1);
    expect(operations.schema).toBe(next.schema);
    expect(await operations.execute(sent, {}, ctx)).toEqual({ data: { hello: 'world' } });
    expect(await operations.execute(ours, {}, ctx)).toEqual({ data: { hello: 'again' } });
    expect(await operations.execute(prepared(operations, '{ hello }'), {}, ctx)).toEqual({ data: { hello: 'again' } });
  });

  it('has ready what callers asked for last', async () => {
    const { operations, engine } = aWorld();
    engine.latest = () => [{ query: '{ hello }', operationName: null }, { query: '{ gone }', operationName: 'Gone' }];
    const next = createStubEngine(root);
    const prepare = vi.spyOn(next, 'prepare');
    await operations.swap({ engine: next, trusted: createStubEngine(root) });
    expect(prepare.mock.calls).toEqual([['{ gone }', 'Gone'], ['{ hello }', null]]);
  });

  it('changes nothing when a document of ours is not valid on it', async () => {
    const { operations } = aWorld();
    operations.prepareTrusted('query Hello { hello }');
    const listener = vi.fn();
    operations.onSwap(listener);
    const next = { ...createStubEngine(root), generation: 1, prepare: () => [new GraphQLError('There is no hello.')] };
    expect(await operations.swap({ engine: next, trusted: next })).toEqual(['Hello: There is no hello.']);
    expect(listener).not.toHaveBeenCalled();
    expect(operations.generation).toBe(0);
  });
});

describe('scopesOf', () => {
  it('names each scope of the root once, also those in fragments', () => {
    const { operations } = aWorld();
    const trusted = operations.prepareTrusted('{ hello ...A ... { apps { nodes { id } } } __typename } fragment A on Query { app(id: 1) { id } }');
    expect(operations.scopesOf(trusted)).toEqual(['hello:read', 'apps:read']);
    expect(operations.scopesOf(trusted)).toBe(operations.scopesOf(trusted));
    expect(operations.scopesOf(operations.prepareTrusted('mutation { submit(input: { name: "a" }) }'))).toEqual(['apps:write']);
  });
});
