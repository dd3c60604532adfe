import { createHash } from 'node:crypto';
import { newId } from '../../src/kernel/id.js';
import { ALARMS, FAILED, IMPORTED, MESSAGES_VERSION, TERMINATED, UNREACHABLE, UPDATED } from '../../src/kernel/peering/messages.js';
import type { ImportedSpec, Message, Topic } from '../../src/kernel/peering/messages.js';
import type { DomainEvent } from '../../src/kernel/event.js';

/** A message about an organization, as the module that peers records it. */
export function aMessage<Name extends Topic>(topic: Name, data: Omit<Message<Name>, 'schemaVersion' | 'organization'>, organizationId: string): DomainEvent {
  const organization = { id: organizationId, name: 'Openslice-dev', href: `/tmf-api/party/v4/organization/${organizationId}`, '@referredType': 'Organization' };
  return {
    id: newId(),
    type: topic,
    subject: organizationId,
    owner: { clientId: 'client-1', userId: null },
    time: new Date(),
    correlator: 'correlator-1',
    data: { schemaVersion: MESSAGES_VERSION, organization, ...data },
  };
}

/** A spec of the organization; another version has another hash. */
export function aSpec(name: string, version = '1', extra: object = {}): ImportedSpec {
  const id = `${name}-id`;
  const serviceSpecification = { id, name, version, lifecycleStatus: 'In design', isBundle: false, '@type': 'CustomerFacingServiceSpecification', lastUpdate: '2026-01-01T00:00:00Z', ...extra };
  return { remoteId: id, localId: id, contentHash: `sha256:${createHash('sha256').update(JSON.stringify(serviceSpecification)).digest('hex')}`, serviceSpecification };
}

const failure = { code: 'TIMEOUT', reason: 'no answer within 30000 ms', retryable: true } as const;
const goneOf = ({ remoteId, localId, serviceSpecification: { name } }: ImportedSpec): { remoteId: string; localId: string; name: string } => ({ remoteId, localId, name });

/**
 * A peering from its first failure to its end and beyond, in seven messages; what is left in the catalog is the organization's spec `c`, in catalog
 * C and category K.
 */
export function aStory(organizationId: string): readonly DomainEvent[] {
  const own = (name: string, version?: string): ImportedSpec => aSpec(`${organizationId}-${name}`, version);
  const [a, b, c] = [own('a'), own('b'), own('c')];
  const assigned = (...specs: readonly ImportedSpec[]) => [{ name: 'C', categories: [{ name: 'K', specifications: specs.map(({ remoteId: id, serviceSpecification: { name } }) => ({ id, name, version: '1' })) }] }];
  const at = new Date().toISOString();
  return [
    aMessage(FAILED, { generation: 1, phase: 'add', failure: { code: 'PARTIAL', reason: '1 of 2 could not be fetched', retryable: true } }, organizationId),
    aMessage(IMPORTED, { generation: 2, reason: 'add', specs: [a, b], serviceCatalogs: assigned(a, b) }, organizationId),
    aMessage(UPDATED, { generation: 3, reason: 'heartbeat', added: [], updated: [own('a', '2')], removed: [{ ...goneOf(b), reason: 'deleted-at-source' }] }, organizationId),
    aMessage(UNREACHABLE, { generation: 4, failure, consecutiveFailures: 1, threshold: 1, firstFailureAt: at, lastSuccessAt: null, action: 'remove-specs', affectedSpecs: [goneOf(a)] }, organizationId),
    aMessage(IMPORTED, { generation: 5, reason: 'recovered', specs: [own('a', '3')], serviceCatalogs: assigned(a, b) }, organizationId),
    aMessage(TERMINATED, { generation: 6, reason: 'admin-delete', removedSpecs: [goneOf(a)] }, organizationId),
    aMessage(IMPORTED, { generation: 7, reason: 'add', specs: [c], serviceCatalogs: assigned(c) }, organizationId),
  ];
}

/** The heartbeat's alarm about the organization, raised or cleared. */
export function anAlarm(organizationId: string, operation: 'raise' | 'clear', generation: number): DomainEvent {
  const time = new Date().toISOString();
  const cleared = operation === 'clear';
  const alarm = {
    externalAlarmId: `peering:${organizationId}:heartbeat`,
    alarmType: 'communicationsAlarm',
    perceivedSeverity: cleared ? 'cleared' : 'major',
    probableCause: 'timeoutExpired',
    alarmedObjectType: 'Organization',
    alarmedObject: { id: organizationId },
    sourceSystemId: 'peering-api',
    state: cleared ? 'cleared' : 'raised',
    alarmRaisedTime: time,
    ...(cleared && { alarmClearedTime: time }),
  } as const;
  return aMessage(ALARMS, { generation, operation, alarm }, organizationId);
}
