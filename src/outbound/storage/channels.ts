import pg from 'pg';
import type { Log } from '../../kernel/context.js';

type OnPayload = (payload: string) => void;

/** Who listens to which channel. */
export interface Channels {
  add(channel: string, onPayload: OnPayload): void;
  /** @returns true when nobody listens to the channel any more. */
  remove(channel: string, onPayload: OnPayload): boolean;
  /** Hands the notifications of a connection on, and makes it listen to all channels. */
  attach(client: pg.ClientBase): Promise<void>;
}

export const listenTo = (channel: string): string => `LISTEN ${pg.escapeIdentifier(channel)}`;
export const unlisten = (channel: string): string => `UNLISTEN ${pg.escapeIdentifier(channel)}`;

export function createChannels(log: Log): Channels {
  const listeners = new Map<string, Set<OnPayload>>();
  const deliver = ({ channel, payload }: pg.Notification): void => {
    for (const onPayload of listeners.get(channel) ?? []) {
      try {
        onPayload(payload ?? '');
      } catch (error) {
        log.error({ err: error, channel }, 'A listener to the database failed');
      }
    }
  };
  return {
    add: (channel, onPayload) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(onPayload));
    },
    remove: (channel, onPayload) => {
      const those = listeners.get(channel);
      those?.delete(onPayload);
      return those?.size === 0 && listeners.delete(channel);
    },
    attach: async (client) => {
      client.on('notification', deliver);
      if (listeners.size > 0) await client.query([...listeners.keys()].map(listenTo).join('; '));
    },
  };
}
