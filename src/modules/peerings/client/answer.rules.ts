import { hash } from 'node:crypto';
import { faultOf, isObject, type JsonObject } from '../../../kernel/tmf/document.js';
import type { RawAnswer } from '../../../outbound/http.exchange.js';
import { faultOfStatus, unusable, type Asked } from './fault.rules.js';
import { remoteIdOf, type SpecAnswer, type SpecList } from './peer.types.js';

/** How an OSS says that there is none; OpenSlice says so with 200 and nothing. */
const GONE: ReadonlySet<number> = new Set([204, 404, 410]);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** @throws PeerFault when the answer says neither yes nor no */
export function readSpec(asked: Asked, answer: RawAnswer, remoteId: string): SpecAnswer {
  if (GONE.has(answer.status)) return { kind: 'gone' };
  if (!isSuccess(answer.status)) throw faultOfStatus(asked, answer.status);
  const found = parsed(asked, answer);
  if (found === undefined || found === null) return { kind: 'gone' };
  if (!isObject(found)) throw unusable(asked, 'answered something that is no specification', answer.status);
  if (found['id'] !== remoteId && found['uuid'] !== remoteId) throw unusable(asked, 'answered another specification than the one that was asked for', answer.status);
  const fault = faultOf(found);
  if (fault !== undefined) throw unusable(asked, `answered a specification that ${fault}`, answer.status);
  return { kind: 'found', source: found, digest: hash('sha256', answer.text, 'base64') };
}

/** Far more than can be chosen: each becomes an object of many members. */
const MOST_ITEMS = 50_000;

/** @throws PeerFault when it is no list */
export function readList(asked: Asked, answer: RawAnswer): SpecList {
  if (!isSuccess(answer.status)) throw faultOfStatus(asked, answer.status);
  const found = parsed(asked, answer);
  if (!Array.isArray(found) || !found.every(isObject)) throw unusable(asked, 'answered something that is no list of specifications', answer.status);
  if (found.length > MOST_ITEMS) throw unusable(asked, `answered a list of more than ${MOST_ITEMS} specifications`, answer.status);
  const items = found.map(readable);
  return { items, complete: isWhole(answer, found.length) && items.every((item) => remoteIdOf(item) !== undefined) };
}

/** One that cannot be shown is still there: of it, only the id is kept. */
function readable(item: JsonObject): JsonObject {
  if (faultOf(item) === undefined) return item;
  const id = remoteIdOf(item);
  return id === undefined || faultOf({ id }) !== undefined ? {} : { id };
}

/** A total that is named must be the number of items; without one, the list is taken for all there is. */
function isWhole({ status, headers }: RawAnswer, items: number): boolean {
  const total = headers['x-total-count'];
  return total === undefined ? status !== 206 : typeof total === 'string' && /^\d{1,9}$/.test(total.trim()) && Number(total) === items;
}

/** @returns undefined for an empty body. */
function parsed(asked: Asked, { text, status }: RawAnswer): unknown {
  const json = text.replace(/^\uFEFF/, '').trim();
  if (json === '') return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own words quote the answer.
    throw unusable(asked, json.startsWith('<') ? 'answered a page instead of JSON' : 'answered something that is no JSON', status);
  }
}
