import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { Assembled, Assembly, Texts } from './assembly.js';
import { CompositionError } from '../compose/compose.js';
import { createFeed, type Feed } from './feed.js';
import { createPacing } from './pacing.js';
import type { SdlStore } from './sdl-store.js';
import { settle } from './settle.js';
import type { FarSubgraph } from './sources.js';

export interface LiveGraphOptions {
  readonly assembly: Assembly;
  /**
   * Makes a supergraph the current one, without dropping what runs on the one before.
   * @throws CompositionError when it must not become the current one; nothing has changed then
   */
  readonly adopt: (graph: Assembled, generation: number) => Promise<void>;
  readonly store: SdlStore;
  /** Milliseconds between two readings of each SDL. */
  readonly paceMs: number;
  /** Milliseconds that one reading may take. */
  readonly timeoutMs: number;
  /** Milliseconds that a start waits for subgraphs elsewhere, and as many for the graph with them. @default 3000 */
  readonly patienceMs?: number;
  /** Changes that are taken in at once; of more than these, one a minute. @default 10 */
  readonly burst?: number;
  readonly log: Log;
  readonly clock: Clock;
}

/** How it stands with the graph and what it is made of. */
export interface GraphStatus {
  /** Counts the graphs of this process. */
  readonly generation: number;
  /** When the current one took its place. */
  readonly changedAt: Date;
  /** How often another graph has taken the place of one before. */
  readonly swaps: number;
  /** Why texts that were read are not part of it, by source. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Sources of which no text is known. */
  readonly missing: readonly string[];
  readonly graph: Assembled;
  readonly feeds: readonly Pick<Feed, 'name' | 'readAt' | 'problem'>[];
}

/** One supergraph that is made anew when what it is made of has changed. */
export interface LiveGraph {
  /**
   * Makes the first graph, of what is known without asking anybody. @throws CompositionError
   * A ready supergraph is read for it. @throws Error when it cannot be
   */
  open(): Promise<void>;
  /** Takes in what is elsewhere, and watches it from then on. Waits twice as long as the patience lasts: for SDLs, and for their graph. */
  start(): Promise<void>;
  status(): GraphStatus;
  close(): void;
}

const PATIENCE_MS = 3_000;
const BURST = 10;
const PACE_AFTER_BURST_MS = 60_000;

async function withPatience(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

export function createLiveGraph({ assembly, adopt, store, paceMs, timeoutMs, patienceMs = PATIENCE_MS, burst = BURST, log, clock }: LiveGraphOptions): LiveGraph {
  const pacing = createPacing({ burst, everyMs: PACE_AFTER_BURST_MS, now: () => clock.now().getTime() });
  const feeds: Feed[] = [];
  let accepted: Texts = assembly.known;
  let refused: GraphStatus['refused'] = new Map();
  let current: { readonly graph: Assembled; readonly generation: number; readonly changedAt: Date } | undefined;
  let working: Promise<void> | undefined;
  let again = false;
  /** As the process before remembered them. */
  const remembered = new Map<string, string>();
  let closed = false;

  /** Each graph costs a composition, and every open stream its connection: a schema that never rests must not cost them all. */
  async function pace(): Promise<void> {
    const waitMs = pacing();
    if (waitMs === 0) return;
    log.warn({ waitMs }, 'schemas change too often: the next graph has to wait');
    await sleep(waitMs, undefined, { ref: false });
  }

  async function make(texts: Texts): Promise<void> {
    const graph = await assembly.assemble(texts);
    if (closed) return;
    // The same subgraphs in other words make the same graph, which stays.
    if (current && current.graph.sdl === graph.sdl) return;
    await breathe();
    const generation = (current?.generation ?? 0) + 1;
    await adopt(graph, generation);
    current = { graph, generation, changedAt: clock.now() };
    log.info({ generation, near: graph.near, far: graph.far.map(({ name }) => name), hints: graph.hints }, 'another graph is current');
  }

  async function attempt(texts: Texts): Promise<readonly string[]> {
    try {
      await make(texts);
      return [];
    } catch (failure) {
      if (failure instanceof CompositionError) return failure.messages;
      log.error({ err: failure }, 'a graph could not be made');
      return ['It cannot be used; the log says why.'];
    }
  }

  async function settleOnce(): Promise<void> {
    const wanted = new Map(feeds.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])));
    const before = accepted;
    const refusedBefore = refused;
    ({ accepted, refused } = await settle(accepted, wanted, attempt));
    tell(refusedBefore);
    await fallBack();
    await remember(before);
  }

  function tell(before: GraphStatus['refused']): void {
    for (const [source, messages] of refused) {
      if (before.get(source)?.join() !== messages.join()) log.warn({ source, messages, generation: current?.generation }, 'a schema makes no graph; the last good one stays');
    }
    for (const source of before.keys()) if (!refused.has(source)) log.info({ source }, 'a schema makes a graph again');
  }

  async function remember(before: Texts): Promise<void> {
    for (const [name, text] of accepted) {
      const subgraph = assembly.subgraphOf(name);
      if (!subgraph || before.get(name) === text) continue;
      await store.save(subgraph, text).catch((err: unknown) => log.warn({ err, source: name }, 'an SDL could not be remembered'));
    }
  }

  /** One at a time; what changes meanwhile is settled together afterwards. */
  function refresh(): Promise<void> {
    again = true;
    working ??= (async () => {
      while (again) {
        await pace();
        if (closed) return;
        again = false;
        await settleOnce();
      }
    })().finally(() => (working = undefined));
    return working;
  }

  async function open(): Promise<void> {
    const texts = new Map(assembly.known);
    for (const source of assembly.sources) {
      const subgraph = assembly.subgraphOf(source.name);
      if (subgraph === undefined) texts.set(source.name, await source.read(AbortSignal.timeout(timeoutMs)));
    }
    await make(texts);
    accepted = texts;
  }

  async function start(): Promise<void> {
    const changed = (): void => void (started ? refresh() : undefined);
    let started = false;
    for (const source of assembly.sources) {
      const subgraph = assembly.subgraphOf(source.name);
      const stored = subgraph && (await recall(subgraph));
      if (stored !== undefined) remembered.set(source.name, stored);
      feeds.push(createFeed({ source, known: stored ?? accepted.get(source.name), changed, paceMs, timeoutMs, log, clock }));
    }
    if (feeds.length === 0) return;
    await withPatience(Promise.all(feeds.map((feed) => feed.start())), patienceMs);
    started = true;
    await withPatience(refresh(), patienceMs);
  }

  /** What is not to be used at the very start has no last good graph to fall back on but that of the process before. */
  async function fallBack(): Promise<void> {
    const good = [...refused.keys()].flatMap((name) => (remembered.has(name) ? [[name, remembered.get(name)!] as const] : []));
    remembered.clear();
    if (good.length > 0) ({ accepted } = await settle(accepted, new Map([...accepted, ...good]), attempt));
  }

  const recall = (subgraph: FarSubgraph): Promise<string | undefined> =>
    store.load(subgraph).catch((err: unknown) => {
      log.warn({ err, source: subgraph.name }, 'what was remembered of an SDL cannot be read');
      return undefined;
    });

  return {
    open,
    start,
    status() {
      if (!current) throw new Error('The graph is not open.');
      const { graph, generation, changedAt } = current;
      const missing = feeds.filter(({ text }) => text === undefined).map(({ name }) => name);
      return { generation, changedAt, swaps: generation - 1, refused, missing, graph, feeds };
    },
    close() {
      closed = true;
      for (const feed of feeds) feed.close();
    },
  };
}
