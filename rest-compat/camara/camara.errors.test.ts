import { describe, expect, it } from 'vitest';
import { Refusal, STATUS, type RefusalCode } from '../../src/kernel/refusal.js';
import { apis } from '../apis.js';
import { ewbiDialect } from '../ewbi/ewbi.errors.js';
import { tmfDialect } from '../tmf/tmf.errors.js';

const CODES = Object.keys(STATUS) as RefusalCode[];

describe.each([...apis(), ...apis('features')].filter(({ dialect }) => dialect !== tmfDialect && dialect !== ewbiDialect).map((api) => [api.name, api.dialect] as const))('the dialect of %s', (_, dialect) => {
  it('keeps the status of every refusal, and says one code of it', () => {
    for (const code of CODES) {
      const { status, body } = dialect.present(new Refusal(code, 'No.'));
      expect([code, status, body]).toEqual([code, STATUS[code], { status, code: expect.stringMatching(/^([A-Z_]+\.)?[A-Z_]+$/), message: 'No.' }]);
    }
  });

  it('is what it is described as, however long the message', () => {
    expect(dialect.schema.safeParse(dialect.present(new Refusal('NOT_FOUND', 'x'.repeat(512))).body).success).toBe(true);
  });
});
