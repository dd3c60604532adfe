import { Refusal } from '../../../kernel/refusal.js';
import { LIMITS, type DurationBounds } from '../capabilities.rules.js';
import type { KnownDevice } from '../device/device.types.js';
import type { Country, Duration, QosProfileSpec, Rate } from './qos-profile.manifest.js';

const BITS = { bps: 1n, kbps: 10n ** 3n, Mbps: 10n ** 6n, Gbps: 10n ** 9n, Tbps: 10n ** 12n } as const satisfies Record<Rate['unit'], bigint>;

const NANOSECONDS = {
  Days: 86_400n * 10n ** 9n,
  Hours: 3_600n * 10n ** 9n,
  Minutes: 60n * 10n ** 9n,
  Seconds: 10n ** 9n,
  Milliseconds: 10n ** 6n,
  Microseconds: 10n ** 3n,
  Nanoseconds: 1n,
} as const satisfies Record<Duration['unit'], bigint>;

const SECOND = NANOSECONDS.Seconds;

export const bitsPerSecond = ({ value, unit }: Rate): bigint => BigInt(value) * BITS[unit];
export const nanoseconds = ({ value, unit }: Duration): bigint => BigInt(value) * NANOSECONDS[unit];

/** The whole seconds that a profile allows a session: the least is rounded up, the most down, and neither leaves what a session can have. */
export function durationBounds({ minDuration, maxDuration }: Pick<QosProfileSpec, 'minDuration' | 'maxDuration'>): DurationBounds {
  const [least, most] = [BigInt(LIMITS.duration.least), BigInt(LIMITS.duration.most)];
  const min = minDuration === undefined ? least : (nanoseconds(minDuration) + SECOND - 1n) / SECOND;
  const max = maxDuration === undefined ? most : nanoseconds(maxDuration) / SECOND;
  return { minSeconds: Number(min < least ? least : min), maxSeconds: Number(max > most ? most : max) };
}

/** @throws Refusal INVALID_ARGUMENT when its members contradict one another */
export function requireSense(spec: QosProfileSpec): void {
  requireInOrder(rateOf, spec, ['targetMinUpstreamRate', 'maxUpstreamRate']);
  requireInOrder(rateOf, spec, ['targetMinDownstreamRate', 'maxDownstreamRate']);
  requireInOrder(timeOf, spec, ['minDuration', 'maxDuration']);
  const { minSeconds, maxSeconds } = durationBounds(spec);
  if (minSeconds > maxSeconds) throw new Refusal('INVALID_ARGUMENT', 'Sessions last whole seconds, and none fits between minDuration and maxDuration.', { field: 'maxDuration' });
  const countries = (spec.countryAvailability ?? []).map(({ countryName }) => countryName);
  if (new Set(countries).size < countries.length) throw new Refusal('INVALID_ARGUMENT', 'countryAvailability names a country twice.', { field: 'countryAvailability' });
}

const rateOf = (rate: Rate | undefined): bigint | undefined => rate && bitsPerSecond(rate);
const timeOf = (time: Duration | undefined): bigint | undefined => time && nanoseconds(time);

function requireInOrder<Name extends keyof QosProfileSpec>(measure: (value: QosProfileSpec[Name]) => bigint | undefined, spec: QosProfileSpec, [low, high]: readonly [Name, Name]): void {
  const [least, most] = [measure(spec[low]), measure(spec[high])];
  if (least !== undefined && most !== undefined && least > most) throw new Refusal('INVALID_ARGUMENT', `${low} must not be more than ${high}.`, { field: low });
}

/** Where a device is, as far as profiles ask. */
export type Whereabouts = Pick<KnownDevice, 'country' | 'network'>;

/** Without a list a profile is for every device; with one, for those that are known to be in a country and network of it. */
export function isAvailableTo(countries: readonly Country[] | undefined, { country, network }: Whereabouts): boolean {
  if (countries === undefined || countries.length === 0) return true;
  return countries.some(({ countryName, networks = [] }) => countryName === country && (networks.length === 0 || (network !== null && networks.includes(network))));
}

/** What the network calls a profile when nobody said otherwise: QOS_E is its `qos-e`. */
export const defaultNetworkName = (name: string): string => name.toLowerCase().replaceAll('_', '-');

export interface Requestable {
  readonly status: 'ACTIVE' | 'INACTIVE' | 'DEPRECATED';
  readonly spec: QosProfileSpec;
}

/** @param forWhat ends the sentence, e.g. `session creation`. @throws Refusal INVALID_ARGUMENT (there is none), QOS_PROFILE_NOT_APPLICABLE */
export function requireRequestable<Profile extends Requestable>(profile: Profile | undefined, device: Whereabouts, forWhat: string): Profile {
  if (!profile) throw new Refusal('INVALID_ARGUMENT', 'There is no QoS profile of that name.', { field: 'qosProfile' });
  if (profile.status !== 'ACTIVE' || !isAvailableTo(profile.spec.countryAvailability, device)) {
    throw new Refusal('QOS_PROFILE_NOT_APPLICABLE', `The requested QoS Profile is currently not available for ${forWhat}.`, { field: 'qosProfile' });
  }
  return profile;
}
