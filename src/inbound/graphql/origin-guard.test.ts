import { expect, it } from 'vitest';
import { createOriginGuard } from './origin-guard.js';

const guard = createOriginGuard({ publicUrl: 'https://gateway.example:8443/base', origins: ['https://portal.example'] });
const allowed = (headers: Record<string, string>): boolean => {
  try {
    guard(headers);
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['localhost:4000', true],
  ['dev.localhost', true],
  ['127.0.0.1:4000', true],
  ['127.1.2.3', true],
  ['[::1]:4000', true],
  ['gateway.example:8443', true],
  ['GATEWAY.example', true],
  ['evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['notlocalhost', false],
  ['', false],
  ['a b', false],
])('Host %s: %s', (host, result) => expect(allowed({ host })).toBe(result));

it.each([
  ['http://localhost:5173', true],
  ['https://gateway.example', true],
  ['https://portal.example', true],
  ['https://portal.example:444', false],
  ['https://evil.example', false],
  ['null', false],
  ['', false],
])('Origin %s: %s', (origin, result) => expect(allowed({ host: 'localhost', origin })).toBe(result));
