import type { SandboxFlow } from './srm.state.js';

/** Tells what becomes of sessions and influences, as a core does: 3GPP's UserPlaneNotificationData. */
export interface Notices {
  /**
   * From now on the flow's life is as it stands in it.
   * @param lateMs what is over for no longer is told now; the rest has been told before. @default 50
   */
  arm(flow: SandboxFlow, lateMs?: number): void;
  disarm(flow: SandboxFlow): void;
  /** Ends also what is on its way. */
  close(): void;
}

export interface NoticesSetting {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Address of the subscription that the notice is of. */
  readonly addressOf: (flow: SandboxFlow) => string;
}

type Event = 'SUCCESSFUL_RESOURCES_ALLOCATION' | 'FAILED_RESOURCES_ALLOCATION' | 'SESSION_TERMINATION';

const TRIES = 3;
const DEADLINE_MS = 2_000;
const PAUSE_MS = 300;

export function startNotices({ now, addressOf }: NoticesSetting): Notices {
  const timers = new Map<string, NodeJS.Timeout[]>();
  const ended = new AbortController();

  /** It is a simulation: a notice that does not arrive is lost, as it may be with a core. */
  async function post(flow: SandboxFlow, event: Event): Promise<void> {
    const body = JSON.stringify({ transaction: addressOf(flow), eventReports: [{ event }] });
    for (let attempt = 1; attempt <= TRIES && !ended.signal.aborted; attempt++) {
      if (await arrives(flow.notify!, body, ended.signal)) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt).unref());
    }
  }

  function at(moment: number | null, lateMs: number, tell: () => void): NodeJS.Timeout[] {
    const ms = moment === null ? undefined : moment - now();
    return ms === undefined || ms < -lateMs ? [] : [setTimeout(tell, Math.max(0, ms)).unref()];
  }

  function disarm({ id }: SandboxFlow): void {
    for (const timer of timers.get(id) ?? []) clearTimeout(timer);
    timers.delete(id);
  }

  return {
    arm(flow, lateMs = 50) {
      disarm(flow);
      if (!flow.notify || !URL.canParse(flow.notify)) return;
      const settled = flow.outcome === 'granted' ? 'SUCCESSFUL_RESOURCES_ALLOCATION' : 'FAILED_RESOURCES_ALLOCATION';
      const settlesAt = flow.endsAt === flow.settlesAt ? null : flow.settlesAt;
      const moments = [...at(settlesAt, lateMs, () => void post(flow, settled)), ...at(flow.endsAt, lateMs, () => void post(flow, 'SESSION_TERMINATION'))];
      if (moments.length > 0) timers.set(flow.id, moments);
    },
    disarm,
    close() {
      for (const pending of timers.values()) for (const timer of pending) clearTimeout(timer);
      timers.clear();
      ended.abort();
    },
  };
}

/** Whether the address took the notice. */
async function arrives(address: string, body: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
