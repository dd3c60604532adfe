import { createListener, A_SESSION, type Listener } from '../support/flows.js';
import { collectLog } from '../support/log.js';
import { newId } from '../../src/kernel/id.js';
import { flowCallbacks } from '../../src/modules/network/flow/flow-callbacks.service.js';
import { flowRecorder, type FlowRecorder } from '../../src/modules/network/flow/flow-recorder.service.js';
import { flowSteps, type FlowSteps } from '../../src/modules/network/flow/flow-steps.service.js';
import type { FlowLimits } from '../../src/modules/network/flow/flow.rules.js';
import type { ClaimedFlow, FlowStore } from '../../src/modules/network/flow/flow.store.js';
import type { FlowRow } from '../../src/modules/network/flow/flow.types.js';
import { lostAnswer, outOfReach } from '../../src/modules/network/upstream/network.source.fake.js';
import type { NetworkSource } from '../../src/modules/network/upstream/network.types.js';
import { reconcileWorker } from '../../src/modules/network/flow/reconcile.worker.js';
import type { Database } from '../../src/outbound/storage/database.js';

export const LIMITS: FlowLimits = { graceMs: 4_000, patienceMs: 300_000, memoryMs: 10_000_000_000, lookMs: 10_000, missedMs: 5_000, settleMs: 2_000 };
/** For so long after a request left, the network may forget that it was told to remove what it is at work with. */
const INSISTS_MS = 1_500;

/** A request to create that left the gateway: it reaches the network early, late or never, and its answer may be lost. */
interface Request {
  readonly notify: string;
  readonly sentAt: number;
  /** What its sender hears; undefined when it has heard, or is no more. */
  answer: { resolve(told: { upstreamId: string; status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' }): void; reject(failure: unknown): void } | undefined;
  /** What came of it in the network. */
  done?: { readonly upstreamId: string; readonly status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' };
}

interface Notice {
  readonly flowId: string;
  readonly upstreamId: string;
  readonly status: 'GRANTED' | 'REFUSED' | 'TERMINATED';
}

/** Transactions one after the other, as the rows' locks make them. */
function inTurns(): (work: (tx: undefined) => Promise<unknown>) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(() => work(undefined));
    last = result.catch(() => undefined);
    return result;
  };
}

/** One flow of one resource, in a world where everything may go wrong: rows in memory, a network, and a process that may die. */
export class FlowWorld {
  readonly owner: Listener = createListener();
  readonly resourceId = newId();
  readonly rows = new Map<string, FlowRow>();
  readonly network = new Map<string, { readonly notify: string; readonly sentAt: number; status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE' }>();
  readonly requests: Request[] = [];
  readonly notices: Notice[] = [];
  released = false;
  /** Answers to looks and removals are lost while true. */
  flaky: 'no' | 'before' | 'after' = 'no';
  private now = 0;
  private readonly callbacks = flowCallbacks({ baseUrl: 'http://gateway.example', key: Buffer.alloc(32, 1) });
  private process!: { dead: boolean; readonly steps: FlowSteps; readonly recorder: FlowRecorder; reconcile(): Promise<void> };

  constructor(private readonly lists: boolean) {
    const id = newId();
    this.rows.set(id, { id, kind: 'QOD_SESSION', resourceId: this.resourceId, request: { ...A_SESSION } as never, phase: 'WANTED', upstreamId: null, sentAt: null, attempts: 0, dueAt: this.date(), leasedUntil: null, leasedBy: null, correlator: null, createdAt: this.date() });
    this.start();
  }

  private date = (): Date => new Date(this.now);

  private start(): void {
    const life = { dead: false };
    const startedAt = this.date();
    const store = this.storeOf(life);
    const clock = { now: this.date };
    const log = collectLog();
    const db = { prisma: { $transaction: inTurns(), networkFlow: { findMany: async () => [...this.rows.values()].filter(({ phase }) => phase !== 'WANTED') } } } as unknown as Database;
    const owners = new Map([['QOD_SESSION', this.owner] as const]);
    const recorder = flowRecorder({ db, store, runner: 'me', owners, limits: LIMITS, clock, log });
    const source = this.source();
    const steps = flowSteps({ source, store, recorder, callbacks: this.callbacks, owners, limits: LIMITS, listeningSince: () => startedAt, clock, log });
    const { once } = reconcileWorker({ db, store, source, recorder, callbacks: this.callbacks, clock, log, wake: () => undefined });
    this.process = Object.assign(life, { steps, recorder, reconcile: () => once(new AbortController().signal) });
  }

  /** A dead process writes nothing: what it was about to do never ends. */
  private storeOf(life: { dead: boolean }): FlowStore {
    const { rows } = this;
    const never = new Promise<never>(() => undefined);
    const whileAlive = <Args extends unknown[], T>(work: (...args: Args) => T) => async (...args: Args): Promise<T> => (life.dead ? never : work(...args));
    return {
      insert: whileAlive(() => undefined),
      insertStray: whileAlive((_tx, { id, kind, upstreamId }, now) => {
        if (!rows.has(id)) rows.set(id, { id, kind, resourceId: id, request: {}, phase: 'REMOVING', upstreamId, sentAt: now, attempts: 0, dueAt: now, leasedUntil: null, leasedBy: null, correlator: null, createdAt: now });
      }),
      release: whileAlive(() => undefined),
      of: whileAlive((_tx, resourceId) => [...rows.values()].filter((row) => row.resourceId === resourceId)),
      lock: whileAlive((_tx, id) => rows.get(id)),
      resourceOf: whileAlive((id) => rows.get(id)?.resourceId),
      replace: whileAlive((_tx, state) => void rows.set(state.id, { ...rows.get(state.id)!, ...state, leasedBy: null })),
      remove: whileAlive((_tx, id) => void rows.delete(id)),
      claim: whileAlive(() => []),
      claimOf: whileAlive(() => []),
      settleGone: whileAlive((removals) => {
        for (const { id, upstreamId } of removals) if (rows.get(id)?.upstreamId === upstreamId && rows.get(id)?.phase === 'REMOVING') rows.delete(id);
      }),
      waiting: whileAlive(() => 0),
      giveBack: whileAlive(() => undefined),
      freeLeases: whileAlive(() => undefined),
    };
  }

  private source(): NetworkSource {
    const answered = async <T>(work: () => T): Promise<T> => {
      if (this.flaky === 'before') throw lostAnswer();
      const value = work();
      if (this.flaky === 'after') throw lostAnswer();
      return value;
    };
    return {
      create: (_request, notify) => new Promise((resolve, reject) => this.requests.push({ notify, sentAt: this.now, answer: { resolve, reject } })),
      status: (_kind, upstreamId) => answered(() => this.network.get(upstreamId)?.status ?? 'absent'),
      remove: (_kind, upstreamId) => answered(() => this.remove(upstreamId)),
      list: () => answered(() => (this.lists ? [...this.network].map(([upstreamId, { notify }]) => ({ upstreamId, notify })) : undefined)),
    };
  }

  private remove(upstreamId: string): 'removed' {
    const flow = this.network.get(upstreamId);
    if (flow?.status !== 'REQUESTED' || this.now >= flow.sentAt + INSISTS_MS) this.network.delete(upstreamId);
    return 'removed';
  }

  pass(ms: number): void {
    this.now += ms;
  }

  /** What the claim does, and a step of each flow it takes. */
  step(): void {
    for (const row of this.rows.values()) {
      if (row.dueAt > this.date() || row.leasedBy !== null) continue;
      const sending = row.phase === 'WANTED' && row.createdAt.getTime() > this.now - LIMITS.patienceMs;
      const taken = { ...row, leasedBy: 'me', ...(sending && { phase: 'SENT' as const, sentAt: this.date(), dueAt: new Date(this.now + LIMITS.graceMs) }) };
      this.rows.set(row.id, taken);
      void this.process.steps.step({ ...taken, was: row.phase } satisfies ClaimedFlow, new AbortController().signal);
    }
  }

  release(): void {
    this.released = true;
    for (const row of this.rows.values()) {
      if (row.resourceId !== this.resourceId || row.phase === 'REMOVING') continue;
      const dueAt = row.upstreamId === null && row.sentAt !== null ? new Date(row.sentAt.getTime() + LIMITS.graceMs) : this.date();
      this.rows.set(row.id, { ...row, phase: 'REMOVING', attempts: 0, dueAt });
    }
  }

  /** The request reaches the network, which takes it. */
  execute(request: Request | undefined, status: 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE'): void {
    if (!request || request.done) return;
    const upstreamId = newId();
    request.done = { upstreamId, status };
    this.network.set(upstreamId, { notify: request.notify, sentAt: request.sentAt, status });
    if (status !== 'REQUESTED') this.tell(upstreamId, request.notify, status === 'AVAILABLE' ? 'GRANTED' : 'REFUSED');
  }

  private tell(upstreamId: string, notify: string, status: Notice['status']): void {
    this.notices.push({ flowId: this.callbacks.flowAt(notify)!.flowId, upstreamId, status });
  }

  /** The sender hears of it, or that nobody knows, or that it never left. */
  answer(request: Request | undefined, lost: boolean): void {
    if (!request?.answer) return;
    const { resolve, reject } = request.answer;
    request.answer = undefined;
    if (request.done && !lost) return resolve(request.done);
    if (request.done || lost) return reject(lostAnswer());
    this.requests.splice(this.requests.indexOf(request), 1);
    reject(outOfReach());
  }

  /** It never reaches the network; a sender that lives hears that nobody knows. */
  drop(request: Request | undefined): void {
    if (!request || request.done) return;
    this.requests.splice(this.requests.indexOf(request), 1);
    request.answer?.reject(lostAnswer());
  }

  change(upstreamId: string | undefined, to: 'granted' | 'ended' | 'vanished'): void {
    const flow = upstreamId === undefined ? undefined : this.network.get(upstreamId);
    if (!flow || upstreamId === undefined || flow.status === 'UNAVAILABLE') return;
    if (to === 'granted' && flow.status === 'AVAILABLE') return;
    const status = to === 'granted' ? 'GRANTED' : flow.status === 'AVAILABLE' ? 'TERMINATED' : 'REFUSED';
    if (to === 'vanished') this.network.delete(upstreamId);
    else flow.status = to === 'granted' ? 'AVAILABLE' : 'UNAVAILABLE';
    this.tell(upstreamId, flow.notify, status);
  }

  /** The gateway hears a notice; `again`: and will hear it once more. */
  deliver(notice: Notice | undefined, again = false): void {
    if (!notice) return;
    if (!again) this.notices.splice(this.notices.indexOf(notice), 1);
    void this.process.recorder.applyTo({ flowId: notice.flowId, kind: 'QOD_SESSION' }, { kind: 'noticed', status: notice.status, upstreamId: notice.upstreamId });
  }

  loseNotice(notice: Notice | undefined): void {
    if (notice) this.notices.splice(this.notices.indexOf(notice), 1);
  }

  reconcile(): void {
    this.process.reconcile().catch(() => undefined); // the list was lost: it is asked for again
  }

  /** kill -9, and the program again: leases end, nobody hears the answers. */
  crash(): void {
    this.process.dead = true;
    for (const request of this.requests) request.answer = undefined;
    for (const row of this.rows.values()) this.rows.set(row.id, { ...row, leasedBy: null });
    this.start();
  }

  facts = (): readonly string[] => this.owner.facts(this.resourceId);
}
