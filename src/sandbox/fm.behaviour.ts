import { z } from 'zod';
import type { FmDialect } from './fm.voice.js';

export const CALLBACK_KINDS = ['partner-status', 'zone-resources', 'onboarding-status', 'instance-status'] as const;
export type FmCallbackKind = (typeof CALLBACK_KINDS)[number];

const milliseconds = z.number().min(0).max(600_000);
const between = z.tuple([milliseconds, milliseconds]);

const Callbacks = z.strictObject({
  /** `off`: there are none. `lost`: they are on the log, and never arrive. `reordered`: each second one arrives before the first. */
  fate: z.enum(['on', 'off', 'lost', 'doubled', 'reordered']),
  /** Milliseconds by which each is late. */
  lateMs: milliseconds,
  /** With a modificationDate of the day before. */
  old: z.boolean(),
});

export const FmBehaviourShape = z.strictObject({
  /** `503`: it answers nothing but that. `refuse`: it takes no connections. */
  down: z.enum(['no', '503', 'refuse']),
  /** Before each answer. */
  delayMs: milliseconds,
  /** Least and most milliseconds until an application is onboarded. */
  onboardMs: between,
  /** Least and most milliseconds until an instance is ready. */
  settleMs: between,
  /** Milliseconds that an instance is TERMINATING; with 1.2.0 it is gone at once. */
  endMs: milliseconds,
  tokenSeconds: z.number().min(0).max(86_400),
  /** 1.2.0: a federation is known to the raw token alone that it was created with. */
  tokenBound: z.boolean(),
  callbacks: z.strictObject({ 'partner-status': Callbacks, 'zone-resources': Callbacks, 'onboarding-status': Callbacks, 'instance-status': Callbacks }),
});

/** How the simulated Federation Manager behaves, until it is told otherwise. */
export type FmBehaviour = Readonly<z.infer<typeof FmBehaviourShape>>;
export type FmCallbackFate = Readonly<z.infer<typeof Callbacks>>;

export const FmCallbackChangeShape = Callbacks.partial().extend({ kinds: z.array(z.enum(CALLBACK_KINDS)).optional() });
/** @property kinds @default all */
export type FmCallbackChange = { readonly [Name in keyof FmCallbackFate]?: FmCallbackFate[Name] | undefined } & { readonly kinds?: readonly FmCallbackKind[] | undefined };

/** 1.2.0's code sends no callback of its own accord, but may be told to. */
export function usualBehaviour(dialect: FmDialect): FmBehaviour {
  const fate: FmCallbackFate = { fate: dialect === '1.3.0' ? 'on' : 'off', lateMs: 0, old: false };
  return {
    down: 'no', delayMs: 0, onboardMs: [300, 900], settleMs: [1_000, 3_000], endMs: 300, tokenSeconds: 3_600, tokenBound: true,
    callbacks: { 'partner-status': fate, 'zone-resources': fate, 'onboarding-status': fate, 'instance-status': fate },
  };
}

export function withCallbacks({ callbacks, ...rest }: FmBehaviour, { kinds = CALLBACK_KINDS, ...change }: FmCallbackChange): FmBehaviour {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed = kinds.map((kind) => [kind, { ...callbacks[kind], ...given }]);
  return { ...rest, callbacks: { ...callbacks, ...Object.fromEntries(changed) } };
}
