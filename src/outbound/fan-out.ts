import { Refusal } from '../kernel/refusal.js';
import type { LoggedEvent } from '../kernel/event.js';

export type EventTest = (event: LoggedEvent) => boolean;

/** One follower's share of the live events. */
export interface Share {
  /** The next event; undefined when the share has ended. @throws what the share was ended with, once its events are taken. */
  next(): Promise<LoggedEvent | undefined>;
  /** Takes the share off the fan-out. What it still holds is dropped. */
  leave(): void;
}

export interface FanOut {
  join(types: readonly string[], where: EventTest | undefined): Share;
  /** Hands an event to every share of its type: no input or output, and nothing for the others. */
  give(event: LoggedEvent): void;
  size(): number;
  /** Ends every share, after the events that it holds. */
  end(): void;
}

/** @param room Events that a share holds for a follower who does not take them; the next one ends the share with a refusal. */
export function createFanOut(room: number): FanOut {
  const byType = new Map<string, Set<Receiver>>();
  const receivers = new Set<Receiver>();

  const remove = (receiver: Receiver): void => {
    receivers.delete(receiver);
    for (const type of receiver.types) {
      const peers = byType.get(type);
      peers?.delete(receiver);
      if (peers?.size === 0) byType.delete(type);
    }
  };

  return {
    join(types, where) {
      const receiver = createReceiver(types, where, room, remove);
      receivers.add(receiver);
      for (const type of types) {
        const peers = byType.get(type) ?? new Set<Receiver>();
        byType.set(type, peers.add(receiver));
      }
      return receiver;
    },
    give(event) {
      for (const receiver of byType.get(event.type) ?? []) receiver.take(event);
    },
    size: () => receivers.size,
    end() {
      for (const receiver of receivers) receiver.end();
    },
  };
}

interface Receiver extends Share {
  readonly types: readonly string[];
  take(event: LoggedEvent): void;
  end(failure?: Error): void;
}

function createReceiver(types: readonly string[], where: EventTest | undefined, room: number, remove: (receiver: Receiver) => void): Receiver {
  const held: LoggedEvent[] = [];
  let ended = false;
  let failure: Error | undefined;
  let ring: (() => void) | undefined;

  const receiver: Receiver = {
    types,
    take(event) {
      try {
        if (where && !where(event)) return;
      } catch (error) {
        return receiver.end(error instanceof Error ? error : new Error('The test of a follower failed.', { cause: error }));
      }
      if (held.length >= room) return receiver.end(tooSlow(room));
      held.push(event);
      ring?.();
    },
    async next() {
      while (held.length === 0 && !ended) {
        await new Promise<void>((resolve) => (ring = resolve));
        ring = undefined;
      }
      const event = held.shift();
      if (event === undefined && failure !== undefined) throw failure;
      return event;
    },
    end(cause) {
      ended = true;
      failure ??= cause;
      remove(receiver);
      ring?.();
    },
    leave() {
      held.length = 0;
      failure = undefined;
      receiver.end();
    },
  };
  return receiver;
}

const tooSlow = (room: number): Refusal =>
  new Refusal('UNAVAILABLE', `The stream fell more than ${room} events behind and was ended; resume it from the last cursor.`, { retryAfter: 1 });
