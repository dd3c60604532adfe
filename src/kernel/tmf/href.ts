import type { JsonObject } from './document.js';
import type { ResourceFilter } from './filter.js';

/** Addresses of the resources of one kind. They are made on the way out and never stored, so that they stay right when the gateway moves. */
export interface Hrefs {
  of(id: string): string;
  /** The document as it is shown: `id` and `href` first. */
  shown(id: string, document: JsonObject): JsonObject;
  /** Conditions on `href` as conditions on what is stored. */
  filter(filters: readonly ResourceFilter[] | null | undefined): readonly ResourceFilter[];
}

/** @param path e.g. `/tmf-api/party/v4/organization` */
export function createHrefs(publicUrl: string, path: string): Hrefs {
  const base = `${publicUrl.replace(/\/+$/, '')}${path}/`;
  const of = (id: string): string => base + encodeURIComponent(id);
  // No resource has an empty id.
  const idAt = (href: string): string => (href.startsWith(base) ? decoded(href.slice(base.length)) : '');
  return {
    of,
    shown: (id, { id: _id, href: _href, ...document }) => ({ id, href: of(id), ...document }),
    filter: (filters) => (filters ?? []).map((filter) => (filter.path === 'href' ? { path: 'id', anyOf: filter.anyOf.map(idAt) } : filter)),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
