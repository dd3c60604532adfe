import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aWorld, partnerSdl, startPartner, type Partner, type World } from './swap.world.js';

let partner: Partner;
beforeEach(async () => {
  partner = await startPartner(partnerSdl());
});
afterEach(async () => partner.close());

async function ask(world: World, query: string): Promise<ExecutionResult> {
  const response = await fetch(world.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()) as ExecutionResult;
}

/** Another schema of the partner's, and the graph that follows it. */
async function swap(world: World, fields: string): Promise<void> {
  const { generation } = world.graph.operations;
  partner.become(partnerSdl(fields));
  await vi.waitFor(() => expect(world.graph.operations.generation).toBe(generation + 1), { timeout: 10_000, interval: 10 });
}

const graphHealth = (world: World) => world.graph.sources['graph']!(new AbortController().signal) as { ok: boolean; reason?: string; generation: number };

/** Asks without a pause until it is told to end; what is not the right answer is a failure. */
function load(world: World, askers: number, once: (turn: number) => Promise<boolean>) {
  const failures: string[] = [];
  let answers = 0;
  let over = false;
  const runs = Array.from({ length: askers }, async () => {
    while (!over) {
      const isRight = await once(answers).catch((failure: unknown) => String(failure));
      if (isRight === true) answers += 1;
      else failures.push(String(isRight));
    }
  });
  return {
    async end(): Promise<{ answers: number; failures: readonly string[] }> {
      over = true;
      await Promise.all(runs);
      return { answers, failures };
    },
  };
}

const APPS = { apps: [{ id: '1', cost: 10 }, { id: '2', cost: 20 }, { id: '3', cost: 30 }] };
const isAll = (result: ExecutionResult): boolean => JSON.stringify(result) === JSON.stringify({ data: APPS });

interface Followed {
  events: number;
  connections: number;
  readonly faults: string[];
}

/** Follows a stream as a browser does: what ends without `complete` is opened again after `retry`. */
async function follow(world: World, signal: AbortSignal): Promise<Followed> {
  const seen: Followed = { events: 0, connections: 0, faults: [] };
  const query = 'subscription { ticked { id cost } }';
  while (!signal.aborted) {
    seen.connections += 1;
    const response = await fetch(world.url, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify({ query }), signal });
    const text = response.body!.pipeThrough(new TextDecoderStream());
    try {
      for await (const chunk of text) {
        if (chunk.includes('event: complete')) seen.faults.push('complete');
        for (const [, data] of chunk.matchAll(/^data: ?(\{.*\})$/gm)) {
          const { data: event, errors } = JSON.parse(data!) as { data?: { ticked: { id: string; cost: number } }; errors?: unknown };
          seen.events += 1;
          if (errors || event?.ticked.cost !== Number(event?.ticked.id) * 10) seen.faults.push(data!);
        }
      }
    } catch (failure) {
      if (!signal.aborted) seen.faults.push(String(failure));
    }
  }
  return seen;
}

describe('another graph under load', () => {
  it('costs no request, and a stream comes back', async () => {
    await using world = await aWorld(partner);
    const leaving = new AbortController();
    const stream = follow(world, leaving.signal).catch((failure: unknown) => ({ events: 0, connections: 0, faults: [String(failure)] }));
    // Every other document is new to the cache, so that planning goes on during the exchange.
    const queries = load(world, 6, async (turn) => isAll(await ask(world, `query Q${turn % 2 ? turn : 0} { apps { id cost } }`)));
    for (let round = 1; round <= 6; round += 1) {
      await swap(world, `field${round}: Int`);
      expect((await ask(world, `{ apps { field${round} } }`)).errors).toBeUndefined();
      await sleep(250);
    }
    const { answers, failures } = await queries.end();
    leaving.abort();
    const { events, connections, faults } = await stream;
    expect(failures).toEqual([]);
    expect(faults.filter((fault) => !fault.includes('AbortError'))).toEqual([]);
    expect(answers).toBeGreaterThan(50);
    expect(connections).toBeGreaterThan(2);
    expect(events).toBeGreaterThan(20);
  }, 60_000);

  it('is not taken when it makes no graph: requests go on, and why is said', async () => {
    await using world = await aWorld(partner);
    const queries = load(world, 4, async () => isAll(await ask(world, '{ apps { id cost } }')));
    partner.become(partnerSdl('broken: Nothing'));
    await vi.waitFor(() => expect(graphHealth(world).ok).toBe(false), { timeout: 10_000, interval: 10 });
    expect(graphHealth(world).reason).toMatch(/^partner: .*Nothing/);
    expect((await world.metrics.print()).text).toMatch(/northbound_graph_composition_ok 0/);
    await sleep(200);
    partner.become(partnerSdl());
    await vi.waitFor(() => expect(graphHealth(world).ok).toBe(true), { timeout: 10_000, interval: 10 });
    const { failures, answers } = await queries.end();
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(10);
    expect(world.graph.operations.generation).toBe(2);
    expect(world.log.lines.filter(({ message }) => message.includes('makes no graph'))).toHaveLength(1);
  }, 60_000);

  it('is not taken when a document of ours would not be valid on it', async () => {
    // On the near graph the field is not there: this one joins once the partner has.
    await using world = await aWorld(partner, ['query Names { apps { name } }']);
    world.graph.operations.prepareTrusted('query Costs { apps { cost } }');
    partner.become(partnerSdl('price: Int!').replace('cost: Int!', ''));
    await vi.waitFor(() => expect(graphHealth(world).ok).toBe(false), { timeout: 10_000, interval: 10 });
    expect(graphHealth(world).reason).toMatch(/^partner: A document of ours is not valid on it: Costs: Cannot query field/);
    expect(graphHealth(world).generation).toBe(2);
  }, 60_000);

  it('is followed by the documents of our own', async () => {
    await using world = await aWorld(partner);
    const { operations } = world.graph;
    const prepared = operations.prepareTrusted('query Costs { apps { id cost } }');
    const queries = load(world, 2, async () => isAll((await operations.execute(prepared, {}, world.ctx)) as ExecutionResult));
    for (const fields of ['a: Int', 'b: Int', 'c: Int']) await swap(world, fields);
    const { failures, answers } = await queries.end();
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(10);
    expect(prepared.generation).toBe(operations.generation);
  }, 60_000);

  it('leaves nothing of the one before in memory', async () => {
    await using world = await aWorld(partner);
    const documents = Array.from({ length: 15 }, (_, number) => `query D${number} { apps { id name cost } }`);
    let round = 0;
    const rounds = async (count: number): Promise<number> => {
      for (const end = round + count; round < end; round += 1) {
        await swap(world, `field${round}: Int`);
        for (const document of documents) expect(isAllNamed(await ask(world, document))).toBe(true);
      }
      return heapAfterCollection();
    };
    const before = await rounds(2);
    const after = await rounds(6);
    // A graph with its documents is more than half a megabyte: six that stayed would be above this.
    expect(after - before).toBeLessThan(2 * 1024 * 1024);
  }, 120_000);
});

const isAllNamed = ({ data, errors }: ExecutionResult): boolean => !errors && (data?.['apps'] as readonly unknown[] | undefined)?.length === 3;

async function heapAfterCollection(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 4; turn += 1) {
    collect();
    await sleep(50);
  }
  return process.memoryUsage().heapUsed;
}
