import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { inputWords } from '../src/kernel/input-words.js';
import { Refusal } from '../src/kernel/refusal.js';
import type { Input, Route } from './route.js';
import { nothingHere } from './router.refusing.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Refusal INVALID_ARGUMENT naming the part and the member at fault; NOT_FOUND when a path parameter is empty. */
export async function readInput(route: Route, request: FastifyRequest, base: string): Promise<Input<unknown, unknown, unknown>> {
  // The host takes `/apps/` for `/apps/{appId}`.
  if (route.params !== undefined && Object.values(request.params as object).includes('')) throw nothingHere();
  return {
    params: route.params === undefined ? undefined : check('path', route.params, request.params),
    query: route.query === undefined ? undefined : check('query', route.query, request.query),
    body: route.body === undefined ? undefined : check('body', route.body, isForm(route, request) ? await formOf(route, request) : bodyOf(route, request.body)),
    base,
  };
}

function bodyOf({ optionalBody }: Route, raw: unknown): unknown {
  if (Buffer.isBuffer(raw) && raw.length > 0) return parseJson(raw);
  if (optionalBody) return {};
  throw new Refusal('INVALID_ARGUMENT', 'The request needs a JSON body.');
}

/** @throws Refusal INVALID_ARGUMENT */
export function parseJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(raw));
  } catch {
    // The parser's own words quote the body, which may hold a credential.
    throw new Refusal('INVALID_ARGUMENT', 'The request body is not valid JSON in UTF-8.');
  }
}

const FORM = 'multipart/form-data';

const isForm = ({ form }: Route, { headers }: FastifyRequest): boolean => form !== undefined && headers['content-type']?.split(';', 1)[0]!.trim().toLowerCase() === FORM;

async function formOf({ form }: Route, { body, headers }: FastifyRequest): Promise<unknown> {
  const sent = new Response(Buffer.isBuffer(body) ? new Uint8Array(body) : null, { headers: { 'content-type': headers['content-type']! } });
  const read = await sent.formData().catch((cause: unknown) => {
    throw new Refusal('INVALID_ARGUMENT', `The request body is not valid ${FORM}.`, { cause });
  });
  return form!(read);
}

function check(part: 'path' | 'query' | 'body', schema: z.ZodType, value: unknown): unknown {
  const read = schema.safeParse(value, { error: inputWords });
  if (read.success) return read.data;
  const { field, message } = sentence(read.error.issues[0]!);
  throw new Refusal('INVALID_ARGUMENT', `The request ${part} is not valid${field ? ` at ${field}` : ''}: ${message}.`, { field });
}

/** An issue inside the one branch that fits a discriminator is reported by zod in place; other unions stay whole. */
function sentence(issue: z.core.$ZodIssue): { readonly field: string; readonly message: string } {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return { field, message: `it has members that are not known (${issue.keys.slice(0, 5).join(', ')})` };
  return { field, message: issue.message };
}

const MAX_DEPTH = 100;

/**
 * The same text for the same JSON value, whatever the order of its members.
 * @throws Refusal INVALID_ARGUMENT when it is nested more than 100 deep.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value, 0));
}

function sorted(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Refusal('INVALID_ARGUMENT', `The request body is nested more than ${MAX_DEPTH} deep.`);
  if (Array.isArray(value)) return value.map((member) => sorted(member, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member, depth + 1)]));
}
