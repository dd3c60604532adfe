/** Bytes that arrive in parts. However small the parts are, each byte is copied a bounded number of times, and none is held twice. */
export interface Bytes {
  readonly length: number;
  append(part: Buffer): void;
  /** All bytes so far; then there are none. The buffer is the caller's. */
  take(): Buffer;
}

const NONE = Buffer.alloc(0);

export function createBytes(): Bytes {
  let held: Buffer = NONE;
  let length = 0;

  return {
    get length() {
      return length;
    },
    append(part) {
      if (length === 0) {
        // Most often it stays the only one, and then nothing is copied at all.
        held = part;
        length = part.length;
        return;
      }
      const after = length + part.length;
      if (after > held.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(after, 2 * length));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      part.copy(held, length);
      length = after;
    },
    take() {
      const taken = held.subarray(0, length);
      held = NONE;
      length = 0;
      return taken;
    },
  };
}
