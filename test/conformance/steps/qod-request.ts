import { Given } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Scenario } from '../scenario.js';
import { validValue } from '../values.js';
import type { World } from './setup.js';

type Members = Record<string, unknown>;

const membersOf = (s: Scenario): Members => s.body as Members;

/** Sets the member at `$.a.b`; objects on the way are made. */
function setAt(s: Scenario, path: string, value: unknown): void {
  const names = path.replace(/^\$\./, '').split('.');
  const holder = names.slice(0, -1).reduce<Members>((object, name) => (object[name] ??= {}) as Members, membersOf(s));
  holder[names.at(-1)!] = value;
}

// --- device -----------------------------------------------------------------------------------------------------

Given(/^the request body property "(\$\.\w+)" is set to:? \{\}$/, function (this: World, path: string) {
  setAt(this.s, path, {});
});

Given(/^the request (?:body )?property "\$\.(\w+)" is not included$/, function (this: World, name: string) {
  delete membersOf(this.s)[name];
});

Given('the request body properties {string} and {string} are not included', function (this: World, one: string, other: string) {
  for (const path of [one, other]) delete membersOf(this.s)[path.replace('$.', '')];
});

/** Of the right kind, but not in the form; the last has no form but to be a text. */
const WRONG_IDENTIFIERS: Readonly<Record<string, unknown>> = { phoneNumber: '351900000001', ipv4Address: { publicAddress: '198.51.100.10' }, ipv6Address: '2001:db8::zz', networkAccessIdentifier: 42 };

Given('the request body property {string} does not comply with the OAS schema at {string}', function (this: World, path: string, pointer: string) {
  const { definition } = this.s.api;
  const value = WRONG_IDENTIFIERS[path.replace('$.device.', '')];
  assert.ok(value !== undefined && definition.faults(definition.schema(pointer), value));
  membersOf(this.s)['device'] = {};
  setAt(this.s, path, value);
});

Given('the request body property {string} is compliant with the schema but does not identify a valid device', function (this: World, path: string) {
  setAt(this.s, path, { phoneNumber: '+351909999999' });
});

Given('the request body property {string} only includes device identifiers not supported by the implementation', function (this: World, path: string) {
  setAt(this.s, path, { networkAccessIdentifier: '123456789@example.com' });
});

// --- application server -----------------------------------------------------------------------------------------

const SERVER = '$.applicationServer';
const addressesOf = (s: Scenario): string[] => (membersOf(s)['applicationServer'] as { ipAddresses: string[] }).ipAddresses;
const addressNo = (index: number): string => (index % 2 === 0 ? `203.0.113.${10 + index}` : `2001:db8::${10 + index}`);

Given(/^the request body properties "\$\.applicationServer\.ipv4Address" and\/or "\$\.applicationServer\.ipv6Address" exist( and have valid values which include a subnet mask)?$/, function (this: World, mask: string | undefined) {
  setAt(this.s, SERVER, mask ? { ipv4Address: '203.0.113.0/24', ipv6Address: '2001:db8:85a3:8d3::/64' } : { ipv4Address: '203.0.113.7', ipv6Address: '2001:db8::7' });
});

Given('the request body property "$.applicationServer.ipAddresses" exists', function (this: World) {
  const server = membersOf(this.s)['applicationServer'] as Members;
  // The default has one IPv4 address, which is to go; where a step has set both, the list is to stand beside them.
  setAt(this.s, SERVER, { ...('ipv6Address' in server ? server : {}), ipAddresses: [0, 1, 2].map(addressNo) });
});

Given('the number of items in request body array "$.applicationServer.ipAddresses" is {word} {word} {int}', function (this: World, relation: string, _than: string, count: number) {
  const wanted = { greater: Math.max(3, count + 1), less: Math.min(3, count - 1), equal: count }[relation] ?? assert.fail(`no relation is known as ${relation}`);
  setAt(this.s, `${SERVER}.ipAddresses`, Array.from({ length: wanted }, (_, index) => addressNo(index)));
});

Given(/^each item within request body array "\$\.applicationServer\.ipAddresses" is (either a valid IPv4 address or valid IPv6 address|unique with no duplicated values)$/, function (this: World, _rule: string) {
  const addresses = addressesOf(this.s);
  assert.ok(addresses.every((address) => isIP(address) !== 0) && new Set(addresses).size === addresses.length);
});

Given('at least two items within request body array "$.applicationServer.ipAddresses" have the same value', function (this: World) {
  const addresses = addressesOf(this.s);
  addresses.push(addresses[0]!);
});

Given(/^at least one item within request body array "\$\.applicationServer\.ipAddresses" (is not a valid single IPv4 address or single IPv6 address|contains the character '\/')$/, function (this: World, rule: string) {
  addressesOf(this.s).push(rule.startsWith('is not') ? '203.0.113.300' : '203.0.113.0/24');
});

Given(/^the request body property "\$\.applicationServer\.(\w+)" does not exist$/, function (this: World, name: string) {
  assert.equal((membersOf(this.s)['applicationServer'] as Members)[name], undefined);
});

// --- ports, durations, profiles ---------------------------------------------------------------------------------

Given('the request body property {string} is set to a value not between between 0 and 65535', function (this: World, path: string) {
  const beyond = 65_536;
  const [holder, name] = [path.replace(/\.(ranges\.\w+|ports\[\*\]|publicPort)$/, ''), path.split('.').at(-1)!];
  if (name === 'publicPort') membersOf(this.s)['device'] = { ipv4Address: { publicAddress: '198.51.100.10', publicPort: beyond } };
  else setAt(this.s, holder, name === 'ports[*]' ? { ports: [8080, beyond] } : { ranges: [{ from: name === 'from' ? beyond : 8080, to: beyond }] });
});

Given('the request body property "qosProfile" is set to a non existent qos Profile', function (this: World) {
  setAt(this.s, '$.qosProfile', `NO_PROFILE_${randomUUID()}`);
});

Given('the request body property "duration" is set to an invalid duration for the selected qosProfile', async function (this: World) {
  setAt(this.s, '$.duration', (await this.s.qod.profile()).maxDuration + 1);
});

Given('the request body property {string} is set to a value that added to the existing QoS session "duration" exceeds the "maxDuration" for the QoS Profile', async function (this: World, path: string) {
  setAt(this.s, path, (await this.s.qod.profile()).maxDuration);
});

Given(/^the request body property "\$\.status" is set to the value (\w+)$/, function (this: World, status: string) {
  setAt(this.s, '$.status', status);
});

// --- sink -------------------------------------------------------------------------------------------------------

/** Other members of the credential are as its type wants them. */
function setCredential(s: Scenario, name: string, value: unknown): void {
  const body = membersOf(s);
  body['sink'] = s.qod.sink;
  const others = value === 'PRIVATE_KEY_JWT' ? { clientId: 'conformance', tokenUri: `${new URL(s.qod.sink).origin}/token` } : s.qod.sinkCredential;
  body['sinkCredential'] = { ...others, [name]: value };
}

Given(/^the request (?:body )?property +"\$\.sinkCredential\.(\w+)" is set to "([^"]+)"$/, function (this: World, name: string, value: string) {
  setCredential(this.s, name, value);
});

Given(/^the request body property +"\$\.sinkCredential\.accessTokenType" is set to a value other than "bearer"$/, function (this: World) {
  setCredential(this.s, 'accessTokenType', 'mac');
});

Given('the request property "$.sinkCredential.accessToken" is set to a valid access token accepted by the events receiver', function (this: World) {
  setCredential(this.s, 'accessToken', this.s.qod.sinkCredential['accessToken']);
});

Given('the request property "$.sink" is set to a URL where events can be monitored', async function (this: World) {
  setAt(this.s, '$.sink', await validValue(this.s, 'sink'));
});

Given('no PRIVATE_KEY_JWT configuration has been pre-shared for the notification endpoint', function () { /* the gateway has no key */ });

// --- path -------------------------------------------------------------------------------------------------------

Given(/^(?:the )?path param(?:eter)? "(\w+)" is set (?:by default )?to (?:a existing|an existing|the value for that) QoS (?:session sessionId|session|profile name|profile)$/, async function (this: World, name: string) {
  this.s.path[name] = String(await validValue(this.s, name));
});

const WRONG_PARAMETERS: Readonly<Record<string, string>> = {
  'has not a UUID format': 'not-a-uuid',
  'does not match the regular expression "^[a-zA-Z0-9_.-]+$"': 'QOS*E',
  'has a length not between 3 and 256': 'Q'.repeat(257),
};

Given(/^(?:the )?path parameter "(\w+)" (has not a UUID format|does not match the regular expression ".+"|has a length not between 3 and 256)$/, function (this: World, name: string, fault: string) {
  this.s.path[name] = WRONG_PARAMETERS[fault] ?? assert.fail(`no value is known that ${fault}`);
});
