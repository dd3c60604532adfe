import { describe, expect, it } from 'vitest';
import { createBytes } from './bytes.js';

describe('bytes', () => {
  it('come out as they went in, whatever the parts', () => {
    const bytes = createBytes();
    const whole = Buffer.from('ünïcödé '.repeat(500));
    for (const step of [1, 2, 7, whole.length]) {
      for (let from = 0; from < whole.length; from += step) bytes.append(whole.subarray(from, from + step));
      expect(bytes.length).toBe(whole.length);
      expect(bytes.take().equals(whole)).toBe(true);
      expect(bytes.length).toBe(0);
    }
    expect(bytes.take()).toHaveLength(0);
  });

  it('are not written into a part that was given', () => {
    const bytes = createBytes();
    const given = Buffer.from('abcdef');
    bytes.append(given.subarray(0, 3));
    bytes.append(Buffer.from('xyz'));
    expect(bytes.take().toString()).toBe('abcxyz');
    expect(given.toString()).toBe('abcdef');
  });

  it('are not lost with what follows a take', () => {
    const bytes = createBytes();
    bytes.append(Buffer.from('a'));
    bytes.append(Buffer.from('b'));
    const taken = bytes.take();
    bytes.append(Buffer.from('c'));
    bytes.append(Buffer.from('d'));
    expect(taken.toString() + bytes.take().toString()).toBe('abcd');
  });
});
