import assert from 'node:assert/strict';
import { newName } from './samples.js';
import type { Scenario } from './scenario.js';

/** A compliant body of the scenario's operation. */
export async function compliantBody({ operation, qod, body }: Scenario): Promise<unknown> {
  const bodies: Readonly<Record<string, () => Promise<unknown>>> = {
    createSession: () => qod.creation(),
    extendQosSessionDuration: async () => ({ requestedAdditionalDuration: 60 }),
    retrieveSessionsByDevice: async () => ({ device: await qod.device() }),
    retrieveQosProfiles: async () => ({ device: await qod.device() }),
  };
  return (bodies[operation.id] ?? (async () => body))();
}

/** A valid value of a member or parameter: of the resources in place where the name says one. */
export async function validValue(s: Scenario, name: string): Promise<unknown> {
  const values = { eam: edgeValues, quality_on_demand: qodValues, qos_profiles: qodValues }[s.api.tag](s);
  return (values[name] ?? assert.fail(`no valid value is known for ${name}`))();
}

type Values = Readonly<Record<string, () => Promise<unknown>>>;

const edgeValues = ({ fixtures }: Scenario): Values => ({
  name: async () => newName('name'),
  appDeploymentName: async () => newName('name'),
  appId: async () => (await fixtures.app()).id,
  appInstanceId: async () => (await fixtures.instance()).id,
  appDeploymentId: async () => (await fixtures.deployment()).id,
  edgeCloudZoneId: async () => (await fixtures.zone()).edgeCloudZoneId,
  region: async () => (await fixtures.zone()).edgeCloudRegion,
  edgeCloudRegion: async () => (await fixtures.zone()).edgeCloudRegion,
  edgeCloudProvider: async () => (await fixtures.zone()).edgeCloudProvider,
  countryCode: async () => (await fixtures.zone()).countryCode,
  status: async () => (await fixtures.zone()).edgeCloudZoneStatus,
  page: async () => '2',
  perPage: async () => '1',
});

const qodValues = ({ qod }: Scenario): Values => ({
  device: async () => ({ ...(await qod.device()) }),
  applicationServer: async () => ({ ipv4Address: '203.0.113.7' }),
  qosProfile: async () => (await qod.profile()).name,
  duration: async () => Math.min(900, (await qod.profile()).maxDuration),
  requestedAdditionalDuration: async () => 60,
  sink: async () => qod.sink,
  name: async () => (await qod.profile()).name,
  sessionId: async () => (await qod.session()).id,
});
