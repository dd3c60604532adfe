import { existsSync, readFileSync } from 'node:fs';

/** rest-compat/federation-behaviour.md as data, and the record that it speaks of. */

const RECORDED = new URL('../../../shared/specs/oeg/recorded-behaviour.json', import.meta.url);
export const isRecorded = existsSync(RECORDED);

export interface Recorded {
  readonly case: string;
  readonly upstreamBehaviour: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: object | null };
  readonly response: { readonly status: number; readonly contentType: string; readonly body: unknown };
}

export interface Row {
  readonly name: string;
  readonly before: string;
  readonly manager: string;
  readonly oeg: string;
  readonly here: string;
}

const text = readFileSync(new URL('../../rest-compat/federation-behaviour.md', import.meta.url), 'utf8');
export const rows: readonly Row[] = [...text.matchAll(/^\|(.+)\|$/gm)].slice(2).map(([, line]) => {
  const [name, before, manager, oeg, here] = line!.split('|').map((cell) => cell.trim());
  return { name: name!, before: before!, manager: manager!, oeg: oeg!, here: here! };
});
export const cases: readonly Recorded[] = isRecorded ? (JSON.parse(readFileSync(RECORDED, 'utf8')) as { readonly cases: readonly Recorded[] }).cases : [];
export const recordedOf = (name: string): Recorded => cases.find((recorded) => recorded.case === name)!;

/** What a body is, in the table's words. */
export function wordOf(body: unknown): string {
  if (body === undefined) return 'nothing';
  if (typeof body === 'string') return 'text';
  const members = Object.keys(body as object);
  const known: readonly (readonly [string, readonly string[]])[] = [
    ['problem', ['type', 'title', 'detail', 'status']], ['federation', ['federationContextId', 'partnerOPFederationId', 'platformCaps']],
    ['details', ['edgeDiscoveryServiceEndPoint', 'lcmServiceEndPoint']], ['id', ['FederationContextId']], ['instances', ['appInstances']],
    ['error, details', ['error', 'details']], ['Error', ['Error']], ['error', ['error']],
  ];
  return known.find(([, needed]) => needed.every((member) => members.includes(member)))?.[0] ?? 'upstream';
}
