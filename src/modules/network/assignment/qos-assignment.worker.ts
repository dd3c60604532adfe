import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { startAlarm } from '../../../outbound/alarm.js';
import type { Pulse } from '../../../outbound/pulse.js';
import type { QosAssignmentStore } from './qos-assignment.store.js';

/** Rows in one statement. */
const BATCH = 500;
/** Nobody sees a row whose time is over, so that nothing waits for this. In milliseconds. */
const EVERY_MS = 10_000;

/** Takes the rows of assignments away that the network ended and that were readable for as long as they had to be. Any replica may. */
export const startAssignmentPurge = ({ assignments, clock, log }: { readonly assignments: QosAssignmentStore; readonly clock: Clock; readonly log: Log }): Pulse =>
  startAlarm(
    async (signal) => {
      for (;;) {
        const { removed, next } = await assignments.purge(clock.now(), BATCH);
        if (removed < BATCH || signal.aborted) return next ?? undefined;
      }
    },
    { name: 'the purge of assignments', log, clock, everyMs: EVERY_MS },
  );
