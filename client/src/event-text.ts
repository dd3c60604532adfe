/** One event of a `text/event-stream`. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

export interface EventText {
  /** @returns the events that the chunk completes */
  push(chunk: string): readonly ServerEvent[];
  /** Milliseconds after which the server wants its reader back, as it said last. */
  readonly retry: number | undefined;
}

/** Reads the text of an event stream, by the rules of the HTML standard; chunks may end anywhere. */
export function createEventText(): EventText {
  let rest = '';
  let started = false;
  let afterReturn = false;
  let type = '';
  let data: string[] = [];
  let retry: number | undefined;

  function field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') data.push(value);
    else if (name === 'event') type = value;
    else if (name === 'retry' && /^\d+$/.test(value)) retry = Number(value);
  }

  function dispatch(): readonly ServerEvent[] {
    const event = { type: type || 'message', data: data.join('\n') };
    const found = data.length > 0;
    type = '';
    data = [];
    return found ? [event] : [];
  }

  /** A pair of return and feed is one end of a line, also when a chunk ends between the two. */
  function linesOf(chunk: string): readonly string[] {
    const text = afterReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    if (chunk !== '') afterReturn = chunk.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    return lines;
  }

  return {
    push(chunk) {
      const text = !started && chunk.startsWith('\uFEFF') ? chunk.slice(1) : chunk;
      started ||= chunk !== '';
      return linesOf(text).flatMap((line) => (line === '' ? dispatch() : (field(line), [])));
    },
    get retry() {
      return retry;
    },
  };
}
