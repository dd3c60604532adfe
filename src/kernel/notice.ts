/** What one of our events says to the sinks of a resource. */
export interface Notice {
  readonly resourceId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  readonly data: object;
  /** Tells of the creation: sent only to a sink that asked for the initial event. */
  readonly initial: boolean;
  /** Nothing follows: the subscription ends with its resource. */
  readonly last: boolean;
}
