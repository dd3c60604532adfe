export const JSON_TYPE = 'application/json';
export const RESPONSE_TYPE = 'application/graphql-response+json';
export const STREAM_TYPE = 'text/event-stream';
export const PAGE_TYPE = 'text/html';

/** What the caller takes of what a GraphQL door can send. */
export interface Accepted {
  /** The best for an answer that comes at once; undefined when none is taken. */
  readonly single: typeof JSON_TYPE | typeof RESPONSE_TYPE | undefined;
  /** Whether `text/event-stream` is taken. */
  readonly stream: boolean;
  /** Whether an event stream was asked for and no JSON, also not by a wildcard. */
  readonly streamOnly: boolean;
  /** Whether `text/html` is named: only browsers do. */
  readonly page: boolean;
}

const ANYTHING: Accepted = { single: JSON_TYPE, stream: true, streamOnly: false, page: false };

const remembered = new Map<string, Accepted>();

/** Reads an `Accept` header (RFC 9110 §12.5.1); callers send few different ones, so the readings are kept. */
export function readAccept(header: string | undefined): Accepted {
  if (header === undefined || header === '*/*') return ANYTHING;
  let accepted = remembered.get(header);
  if (accepted === undefined) {
    accepted = read(header);
    if (remembered.size < 200 && header.length < 300) remembered.set(header, accepted);
  }
  return accepted;
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function read(header: string): Accepted {
  const ranges = header.split(',').map(toRange);
  const best = [JSON_TYPE, RESPONSE_TYPE]
    .map((type) => ({ type, place: placeOf(type, ranges) }))
    .filter(({ place }) => place !== undefined)
    .sort((a, b) => b.place!.quality - a.place!.quality || a.place!.index - b.place!.index);
  const single = best[0]?.type as Accepted['single'];
  const stream = placeOf(STREAM_TYPE, ranges) !== undefined;
  return { single, stream, streamOnly: stream && single === undefined, page: ranges.some(({ type, quality }) => type === PAGE_TYPE && quality > 0) };
}

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const number = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: Number.isFinite(number) ? number : 1 };
}

/** The most precise range that covers `type`; undefined when none does or it is refused with `q=0`. */
function placeOf(type: string, ranges: readonly Range[]): { quality: number; index: number } | undefined {
  for (const pattern of [type, `${type.slice(0, type.indexOf('/'))}/*`, '*/*']) {
    const index = ranges.findIndex((range) => range.type === pattern);
    if (index >= 0) return ranges[index]!.quality > 0 ? { quality: ranges[index]!.quality, index } : undefined;
  }
  return undefined;
}
