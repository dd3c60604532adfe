import { expect, it } from 'vitest';
import { isFailure, isStartup, isTerminate, leavesTransaction, simpleQuery } from './wire.js';

const ready = (state: string): number[] => [0x5a, 0, 0, 0, 5, state.charCodeAt(0)];
const pieces = (...bytes: number[][]): Uint8Array[] => bytes.map((piece) => Uint8Array.from(piece));

it('writes a query with its length, in bytes', () => {
  expect(simpleQuery('é').toString('latin1')).toBe('Q\0\0\0\x07Ã©\0');
});
it.each([
  ['I', false],
  ['T', true],
  ['E', true],
])('reads the state %s at the end of an answer, wherever it is cut', (state, inside) => {
  const answer = [1, 2, 3, ...ready(state)];
  for (let cut = 0; cut <= answer.length; cut++) {
    expect(leavesTransaction(pieces(answer.slice(0, cut), answer.slice(cut)))).toBe(inside);
  }
});
it('finds no state where there is none', () => {
  expect(leavesTransaction([])).toBe(false);
  expect(leavesTransaction(pieces([0x5a, 0]))).toBe(false);
});
it('tells messages apart', () => {
  expect([isStartup(Uint8Array.of(0, 0, 0, 8)), isStartup(simpleQuery('x'))]).toEqual([true, false]);
  expect([isTerminate(Buffer.from('X\0\0\0\x04')), isTerminate(simpleQuery('x'))]).toEqual([true, false]);
  expect([isFailure(pieces([0x45])), isFailure(pieces([0x43])), isFailure([])]).toEqual([true, false, false]);
});
