/** The part of newman that is used; the package brings no types. */
declare module 'newman' {
  interface Counted {
    readonly total: number;
    readonly pending: number;
    readonly failed: number;
  }

  export interface Summary {
    readonly run: {
      readonly stats: { readonly requests: Counted; readonly assertions: Counted };
      readonly failures: readonly { readonly error: { readonly name: string; readonly message: string; readonly test?: string }; readonly source?: { readonly name?: string; readonly request?: { readonly method?: string; readonly url?: { toString(): string } } } }[];
    };
  }

  interface Options {
    readonly collection: string;
    readonly envVar: readonly { readonly key: string; readonly value: string }[];
    /** Milliseconds. */
    readonly timeoutRequest: number;
    readonly timeout: number;
  }

  const newman: { run(options: Options, done: (error: Error | null, summary: Summary) => void): void };
  export default newman;
}
