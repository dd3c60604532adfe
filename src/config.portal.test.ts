import { describe, expect, it } from 'vitest';
import { mistakesOf } from '../test/support/config-mistakes.js';
import { readConfig } from './config.js';

describe('what portals may ask', () => {
  it('is trusted documents beside their own, up to a cost, as often as they like', () => {
    expect(readConfig({}).portal).toEqual({ documents: { mode: 'on', folder: undefined }, cost: { limit: 5000, mode: 'enforce' }, rate: undefined });
  });

  it('is configured', () => {
    const env = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_DIR: '/documents', COST_LIMIT: '200', COST_MODE: 'measure', RATE_LIMIT: '600/60' };
    expect(readConfig(env).portal).toEqual({ documents: { mode: 'only', folder: '/documents' }, cost: { limit: 200, mode: 'measure' }, rate: { limit: 600, windowSeconds: 60 } });
    expect(readConfig({ COST_LIMIT: 'off', RATE_LIMIT: 'off' }).portal).toMatchObject({ cost: { limit: undefined }, rate: undefined });
  });

  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ TRUSTED_DOCUMENTS: 'maybe' }, 'TRUSTED_DOCUMENTS: must be off, on or only'],
    [{ COST_LIMIT: '0' }, 'COST_LIMIT: must be off or a number of points, 1 to 1000000000'],
    [{ COST_LIMIT: 'many' }, 'COST_LIMIT: must be off or a number of points, 1 to 1000000000'],
    [{ COST_MODE: 'off' }, 'COST_MODE: must be enforce or measure'],
    ...['600', '0/60', '600/0', '600/90000', '-1/60', '6e2/60'].map((text) => [{ RATE_LIMIT: text }, 'RATE_LIMIT: must be off or operations/seconds, e.g. 600/60; at most 86400 seconds'] as const),
  ];
  it.each(wrong)('is refused as %j', (env, mistake) => expect(mistakesOf(env)).toEqual([mistake]));
});
