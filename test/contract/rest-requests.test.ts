import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { CreateAssignment } from '../../rest-compat/camara/qos-provisioning.schemas.js';
import { CreateSession } from '../../rest-compat/camara/quality-on-demand.schemas.js';
import { simpleEdgeDiscovery } from '../../rest-compat/camara/simple-edge-discovery.routes.js';
import { PostTrafficInfluenceDevice } from '../../rest-compat/camara/traffic-influence.schemas.js';
import { APP_ID } from '../../rest-compat/edge.examples.js';
import { CREDENTIAL, INFLUENCE_REQUEST } from './rest-network.samples.js';
import { officialSchemas, type OfficialSchemas } from './rest.official.js';

/** What the doors take is what the definitions call valid, and the other way round: bodies that are nearly right, compared. */

const [qod, later, provisioning, influence, discovery] = await Promise.all(
  ['quality-on-demand.r3.2', 'quality-on-demand.r4.1', 'qos-provisioning.r3.2', 'traffic-influence.r1.3', 'simple-edge-discovery.r2.3'].map((name) => officialSchemas(`camara/released/${name}.yaml`)),
);

/** Mostly right, now and then wrong. */
const mostly = <Value>(right: fc.Arbitrary<Value>, ...wrong: readonly unknown[]) => fc.oneof({ arbitrary: right as fc.Arbitrary<unknown>, weight: 12 }, { arbitrary: fc.constantFrom(...wrong), weight: 1 });

const some = <Members extends Readonly<Record<string, fc.Arbitrary<unknown>>>>(members: Members) => fc.record(members, { requiredKeys: [] });

const ipv4 = mostly(fc.ipV4(), '198.51.100', '198.51.100.256', '198.51.100.1/24', 4, {});
const ipv6 = mostly(fc.ipV6(), 'fe80::1%eth0', '2001:db8::/64', '::g', 6);
const port = mostly(fc.constantFrom(1, 443, 65_535), -1, 65_536, 1.5, '443');

const device = mostly(
  some({
    phoneNumber: mostly(fc.constantFrom('+351910000001', '+12345'), '351910000001', '+0123456', '+1234', 1),
    networkAccessIdentifier: mostly(fc.constant('me@operator.example'), 1),
    ipv4Address: some({ publicAddress: ipv4, privateAddress: ipv4, publicPort: mostly(fc.constantFrom(1024, 40_000), 65_536, -1, 'x') }),
    ipv6Address: ipv6,
  }),
  null,
  'phone',
);

const ports = mostly(some({ ranges: fc.array(fc.record({ from: fc.constant(1), to: port }), { maxLength: 2 }), ports: fc.array(port, { maxLength: 3 }) }), [], null);

const server = fc.oneof(
  some({
    ipv4Address: mostly(fc.oneof(fc.ipV4(), fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((parts) => parts.join('/'))), '198.51.100.0/33', 'x', 4),
    ipv6Address: mostly(fc.oneof(fc.ipV6(), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join('/'))), '2001:db8::/129', 'x', 6),
  }),
  fc.record({ ipAddresses: fc.uniqueArray(fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::1', '2001:db8::2')), { maxLength: 18 }) }),
);

const qosProfile = mostly(fc.constantFrom('QOS_E', 'a.b', 'x'.repeat(256)), 'AB', 'x'.repeat(257), 'Q S', 1);

const sinkMembers = {
  sink: fc.constant('https://consumer.example/events'),
  sinkCredential: mostly(fc.constant(CREDENTIAL), {}, { ...CREDENTIAL, accessTokenExpiresUtc: 'tomorrow' }, { ...CREDENTIAL, accessToken: 1 }, 'token'),
};

const session = fc.record(
  { device, applicationServer: server, devicePorts: ports, applicationServerPorts: ports, qosProfile, duration: mostly(fc.integer({ min: 1, max: 86_400 }), 0, -1, 1.5, '60', 2 ** 31), ...sinkMembers },
  { requiredKeys: ['applicationServer', 'qosProfile', 'duration'] },
);

/** The definitions say by a discriminator alone which credential is meant, and these bodies mean ACCESSTOKEN. */
function faultsOf(definition: OfficialSchemas | undefined, name: string, body: { readonly sinkCredential?: unknown; readonly subscriptionRequest?: unknown }): readonly string[] {
  const { sinkCredential } = (body.subscriptionRequest as { readonly sinkCredential?: unknown } | null | undefined) ?? body;
  return [...definition!.faults(name, body), ...(sinkCredential === undefined ? [] : definition!.faults('AccessTokenCredential', sinkCredential))];
}

/** @throws when a door takes what its definition calls wrong, or refuses what it calls right. */
function agree(schema: z.ZodType, faults: readonly string[], body: unknown): void {
  const read = schema.safeParse(body);
  expect({ taken: read.success, ours: read.error?.issues.map(({ message }) => message), theirs: faults }).toMatchObject({ taken: faults.length === 0 });
}

const RUNS = { numRuns: 1500 };
const missing = qod === undefined;

describe.skipIf(missing)(`requests${missing ? ' (skipped: ../shared/specs is not there)' : ''}`, () => {
  it('of sessions: what is taken is valid in one release or the other, and what is valid in both is taken', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(session, (body) => {
        const taken = CreateSession.safeParse(body).success;
        const [now, then] = [faultsOf(qod, 'CreateSession', body), faultsOf(later, 'CreateSession', body)];
        seen[taken ? 'taken' : 'refused'] += 1;
        if (taken) expect(now.length === 0 || then.length === 0, JSON.stringify([now, then])).toBe(true);
        else expect([...now, ...then]).not.toEqual([]);
      }),
      RUNS,
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it('of assignments: what is taken is what is valid', () => {
    fc.assert(
      fc.property(fc.record({ device, qosProfile, ...sinkMembers }, { requiredKeys: [] }), (body) => {
        agree(CreateAssignment, faultsOf(provisioning, 'CreateAssignment', body), body);
      }),
      RUNS,
    );
  });

  it('of influences: what is taken is what is valid', () => {
    const { subscriptionRequest } = INFLUENCE_REQUEST;
    const body = fc.record(
      {
        apiConsumerId: mostly(fc.constant('consumer'), 1),
        appId: mostly(fc.constant(APP_ID), 'a', 1),
        appInstanceId: mostly(fc.constant(APP_ID), '10.0.0.1'),
        edgeCloudZoneId: mostly(fc.constant(APP_ID), 'zone'),
        sourceTrafficFilters: some({ sourcePort: port }),
        destinationTrafficFilters: some({ destinationPort: port, destinationProtocol: mostly(fc.constant('TCP'), 6) }),
        subscriptionRequest: mostly(
          fc.record(
            { protocol: mostly(fc.constant('HTTP'), 'SMTP'), sink: fc.constant(subscriptionRequest.sink), types: mostly(fc.constant(subscriptionRequest.types), [], ['other']), sinkCredential: sinkMembers.sinkCredential, config: some({ subscriptionDetail: fc.constant({}), subscriptionMaxEvents: mostly(fc.constant(1), 0), initialEvent: mostly(fc.boolean(), 'yes') }) },
            { requiredKeys: [] },
          ),
          null,
        ),
        device,
        state: fc.constantFrom('active', 'deleted'),
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(body, (sent) => agree(PostTrafficInfluenceDevice, faultsOf(influence, 'PostTrafficInfluenceDevice', sent), sent)), RUNS);
  });

  it('of edge discovery: what is taken is what is valid', () => {
    const { body } = simpleEdgeDiscovery.routes[0]!;
    fc.assert(fc.property(some({ device }), (sent) => agree(body!, discovery!.faults('RequestBody', sent), sent)), RUNS);
  });

  it("that are the definitions' own examples are taken", () => {
    const sessions = later!.examplesOf('/sessions');
    const devices = discovery!.examplesOf('/retrieve-closest-edge-cloud-zone');
    expect([sessions.length, devices.length]).toEqual([4, 4]);
    for (const example of sessions) expect(CreateSession.safeParse(example)).toMatchObject({ success: true });
    for (const example of devices) expect(simpleEdgeDiscovery.routes[0]!.body!.safeParse(example)).toMatchObject({ success: true });
  });
});
