import { z } from 'zod';
import { isObject, readDocument, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import type { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { requireShape, tmfObject } from '../../../kernel/tmf/shape.js';
import { createdDocument } from '../resource/document.rules.js';
import { pathOf, RESOURCE_KINDS, type ResourceKind } from '../resource/resource.types.js';

/** As TMF633 writes them. */
export type JobStatus = 'Not Started' | 'Running' | 'Succeeded' | 'Failed';

const text = z.string();
/** It is kept and shown as it is, so no password may be in it. */
const url = text.refine((address) => address.trim() !== '', 'must not be empty').refine((address) => !URL.canParse(address) || withoutUser(new URL(address)), 'must not hold a user or a password').max(2_048);
const withoutUser = ({ username, password }: URL): boolean => username === '' && password === '';
const JOB = tmfObject({ contentType: text, path: text, query: text }, { url });

/** What is stored of a job that is to be done. Whether its address may be called is found out when it is. @throws Refusal INVALID_ARGUMENT */
export function newJob(given: JsonObject, now: Date): JsonObject {
  const document = Object.fromEntries(Object.entries(readDocument(given, 'document')).filter(([name, value]) => value !== null && !OURS.has(name)));
  requireShape(JOB, document);
  return { ...document, status: 'Not Started' satisfies JobStatus, creationDate: now.toISOString() };
}

const OURS: ReadonlySet<string> = new Set(['id', 'href', 'status', 'errorLog', 'creationDate', 'completionDate']);

/** Why a job has come to nothing, in plain words that hold no address. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailure';
  }
}

/** @throws JobFailure */
export function kindOf({ path }: JsonObject): ResourceKind {
  const wanted = typeof path === 'string' ? path.split('/').filter(Boolean).at(-1) : undefined;
  if (wanted === undefined) return 'ServiceSpecification';
  const kind = RESOURCE_KINDS.find((one) => pathOf(one) === wanted);
  if (kind === undefined) throw new JobFailure(`path must be one of ${RESOURCE_KINDS.map(pathOf).join(', ')}.`);
  return kind;
}

export interface Imported {
  /** As the resource says; absent: a new one is given. */
  readonly id: string | undefined;
  readonly document: JsonObject;
}

const MOST_RESOURCES = 20_000;

/** @throws JobFailure that names the first resource that cannot be taken */
export function importedResources(kind: ResourceKind, body: string, now: Date): readonly Imported[] {
  const list = parsed(body);
  if (!Array.isArray(list)) throw new JobFailure('The address did not answer with a JSON list.');
  if (list.length > MOST_RESOURCES) throw new JobFailure(`The list holds more than ${MOST_RESOURCES} resources.`);
  const imported = list.map((one: Json, at): Imported => {
    try {
      return { id: isObject(one) && typeof one['id'] === 'string' && ID.test(one['id']) ? one['id'] : undefined, document: createdDocument(kind, one, now) };
    } catch (refusal) {
      throw new JobFailure(`Resource ${at + 1} of the list cannot be taken: ${refusal instanceof Error ? refusal.message : 'it is not valid.'}`);
    }
  });
  const ids = imported.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) throw new JobFailure('The list holds two resources of the same id.');
  return imported;
}

/** Ids that can stand in an address as they are. */
const ID = /^[A-Za-z0-9._~:-]{1,255}$/;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const CONTROL: ReadonlySet<string> = new Set(['fields', 'offset', 'limit']);

/** What a job's `query` selects, as a list's query would. @throws JobFailure */
export function selected({ query }: JsonObject): readonly ResourceFilter[] {
  if (typeof query !== 'string' || query.trim() === '') return [];
  return [...new URLSearchParams(query.replace(/^\?/, ''))].map(([path, value]) => {
    if (CONTROL.has(path)) throw new JobFailure(`query may hold conditions only, and not ${path}.`);
    return { path, anyOf: value.split(',') };
  });
}
