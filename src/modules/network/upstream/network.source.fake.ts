import { randomUUID } from 'node:crypto';
import type { Refusal } from '../../../kernel/refusal.js';
import { PeerFailure, toRefusal } from '../../../outbound/http.failure.js';
import { notOffered, type UpstreamKind } from './network.answers.js';
import type { FlowRequest, NetworkCall, NetworkSource, UpstreamFlow, UpstreamFlowStatus } from './network.types.js';

export type NetworkMethod = 'create' | 'status' | 'remove' | 'list';

export interface FakeFlow {
  readonly request: FlowRequest;
  /** The address for notices. */
  readonly notify: string;
  readonly status: Exclude<UpstreamFlowStatus, 'absent'>;
}

export interface FakeNetworkOptions {
  /** What a creation answers. @default REQUESTED */
  readonly at?: FakeFlow['status'];
  /** After how many looks at it a flow is granted; without, the test settles each. */
  readonly grantAfter?: number;
  /** Kinds that it can list. @default both */
  readonly lists?: readonly UpstreamKind[];
  /** Kinds that it has no function for. @default none */
  readonly lacks?: readonly UpstreamKind[];
  /** Milliseconds before an answer. @default 0: at once */
  readonly latencyMs?: number;
}

/** A network in memory for tests of what stands above it. It tells nothing of its own accord: the test carries notices. */
export interface FakeNetwork extends NetworkSource {
  /** By the network's id: everything that is there. */
  readonly flows: ReadonlyMap<string, FakeFlow>;
  /** The methods called so far, in order, with the network's id where there is one. */
  readonly calls: readonly (readonly [method: NetworkMethod, upstreamId: string | undefined])[];
  /** @throws Error when there is none of this id */
  settle(upstreamId: string, status: FakeFlow['status']): void;
  /** It disappears as if somebody had removed it behind our back. */
  vanish(upstreamId: string): void;
  /** The next call of this method fails; with `done` it is carried out all the same: its answer is lost. May be called for several in advance. */
  fail(method: NetworkMethod, error: Refusal, how?: { readonly done: boolean }): void;
  /** While true nothing reaches it. */
  down(is: boolean): void;
  /** While true it takes calls, and they wait; those that wait go on when it ends. */
  hold(is: boolean): void;
}

/** The outcome is unknown. */
export const lostAnswer = (): Refusal => toRefusal('SRM', new PeerFailure('timeout', true));
/** Nothing was done. */
export const outOfReach = (): Refusal => toRefusal('SRM', new PeerFailure('unreachable', false));

export function fakeNetwork({ at = 'REQUESTED', grantAfter, lists = ['session', 'influence'], lacks = [], latencyMs = 0 }: FakeNetworkOptions = {}): FakeNetwork {
  const flows = new Map<string, FakeFlow>();
  const looks = new Map<string, number>();
  const calls: [NetworkMethod, string | undefined][] = [];
  const planned: { method: NetworkMethod; error: Refusal; done: boolean }[] = [];
  const gate = createGate();
  let isDown = false;

  async function perform<Value>(method: NetworkMethod, upstreamId: string | undefined, { signal }: NetworkCall, work: () => Value): Promise<Value> {
    if (signal.aborted) throw toRefusal('SRM', new PeerFailure('ended', false));
    calls.push([method, upstreamId]);
    if (isDown) throw outOfReach();
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    await gate.passed();
    const index = planned.findIndex((plan) => plan.method === method);
    const plan = index < 0 ? undefined : planned.splice(index, 1)[0];
    if (plan && !plan.done) throw plan.error;
    const value = work();
    if (plan) throw plan.error;
    return value;
  }

  function create(request: FlowRequest, notify: string) {
    if (lacks.includes(request.kind)) throw notOffered(request.kind, { status: 204, text: '' });
    const upstreamId = request.kind === 'session' ? randomUUID() : `http://core.example/subscriptions/${randomUUID()}`;
    flows.set(upstreamId, { request, notify, status: at });
    return { upstreamId, status: at };
  }

  function settle(upstreamId: string, status: FakeFlow['status']): void {
    const found = flows.get(upstreamId);
    if (!found) throw new Error(`The fake network has no flow ${upstreamId}.`);
    flows.set(upstreamId, { ...found, status });
  }

  function look(upstreamId: string): UpstreamFlowStatus {
    const count = (looks.get(upstreamId) ?? 0) + 1;
    looks.set(upstreamId, count);
    if (flows.get(upstreamId)?.status === 'REQUESTED' && grantAfter !== undefined && count >= grantAfter) settle(upstreamId, 'AVAILABLE');
    return flows.get(upstreamId)?.status ?? 'absent';
  }

  function remove(upstreamId: string): 'removed' {
    flows.delete(upstreamId);
    return 'removed';
  }

  const show = ([upstreamId, { notify }]: readonly [string, FakeFlow]): UpstreamFlow => ({ upstreamId, notify });

  return {
    flows,
    calls,
    settle,
    vanish: (upstreamId) => void flows.delete(upstreamId),
    fail: (method, error, { done } = { done: false }) => void planned.push({ method, error, done }),
    down: (is) => void (isDown = is),
    hold: gate.hold,
    create: (request, notify, call) => perform('create', undefined, call, () => create(request, notify)),
    status: (_, upstreamId, call) => perform('status', upstreamId, call, () => look(upstreamId)),
    remove: (_, upstreamId, call) => perform('remove', upstreamId, call, () => remove(upstreamId)),
    list: (kind, call) => perform('list', undefined, call, () => (lists.includes(kind) ? [...flows].filter(([, { request }]) => request.kind === kind).map(show) : undefined)),
  };
}

function createGate(): { hold(is: boolean): void; passed(): Promise<void> } {
  let waiting: (() => void)[] | undefined;
  return {
    hold(is) {
      const held = waiting;
      waiting = is ? (held ?? []) : undefined;
      if (!is) for (const pass of held ?? []) pass();
    },
    passed: () => new Promise((resolve) => (waiting ? waiting.push(resolve) : resolve())),
  };
}
