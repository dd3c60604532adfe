import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFeed, type Feed } from './feed.js';
import { fileSource } from './sources.js';

const open: Feed[] = [];
afterEach(() => open.splice(0).forEach((feed) => feed.close()));

function aFeed(read: (signal: AbortSignal) => Promise<string>, { known, timeoutMs = 1000 }: { known?: string; timeoutMs?: number } = {}) {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const changed = vi.fn();
  const feed = createFeed({ source: { name: 'partner', read }, known, changed, paceMs: 10, timeoutMs, log, clock: { now: () => new Date(0) } });
  open.push(feed);
  return { feed, log, changed };
}

const until = (condition: () => boolean): Promise<void> => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 3000, interval: 5 });

describe('a feed', () => {
  it('tells of a text that is another than what was known', async () => {
    let text = 'one';
    const { feed, changed } = aFeed(async () => text, { known: 'one' });
    await feed.start();
    expect(changed).not.toHaveBeenCalled();
    expect(feed).toMatchObject({ text: 'one', readAt: new Date(0), problem: undefined });
    text = 'two';
    await until(() => feed.text === 'two');
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('keeps the text that it has when it cannot be read, and tells once for as long as that lasts', async () => {
    let down = true;
    const read = vi.fn(async () => {
      if (down) throw new Error('It is down.');
      return 'one';
    });
    const { feed, log } = aFeed(read, { known: 'one' });
    await feed.start();
    await until(() => read.mock.calls.length > 3);
    expect(feed).toMatchObject({ text: 'one', readAt: undefined, problem: 'It is down.' });
    expect(log.warn).toHaveBeenCalledTimes(1);
    down = false;
    await until(() => feed.problem === undefined);
    expect(log.info).toHaveBeenCalledTimes(1);
  });

  it('waits for no reading longer than its deadline', async () => {
    const { feed } = aFeed((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('It took too long.')))), { timeoutMs: 20 });
    await feed.start();
    expect(feed.problem).toBe('It took too long.');
  });

  it('reads no more once it is closed, and what is under way is given up', async () => {
    const read = vi.fn((signal: AbortSignal) => new Promise<string>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up')))));
    const { feed, log, changed } = aFeed(read);
    const started = feed.start();
    feed.close();
    await started;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(read).toHaveBeenCalledTimes(1);
    expect([changed.mock.calls, log.warn.mock.calls]).toEqual([[], []]);
  });
});

describe('a file', () => {
  it('is read as it is now, unless it is not there, a folder or far too long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'northbound-source-'));
    const file = join(folder, 'a.graphql');
    const source = fileSource('a', file);
    const { signal } = new AbortController();
    await expect(source.read(signal)).rejects.toThrow('there is none');
    await writeFile(file, 'type Query { a: Int }');
    expect(await source.read(signal)).toBe('type Query { a: Int }');
    await truncate(file, 17 * 1024 * 1024);
    await expect(source.read(signal)).rejects.toThrow('17825792 bytes');
    await expect(fileSource('a', folder).read(signal)).rejects.toThrow('it is a folder');
    await rm(folder, { recursive: true });
  });
});
