import type { NetworkFlow } from '../../../generated/prisma/client.js';
import type { FlowKind } from '../../../generated/prisma/enums.js';
import type { RefusalCode } from '../../../kernel/refusal.js';
import type { Statements, Tx } from '../../../outbound/storage/database.js';
import type { FlowRequest } from '../upstream/network.types.js';

export type FlowRow = NetworkFlow;

/** Something that came to be known of one flow. */
export type FlowFact =
  /** The network has it: its id is known. */
  | { readonly kind: 'accepted'; readonly upstreamId: string }
  /** It is in force. */
  | { readonly kind: 'granted'; readonly upstreamId?: string }
  /** The network said no before it was in force, or could not be asked for too long. Nothing of it is left there. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string }
  /** The network ended what was in force. */
  | { readonly kind: 'terminated'; readonly reason: string }
  /** It was to go, and is gone. */
  | { readonly kind: 'gone' };

/** Whose flows they are. One for each kind; its resources change in the flow's transaction. */
export interface FlowOwner extends FlowOwnerIn<Tx> {
  /** The same, where it needs plain statements alone: a transaction of these costs less. */
  readonly plain?: FlowOwnerIn<Statements>;
}

export interface FlowOwnerIn<Transaction> {
  /** Locks the resource's row, before the flow's: every change of both takes them in this order. Gone resources are no failure. */
  hold(tx: Transaction, resourceId: string): Promise<void>;
  /**
   * Writes what the fact means for the resource, with its events. `flows` are all flows of the resource as they are now;
   * one that was refused, terminated or is gone is not among them.
   */
  told(tx: Transaction, resourceId: string, fact: FlowFact, flows: readonly FlowRow[]): Promise<void>;
  /** Whether it waits for `gone`. When not, it is not told, and the ends of many flows are one statement. @default true */
  readonly waitsForGone?: boolean;
  /** What it is told of. @default everything */
  readonly heeds?: readonly FlowFact['kind'][];
}

export interface WantedFlows {
  readonly kind: FlowKind;
  readonly resourceId: string;
  /** One flow each. */
  readonly requests: readonly FlowRequest[];
  readonly correlator: string | null;
}

/** What is to be in the network. Rows first, the network afterwards: whatever happens in between, the rows tell what to do. */
export interface Flows {
  /** In the transaction that makes (or changes) the resource. @returns the new flows' ids */
  want(tx: Statements, wanted: WantedFlows): Promise<readonly string[]>;
  /** All flows of these resources are to go (but those in `keep`); also when an answer for one is still out. In the transaction that ends the resources. */
  release(tx: Statements, resourceIds: readonly string[], keep?: readonly string[]): Promise<void>;
  of(tx: Statements, resourceId: string): Promise<readonly FlowRow[]>;
  /**
   * After the commit: carries out what is due for the resource in this process, at once. Resolves when every flow of it has
   * had its answer, or after `withinMs`, whichever is first; what is left goes on without. Never rejects.
   */
  drive(resourceId: string, withinMs: number): Promise<void>;
}

/** A flow as its address for notices names it. */
export interface NoticedFlow {
  readonly flowId: string;
  readonly kind: FlowKind;
}

export interface FlowCallbacks {
  /** The address at which the network tells of a flow; nobody can guess it. */
  addressOf(flow: NoticedFlow): string;
  /** The flow that such an address, or its last segment, is of; undefined when it is none of ours. */
  flowAt(address: string): NoticedFlow | undefined;
}

/** Takes what the network tells at such an address. */
export interface FlowNotices {
  /** Settles when it is written down. @throws Refusal INVALID_ARGUMENT when the body says nothing of a flow */
  told(flow: NoticedFlow, body: unknown): Promise<void>;
}
