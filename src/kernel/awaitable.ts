/** Something that may have to be waited for. */
export type Awaitable<T> = T | Promise<T>;

/** What `next` makes of a value: at once where nothing has to be waited for, as a promise more is felt in a small request. */
export const andThen = <T, Made>(value: Awaitable<T>, next: (value: T) => Awaitable<Made>): Awaitable<Made> => (value instanceof Promise ? value.then(next) : next(value));
