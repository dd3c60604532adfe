import { Refusal } from '../../src/kernel/refusal.js';

/** Text that is no organization's id stands for nothing, as the placeholders of the API's own description do. */
export function placeholder({ code }: Refusal, { organization }: { readonly organization: unknown }): Refusal | undefined {
  if (code !== 'NOT_FOUND' || typeof organization !== 'string') return undefined;
  return new Refusal('INVALID_ARGUMENT', 'organization must be an organization as it was answered when it was created, or the id of one.', { field: 'organization' });
}

/** What the graph has as lists are maps here. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^select\.\d+\.id /, 'An id in serviceSpecs '],
  [/^select\.\d+\.name /, 'A name in serviceSpecs '],
  [/^(de)?select(\.\d+)? /, 'serviceSpecs '],
];

/** A refusal that names a member by the graph's name, by the name that it has in the body. */
export function inTheirWords({ code, message }: Refusal): Refusal | undefined {
  const place = PLACES.find(([pattern]) => pattern.test(message));
  return place && new Refusal(code, message.replace(...place), { field: 'serviceSpecs' });
}
