import { newId } from '../../src/kernel/id.js';
import { createFlows, type FlowEngine, type FlowOptions } from '../../src/modules/network/flow/flow.service.js';
import type { FlowFact, FlowOwner, FlowRow } from '../../src/modules/network/flow/flow.types.js';
import type { NetworkSource, SessionRequest } from '../../src/modules/network/upstream/network.types.js';
import type { Database, Tx } from '../../src/outbound/storage/database.js';
import { collectLog, type CollectedLog } from './log.js';

export const A_SESSION: SessionRequest = { kind: 'session', device: { phoneNumber: '+351910000000' }, applicationServer: { ipv4Address: '192.0.2.1' }, qosProfile: 'qos-e', duration: 60 };

export interface Told {
  readonly resourceId: string;
  readonly fact: FlowFact;
  /** Phases of the resource's flows, as they were told. */
  readonly phases: readonly FlowRow['phase'][];
}

/** Resources that only remember what they were told. */
export interface Listener extends FlowOwner {
  readonly heard: readonly Told[];
  facts(resourceId: string): readonly FlowFact['kind'][];
  /** The next time it is told something, its transaction fails. */
  failOnce(): void;
}

export function createListener(waitsForGone = true): Listener {
  const heard: Told[] = [];
  let failing = false;
  return {
    waitsForGone,
    heard,
    facts: (resourceId) => heard.filter((one) => one.resourceId === resourceId).map(({ fact }) => fact.kind),
    failOnce: () => void (failing = true),
    hold: () => Promise.resolve(),
    async told(_tx, resourceId, fact, flows) {
      if (failing) {
        failing = false;
        throw new Error('The resource could not be written.');
      }
      heard.push({ resourceId, fact, phases: flows.map(({ phase }) => phase) });
    },
  };
}

export interface TestFlows extends FlowEngine, AsyncDisposable {
  readonly log: CollectedLog;
  /** Wants flows for a resource that is made up. @returns the resource's id */
  want(requests?: readonly SessionRequest[], of?: { readonly kind?: FlowRow['kind']; readonly resourceId?: string }): Promise<string>;
  release(resourceId: string): Promise<void>;
  rows(): Promise<FlowRow[]>;
}

const BASE = { callbackUrl: 'http://gateway.example', callbackKey: Buffer.alloc(32, 7), timeoutMs: 1_000, clock: { now: () => new Date() } };

/** The engine on a database and a network, for resources that are not there; its worker runs when the test starts it. */
export function testFlows(db: Database, source: NetworkSource, owner: FlowOwner, options: Partial<FlowOptions> = {}): TestFlows {
  const log = collectLog();
  const owners = new Map((['QOD_SESSION', 'QOS_ASSIGNMENT', 'TRAFFIC_INFLUENCE'] as const).map((kind) => [kind, owner]));
  const engine = createFlows({ ...BASE, db, source, owners, log, pollMs: 20, ...options, limits: { settleMs: 0, ...options.limits } });
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.prisma.$transaction(work);
  return {
    ...engine,
    log,
    async want(requests = [A_SESSION], { kind = 'QOD_SESSION', resourceId = newId() } = {}) {
      await inTx((tx) => engine.flows.want(tx, { kind, resourceId, requests, correlator: null }));
      return resourceId;
    },
    release: (resourceId) => inTx((tx) => engine.flows.release(tx, [resourceId])),
    rows: () => db.prisma.networkFlow.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    async [Symbol.asyncDispose]() {
      await engine.reconcile.stop();
      await engine.worker.stop();
    },
  };
}
