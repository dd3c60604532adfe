import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../kernel/tmf/document.js';
import { hideSecrets, isSecretName, MASK, withSecrets } from './secrets.rules.js';

const PASSWORD = 'EXTERNAL_TMF_API_PASSWORD';

describe('names of secrets', () => {
  it.each([PASSWORD, 'EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET', 'EXTERNAL_TMFAPI_PASSWORD', 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', 'OTHER_PASSWORD', 'external_tmf_api_password', `${PASSWORD} `])('are %j', (name) => {
    expect(isSecretName(name)).toBe(true);
  });
  it.each(['EXTERNAL_TMF_API_USERNAME', 'EXTERNAL_TMF_API_OAUTH2_CLIENT_ID', 'PASSWORD_POLICY', '', undefined, 5])('are not %j', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

const name = fc.constantFrom(PASSWORD, 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET', 'EXTERNAL_TMF_API_USERNAME');
/** Texts that cannot be part of anything else. */
const text = fc.uuid().map((id) => `secret-${id}`);
const value: fc.Arbitrary<Json> = fc.oneof(text, fc.record({ value: text }), fc.record({ value: text, alias: text }), fc.array(text, { minLength: 1 }), fc.record({ other: text }));
const characteristic: fc.Arbitrary<JsonObject> = fc.record({ name, value });
const characteristics = fc.array(characteristic, { maxLength: 6 });
const secretsOf = (entries: readonly JsonObject[]): readonly JsonObject[] => entries.filter((entry) => isSecretName(entry['name']));

describe('secrets', () => {
  it('are nowhere in what is shown, and nothing else is hidden', () => {
    fc.assert(
      fc.property(characteristics, (given) => {
        const { shown } = hideSecrets(given);
        const told = JSON.stringify(shown);
        for (const leaf of JSON.stringify(secretsOf(given)).match(/secret-[0-9a-f-]+/g) ?? []) expect(told).not.toContain(leaf);
        expect(shown.filter((entry) => !isSecretName(entry['name']))).toEqual(given.filter((entry) => !isSecretName(entry['name'])));
        expect(shown.map((entry) => entry['name'])).toEqual(given.map((entry) => entry['name']));
      }),
    );
  });

  it('come back as they were, also when what is shown is sent again', () => {
    fc.assert(
      fc.property(characteristics, (given) => {
        const hidden = hideSecrets(given);
        expect(withSecrets(hidden)).toEqual(given);
        // A secret that is neither text nor {value} is shown bare
        const again = hideSecrets(hidden.shown, hidden);
        expect(again).toEqual(hidden);
      }),
    );
  });

  it('stay with their name in whatever order the mask is sent', () => {
    fc.assert(
      fc.property(fc.uniqueArray(characteristic, { selector: (entry) => entry['name'], maxLength: 3 }), fc.integer(), (given, seed) => {
        const hidden = hideSecrets(given);
        const order = [...given.keys()].sort((a, b) => ((a * 7 + seed) % 3) - ((b * 7 + seed) % 3));
        const moved = hideSecrets(order.map((at) => hidden.shown[at]!), hidden);
        expect(withSecrets(moved)).toEqual(order.map((at) => given[at]));
      }),
    );
  });

  it('are shown in the shape of the value', () => {
    const shown = (given: Json) => hideSecrets([{ name: PASSWORD, value: given }]).shown[0]?.['value'];
    expect([shown('x'), shown({ value: 'x' }), shown({ value: 'x', alias: 'y' }), shown(5), shown(['x']), shown({ other: 'x' }), shown({}), shown('')]).toEqual([
      MASK, { value: MASK }, { value: MASK, alias: MASK }, MASK, MASK, MASK, {}, MASK,
    ]);
  });

  it('cannot be kept where none is stored', () => {
    const stored = hideSecrets([{ name: PASSWORD, value: 'a' }]);
    const masked: JsonObject = { name: PASSWORD, value: { value: MASK } };
    const refusal = (place: number): unknown => expect.objectContaining({ code: 'INVALID_ARGUMENT', field: `partyCharacteristic.${place}.value` }) as unknown;
    expect(() => hideSecrets([masked])).toThrow(refusal(0) as Error);
    expect(() => hideSecrets([masked, masked], stored)).toThrow(refusal(1) as Error);
    expect(() => hideSecrets([{ ...masked, name: 'OTHER_PASSWORD' }], stored)).toThrow(refusal(0) as Error);
  });
});
