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
