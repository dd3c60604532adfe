import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSdlStore } from './sdl-store.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'northbound-sdl-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const partner = { name: 'partner', url: 'https://p.example/graphql?key=canary', secret: 'canary-secret-sixteen' };

describe('what is remembered of SDLs', () => {
  it('survives, without addresses and secrets', async () => {
    const at = join(folder, 'subgraphs');
    expect(await createSdlStore(at).load(partner)).toBeUndefined();
    await createSdlStore(at).save(partner, 'type Query { a: Int }');
    await createSdlStore(at).save(partner, 'type Query { b: Int }');
    expect(await createSdlStore(at).load(partner)).toBe('type Query { b: Int }');
    expect(await readdir(at)).toEqual(['partner.json']);
    expect(await readFile(join(at, 'partner.json'), 'utf8')).not.toMatch(/canary|p\.example/);
  });

  it('counts for nothing at another address', async () => {
    await createSdlStore(folder).save(partner, 'type Query { a: Int }');
    expect(await createSdlStore(folder).load({ ...partner, url: 'https://other.example' })).toBeUndefined();
  });

  it('is as good as absent when it is damaged', async () => {
    await writeFile(join(folder, 'partner.json'), '{"address":"');
    expect(await createSdlStore(folder).load(partner)).toBeUndefined();
    await writeFile(join(folder, 'partner.json'), 'null');
    expect(await createSdlStore(folder).load(partner)).toBeUndefined();
  });
});
