import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';

/** Members of a document as the graph has them: null for what is absent or of another type, since a peered OSS may send anything. */

export const textAt = (document: JsonObject, name: string): string | null => {
  const value = document[name];
  return typeof value === 'string' ? value : null;
};

export const flagAt = (document: JsonObject, name: string): boolean | null => {
  const value = document[name];
  return typeof value === 'boolean' ? value : null;
};

const MOST_INT = 2_147_483_647;

/** Null too for what GraphQL's Int cannot hold. */
export const intAt = (document: JsonObject, name: string): number | null => {
  const value = document[name];
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MOST_INT ? value : null;
};

export const momentAt = (document: JsonObject, name: string): Date | null => {
  const value = document[name];
  const at = typeof value === 'string' ? new Date(value) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? null : at;
};

export const objectsAt = (document: JsonObject, name: string): readonly JsonObject[] => {
  const value = document[name];
  return Array.isArray(value) ? value.filter((one: Json) => isObject(one)) : [];
};

export const refIdAt = (document: JsonObject, name: string): string | null => {
  const value = document[name];
  return isObject(value) && typeof value['id'] === 'string' ? value['id'] : null;
};
