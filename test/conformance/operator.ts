import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import type { Environment } from './environment.js';
import { once } from './fixtures.js';
import { DEVICE_OWNER } from './tokens.js';

type Json = Readonly<Record<string, unknown>>;

/** What becomes of a session in the simulated network; the device's public address tells. */
const LIVES = { granted: '198.51.100.10', refused: '198.51.100.66', waiting: '198.51.100.88' } as const;
export type Life = keyof typeof LIVES;

/** A device of the simulated operator, by its phone number. */
export interface TestDevice {
  readonly phoneNumber: string;
}

/** What the operator does, through the graph, so that the plans find what they want. */
export interface Operator {
  /** A new device. */
  device(life?: Life): Promise<TestDevice>;
  /** Whose user has a token that tells it. */
  ownedDevice(): Promise<TestDevice>;
  /** That no API may serve. */
  unservedDevice(): Promise<TestDevice>;
  /** In the one country where `restrictedProfile` is available. */
  abroadDevice(): Promise<TestDevice>;
  /** The name of a profile that exists and may not be used now. */
  inactiveProfile(): Promise<string>;
  /** The name of a profile for the devices of one country alone. */
  restrictedProfile(): Promise<string>;
}

const SERVICES = ['quality-on-demand', 'qos-profiles'];
const ABROAD = { country: 'FR', network: '20801' } as const;

const UPSERT_DEVICE = 'mutation($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }';
const UPSERT_PROFILE = 'mutation($input: QosProfileInput!) { upsertQosProfile(input: $input) { qosProfile { name } } }';

export function createOperator(environment: Pick<Environment, 'gateway' | 'tokens'>): Operator {
  let count = randomInt(1, 1 << 14);
  const device = async (life: Life, more: Json = {}): Promise<TestDevice> => {
    count += 1;
    const phoneNumber = `+35190${String(count).padStart(7, '0')}`;
    const input = { phoneNumber, publicAddress: LIVES[life], privateAddress: `10.200.${count >> 8}.${count & 255}`, country: 'PT', network: '26801', services: SERVICES, edgeCloudZones: [], ...more };
    await graph(environment, UPSERT_DEVICE, { input });
    return { phoneNumber };
  };
  const profile = async (name: string, more: Json): Promise<string> => {
    await graph(environment, UPSERT_PROFILE, { input: { name, ...more } });
    return name;
  };
  return {
    device: (life = 'granted') => device(life),
    ownedDevice: once(() => device('granted', { subject: DEVICE_OWNER })),
    unservedDevice: once(() => device('granted', { services: [] })),
    abroadDevice: once(() => device('granted', ABROAD)),
    inactiveProfile: once(() => profile('CONFORMANCE_INACTIVE', { status: 'INACTIVE' })),
    restrictedProfile: once(() => profile('CONFORMANCE_ABROAD', { countryAvailability: [{ countryName: ABROAD.country, networks: [ABROAD.network] }] })),
  };
}

async function graph({ gateway, tokens }: Pick<Environment, 'gateway' | 'tokens'>, query: string, variables: Json): Promise<void> {
  const headers = { authorization: `Bearer ${await tokens.admin()}`, 'content-type': 'application/json' };
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal: AbortSignal.timeout(20_000) });
  const { errors } = (await response.json()) as { errors?: unknown };
  assert.equal(errors, undefined, `fixture: the operator's mutation was refused: ${JSON.stringify(errors)}`);
}
