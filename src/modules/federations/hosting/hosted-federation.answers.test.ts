import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { gsmaDefinition, hasGsma, type GsmaCallback, type GsmaDefinition } from '../../../../test/support/gsma.js';
import { anApplication, anArtefact, anInstallation, aRequest, hostingWorld, NORTH, SECRETS, SHED, type HostingWorld } from '../../../../test/support/hosting-world.js';
import { DEVELOPER } from '../../../kernel/caller.js';

const [INTERFACE, CONTEXT] = ['webinterface', 'c0'];
const JSON_TYPE = 'application/json';
const artefact = (interfaceId = INTERFACE) => anArtefact({ componentSpec: [{ ...anArtefact().componentSpec[0]!, exposedInterfaces: [{ interfaceId, commProtocol: 'UDP', commPort: 80, visibilityType: 'VISIBILITY_EXTERNAL' }] }] });
const PATH = { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH };

describe.skipIf(!hasGsma)(`what we answer and tell partners${hasGsma ? '' : ' (skipped: the definitions of the E/WBI are not beside the project)'}`, () => {
  let test: TestDatabase;
  let world: HostingWorld;
  let definitions: readonly (readonly [string, GsmaDefinition])[];
  beforeAll(async () => {
    test = await databaseKinds[0]![1]();
    world = hostingWorld(test.db);
    definitions = [['1.2.0', await gsmaDefinition('1.2.0')], ['1.3.0', await gsmaDefinition('1.3.0')]];
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('holds in both definitions, through the whole of a story', async () => {
    const ctx = world.ctx('op-a');
    const answered: [method: string, path: string, status: number, body: unknown][] = [];
    const told: [GsmaCallback, unknown][] = [];
    const hear = async () => {
      const names = { 'hosted-application': 'onApplicationOnboardStatusEvent', 'hosted-instance': 'onInstanceStatusEvent', 'hosted-zone': 'onPartnerStatusEvent', 'hosted-federation': 'onPartnerStatusEvent' } as const;
      for (const [key, { body }] of Object.entries(await world.told())) told.push([names[key.split(':', 1)[0] as keyof typeof names], body]);
    };
    const federation = await world.federations.open(ctx, aRequest({ origOPFixedNetworkCodes: ['30'] }));
    const id = federation.federationContextId;
    answered.push(['POST', '/partner', 200, await world.federations.document(federation)]);
    answered.push(['GET', `/${id}/partner`, 200, await world.federations.details(federation)]);
    answered.push(['POST', `/${id}/zones`, 200, await world.zones.accept(ctx, id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' })]);
    answered.push(['GET', `/${id}/zones/${NORTH}`, 200, await world.zones.get(ctx, id, NORTH)]);
    await world.artefacts.upload(ctx, id, artefact());
    answered.push(['GET', `/${id}/artefact/${artefact().artefactId}`, 200, await world.artefacts.get(ctx, id, artefact().artefactId)]);
    await world.applications.onboard(ctx, id, anApplication());
    await world.work();
    await hear();
    answered.push(['GET', `/${id}/application/onboarding/app/${PATH.appId}`, 200, await world.applications.get(ctx, id, PATH.appId)]);
    answered.push(['POST', `/${id}/application/lcm`, 202, await world.instances.install(ctx, id, anInstallation())]);
    await world.work();
    const [local] = [...world.edge.running.keys()] as [string];
    world.edge.settle(local, 'ready', [{ interfaceId: INTERFACE, accessPoints: { port: 30_080, fqdn: 'web.example', ipv4Addresses: ['192.0.2.1'], ipv6Addresses: ['2001:db8::1'] } }]);
    await world.announce(local);
    await world.work();
    await hear();
    answered.push(['GET', `/${id}/application/lcm/app/${PATH.appId}/instance/${PATH.appInstanceId}/zone/${NORTH}`, 200, await world.instances.get(ctx, id, PATH)]);
    answered.push(['GET', `/${id}/application/lcm/app/${PATH.appId}/appProvider/a0provider`, 200, await world.instances.list(ctx, id, PATH.appId, 'a0provider')]);
    world.edge.settle(local, 'failed', undefined, 'It crashed.');
    await world.announce(local);
    await world.work();
    await hear();
    await world.instances.remove(ctx, id, PATH);
    world.edge.vanish(local);
    await world.work();
    await world.applications.remove(ctx, id, PATH.appId);
    await world.work();
    const all = await world.edge.zones();
    world.edge.zonesAre(all.filter((zone) => zone.id === SHED).map((zone) => ({ ...zone, status: 'unknown' })));
    world.pass(60_000);
    await world.work();
    await hear();
    await world.artefacts.remove(ctx, id, artefact().artefactId);
    await world.zones.release(ctx, id, NORTH);
    answered.push(['GET', `/${id}/partner`, 200, await world.federations.details(await world.federations.get(ctx, id))]);
    await world.federations.close(world.ctx({ ...DEVELOPER, clientId: 'operator' }), id);
    await hear();

    expect(told.map(([name]) => name)).toEqual([
      'onApplicationOnboardStatusEvent', 'onInstanceStatusEvent', 'onInstanceStatusEvent', 'onApplicationOnboardStatusEvent', 'onPartnerStatusEvent', 'onPartnerStatusEvent', 'onPartnerStatusEvent', 'onPartnerStatusEvent',
    ]);
    for (const [dialect, definition] of definitions) {
      const faults = [
        ...told.flatMap(([name, body]) => definition.callback(name, body).map((fault) => `${name} ${fault}`)),
        ...answered.flatMap(([method, path, status, body]) => definition.response(method, path, { status, type: JSON_TYPE, body }).map((fault) => `${method} ${path.replace(id, CONTEXT)} ${fault}`)),
      ];
      // The newer definition tells less of an instance that was asked for, and names zones by their ids alone.
      const known = dialect === '1.2.0' ? [] : [`GET /${CONTEXT}/application/onboarding/app/${PATH.appId} /appDeploymentZones/0 must be string {"type":"string"}`, `POST /${CONTEXT}/application/lcm it has no body`];
      expect([dialect, faults.sort()]).toEqual([dialect, known]);
    }
    expect(JSON.stringify([answered, told])).not.toMatch(new RegExp(SECRETS.join('|')));
  });
});
