import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/refusal.js';
import { RATE_UNITS, TIME_UNITS, readProfile, type Country, type QosProfileSpec } from './qos-profile.manifest.js';
import { bitsPerSecond, defaultNetworkName, durationBounds, isAvailableTo, nanoseconds, requireRequestable, requireSense } from './qos-profile.rules.js';

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : thrown;
  }
};

const rate = fc.record({ value: fc.integer({ min: 0, max: 1024 }), unit: fc.constantFrom(...RATE_UNITS) });
const duration = fc.record({ value: fc.integer({ min: 1, max: 2_147_483_647 }), unit: fc.constantFrom(...TIME_UNITS) });

/** In decimal digits, by moving the point: no arithmetic that could be the same mistake twice. */
const ZEROS = { bps: 0, kbps: 3, Mbps: 6, Gbps: 9, Tbps: 12 } as const;
const LONGER = { Nanoseconds: 1, Microseconds: 1000, Milliseconds: 1000, Seconds: 1000, Minutes: 60, Hours: 60, Days: 24 } as const;

describe('rates and durations', () => {
  it('are exact in bits per second', () => {
    fc.assert(fc.property(rate, ({ value, unit }) => void expect(String(bitsPerSecond({ value, unit }))).toBe(value === 0 ? '0' : `${value}${'0'.repeat(ZEROS[unit])}`)));
  });

  it('are exact in nanoseconds: each unit is so many of the one below', () => {
    const ladder = Object.keys(LONGER) as (keyof typeof LONGER)[];
    fc.assert(
      fc.property(duration, ({ value, unit }) => {
        const below = ladder[ladder.indexOf(unit) - 1];
        const expected = below === undefined ? BigInt(value) : nanoseconds({ value: 1, unit: below }) * BigInt(LONGER[unit]) * BigInt(value);
        expect(nanoseconds({ value, unit })).toBe(expected);
      }),
    );
    // Beyond what a double holds exactly.
    expect(nanoseconds({ value: 2_147_483_647, unit: 'Days' })).toBe(185_542_587_100_800_000_000_000n);
  });

  it('bound sessions in whole seconds, never beyond what the profile says', () => {
    fc.assert(
      fc.property(fc.option(duration, { nil: undefined }), fc.option(duration, { nil: undefined }), (minDuration, maxDuration) => {
        const { minSeconds, maxSeconds } = durationBounds({ ...(minDuration && { minDuration }), ...(maxDuration && { maxDuration }) });
        expect(Number.isSafeInteger(minSeconds) && minSeconds >= 1).toBe(true);
        expect(Number.isSafeInteger(maxSeconds) && maxSeconds <= 2_147_483_647).toBe(true);
        if (minDuration) {
          expect(BigInt(minSeconds) * 10n ** 9n >= nanoseconds(minDuration)).toBe(true);
          if (minSeconds > 1) expect(BigInt(minSeconds - 1) * 10n ** 9n < nanoseconds(minDuration)).toBe(true);
        }
        if (maxDuration) {
          expect(BigInt(maxSeconds) * 10n ** 9n <= nanoseconds(maxDuration)).toBe(true);
          if (maxSeconds < 2_147_483_647) expect(BigInt(maxSeconds + 1) * 10n ** 9n > nanoseconds(maxDuration)).toBe(true);
        }
      }),
    );
    expect(durationBounds({})).toEqual({ minSeconds: 1, maxSeconds: 2_147_483_647 });
  });
});

describe('where a profile may be had', () => {
  const country = fc.constantFrom('PT', 'AT', 'DE');
  const network = fc.constantFrom('26801', '26803', '23201');
  const countries: fc.Arbitrary<Country[]> = fc.array(fc.oneof(fc.record({ countryName: country }), fc.record({ countryName: country, networks: fc.array(network) })));
  const device = fc.record({ country: fc.option(country), network: fc.option(network) });

  it('is where its list says: every network of a country without networks, none elsewhere', () => {
    fc.assert(
      fc.property(countries, device, (list, at) => {
        const expected = list.length === 0 || list.some((entry) => entry.countryName === at.country && (!entry.networks?.length || entry.networks.some((one) => one === at.network)));
        expect(isAvailableTo(list, at)).toBe(expected);
      }),
    );
  });

  it('is everywhere without a list, and nowhere that is not known with one', () => {
    const nowhere = { country: null, network: null };
    expect(isAvailableTo(undefined, nowhere)).toBe(true);
    expect(isAvailableTo([{ countryName: 'PT' }], nowhere)).toBe(false);
    expect(isAvailableTo([{ countryName: 'PT', networks: ['26801'] }], { country: 'PT', network: null })).toBe(false);
  });
});

describe('a profile that is asked for', () => {
  const at = { country: 'PT', network: '26801' };
  const profile = (status: 'ACTIVE' | 'INACTIVE' | 'DEPRECATED', spec: QosProfileSpec = {}) => ({ status, spec });

  it('must be there, be active, and be for the device', () => {
    expect(codeOf(() => requireRequestable(undefined, at, 'x'))).toBe('INVALID_ARGUMENT');
    expect(codeOf(() => requireRequestable(profile('INACTIVE'), at, 'x'))).toBe('QOS_PROFILE_NOT_APPLICABLE');
    expect(codeOf(() => requireRequestable(profile('DEPRECATED'), at, 'x'))).toBe('QOS_PROFILE_NOT_APPLICABLE');
    expect(codeOf(() => requireRequestable(profile('ACTIVE', { countryAvailability: [{ countryName: 'AT' }] }), at, 'x'))).toBe('QOS_PROFILE_NOT_APPLICABLE');
    const mine = profile('ACTIVE', { countryAvailability: [{ countryName: 'AT' }, { countryName: 'PT', networks: ['26801'] }] });
    expect(requireRequestable(mine, at, 'x')).toBe(mine);
  });

  it('is refused in the words of CAMARA', () => {
    expect(() => requireRequestable(profile('INACTIVE'), at, 'session creation')).toThrow('The requested QoS Profile is currently not available for session creation.');
  });
});

describe('a profile that is written', () => {
  const second = (value: number) => ({ value, unit: 'Seconds' }) as const;

  it.each<[string, object]>([
    ['a name with a blank', { name: 'QOS X' }],
    ['a short name', { name: 'QX' }],
    ['a long name', { name: 'Q'.repeat(257) }],
    ['a rate beyond 1024', { maxUpstreamRate: { value: 1025, unit: 'bps' } }],
    ['a rate without a unit', { maxUpstreamRate: { value: 1, unit: null } }],
    ['a duration of nothing', { minDuration: { value: 0, unit: 'Seconds' } }],
    ['a priority of 0', { priority: 0 }],
    ['a loss rate of 11', { packetErrorLossRate: 11 }],
    ['a small country', { countryAvailability: [{ countryName: 'pt' }] }],
    ['a network of 4 digits', { countryAvailability: [{ countryName: 'PT', networks: ['2680'] }] }],
    ['a queue of its own', { l4sQueueType: 'fast-queue' }],
    ['a class of its own', { serviceClass: 'gold' }],
    ['a control character', { description: 'a\u0000b' }],
    ['an unknown member', { colour: 'red' }],
  ])('is refused with %s', (_what, members) => expect(codeOf(() => readProfile({ name: 'QOS_X', status: 'ACTIVE', ...members }))).toBe('INVALID_ARGUMENT'));

  it.each<[string, QosProfileSpec]>([
    ['a least duration beyond the most', { minDuration: second(61), maxDuration: { value: 1, unit: 'Minutes' } }],
    ['no whole second between them', { minDuration: { value: 1_100, unit: 'Milliseconds' }, maxDuration: { value: 1_900, unit: 'Milliseconds' } }],
    ['a most duration under a second', { maxDuration: { value: 999_999_999, unit: 'Nanoseconds' } }],
    ['a least duration that no session has', { minDuration: { value: 2_147_483_647, unit: 'Minutes' } }],
    ['a target beyond the rate', { targetMinUpstreamRate: { value: 2, unit: 'Mbps' }, maxUpstreamRate: { value: 1_000, unit: 'kbps' } }],
    ['a target beyond the rate downwards', { targetMinDownstreamRate: { value: 1, unit: 'Gbps' }, maxDownstreamRate: { value: 999, unit: 'Mbps' } }],
    ['a country twice', { countryAvailability: [{ countryName: 'PT' }, { countryName: 'PT', networks: ['26801'] }] }],
  ])('is refused with %s', (_what, spec) => expect(codeOf(() => requireSense(spec))).toBe('INVALID_ARGUMENT'));

  it('may have equal bounds, in whatever units', () => {
    expect(() => requireSense({ minDuration: second(86_400), maxDuration: { value: 1, unit: 'Days' }, targetMinUpstreamRate: { value: 1, unit: 'Mbps' }, maxUpstreamRate: { value: 1_000, unit: 'kbps' } })).not.toThrow();
  });

  it('is called by the network as its cores do', () => {
    expect(['QOS_E', 'QOS_S', 'QOS_M', 'QOS_L'].map(defaultNetworkName)).toEqual(['qos-e', 'qos-s', 'qos-m', 'qos-l']);
  });
});
