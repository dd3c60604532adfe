import type { Owner } from './caller.js';

/**
 * A fact as it is announced. Written to the outbox in the transaction of the change it tells of; `id` is what
 * consumers remember.
 */
export interface DomainEvent<Data extends object = object> {
  readonly id: string;
  /** Dotted name, e.g. `edge.app-instance.status-changed`; its data has a JSON Schema in `schema/events/`. */
  readonly type: string;
  /** Id of the resource the event is about; events of one subject stay in order. */
  readonly subject: string;
  readonly owner: Owner;
  readonly time: Date;
  readonly correlator: string | null;
  readonly data: Data;
}

/** An event that the relay has put in its place: positions grow by one and never fill in behind a reader. */
export interface LoggedEvent<Data extends object = object> extends DomainEvent<Data> {
  readonly position: bigint;
}

/** The position of an event as clients hold it: opaque, and safe in a URL. */
export const toCursor = (position: bigint): string => Buffer.from(`p${position}`).toString('base64url');

/** @returns undefined when the text is no cursor of ours. */
export function fromCursor(cursor: string): bigint | undefined {
  const match = /^p(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match ? BigInt(match[1]!) : undefined;
}
