import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createVault, loadSecretKey, parseSecretKey } from './secrets.js';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a vault', () => {
  const vault = createVault(randomBytes(32));

  it.each(['', 'token', 'pässwörd \u{1f511}', 'x'.repeat(100_000)])('gives back what it sealed', (plain) => {
    expect(vault.open(vault.seal(plain))).toBe(plain);
  });
  it('seals the same text differently each time, and does not show it', () => {
    const [one, other] = [vault.seal('canary-secret'), vault.seal('canary-secret')];
    expect(one).not.toEqual(other);
    expect(Buffer.from(one).toString('latin1')).not.toContain('canary');
    expect(one[0]).toBe(1);
    expect(one).toHaveLength(1 + 12 + 16 + 'canary-secret'.length);
  });
  it.each([1, 13, 29, 34])('notices a change of byte %i', (index) => {
    const sealed = vault.seal('canary-secret');
    sealed[index]! ^= 1;
    expect(() => vault.open(sealed)).toThrow('another SECRET_KEY, or has been changed');
  });
  it('does not open what another key sealed', () => {
    expect(() => createVault(randomBytes(32)).open(vault.seal('a'))).toThrow('another SECRET_KEY');
  });
  it.each([[new Uint8Array()], [Uint8Array.of(1, 2, 3)], [new Uint8Array(40).fill(2)]])('refuses what nobody sealed', (bytes) => {
    expect(() => vault.open(bytes)).toThrow('no secret that the gateway has sealed');
  });
  it('wants a key of 32 bytes', () => {
    expect(() => createVault(randomBytes(31))).toThrow('SECRET_KEY must be 32 bytes');
  });
});

describe('SECRET_KEY', () => {
  const key = randomBytes(32);

  it.each([
    ['hexadecimal', key.toString('hex')],
    ['upper case', key.toString('hex').toUpperCase()],
    ['base64', key.toString('base64')],
    ['base64url', key.toString('base64url')],
    ['a line', `${key.toString('base64')}\n`],
  ])('may be %s', (_form, text) => {
    expect(parseSecretKey(text)).toEqual(key);
  });
  it.each(['', 'canary', 'ab'.repeat(31), `${'ab'.repeat(32)}a`, randomBytes(33).toString('base64')])('refuses other forms and does not repeat them', (text) => {
    const attempt = (): Buffer => loadSecretKey({ dataDir: folder, secretKey: text });
    expect(attempt).toThrow(/^SECRET_KEY must be 32 bytes: 64 hexadecimal digits, or their base64/);
    if (text !== '') expect(attempt).not.toThrow(text);
  });
});

describe('the key file', () => {
  it('is made once, for its owner alone, and used again', () => {
    const dataDir = join(folder, 'new', 'data');
    const made = loadSecretKey({ dataDir });
    expect(made).toHaveLength(32);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
    expect(loadSecretKey({ dataDir })).toEqual(made);
  });
  it('is not made when the key is configured', () => {
    const key = randomBytes(32);
    expect(loadSecretKey({ dataDir: join(folder, 'none'), secretKey: key.toString('hex') })).toEqual(key);
    expect(readdirSync(folder)).not.toContain('none');
  });
  it('is never replaced when it is damaged', () => {
    writeFileSync(join(folder, 'secret.key'), 'cut');
    expect(() => loadSecretKey({ dataDir: folder })).toThrow('secret.key holds no key of 32 bytes');
    expect(readFileSync(join(folder, 'secret.key'), 'utf8')).toBe('cut');
  });
});
