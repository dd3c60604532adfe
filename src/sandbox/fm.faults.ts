import { z } from 'zod';
import { FM_OPERATIONS, type FmOperation } from './fm.operations.js';

export const FmFaultShape = z.strictObject({
  /** `*`: any. */
  operation: z.enum(['*', ...FM_OPERATIONS] as unknown as readonly ['*', ...FmOperation[]]),
  /** What is answered. `hang`: nothing, and the connection stays open; `close`: nothing, and it is closed. */
  answer: z.union([z.enum(['hang', 'close']), z.strictObject({ status: z.int().min(200).max(599), body: z.unknown().optional(), type: z.string().optional() })]),
  /** The request is carried out all the same. @default false */
  done: z.boolean().optional(),
  /** How often. @default 1; null: until it is taken back */
  times: z.int().min(1).nullable().optional(),
});

/** One thing that goes wrong. */
export interface FmFault {
  readonly operation: FmOperation | '*';
  readonly answer: 'hang' | 'close' | { readonly status: number; readonly body?: unknown; readonly type?: string | undefined };
  readonly done?: boolean | undefined;
  readonly times?: number | null | undefined;
}

export interface FmFaults {
  add(fault: FmFault): void;
  clear(): void;
  /** The oldest that concerns the operation, which counts as used by that. */
  take(operation: FmOperation): FmFault | undefined;
  list(): readonly FmFault[];
}

export function createFmFaults(): FmFaults {
  let faults: readonly FmFault[] = [];
  return {
    add: (fault) => void (faults = [...faults, fault]),
    clear: () => void (faults = []),
    take(operation) {
      const found = faults.find((fault) => fault.operation === operation || fault.operation === '*');
      if (!found || found.times === null) return found;
      const left = (found.times ?? 1) - 1;
      faults = faults.flatMap((fault) => (fault !== found ? [fault] : left > 0 ? [{ ...found, times: left }] : []));
      return found;
    },
    list: () => faults,
  };
}
