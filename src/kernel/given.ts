/** GraphQL gives null or nothing for what a caller left out; an empty text was given, and is looked at. */
export const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;
