/** GraphQL gives null or nothing for what a caller left out; an empty text was given, and is looked at. */
export const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;

/** The value without members that are null, at every depth: GraphQL's null and nothing are the same to a shape. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (isGiven(member) ? [[name, withoutNulls(member)]] : [])));
}
