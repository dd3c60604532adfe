import { maySee } from '../kernel/caller.js';
import type { RequestContext } from '../kernel/context.js';
import { fromCursor, toCursor, type LoggedEvent } from '../kernel/event.js';
import { isGiven } from '../kernel/given.js';
import { Refusal } from '../kernel/refusal.js';
import type { EventLog } from './event-log.js';

export interface Changes<Data extends object, Change> {
  readonly type: string;
  /** A cursor of an earlier change; absent: from now on. */
  readonly after: string | null | undefined;
  /** Of resources that nobody owns: whoever may open the stream sees all of it. @default false */
  readonly everybodys?: boolean;
  readonly where: (data: Data) => boolean;
  readonly toChange: (event: LoggedEvent<Data>) => Change;
}

export type WithCursor<Change> = Change & { readonly cursor: string; readonly at: Date };

/** A stream of what the caller may see of one type. @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
export function followChanges<Data extends object, Change extends object>(log: EventLog, ctx: RequestContext, { type, after, everybodys = false, where, toChange }: Changes<Data, Change>): AsyncIterable<WithCursor<Change>> {
  const position = isGiven(after) ? fromCursor(after) : undefined;
  if (isGiven(after) && position === undefined) throw new Refusal('INVALID_ARGUMENT', 'after is not a cursor of this stream.', { field: 'after' });
  const events = log.follow({
    ...(position === undefined ? {} : { after: position }),
    types: [type],
    where: (event) => (everybodys || maySee(ctx.caller, event.owner)) && where(event.data as Data),
    signal: ctx.signal,
  }) as AsyncIterable<LoggedEvent<Data>>;
  return mapped(events, (event) => ({ ...toChange(event), cursor: toCursor(event.position), at: event.time }));
}

/** Whether a filter that may be absent lets a value through. */
export const fits = (wanted: string | null | undefined, actual: string | null): boolean => !isGiven(wanted) || wanted === actual;

/** As a generator would, but the source takes part before the first `next`. */
function mapped<From, To>(source: AsyncIterable<From>, map: (from: From) => To): AsyncIterable<To> {
  const events = source[Symbol.asyncIterator]();
  const iterator: AsyncIterableIterator<To> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      const step = await events.next();
      return step.done ? { done: true, value: undefined } : { done: false, value: map(step.value) };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
  return iterator;
}
