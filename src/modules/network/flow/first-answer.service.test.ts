import { describe, expect, it } from 'vitest';
import { aContext } from '../../../../test/support/qod-world.js';
import type { Once } from '../../../outbound/once.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { firstAnswers } from './first-answer.service.js';

const tx = {} as Tx;
const db = { prisma: { $transaction: (work: (tx: Tx) => Promise<unknown>) => work(tx) } } as unknown as Database;

/** @param onDrive what happens while the network is asked */
function setUp(onDrive: (decline: () => Promise<boolean>) => Promise<void>) {
  const withdrawn: unknown[] = [];
  const read: string[] = [];
  const once = { withdraw: async (...args: unknown[]) => void withdrawn.push(args) } as unknown as Once;
  const answers = firstAnswers({ db, once, flows: { drive: (id) => onDrive(() => answers.decline(tx, id, 'no such function')) } });
  const rows = (row: object | null) => ({
    load: async () => (read.push('load'), row),
    lock: async () => (read.push('lock'), row),
  });
  return { answers, rows, withdrawn, read };
}

describe('the first answer of the network', () => {
  const ctx = aContext();

  it('is read from the row when the network has been asked', async () => {
    const { answers, rows, read } = setUp(async () => undefined);
    expect(await answers.await(ctx, 'one', rows({ id: 'one' }))).toEqual({ id: 'one' });
    expect(await answers.await(ctx, 'one', rows(null))).toBeNull();
    expect(read).toEqual(['load', 'load']);
  });

  it('becomes the refusal of whoever waits, whose key is let go of with the row', async () => {
    const { answers, rows, withdrawn, read } = setUp(async (decline) => void expect(await decline()).toBe(true));
    await expect(answers.await(ctx, 'one', rows(null))).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED', message: 'no such function' });
    expect(withdrawn).toEqual([[ctx, tx]]);
    expect(read).toEqual(['lock']);
  });

  it('is the same refusal for replays, while the first waits and when it has just been refused', async () => {
    let decline: () => Promise<boolean> = async () => false;
    let go: () => void = () => undefined;
    const { answers, rows, withdrawn } = setUp(async (declining) => {
      decline = declining;
      await new Promise<void>((resolve) => (go = resolve));
    });
    const first = answers.await(ctx, 'one', rows(null));
    const replay = answers.replay('one', rows(null));
    const refused = { code: 'NOT_IMPLEMENTED', message: 'no such function' };
    const both = Promise.all([first, replay].map((work) => expect(work).rejects.toMatchObject(refused)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await decline()).toBe(true);
    go();
    await both;
    await expect(answers.replay('one', rows(null))).rejects.toMatchObject(refused);
    expect(await answers.replay('two', rows(null))).toBeNull();
    expect(withdrawn).toHaveLength(1);
  });

  it('is no refusal when the row stayed after all', async () => {
    const { answers, rows } = setUp(async (decline) => void (await decline()));
    expect(await answers.await(ctx, 'one', rows({ id: 'one' }))).toEqual({ id: 'one' });
  });

  it('declines nothing for which nobody waits', async () => {
    const { answers, rows, withdrawn } = setUp(async () => undefined);
    expect(await answers.decline(tx, 'one', 'no')).toBe(false);
    await answers.await(ctx, 'one', rows({}));
    expect(await answers.decline(tx, 'one', 'no')).toBe(false);
    expect(withdrawn).toEqual([]);
  });
});
