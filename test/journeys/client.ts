/** One caller of both doors. */
export interface Client {
  /** POST /graphql; errors are part of the answer. */
  graphql<Data = any>(query: string, variables?: object, options?: GraphqlOptions): Promise<unknown>;
}
