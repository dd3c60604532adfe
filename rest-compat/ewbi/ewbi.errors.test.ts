import { STATUS_CODES } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Refusal, STATUS, type RefusalCode } from '../../src/kernel/refusal.js';
import { problemDialect } from '../oeg/oeg.errors.js';
import { ewbiDialect } from './ewbi.errors.js';

const CODES = Object.keys(STATUS) as RefusalCode[];

describe("GSMA's dialect", () => {
  it('keeps the status of every refusal, and says its code', () => {
    for (const cause of CODES) {
      const status = STATUS[cause];
      expect(ewbiDialect.present(new Refusal(cause, 'No.'))).toEqual({ status, body: { title: STATUS_CODES[status], status, detail: 'No.', cause } });
    }
  });

  it('says 422 of a member that is at fault, and which it is', () => {
    for (const cause of CODES) {
      const { status, body } = ewbiDialect.present(new Refusal(cause, 'No.', { field: 'a.0' }));
      const isOfMember = STATUS[cause] === 400;
      expect([cause, status]).toEqual([cause, isOfMember ? 422 : STATUS[cause]]);
      expect('invalidParams' in body ? body.invalidParams : undefined).toEqual(isOfMember ? [{ param: 'a.0', reason: 'No.' }] : undefined);
      expect(ewbiDialect.schema.safeParse(body)).toMatchObject({ success: true });
    }
  });

  it.each(['', 'x-correlator'])('does not say so where the field is "%s": that is no member', (field) => {
    const { status, body } = ewbiDialect.present(new Refusal('INVALID_ARGUMENT', 'No.', { field }));
    expect([status, 'invalidParams' in body]).toEqual([400, false]);
  });
});

it("the Open Exposure Gateway's problem says the status of every refusal, and no more", () => {
  for (const code of CODES) {
    const status = STATUS[code];
    const { body } = problemDialect.present(new Refusal(code, 'No.', { field: 'a' }));
    expect(body).toEqual({ type: 'about:blank', title: STATUS_CODES[status], detail: 'No.', status });
    expect(problemDialect.schema.safeParse(body)).toMatchObject({ success: true });
  }
});
