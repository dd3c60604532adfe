import { Refusal } from '../../../kernel/refusal.js';
import { PeerFailure, toRefusal } from '../../../outbound/http.failure.js';
import type { FederationManager, FmCall } from './fm.types.js';

export type FmMethod = Exclude<keyof FederationManager, 'partners' | 'state' | 'close'>;

/** unreachable: nothing was done. unanswered: nothing was done, and nobody can know. unanswered but done: it was carried out, and the answer is lost. */
export type FmFailure = Refusal | 'unreachable' | 'unanswered' | 'unanswered but done';

const NAME = 'Federation Manager';
/** Nothing was done. */
export const managerAway = (): Refusal => toRefusal(NAME, new PeerFailure('unreachable', false));
/** The outcome is unknown. */
export const managerSilent = (): Refusal => toRefusal(NAME, new PeerFailure('timeout', true));

/** Where the calls of a fake manager come in, and fail as the test has it. */
export interface Door {
  readonly calls: (readonly [FmMethod, string])[];
  perform<Value>(method: FmMethod, id: string, call: FmCall, work: () => Value): Promise<Value>;
  fail(method: FmMethod, failure: FmFailure): void;
  down(is: boolean): void;
  hold(is: boolean): void;
}

export function createDoor(): Door {
  const calls: (readonly [FmMethod, string])[] = [];
  const planned: { method: FmMethod; failure: FmFailure }[] = [];
  let isDown = false;
  let waiting: (() => void)[] | undefined;

  async function perform<Value>(method: FmMethod, id: string, { signal }: FmCall, work: () => Value): Promise<Value> {
    if (signal.aborted) throw toRefusal(NAME, new PeerFailure('ended', false));
    calls.push([method, id]);
    await new Promise<void>((resolve) => (waiting ? waiting.push(resolve) : resolve()));
    if (isDown) throw managerAway();
    const at = planned.findIndex((plan) => plan.method === method);
    const failure = at < 0 ? undefined : planned.splice(at, 1)[0]?.failure;
    if (failure === 'unreachable') throw managerAway();
    if (failure === 'unanswered') throw managerSilent();
    if (failure instanceof Refusal) throw failure;
    const value = work();
    if (failure === 'unanswered but done') throw managerSilent();
    return value;
  }

  return {
    calls,
    perform,
    fail: (method, failure) => void planned.push({ method, failure }),
    down: (is) => void (isDown = is),
    hold(is) {
      const held = waiting ?? [];
      waiting = is ? held : undefined;
      if (!is) for (const pass of held) pass();
    },
  };
}
