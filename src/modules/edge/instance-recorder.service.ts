import type { Clock } from '../../kernel/clock.js';
import type { DomainEvent } from '../../kernel/event.js';
import { record } from '../../outbound/outbox.js';
import type { Tx } from '../../outbound/storage/database.js';
import { afterFact, deploymentStatus, sameEndpoints, type InstanceFact } from './app-instance.rules.js';
import type { AppInstanceRow, AppInstanceStore } from './app-instance.store.js';
import { deploymentChange, instanceChange } from './edge.events.js';
import type { AppDeploymentStore } from './app-deployment.store.js';

/** Writes what became known of an instance, with its announcement and its deployment's, in the caller's transaction. */
export interface InstanceRecorder {
  /** @returns the row afterwards; null when it is gone. Nothing is written when the fact changes nothing. */
  apply(tx: Tx, id: string, fact: InstanceFact, endpoints?: readonly object[]): Promise<AppInstanceRow | null>;
  /** The instance is gone upstream: its row goes, and with the last one a deployment that is being deleted. */
  removed(tx: Tx, id: string): Promise<void>;
  /** Brings a deployment's status up to its instances. */
  settle(tx: Tx, deploymentId: string, correlator: string | null): Promise<void>;
}

export interface InstanceRecorderOptions {
  readonly instances: AppInstanceStore;
  readonly deployments: AppDeploymentStore;
  readonly clock: Clock;
}

export function instanceRecorder({ instances, deployments, clock }: InstanceRecorderOptions): InstanceRecorder {
  async function settle(tx: Tx, deploymentId: string, correlator: string | null): Promise<void> {
    const row = await deployments.lock(tx, deploymentId);
    if (!row) return;
    const members = await instances.ofDeployments(tx, [deploymentId]);
    const now = clock.now();
    if (row.deleting && members.length === 0) {
      await deployments.remove(tx, deploymentId);
      await record(tx, [deploymentChange(row.status, row, now, correlator, true)]);
      return;
    }
    const status = deploymentStatus(members, row.deleting);
    if (status === row.status) return;
    const next = { ...row, status, updatedAt: now };
    await deployments.replace(tx, next);
    await record(tx, [deploymentChange(row.status, next, now, correlator)]);
  }

  return {
    settle,
    async apply(tx, id, fact, endpoints) {
      const row = await instances.lock(tx, id);
      if (!row) return null;
      const componentEndpointInfo = endpoints?.length ? (endpoints as unknown as AppInstanceRow['componentEndpointInfo']) : row.componentEndpointInfo;
      const after = { ...afterFact(row, fact), componentEndpointInfo };
      const changed = after.status !== row.status;
      const touched = changed || after.phase !== row.phase || after.upstreamId !== row.upstreamId || after.missed !== row.missed || !sameEndpoints(componentEndpointInfo, row.componentEndpointInfo);
      if (!touched) return row;
      const now = clock.now();
      const next = changed ? { ...after, updatedAt: now } : after;
      await instances.replace(tx, next);
      if (changed) {
        const events: DomainEvent[] = [instanceChange(row.status, next, now, null)];
        await record(tx, events);
        if (row.deploymentId) await settle(tx, row.deploymentId, null);
      }
      return next;
    },
    async removed(tx, id) {
      const row = await instances.lock(tx, id);
      if (!row) return;
      await instances.remove(tx, id);
      await record(tx, [instanceChange(row.status, { ...row, status: 'terminating' }, clock.now(), null, true)]);
      if (row.deploymentId) await settle(tx, row.deploymentId, null);
    },
  };
}
