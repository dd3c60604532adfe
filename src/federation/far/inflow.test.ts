import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createInflow } from './inflow.js';

const event = (nth: number): ExecutionResult => ({ data: { nth } });

function anInflow() {
  const did: string[] = [];
  const inflow = createInflow({ pause: () => did.push('pause'), resume: () => did.push('resume'), leave: () => did.push('leave') });
  return { did, inflow, next: () => inflow.events.next() };
}

describe('events on their way', () => {
  it('come in order, whether they are waited for or wait', async () => {
    const { inflow, next } = anInflow();
    const first = next();
    inflow.push(event(1), 1);
    inflow.push(event(2), 1);
    inflow.push(event(3), 1);
    inflow.end();
    expect([(await first).value, (await next()).value, (await next()).value]).toEqual([event(1), event(2), event(3)]);
    expect(await next()).toEqual({ done: true, value: undefined });
  });

  it('pause the source when many wait, or large ones, and resume it when half is read', async () => {
    const { did, inflow, next } = anInflow();
    for (let nth = 0; nth < 64; nth++) inflow.push(event(nth), 1);
    expect(did).toEqual(['pause']);
    expect(inflow.paused).toBe(true);
    for (let nth = 0; nth < 31; nth++) await next();
    expect(did).toEqual(['pause']);
    await next();
    expect(did).toEqual(['pause', 'resume']);
    inflow.push(event(1), 2_000_000);
    expect(did.at(-1)).toBe('pause');
  });

  it('are all read before a failure is told, once', async () => {
    const { did, inflow, next } = anInflow();
    inflow.push(event(1), 1);
    inflow.fail(new Error('broke'));
    inflow.fail(new Error('broke again'));
    inflow.push(event(2), 1);
    inflow.end();
    expect((await next()).value).toEqual(event(1));
    await expect(next()).rejects.toThrow('broke');
    expect((await next()).done).toBe(true);
    expect(did).toEqual(['leave']);
  });

  it('tell a failure to who waits', async () => {
    const { inflow, next } = anInflow();
    const waiting = next();
    inflow.fail(new Error('broke'));
    await expect(waiting).rejects.toThrow('broke');
    expect((await next()).done).toBe(true);
    await inflow.over;
  });

  it('end at once when they are left', async () => {
    const { did, inflow, next } = anInflow();
    const waiting = next();
    await inflow.events.return?.();
    expect((await waiting).done).toBe(true);
    inflow.push(event(1), 1);
    expect((await next()).done).toBe(true);
    expect(did).toEqual(['leave']);
    await inflow.over;
  });
});
