import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Prepared } from '../../federation/engine.js';
import type { Caller } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { isRefused, isStream, type Operations } from '../operations.js';
import { createFrame, type Frame } from './frame.js';
import { canonical, type Params } from './params.js';
import { readTrack, type Track } from './resume.js';

/** One who reads. Neither function may throw. */
export interface Reader {
  next(frame: Frame): void;
  /** The source has ended; nothing follows. */
  end(): void;
}

export interface StreamRequest {
  readonly prepared: Prepared;
  readonly params: Params;
  readonly ctx: RequestContext;
  /** Cursor of the last event that the reader saw: stands for the variable that the document gives as `after`. */
  readonly lastEventId?: string | undefined;
}

export type Opened = { readonly leave: () => void } | { readonly refused: ExecutionResult };

/**
 * Subscriptions with one execution and one serialisation for all who ask the same with the same rights. The same means:
 * graph, document, operation name, variables, and everything of the caller that a resolver can see; where subgraphs are
 * elsewhere, that is its token.
 *
 * A stream that starts `after` a cursor is shared with those that stand where it starts. It replays what they have
 * seen, and becomes one with them at the first event that it has in common with them.
 */
export interface SharedStreams {
  /** The reader may be called before the promise settles. It is called no more once `leave` was. */
  open(request: StreamRequest, reader: Reader): Promise<Opened>;
  /** Executions that are running. */
  readonly sources: number;
}

/** Readers of one execution. */
interface Group {
  readonly readers: Set<Reader>;
  readonly over: AbortController;
  readonly opening: Promise<ExecutionResult | undefined>;
  /** Its source is open: it was not refused. */
  flowing: boolean;
  /** Brings what is new, and replays nothing (any more). */
  live: boolean;
  /** Cursor up to which the readers have everything; undefined when it is not known. */
  position: string | undefined;
  /** Where the readers have gone. */
  joined: Group | undefined;
}

/** What a stream is a part of, and where it begins. */
interface Place {
  /** Of all streams that differ in nothing but their start. */
  readonly key: string;
  /** A cursor, null for what is new, or something that the subscription will refuse. */
  readonly start: unknown;
  readonly track: Track;
}

/** Readers served before other work of the process gets its turn. */
const SERVED_AT_ONCE = 500;

export function createSharedStreams(operations: Operations): SharedStreams {
  const groups = new Map<string, readonly Group[]>();
  const tracks = new WeakMap<Prepared, Track>();
  let sources = 0;

  function trackOf(prepared: Prepared): Track {
    const track = tracks.get(prepared) ?? readTrack(prepared);
    tracks.set(prepared, track);
    return track;
  }

  /** The graph may have changed since the document was prepared; nobody would end a stream on the old one. */
  function current({ prepared, params }: StreamRequest): Prepared | readonly GraphQLError[] {
    return prepared.generation === operations.generation ? prepared : operations.prepare(params.query, params.operationName);
  }

  function enlist(key: string, group: Group): void {
    groups.set(key, [...(groups.get(key) ?? []), group]);
    sources += 1;
  }

  function strike(key: string, group: Group): void {
    const all = groups.get(key);
    const rest = all?.filter((other) => other !== group);
    if (rest?.length === all?.length) return;
    if (rest?.length) groups.set(key, rest);
    else groups.delete(key);
    sources -= 1;
  }

  function start({ key, start, track }: Place, { prepared, params, ctx }: StreamRequest): Group {
    const over = new AbortController();
    const shared = contextOf(ctx, over.signal);
    const run = async (): Promise<ExecutionResult | undefined> => {
      const source = await operations.subscribe(prepared, params.variables, shared);
      if (!isStream(source)) {
        strike(key, group);
        return source;
      }
      group.flowing = true;
      void pump(source, group, { ctx: shared, track, meet: () => meet(key, group), ended: () => strike(key, group) });
      return undefined;
    };
    over.signal.addEventListener('abort', () => strike(key, group), { once: true });
    const position = typeof start === 'string' ? start : undefined;
    const group: Group = { readers: new Set(), over, opening: Promise.resolve().then(run), flowing: false, live: start === null, position, joined: undefined };
    enlist(key, group);
    return group;
  }

  const groupFor = ({ key, start }: Place): Group | undefined =>
    groups.get(key)?.find((group) => (start === null ? group.live : typeof start === 'string' && group.position === start));

  /** Makes one of two groups that have come equally far. */
  function meet(key: string, group: Group): void {
    if (group.position === undefined) return;
    const other = groups.get(key)?.find((each) => each !== group && each.flowing && each.position === group.position);
    if (other === undefined) return;
    for (const reader of group.readers) other.readers.add(reader);
    group.readers.clear();
    other.live ||= group.live;
    group.joined = other;
    group.over.abort();
  }

  return {
    async open(request, reader) {
      const prepared = current(request);
      if (isRefused(prepared)) return { refused: { errors: prepared } };
      const track = trackOf(prepared);
      const asked = resumed({ ...request, prepared }, track);
      const place: Place = { key: keyOf(asked, track), start: track.startOf(asked.params.variables), track };
      const group = groupFor(place) ?? start(place, asked);
      group.readers.add(reader);
      const refused = await group.opening;
      return refused === undefined ? { leave: () => leave(group, reader) } : { refused };
    },
    get sources() {
      return sources;
    },
  };
}

function leave(first: Group, reader: Reader): void {
  let group = first;
  while (group.joined !== undefined) group = group.joined;
  if (group.readers.delete(reader) && group.readers.size === 0) group.over.abort();
}

/** Of the caller no more than is in the key: another of the same rights may be told what is executed for this one. */
function contextOf({ caller, correlator, log, forwarded }: RequestContext, signal: AbortSignal): RequestContext {
  const { kind, clientId, userId, scopes, admin } = caller;
  return { caller: { kind, clientId, userId, scopes, admin }, correlator, log, forwarded, idempotencyKey: null, requestHash: null, signal };
}

function resumed(request: StreamRequest, { variable }: Track): StreamRequest {
  const { params, lastEventId } = request;
  if (!lastEventId || variable === undefined) return request;
  return { ...request, params: { ...params, variables: { ...params.variables, [variable]: lastEventId } } };
}

interface Pumping {
  readonly ctx: RequestContext;
  readonly track: Track;
  /** Called when an event was handed out. */
  readonly meet: () => void;
  /** Called before the readers are told of the end, so that nobody joins them after it. */
  readonly ended: () => void;
}

async function pump(source: AsyncIterable<ExecutionResult>, group: Group, { ctx, track, meet, ended }: Pumping): Promise<void> {
  const { readers, over } = group;
  const iterator = source[Symbol.asyncIterator]();
  const stop = (): void => void Promise.resolve(iterator.return?.()).catch((failure: unknown) => tell(failure, ctx));
  if (over.signal.aborted) return stop();
  over.signal.addEventListener('abort', stop, { once: true });
  try {
    for (let step = await iterator.next(); step.done !== true && !over.signal.aborted; step = await iterator.next()) {
      group.position = track.cursorOf(step.value);
      await handOut(createFrame(step.value, track.variable === undefined ? undefined : group.position), readers);
      meet();
    }
  } catch (failure) {
    tell(failure, ctx);
  }
  ended();
  for (const reader of readers) reader.end();
}

const tell = (failure: unknown, { log, correlator }: RequestContext): void => log.error({ correlator, err: failure }, 'a subscription broke');

/** To those who read now: who joins meanwhile is told of what comes next. */
async function handOut(frame: Frame, readers: ReadonlySet<Reader>): Promise<void> {
  let served = 0;
  for (const reader of Array.from(readers)) {
    if (readers.has(reader)) reader.next(frame);
    if (++served % SERVED_AT_ONCE === 0) await breathe();
  }
}

function keyOf({ prepared: { generation, far }, params: { query, operationName, variables }, ctx }: StreamRequest, { variable, startOnly }: Track): string {
  const others = variable !== undefined && startOnly ? { ...variables, [variable]: null } : { ...variables };
  const token = far ? (ctx.forwarded?.authorization ?? null) : null;
  return createHash('sha256')
    .update(JSON.stringify([generation, query, operationName, rightsOf(ctx.caller), token]))
    .update(canonical(others))
    .digest('base64');
}

const rightsOf = ({ kind, clientId, userId, admin, scopes }: Caller): unknown => [kind, clientId, userId, admin, [...scopes].sort()];
