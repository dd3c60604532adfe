/**
 * An access token, or where to get one. The function is called for every request, so it should keep the token for as
 * long as that holds. When the gateway has refused a token it is called with that token, and is to bring another; what
 * many requests ask at the same time is asked once.
 */
export type TokenSource = string | ((refused?: string) => string | undefined | Promise<string | undefined>);

export interface Tokens {
  /** @param refused the token that the gateway did not accept */
  get(refused?: string): Promise<string | undefined>;
  /** Whether a refused token can be replaced. */
  readonly renewable: boolean;
}

export function createTokens(source: TokenSource | undefined): Tokens {
  if (typeof source !== 'function') return { get: async () => source, renewable: false };
  const ask = source;
  let renewal: { readonly refused: string; readonly token: Promise<string | undefined> } | undefined;

  /** Requests that were refused with the same token share its successor: a refresh token may often be used only once. */
  function renew(refused: string): Promise<string | undefined> {
    if (renewal?.refused === refused) return renewal.token;
    const token = (async () => ask(refused))();
    const mine = { refused, token };
    renewal = mine;
    const forget = (): void => {
      if (renewal === mine) renewal = undefined;
    };
    // What brought nothing new is asked again the next time.
    token.then((next) => next === refused && forget(), forget);
    return token;
  }

  return { get: async (refused) => (refused === undefined ? ask() : renew(refused)), renewable: true };
}
