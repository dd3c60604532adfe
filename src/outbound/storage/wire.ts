/** The few messages of PostgreSQL's wire protocol (version 3) that we write or recognise ourselves. */

/** 'Q': run the text and answer. */
export function simpleQuery(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5, 'Q');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

/** What brings a used session back to the state of a new one. */
export const NEW_SESSION: Uint8Array = Buffer.concat([simpleQuery('ROLLBACK'), simpleQuery('DISCARD ALL')]);

/** A client's first message has no type: it begins with its length, whose first byte is 0. */
export const isStartup = (message: Uint8Array): boolean => message[0] === 0;

/** 'X': the client leaves. */
export const isTerminate = (message: Uint8Array): boolean => message[0] === 0x58;

/**
 * Whether an answer, in whatever pieces, ends inside a transaction: its last message, 'Z', tells the state, and 'I' is
 * outside.
 */
export function leavesTransaction(answer: readonly Uint8Array[]): boolean {
  const end = Buffer.concat(answer.slice(-2).map((piece) => piece.subarray(-READY_BYTES))).subarray(-READY_BYTES);
  return end.length === READY_BYTES && end[0] === 0x5a && end[READY_BYTES - 1] !== 0x49;
}

/** 'E' comes first: the statement failed. */
export const isFailure = (answer: readonly Uint8Array[]): boolean => answer[0]?.[0] === 0x45;

/** 'Z', the length in four bytes, the state. */
const READY_BYTES = 6;
