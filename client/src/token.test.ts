import { describe, expect, it, vi } from 'vitest';
import { createTokens } from './token.js';

describe('tokens', () => {
  it('that are a text are always the same, and cannot be renewed', async () => {
    const tokens = createTokens('a');
    expect([await tokens.get(), await tokens.get('a'), tokens.renewable]).toEqual(['a', 'a', false]);
    expect(await createTokens(undefined).get()).toBeUndefined();
  });

  it('are asked for each time, since the caller keeps them', async () => {
    const source = vi.fn(async () => 'a');
    const tokens = createTokens(source);
    await Promise.all([tokens.get(), tokens.get()]);
    expect(source.mock.calls).toEqual([[], []]);
  });

  it('are renewed once for all requests that were refused with the same one', async () => {
    let made = 0;
    const source = vi.fn(async (refused?: string) => (refused === undefined ? 'a' : `a${(made += 1)}`));
    const tokens = createTokens(source);
    expect(await Promise.all([tokens.get('a'), tokens.get('a'), tokens.get('a')])).toEqual(['a1', 'a1', 'a1']);
    // One that comes late has been answered already.
    expect(await tokens.get('a')).toBe('a1');
    expect(await tokens.get('a1')).toBe('a2');
    expect(source.mock.calls).toEqual([['a'], ['a1']]);
  });

  it('are asked for again after a renewal that failed or brought nothing new', async () => {
    const source = vi.fn<(refused?: string) => string>().mockImplementationOnce(() => {
      throw new Error('away');
    }).mockReturnValueOnce('a').mockReturnValue('b');
    const tokens = createTokens(source);
    await expect(tokens.get('a')).rejects.toThrow('away');
    expect([await tokens.get('a'), await tokens.get('a')]).toEqual(['a', 'b']);
  });
});
