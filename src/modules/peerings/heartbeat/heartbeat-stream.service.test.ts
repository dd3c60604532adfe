import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { heartbeatWorld, type HeartbeatWorld } from '../../../../test/support/heartbeat-world.js';
import { aContext } from '../../../../test/support/qod-world.js';
import { DEVELOPER } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import { createFakePeerSource, type FakePeerSource } from '../client/peer.source.fake.js';
import { PeerFault } from '../client/peer.types.js';
import { BEATS_CHANNEL } from './beat-ticks.service.js';
import type { HeartbeatStream } from './heartbeat-stream.service.js';
import type { PeeringHeartbeat } from './heartbeat.types.js';

describe.each(databaseKinds)('the stream of heartbeats (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HeartbeatWorld;
  let ids: readonly string[];
  let leaving: AbortController;
  let listening = 0;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    listening = 0;
    const db = {
      ...test.db,
      listen: async (channel: string, onPayload: (payload: string) => void) => {
        const end = await test.db.listen(channel, onPayload);
        if (channel === BEATS_CHANNEL) listening += 1;
        return async () => {
          await end();
          if (channel === BEATS_CHANNEL) listening -= 1;
        };
      },
    };
    world = heartbeatWorld(db, { source: createFakePeerSource() });
    ids = await world.plant(2, ['a']);
    await world.events.start();
    await world.relay.start();
    leaving = new AbortController();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const ctx = (): RequestContext => ({ ...aContext(DEVELOPER), signal: leaving.signal });
  const follow = (wanted: HeartbeatStream) => world.heartbeat.heartbeats.follow(ctx(), wanted)[Symbol.asyncIterator]();
  const source = () => world.source as FakePeerSource;
  const fault = new PeerFault('TIMEOUT', 'The OSS did not answer in time.');
  const next = async (stream: AsyncIterator<PeeringHeartbeat>): Promise<PeeringHeartbeat> => (await stream.next()).value as PeeringHeartbeat;
  async function over(): Promise<void> {
    leaving.abort();
    await eventually(() => expect(listening).toBe(0));
    await world.relay.stop();
    await world.events.close();
  }

  it('brings every change of status, and after a cursor those that were missed', async () => {
    const [id] = ids as [string];
    const stream = follow({});
    source().peer(id).fault = fault;
    await world.check(id);
    const first = await next(stream);
    expect(first).toMatchObject({ kind: 'STATUS', organizationId: id, previousStatus: 'active', status: 'unreachable', reason: { code: 'TIMEOUT' }, consecutiveFailures: 1, latencyMs: null, cursor: expect.any(String) as string });
    source().peer(id).fault = undefined;
    await world.check(id);
    expect(await next(follow({ after: first.cursor }))).toMatchObject({ status: 'active', reason: { code: 'RECOVERED' }, consecutiveFailures: 0 });
    expect(listening).toBe(0);
    expect(() => follow({ after: 'nonsense' })).toThrow('after is not a cursor');
    await over();
  });

  it('brings beats to those who ask for them, of the organization that they ask for', async () => {
    const [id, other] = ids as [string, string];
    const [all, mine] = [follow({ ticks: true }), follow({ ticks: true, organizationId: id })];
    await eventually(() => expect(listening).toBe(1));
    await world.check(other);
    await world.check(id);
    expect(await next(all)).toMatchObject({ kind: 'TICK', organizationId: other, cursor: null, previousStatus: null, status: 'active', reason: null, latencyMs: expect.any(Number) as number });
    expect(await next(all)).toMatchObject({ organizationId: id });
    expect(await next(mine)).toMatchObject({ kind: 'TICK', organizationId: id });
    const waiting = mine.next();
    await mine.return?.();
    expect((await waiting).done).toBe(true);
    expect(listening).toBe(1);
    await all.return?.();
    await over();
  });

  it('loses no change of status, however slow the reader is', async () => {
    const [id] = ids as [string];
    const stream = follow({ ticks: true, organizationId: id });
    await eventually(() => expect(listening).toBe(1));
    const tick = JSON.stringify({ organizationId: id, status: 'active', reason: null, consecutiveFailures: 0, latencyMs: 1, at: '2026-03-01T12:00:00.000Z' });
    for (let n = 0; n < 4; n++) {
      source().peer(id).fault = n % 2 === 0 ? fault : undefined;
      await world.check(id);
      // Each of its own: the database tells the same text once only
      await test.db.pool.query('SELECT pg_notify($1, $2 || repeat($3, n)) FROM generate_series(1, 150) AS n', [BEATS_CHANNEL, tick, ' ']);
    }
    await eventually(async () => expect(await test.db.prisma.outboxEvent.count({ where: { position: null } })).toBe(0));
    const read: PeeringHeartbeat[] = [];
    while (read.filter(({ kind }) => kind === 'STATUS').length < 4 || read.length < 104) read.push(await next(stream));
    expect(read.filter(({ kind }) => kind === 'STATUS').map(({ status }) => status)).toEqual(['unreachable', 'active', 'unreachable', 'active']);
    expect(read).toHaveLength(104);
    await over();
  });

  it('lets go of the database when the reader leaves without a word', async () => {
    follow({ ticks: true });
    await eventually(() => expect(listening).toBe(1));
    await over();
  });
});
