import { createBytes } from '../../outbound/bytes.js';

/** Lines of a `text/event-stream`, put together to events. */
export interface EventParser {
  /** @throws RangeError when an event, or a line, is larger than allowed. */
  read(chunk: Buffer): void;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads what graphql-sse's servers write: `event` and `data`, lines that end in LF or CR LF; comments and other fields
 * are passed over. The work grows with the bytes alone, however small the chunks are.
 * @param maxBytes bound of one event.
 */
export function createEventParser(maxBytes: number, onEvent: (name: string, data: string, bytes: number) => void): EventParser {
  /** Parts of a line that has not ended. */
  const begun = createBytes();
  let name = '';
  let data: string[] = [];
  let bytes = 0;

  function count(more: number): void {
    if (bytes + begun.length + more > maxBytes) throw new RangeError('an event is larger than allowed');
  }

  function take(line: Buffer): void {
    if (line.length === 0) {
      if (name !== '' || data.length > 0) onEvent(name, data.join('\n'), bytes);
      name = '';
      data = [];
      bytes = 0;
      return;
    }
    const colon = line.indexOf(':');
    const field = line.toString('utf8', 0, colon < 0 ? line.length : colon);
    if (field !== 'event' && field !== 'data') return;
    const value = colon < 0 ? '' : line.toString('utf8', line[colon + 1] === 0x20 ? colon + 2 : colon + 1);
    bytes += line.length;
    if (field === 'event') name = value;
    else data.push(value);
  }

  return {
    read(chunk) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
        count(end - from);
        begun.append(chunk.subarray(from, end));
        const line = begun.take();
        take(line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line);
        from = end + 1;
      }
      if (from === chunk.length) return;
      count(chunk.length - from);
      begun.append(chunk.subarray(from));
    },
  };
}
