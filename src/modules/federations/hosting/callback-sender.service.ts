import type { Clock } from '../../../kernel/clock.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { AddressRole } from '../../../outbound/sinks.guard.js';
import type { CallbackSender } from './callback-sender.types.js';
import { SEND_CALLBACK, type CallbackPayload } from './callback-sender.worker.js';

/** What keeps callbacks out of networks where they have no business; the guard of sinks is one. */
export interface AddressGuard {
  admit(address: string, role: AddressRole): URL;
  resolve(address: string, role: AddressRole): Promise<URL>;
}

export interface CallbackSenderOptions {
  readonly jobs: Pick<Jobs, 'enqueueAll'>;
  readonly guard: Pick<AddressGuard, 'resolve'>;
  readonly clock: Clock;
}

export function callbackSender({ jobs, guard, clock }: CallbackSenderOptions): CallbackSender {
  return {
    admit: async (address, role) => void (await guard.resolve(address, { ...role, code: 'INVALID_ARGUMENT' })),
    async send(tx, callbacks) {
      const runAt = clock.now();
      await jobs.enqueueAll(
        tx,
        callbacks.map(({ key, link, credentials, body, correlator = null }) => {
          const payload: CallbackPayload = { link, credentials: credentials && Buffer.from(credentials).toString('base64'), body, correlator, since: runAt.toISOString() };
          return { kind: SEND_CALLBACK, key, payload, runAt };
        }),
      );
    },
  };
}
