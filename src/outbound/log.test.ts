import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, describeError, withoutSecrets } from './log.js';

function aLog(level: Parameters<typeof createLog>[0]['level'] = 'info') {
  const lines: string[] = [];
  const log = createLog({ level, destination: new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) }) });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

describe('a line of the log', () => {
  it('is one JSON object with time, level and message', () => {
    const { log, lines, last } = aLog();
    log.child({ correlator: 'c-1' }).info({ zone: 'z' }, 'a\nb');
    expect(lines[0]!.trimEnd()).not.toContain('\n');
    expect(last()).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), correlator: 'c-1', zone: 'z', msg: 'a\nb' });
  });

  it('is left out below the level', () => {
    const { log, lines } = aLog('warn');
    log.info({}, 'x');
    log.debug({}, 'x');
    expect(lines).toEqual([]);
    expect(log.isLevelEnabled('info')).toBe(false);
  });

  it('holds no secret that a field may bear', () => {
    const { log, lines } = aLog();
    log.info({ authorization: 'Bearer s3cret', headers: { authorization: 's3cret' }, repo: { credentials: 's3cret', password: 's3cret' }, token: 's3cret' }, 'x');
    expect(lines[0]).not.toContain('s3cret');
    expect(lines[0]).toContain('[redacted]');
    log.child({ token: 's3cret' }).info({ a: [{ b: { password: 's3cret' } }], kept: { at: new Date(0) } }, 'x');
    expect(lines[1]).not.toContain('s3cret');
    expect(JSON.parse(lines[1]!)).toMatchObject({ token: '[redacted]', kept: { at: '1970-01-01T00:00:00.000Z' } });
  });

  it('leaves what it was given as it was', () => {
    const { log } = aLog();
    const fields = { repo: { password: 's3cret' } };
    log.info(fields, 'x');
    expect(fields).toEqual({ repo: { password: 's3cret' } });
  });
});

describe('an error in the log', () => {
  it('shows name, code, words, stack and causes, and nothing that a library hung on it', () => {
    const cause = Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED', config: { password: 's3cret' } });
    const described = describeError(new Error('the SRM is away', { cause }));
    expect(described).toMatchObject({ type: 'Error', message: 'the SRM is away', stack: expect.any(String), cause: { type: 'TypeError', code: 'ECONNREFUSED', message: 'fetch failed' } });
    expect(JSON.stringify(described)).not.toContain('s3cret');
  });

  it('loses the secrets in its words', () => {
    const { log, lines } = aLog();
    log.error({ err: new Error('cannot reach postgres://app:hunter2@db:5432/x with Bearer abcdefgh.ijkl.mnop') }, 'x');
    expect(lines[0]).not.toMatch(/hunter2|ijkl/);
    expect(lines[0]).toContain('postgres://[redacted]@db:5432/x');
  });

  it('may be anything, and may be its own cause', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(describeError('text')).toEqual({ type: 'string', message: 'text' });
    expect(JSON.stringify(describeError(loop)).match(/"message":"loop"/g)).toHaveLength(6);
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['https://user:pass@host/a', 'https://[redacted]@host/a'],
    ['Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['a@b.example wrote', 'a@b.example wrote'],
    ['https://host/a@b', 'https://host/a@b'],
  ])('%s', (text, clean) => {
    expect(withoutSecrets(text)).toBe(clean);
  });
});
