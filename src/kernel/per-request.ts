/**
 * Something that lives as long as one request, made when it is first asked for: a data loader. Kept beside the context,
 * not on it, so that modules cannot see one another's.
 */
export function perRequest<Context extends object, Made>(make: (ctx: Context) => Made): (ctx: Context) => Made {
  const made = new WeakMap<Context, Made>();
  return function ofRequest(ctx) {
    let one = made.get(ctx);
    if (one === undefined) made.set(ctx, (one = make(ctx)));
    return one;
  };
}
