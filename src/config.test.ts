import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mistakesOf } from '../test/support/config-mistakes.js';
import { helpText, readConfig, SETTINGS } from './config.js';

describe('the configuration', () => {
  it('needs nothing: embedded storage, simulated peers, loopback', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 4000, dataDir: './data', databaseUrl: undefined, sandbox: true, oauth: undefined, subgraph: undefined });
  });

  it('reports every mistake together', () => {
    const mistakes = mistakesOf({ PORT: 'many', HOST: '0.0.0.0', DATABASE_URL: 'mysql://x', SANDBOX: 'maybe', NORTHBOUND_HSOT: 'x', SUBGRAPH_PORT: '1' });
    expect(mistakes.map((line) => line.split(':')[0])).toEqual(['NORTHBOUND_HSOT', 'PORT', 'DATABASE_URL', 'SANDBOX', 'HOST', 'SUBGRAPH_SECRET']);
  });

  it('takes a name with the prefix before the one without', () => {
    expect(readConfig({ PORT: '1', NORTHBOUND_PORT: '2' }).port).toBe(2);
  });

  it('counts an empty value as unset', () => {
    expect(readConfig({ SRM_HOST: '', PORT: '' })).toMatchObject({ port: 4000, srm: { host: undefined } });
  });

  it('binds anything but loopback only with an identity provider', () => {
    expect(mistakesOf({ HOST: '0.0.0.0' })).toHaveLength(1);
    expect(mistakesOf({ HOST: '0.0.0.0', OAUTH_ISSUER: 'https://id.example/', OAUTH_AUDIENCE: 'northbound' })).toEqual([]);
    expect(mistakesOf({ OAUTH_ISSUER: 'https://id.example/' })).toEqual(['OAUTH_AUDIENCE: is required with OAUTH_ISSUER']);
  });

  it('keeps the issuer as it is written, since tokens must name the same', () => {
    expect(readConfig({ OAUTH_ISSUER: 'https://id.example/', OAUTH_AUDIENCE: 'a' }).oauth?.issuer).toBe('https://id.example/');
  });

  it('simulates peers by itself only while nobody is identified', () => {
    const oauth = { OAUTH_ISSUER: 'https://id.example', OAUTH_AUDIENCE: 'a' };
    expect(readConfig(oauth).sandbox).toBe(false);
    expect(readConfig({ ...oauth, SANDBOX: 'on' }).sandbox).toBe(true);
    expect(readConfig({ SANDBOX: 'off' }).sandbox).toBe(false);
  });

  it('wants a key of its own for a database of its own', () => {
    expect(mistakesOf({ DATABASE_URL: 'postgresql://db/x' })).toEqual(['SECRET_KEY: is required with DATABASE_URL']);
  });

  it('never repeats a value that may be a secret', () => {
    const text = mistakesOf({ SECRET_KEY: 'canary-secret', SUBGRAPH_SECRET: 'canary', DATABASE_URL: 'canary://u:canary@h' }).join();
    expect(text).toContain('SECRET_KEY');
    expect(text).not.toContain('canary');
  });

  it('reads the country of each region', () => {
    expect([...readConfig({ SRM_COUNTRIES: 'eu-west=PT,*=AT' }).srm.countries]).toEqual([['eu-west', 'PT'], ['*', 'AT']]);
    expect(mistakesOf({ SRM_COUNTRIES: 'eu-west=Portugal' })).toHaveLength(1);
  });

  it('is described whole by --help and by the README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    for (const [name, { help }] of Object.entries(SETTINGS)) {
      expect(helpText()).toContain(help);
      expect(readme, name).toContain(`| \`${name}\` |`);
      expect(readme, name).toContain(help);
    }
  });
});
