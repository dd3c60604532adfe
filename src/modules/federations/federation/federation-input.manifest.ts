import { z } from 'zod';
import { withoutNulls } from '../../../kernel/given.js';
import { inputWords } from '../../../kernel/input-words.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { NetworkCodesChange } from '../manager/fm.types.js';
import type { CreateFederationInput, UpdateFederationInput } from './federation-input.types.js';

/** What callers ask of federations, within what both definitions of the E/WBI allow. */

const text = (most: number) => z.string().min(1).max(most).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');
const UrlShape = text(2_048).refine((link) => URL.canParse(link) && /^https?:$/.test(new URL(link).protocol), 'must be an http or https address');
const MobileShape = z.strictObject({ mcc: z.string().regex(/^\d{3}$/, 'must be three digits'), mncs: z.array(z.string().regex(/^\d{2,3}$/, 'must be two or three digits')).min(1).max(100) });
const FixedShape = z.array(text(64)).min(1).max(100);

const CreateShape = z.strictObject({
  partner: text(64).optional(),
  origOPFederationId: z.string().max(64).regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'must be letters, digits and dashes, and not begin with a dash').optional(),
  origOPCountryCode: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters').optional(),
  origOPMobileNetworkCodes: MobileShape.optional(),
  origOPFixedNetworkCodes: FixedShape.optional(),
  initialDate: z.date().optional(),
  partnerStatusLink: UrlShape.optional(),
  partnerCallbackCredentials: z.strictObject({ tokenUrl: UrlShape, clientId: text(256), clientSecret: text(1_024) }).optional(),
});

export type CreateFederation = z.output<typeof CreateShape>;

function read<Shape extends z.ZodType>(shape: Shape, input: object): z.output<Shape> {
  const found = shape.safeParse(withoutNulls(input), { error: inputWords });
  if (found.success) return found.data;
  const issue = found.error.issues[0]!;
  const field = issue.path.join('.');
  // The issue's words never repeat the value: it may be a secret.
  throw new Refusal('INVALID_ARGUMENT', `${field || 'The input'} is not valid: ${issue.message}.`, field ? { field } : {});
}

/** @throws Refusal INVALID_ARGUMENT naming the first faulty member in `field` */
export const readCreate = (input: CreateFederationInput): CreateFederation => read(CreateShape, { ...input });

const ListsShape = z.strictObject({
  addMobileNetworkCodes: MobileShape.optional(),
  removeMobileNetworkCodes: MobileShape.optional(),
  addFixedNetworkCodes: FixedShape.optional(),
  removeFixedNetworkCodes: FixedShape.optional(),
});

type List = keyof z.output<typeof ListsShape>;
type Kind = UpdateFederationInput['objectType'];
type Operation = UpdateFederationInput['operationType'];

const LISTS: Readonly<Record<Kind, { readonly add: List; readonly remove: List }>> = {
  MOBILE_NETWORK_CODES: { add: 'addMobileNetworkCodes', remove: 'removeMobileNetworkCodes' },
  FIXED_NETWORK_CODES: { add: 'addFixedNetworkCodes', remove: 'removeFixedNetworkCodes' },
};

/** Which of the two lists each operation must have, and may have. */
const NEEDED: Readonly<Record<Operation, { readonly needed: 'add' | 'remove'; readonly other: boolean }>> = {
  ADD_CODES: { needed: 'add', other: false },
  REMOVE_CODES: { needed: 'remove', other: false },
  UPDATE_CODES: { needed: 'add', other: true },
};

/** @throws Refusal INVALID_ARGUMENT: a code that is none, or a list that does not go with the objectType and the operationType */
export function readUpdate(input: UpdateFederationInput, now: Date): NetworkCodesChange {
  const { objectType, operationType, addMobileNetworkCodes, removeMobileNetworkCodes, addFixedNetworkCodes, removeFixedNetworkCodes } = input;
  const lists = read(ListsShape, { addMobileNetworkCodes, removeMobileNetworkCodes, addFixedNetworkCodes, removeFixedNetworkCodes });
  const { needed, other } = NEEDED[operationType];
  const mine = LISTS[objectType];
  const allowed = new Set<string>([mine[needed], ...(other ? [mine.remove] : [])]);
  const stray = Object.entries(lists).find(([name, list]) => list !== undefined && !allowed.has(name))?.[0];
  if (stray) throw new Refusal('INVALID_ARGUMENT', `${stray} does not go with ${operationType} of ${objectType}.`, { field: stray });
  if (lists[mine[needed]] === undefined) throw new Refusal('INVALID_ARGUMENT', `${operationType} of ${objectType} needs ${mine[needed]}.`, { field: mine[needed] });
  return {
    objectType,
    operationType,
    ...(lists.addMobileNetworkCodes && { addMobileNetworkIds: lists.addMobileNetworkCodes }),
    ...(lists.removeMobileNetworkCodes && { removeMobileNetworkIds: lists.removeMobileNetworkCodes }),
    ...(lists.addFixedNetworkCodes && { addFixedNetworkIds: lists.addFixedNetworkCodes }),
    ...(lists.removeFixedNetworkCodes && { removeFixedNetworkIds: lists.removeFixedNetworkCodes }),
    modificationDate: now.toISOString(),
  };
}
