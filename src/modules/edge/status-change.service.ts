import { maySee } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { fromCursor, toCursor, type LoggedEvent } from '../../kernel/event.js';
import { isGiven } from '../../kernel/given.js';
import { Refusal } from '../../kernel/refusal.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { AppDeploymentStatusChange } from './app-deployment.types.js';
import type { AppInstanceStatusChange } from './app-instance.types.js';
import { DEPLOYMENT_CHANGED, INSTANCE_CHANGED, type EdgeEventData } from './edge.events.js';

export interface InstanceStream {
  readonly appId?: string | null;
  readonly appInstanceId?: string | null;
  readonly after?: string | null;
}

export interface DeploymentStream {
  readonly appId?: string | null;
  readonly appDeploymentId?: string | null;
  readonly after?: string | null;
}

/** Streams of what the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
export interface StatusChangeService {
  ofInstances(ctx: RequestContext, wanted: InstanceStream): AsyncIterable<AppInstanceStatusChange>;
  ofDeployments(ctx: RequestContext, wanted: DeploymentStream): AsyncIterable<AppDeploymentStatusChange>;
}

const fits = (wanted: string | null | undefined, actual: string): boolean => !isGiven(wanted) || wanted === actual;

export function statusChangeService(log: EventLog): StatusChangeService {
  function follow<Data extends object>(ctx: RequestContext, type: string, after: string | null | undefined, where: (data: Data) => boolean): AsyncIterable<LoggedEvent<Data>> {
    const position = isGiven(after) ? fromCursor(after) : undefined;
    if (isGiven(after) && position === undefined) throw new Refusal('INVALID_ARGUMENT', 'after is not a cursor of this stream.', { field: 'after' });
    return log.follow({
      ...(position === undefined ? {} : { after: position }),
      types: [type],
      where: (event) => maySee(ctx.caller, event.owner) && where(event.data as Data),
      signal: ctx.signal,
    }) as AsyncIterable<LoggedEvent<Data>>;
  }

  return {
    ofInstances(ctx, { appId, appInstanceId, after }) {
      const events = follow<EdgeEventData<typeof INSTANCE_CHANGED>>(ctx, INSTANCE_CHANGED, after, (data) => fits(appId, data.appId) && fits(appInstanceId, data.appInstanceId));
      return mapped(events, ({ position, time, data }) => ({
        cursor: toCursor(position),
        at: time,
        appId: data.appId,
        appInstanceId: data.appInstanceId,
        previousStatus: data.previousStatus as AppInstanceStatusChange['previousStatus'],
        status: data.status as AppInstanceStatusChange['status'],
        reason: data.reason,
        removed: data.removed,
      }));
    },
    ofDeployments(ctx, { appId, appDeploymentId, after }) {
      const events = follow<EdgeEventData<typeof DEPLOYMENT_CHANGED>>(ctx, DEPLOYMENT_CHANGED, after, (data) => fits(appId, data.appId) && fits(appDeploymentId, data.appDeploymentId));
      return mapped(events, ({ position, time, data }) => ({
        cursor: toCursor(position),
        at: time,
        appId: data.appId,
        appDeploymentId: data.appDeploymentId,
        previousStatus: data.previousStatus as AppDeploymentStatusChange['previousStatus'],
        status: data.status as AppDeploymentStatusChange['status'],
        removed: data.removed,
      }));
    },
  };
}

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
