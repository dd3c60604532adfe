/** What one of our events says to the sinks of a resource. */
export interface Notice {
  readonly resourceId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  /** Another name that the type is sent under. */
  readonly sentAs?: string;
  /** Tells nobody of anything: it is there for what it says of the end. */
  readonly silent?: boolean;
  readonly data: object;
  /** Tells of the creation: sent only to a sink that asked for the initial event. */
  readonly initial: boolean;
  /** Nothing follows: the subscription ends with its resource. */
  readonly last: boolean;
}
