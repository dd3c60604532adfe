import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import { startNotices, type Notices } from './srm.notices.js';
import type { SandboxFlow, SrmState } from './srm.state.js';

/** How the simulated core behaves; see startSandboxSrm. */
export interface CoreOptions {
  /**
   * Least and most milliseconds until it grants. Null: there is no script: whatever is there is said to be in force, and
   * nothing is notified, as generation B does with the cores of today. @default [300, 900]
   */
  readonly grantMs?: readonly [number, number] | null;
  /** Whether it knows traffic influence. @default true */
  readonly influence?: boolean;
  /** Lists sessions, and influences with their ids: no SRM does. @default false */
  readonly lists?: boolean;
  /** Tells at the address for notices what becomes of a session or an influence. @default true */
  readonly notifies?: boolean;
}

export type FlowStatus = 'REQUESTED' | 'AVAILABLE' | 'UNAVAILABLE';

export interface Asked {
  readonly kind: SandboxFlow['kind'];
  readonly request: Readonly<Record<string, unknown>>;
  readonly notify: string | null;
  /** The device's public IPv4 address, which chooses the life. */
  readonly address: string | undefined;
}

export interface SandboxCore {
  readonly influence: boolean;
  readonly lists: boolean;
  /** Whether states follow a script. */
  readonly scripted: boolean;
  admit(asked: Asked): SandboxFlow;
  statusOf(flow: SandboxFlow): FlowStatus;
  /** @param id also the last part of an influence's */
  find(kind: SandboxFlow['kind'], id: string): SandboxFlow | undefined;
  remove(flow: SandboxFlow): void;
  /** It is granted now. @returns false when there is none of this id */
  grant(id: string): boolean;
  /** The network ends it now. @returns false when there is none of this id */
  terminate(id: string): boolean;
  close(): void;
}

export interface CoreSetting {
  readonly state: SrmState;
  readonly clock: Clock;
  /** Where the core seems to be: ids and notices begin so. */
  readonly origin: () => string;
  readonly options: CoreOptions;
}

const TERMINATES_AFTER_MS = 5_000;
const INSISTS_AFTER_MS = 2_000;
/** What came about while the simulation was down for no longer is told after it. */
const DOWN_MS = 60_000;

export function startCore({ state, clock, origin, options }: CoreSetting): SandboxCore {
  const { grantMs = [300, 900], influence = true, lists = false, notifies = true } = options;
  const scripted = grantMs !== null;
  const now = (): number => clock.now().getTime();
  const addressOf = ({ kind, id }: Pick<SandboxFlow, 'kind' | 'id'>): string => (kind === 'influence' ? id : `${origin()}/3gpp-as-session-with-qos/v1/sandbox/subscriptions/${id}`);
  const notices: Notices | undefined = notifies && scripted ? startNotices({ now, addressOf }) : undefined;
  const flows = { session: state.sessions, influence: state.influences };

  function find(kind: SandboxFlow['kind'], id: string): SandboxFlow | undefined {
    const found = flows[kind].get(id);
    return found || kind === 'session' ? found : flows.influence.get(`${influenceBase(origin())}${id}`) ?? [...flows.influence.values()].find((one) => one.id.endsWith(`/${id}`));
  }

  /** Keeps it as it is from now on, and tells what is still to be told. */
  function keep(flow: SandboxFlow): SandboxFlow {
    state.putFlow(flow);
    notices?.arm(flow);
    return flow;
  }
  function change(id: string, changed: (flow: SandboxFlow) => SandboxFlow): boolean {
    const flow = find('session', id) ?? find('influence', id);
    if (flow) keep(changed(flow));
    return flow !== undefined;
  }

  function remove(flow: SandboxFlow): void {
    // The network has begun, and does not stop for that.
    if (flow.insists && flow.settlesAt !== null && now() < flow.settlesAt) return;
    state.removeFlow(flow);
    notices?.disarm(flow);
  }

  for (const flow of [...flows.session.values(), ...flows.influence.values()]) notices?.arm(flow, DOWN_MS);
  return {
    influence,
    lists,
    scripted,
    admit({ address, ...asked }) {
      const uuid = randomUUID();
      const id = asked.kind === 'session' ? uuid : `${influenceBase(origin())}${uuid}`;
      return keep({ ...asked, id, ...lifeOf(scripted ? address : undefined, now(), grantMs ?? [0, 0]) });
    },
    statusOf: ({ settlesAt, outcome, endsAt }) => {
      if (scripted && (settlesAt === null || now() < settlesAt)) return 'REQUESTED';
      return outcome === 'refused' || (endsAt !== null && now() >= endsAt) ? 'UNAVAILABLE' : 'AVAILABLE';
    },
    find,
    remove,
    grant: (id) => change(id, (flow) => ({ ...flow, settlesAt: now(), outcome: 'granted' })),
    terminate: (id) => change(id, (flow) => ({ ...flow, settlesAt: Math.min(flow.settlesAt ?? now(), now()), endsAt: now() })),
    close: () => notices?.close(),
  };
}

const influenceBase = (origin: string): string => `${origin}/3gpp-traffic-influence/v1/sandbox/subscriptions/`;

/** The script that the device's public address chooses by its last octet; see startSandboxSrm. */
function lifeOf(address: string | undefined, now: number, [least, most]: readonly [number, number]): Pick<SandboxFlow, 'settlesAt' | 'outcome' | 'endsAt' | 'insists'> {
  const octet = address?.split('.')[3];
  const insists = octet === '99';
  const settlesAt = now + (insists ? INSISTS_AFTER_MS : least + Math.random() * (most - least));
  return {
    settlesAt: octet === '88' ? null : settlesAt,
    outcome: octet === '66' ? 'refused' : 'granted',
    endsAt: octet === '77' ? settlesAt + TERMINATES_AFTER_MS : null,
    insists,
  };
}
