import { GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Engine, Prepared } from '../federation/engine.js';
import { DEVELOPER } from '../kernel/caller.js';
import type { RequestContext } from '../kernel/context.js';
import { createFollowers } from './followers.js';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const ctx: RequestContext = { caller: DEVELOPER, correlator: 'c', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log };

/** Knows every field but those that are named, and answers with its generation. */
function anEngine(generation: number, ...unknown: readonly string[]): Engine & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = async () => ({ data: { generation } });
  return {
    asked,
    generation,
    supergraph: '',
    schema: undefined as never,
    latest: () => [],
    prepare(query): Prepared | readonly GraphQLError[] {
      asked.push(query);
      const faults = unknown.filter((field) => query.includes(field)).map((field) => new GraphQLError(`There is no ${field}.`));
      const document = parse(query);
      return faults.length ? faults : { kind: 'query', operation: document.definitions[0] as OperationDefinitionNode, document, generation, far: generation > 1, execute: answer, subscribe: answer };
    },
  };
}

describe('documents of our own', () => {
  it('are prepared once, whoever asks', () => {
    const engine = anEngine(1);
    const followers = createFollowers(engine);
    expect(followers.follow('{ a }')).toBe(followers.follow('{ a }'));
    expect(engine.asked).toHaveLength(1);
  });

  it('run on the graph that is current when they are called', async () => {
    const followers = createFollowers(anEngine(1));
    const prepared = followers.follow('{ a }');
    expect(await prepared.execute({}, ctx)).toEqual({ data: { generation: 1 } });
    const move = await followers.rehearse(anEngine(2));
    expect(prepared.generation).toBe(1);
    if (typeof move === 'function') move();
    expect(prepared).toMatchObject({ generation: 2, far: true });
    expect(await prepared.subscribe({}, ctx)).toEqual({ data: { generation: 2 } });
  });

  it('are all valid before any of them moves; what is not is told with its name, once', async () => {
    const followers = createFollowers(anEngine(1));
    const good = followers.follow('{ good }');
    followers.follow('query Apps { bad worse }');
    followers.follow('query Zones { bad }');
    expect(await followers.rehearse(anEngine(2, 'bad', 'worse'))).toEqual(['Apps: There is no bad. (and 1 more)', 'Zones: There is no bad.']);
    expect(good.generation).toBe(1);
  });

  it('that join while others are rehearsed move with them', async () => {
    const followers = createFollowers(anEngine(1));
    followers.follow('{ a }');
    const rehearsal = followers.rehearse(anEngine(2));
    const late = followers.follow('{ late }');
    const move = await rehearsal;
    const last = followers.follow('{ last }');
    if (typeof move === 'function') move();
    expect([late.generation, last.generation, followers.follow('{ new }').generation]).toEqual([2, 2, 2]);
  });

  it('that are not valid are our fault', () => {
    expect(() => createFollowers(anEngine(1, 'bad')).follow('query Apps { bad }')).toThrow(/document of ours is not valid: There is no bad/);
  });
});
