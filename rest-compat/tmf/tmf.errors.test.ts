import { describe, expect, it } from 'vitest';
import { Refusal, STATUS, type RefusalCode } from '../../src/kernel/refusal.js';
import { tmfDialect } from './tmf.errors.js';

const codes = Object.keys(STATUS) as RefusalCode[];

describe('the error of TM Forum APIs', () => {
  it.each(codes)('says %s in members that are all text', (code) => {
    const { status, body } = tmfDialect.present(new Refusal(code, 'No.'));
    expect(status).toBe(STATUS[code]);
    expect(tmfDialect.schema.safeParse(body)).toMatchObject({ success: true });
    expect(body).toMatchObject({ reason: expect.not.stringMatching(/^Error$/), status: String(status), message: 'No.' });
  });

  it('calls by name what the status does not tell', () => {
    const named = codes.filter((code) => (tmfDialect.present(new Refusal(code, 'No.')).body as { code: string }).code === code);
    expect(named.sort()).toEqual(codes.filter((code) => /^PEER(ED)?_|^TRANSIT_/.test(code)).sort());
    expect(tmfDialect.present(new Refusal('CONFLICT', 'No.')).body).toEqual({ code: '409', reason: 'Conflict', message: 'No.', status: '409', '@type': 'Error' });
  });
});
