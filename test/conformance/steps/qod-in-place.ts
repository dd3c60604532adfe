import { Given, When } from '@cucumber/cucumber';
import type { Life } from '../operator.js';
import type { Json } from '../qod.fixtures.js';
import type { Scenario } from '../scenario.js';
import { validValue } from '../values.js';
import type { World } from './setup.js';

async function setDevice(s: Scenario): Promise<void> {
  Object.assign(s.body as object, { device: await validValue(s, 'device') });
}

Given(/^a valid testing device supported by the service, identified by the token or provided in the request body(,? with (?:no )?QoS active sessions associated)?$/, async function (this: World, sessions: string | undefined) {
  await setDevice(this.s);
  if (sessions?.includes('with QoS')) await available(this.s);
});

Given(/^(?:a valid device, identified by the token or provided in the request body, for which the service is not applicable|a device for which the service is not applicable, provided in the request body or identified by the access token)$/, async function (this: World) {
  Object.assign(this.s.body as object, { device: await this.s.environment.operator.unservedDevice() });
});

Given(/^that (?:some types of device identifiers are not supported by the implementation|the service is not available for all devices commercialized by the operator)$/, function () { /* so it is */ });

// --- sessions ---------------------------------------------------------------------------------------------------

async function available(s: Scenario, more: Json = {}): Promise<void> {
  const session = await s.qod.create(more);
  await s.qod.becomes(session, 'AVAILABLE');
}

/** The Background has asked for a session already; the scenario's own takes its place. */
async function instead(s: Scenario, make: () => Promise<unknown>): Promise<void> {
  await s.qod.clean();
  await make();
}

Given('an existing QoS session created by operation createSession', async function (this: World) {
  await this.s.qod.session();
});

Given('an existing QoS session created by operation createSession with qosStatus "AVAILABLE"', async function (this: World) {
  await this.s.qod.becomes(await this.s.qod.session(), 'AVAILABLE');
});

Given('an existing QoS session created by operation createSession with provided values for "sink" and "sinkCredential", and with status "AVAILABLE"', async function (this: World) {
  const { qod } = this.s;
  await instead(this.s, () => available(this.s, { sink: `${qod.sink}`, sinkCredential: qod.sinkCredential }));
  await qod.event(0);
});

Given('an existing QoS session with qosStatus not "AVAILABLE"', async function (this: World) {
  await instead(this.s, () => this.s.qod.create({}, 'waiting'));
});

Given('an existing QoS session failed to be created in the last 360 seconds', async function (this: World) {
  await instead(this.s, () => failed(this.s, 'refused'));
});

async function failed(s: Scenario, life: Life): Promise<void> {
  await s.qod.becomes(await s.qod.create({}, life), 'UNAVAILABLE');
}

Given('a QoS session has been created successfully and includes a valid sink and sinkCredentials', async function (this: World) {
  await this.s.qod.create({ sinkCredential: this.s.qod.sinkCredential });
});

When('the QoS status of the session becomes known', async function (this: World) {
  await this.s.qod.becomes(await this.s.qod.session(), 'AVAILABLE', 'UNAVAILABLE');
});

Given('a QoD session already exists for that device', async function (this: World) {
  await this.s.qod.create(this.s.body as Json);
});

// --- profiles ---------------------------------------------------------------------------------------------------

Given('an existing QoS profile', async function (this: World) {
  await this.s.qod.profile();
});

Given('the requested QoS Profile exists but is not applicable for the session', async function (this: World) {
  Object.assign(this.s.body as object, { qosProfile: await this.s.environment.operator.inactiveProfile() });
});

Given('the "maxDuration" for the QoS profile of the session as returned by "qos-profiles" API', async function (this: World) {
  await this.s.qod.profile();
});

Given('that implementation has QoS Profiles restricted to certain devices', async function (this: World) {
  await this.s.environment.operator.restrictedProfile();
});

Given('a device suitable for the restricted QoS Profiles is provided in the request body or identified by the access token', async function (this: World) {
  Object.assign(this.s.body as object, { device: await this.s.environment.operator.abroadDevice() });
});

Given('no device is provided in the request body or identified by the access token', function (this: World) {
  delete (this.s.body as Record<string, unknown>)['device'];
});
