import type { z } from 'zod';
import type { Refusal, RefusalCode } from '../src/kernel/refusal.js';

/** GraphQL text whose answer has the shape `Data`. */
export interface Document<Data> {
  readonly text: string;
  /** Never set: it carries the type. */
  readonly data?: Data;
}

export const graphql = <Data>(text: string): Document<Data> => ({ text });

/** What the caller sent, read by the route's schemas. */
export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Address of the API as clients know it, without a slash at the end, e.g. `https://gw.example/oeg/1.0.0`. Under an alias as well. */
  readonly base: string;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; absent: no content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the graph, how it is asked and how its data become the answer. */
export interface Step<Params, Query, Body, Data> {
  readonly document: Document<Data>;
  /**
   * Scopes of guarded fields below the root that the document reads. They are asked for beforehand, as those of the root
   * are: a write must not be done and then refused while its answer is gathered.
   */
  readonly needs?: readonly string[];
  variables(input: Input<Params, Query, Body>): Readonly<Record<string, unknown>>;
  /** @throws Refusal where the data say that there is nothing to answer with. */
  answer(data: Data, input: Input<Params, Query, Body>): Answer;
  /** What to say instead of a refusal of the operation; undefined: that. */
  refused?(refusal: Refusal, input: Input<Params, Query, Body>): Refusal | undefined;
}

/** A response as it is described to readers. */
export interface Described {
  readonly description: string;
  /** Absent: no content. */
  readonly schema?: z.ZodType;
  /** Header name and what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly example?: unknown;
}

export interface RouteSpec<Params, Query, Body, Data, Other> extends Step<Params, Query, Body, Data> {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base path; parameters in braces: `/apps/{appId}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params?: z.ZodType<Params>;
  /** Parameters that the schema does not know are ignored. */
  readonly query?: z.ZodType<Query>;
  /** Present: a body is required. Strict at every depth, but for APIs whose definition lets bodies be extended. */
  readonly body?: z.ZodType<Body>;
  /** A request without a body is read as one with `{}`. */
  readonly optionalBody?: true;
  /** Of the request body. @default ['application/json'] */
  readonly mediaTypes?: readonly string[];
  /** For routes that name `multipart/form-data` among their media types: the form as the body that `body` reads. @throws Refusal INVALID_ARGUMENT */
  readonly form?: (form: FormData) => Promise<unknown>;
  readonly bodyExample?: unknown;
  /** What would do more when it is sent again: `Idempotency-Key` is honoured. */
  readonly idempotent?: true;
  /** Another operation for the inputs for which `when` holds. Before the body is read only the first one's scopes are asked for. */
  readonly instead?: Step<Params, Query, Body, Other> & { when(input: Input<Params, Query, Body>): boolean };
  /** By status. */
  readonly responses: Readonly<Record<number, Described>>;
  /** What is sent to a sink that the body names. */
  readonly notifies?: { /** JSON pointer to the sink in the body, without its first slash. */ readonly sink: string; readonly event: z.ZodType; /** @default 'application/cloudevents+json' */ readonly mediaType?: string };
  /** Refusals of its own, beside those that every route may give. */
  readonly refusals: readonly RefusalCode[];
  /** How it says no. @default as its API does */
  readonly dialect?: Dialect;
}

/** A REST operation, wholly as data. */
export type Route = RouteSpec<unknown, unknown, unknown, unknown, unknown>;

/** Lets the compiler read the types of a route from its schemas and documents. */
export const route = <Params, Query, Body, Data, Other = unknown>(spec: RouteSpec<Params, Query, Body, Data, Other>): Route => spec;

/** How an API says no. */
export interface Dialect {
  readonly mediaType: string;
  /** Of the body, for the description. */
  readonly schema: z.ZodType;
  present(refusal: Refusal): { readonly status: number; readonly body: object };
}

export interface Api {
  /** Names `/openapi/<name>.json`. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** Begins with a slash and does not end with one. */
  readonly basePath: string;
  /** Other base paths under which the same is served. */
  readonly aliases?: readonly string[];
  /** Of answers. @default 'application/json' */
  readonly mediaType?: string;
  readonly dialect: Dialect;
  /** Schemas that deserve a name in the description. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  readonly routes: readonly Route[];
}
