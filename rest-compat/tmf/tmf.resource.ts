import { z } from 'zod';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { selectFields, type JsonObject } from '../../src/kernel/tmf/document.js';
import { graphql, route, type Route } from '../route.js';
import { objectLike } from './tmf.body.js';
import { listQuery, readQuery, type ListQuery } from './tmf.query.js';

/**
 * A resource of a TM Forum API. They all follow one pattern (TMF630), in paths as in the graph: what differs is said
 * here, and the rows of the tables are made from it.
 */
export interface TmfResource {
  /** Of the path, and of the field that reads one: `serviceCategory`. */
  readonly name: string;
  /** The field of the graph that lists them. @default the name and an s */
  readonly plural?: string;
  /** For people: `service category`. */
  readonly words: string;
  /** Its members are the filters of the list. */
  readonly schema: z.ZodObject;
  /** What a create needs, for readers. */
  readonly creation: z.ZodType;
  readonly example: JsonObject;
  readonly creationExample: JsonObject;
  readonly patchExample?: JsonObject;
  readonly notes?: { readonly create?: string; readonly patch?: string; readonly delete?: string };
  readonly refusals?: { readonly create?: readonly RefusalCode[]; readonly patch?: readonly RefusalCode[]; readonly delete?: readonly RefusalCode[] };
  /** Parameters of reads of its own, and what they do to a document. */
  readonly view?: { readonly parameters: Readonly<Record<string, z.ZodType>>; apply(document: JsonObject, parameters: Readonly<Record<string, string>>): JsonObject };
}

interface Held {
  readonly document: JsonObject;
}

/** Ids of imported resources are those of the peer, in whatever form; none holds a NUL. */
export const ResourcePath = z.object({ id: z.string().max(512).regex(/^[^\0]+$/, 'holds a character that no id has') });

/** Headers of a list, for readers. */
export const COUNTS = { 'X-Total-Count': 'How many there are.', 'X-Result-Count': 'How many of them are in this answer.' } as const;
const LOCATION = { Location: 'Address of the resource, as in href.' };
const MERGE_PATCH = ['application/json', 'application/merge-patch+json'] as const;

export const countsOf = (total: number, here: number): Record<string, string> => ({ 'x-total-count': String(total), 'x-result-count': String(here) });

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const article = (words: string): string => `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
const show = ({ view }: TmfResource, document: JsonObject, { fields, further }: Pick<ListQuery, 'fields' | 'further'>): JsonObject =>
  selectFields(view === undefined ? document : view.apply(document, further), fields);

export function listRoute(resource: TmfResource): Route {
  const { name, plural = `${name}s`, words, schema, example, view } = resource;
  return route({
    operationId: `list${capital(name)}`, method: 'GET', path: `/${name}`, tag: name,
    summary: `List or find: ${words}`,
    description:
      'Oldest first. A filter is a member and the text of its value, exactly; values that are separated by commas, or sent as several parameters of one name, are alternatives. ' +
      'Members that hold objects are asked one level below, e.g. `relatedParty.id`. Parameters that are no member are refused.',
    query: listQuery(schema, view?.parameters),
    document: graphql<{ readonly list: { readonly nodes: readonly Held[]; readonly totalCount: number } }>(
      `query List${capital(name)}($filter: [ResourceFilter!], $first: Int, $offset: Int) { list: ${plural}(filter: $filter, first: $first, offset: $offset) { nodes { document } totalCount } }`,
    ),
    variables: ({ query }) => ({ filter: query.filter, first: query.limit, offset: query.offset }),
    answer: ({ list: { nodes, totalCount } }, { query }) => ({ status: 200, body: nodes.map(({ document }) => show(resource, document, query)), headers: countsOf(totalCount, nodes.length) }),
    responses: { 200: { description: 'What was found.', schema: schema.array(), headers: COUNTS, example: [example] } },
    refusals: [],
  });
}

export function readRoute(resource: TmfResource): Route {
  const { name, words, schema, example, view } = resource;
  return route({
    operationId: `retrieve${capital(name)}`, method: 'GET', path: `/${name}/{id}`, tag: name,
    summary: `Read ${article(words)}`,
    params: ResourcePath,
    query: readQuery(view?.parameters),
    document: graphql<{ readonly found: Held | null }>(`query Retrieve${capital(name)}($id: ID!) { found: ${name}(id: $id) { document } }`),
    variables: ({ params }) => ({ id: params.id }),
    answer: ({ found }, { query }) => {
      if (found === null) throw new Refusal('NOT_FOUND', `There is no ${words} with this id.`);
      return { status: 200, body: show(resource, found.document, query) };
    },
    responses: { 200: { description: 'The resource.', schema, example } },
    refusals: ['NOT_FOUND'],
  });
}

export function createRoute({ name, words, schema, creation, example, creationExample, notes, refusals }: TmfResource): Route {
  return route({
    operationId: `create${capital(name)}`, method: 'POST', path: `/${name}`, tag: name, idempotent: true,
    summary: `Create ${article(words)}`,
    description: ['Members that are null count as absent, members that are not known are kept. The gateway gives id and href.', notes?.create].filter(Boolean).join(' '),
    body: objectLike(creation),
    bodyExample: creationExample,
    document: graphql<{ readonly written: { readonly resource: Held } }>(
      `mutation Create${capital(name)}($input: Create${capital(name)}Input!) { written: create${capital(name)}(input: $input) { resource: ${name} { document } } }`,
    ),
    variables: ({ body }) => ({ input: { document: body } }),
    answer: ({ written: { resource: { document } } }) => ({ status: 201, body: document, headers: { location: String(document['href']) } }),
    responses: { 201: { description: 'The resource.', schema, headers: LOCATION, example } },
    refusals: refusals?.create ?? [],
  });
}

export function patchRoute({ name, words, schema, creation, example, patchExample = {}, notes, refusals }: TmfResource): Route {
  const shown = creation instanceof z.ZodObject ? creation.partial() : creation;
  return route({
    operationId: `patch${capital(name)}`, method: 'PATCH', path: `/${name}/{id}`, tag: name,
    summary: `Change ${article(words)}`,
    description: ['JSON merge patch (RFC 7386): objects merge, arrays are replaced as a whole, null deletes.', notes?.patch].filter(Boolean).join(' '),
    params: ResourcePath,
    body: objectLike(shown),
    mediaTypes: MERGE_PATCH,
    bodyExample: patchExample,
    document: graphql<{ readonly written: { readonly resource: Held } }>(
      `mutation Patch${capital(name)}($id: ID!, $patch: JSON!) { written: update${capital(name)}(id: $id, patch: $patch) { resource: ${name} { document } } }`,
    ),
    variables: ({ params, body }) => ({ id: params.id, patch: body }),
    answer: ({ written: { resource: { document } } }) => ({ status: 200, body: document }),
    responses: { 200: { description: 'The resource as it is now.', schema, example } },
    refusals: ['NOT_FOUND', ...(refusals?.patch ?? [])],
  });
}

export function deleteRoute({ name, words, notes, refusals }: TmfResource): Route {
  return route({
    operationId: `delete${capital(name)}`, method: 'DELETE', path: `/${name}/{id}`, tag: name,
    summary: `Delete ${article(words)}`,
    ...(notes?.delete === undefined ? {} : { description: notes.delete }),
    params: ResourcePath,
    document: graphql<unknown>(`mutation Delete${capital(name)}($id: ID!) { delete${capital(name)}(id: $id) { id } }`),
    variables: ({ params }) => ({ id: params.id }),
    answer: () => ({ status: 204 }),
    responses: { 204: { description: 'It is no more.' } },
    refusals: ['NOT_FOUND', ...(refusals?.delete ?? [])],
  });
}

/** All five. */
export const resourceRoutes = (resource: TmfResource): readonly Route[] => [listRoute, createRoute, readRoute, patchRoute, deleteRoute].map((row) => row(resource));
