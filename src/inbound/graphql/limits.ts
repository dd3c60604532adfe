import { GraphQLError, Kind, NoSchemaIntrospectionCustomRule, type ASTNode, type FragmentDefinitionNode, type ValidationRule } from 'graphql';
import { measureOperation, type OperationSize } from './measure.js';

/** How much one public document may ask for. Documents of our own are not measured. */
export interface Limits {
  /** Fields below one another. */
  readonly depth: number;
  /** Fields with an alias, fragments written out. */
  readonly aliases: number;
  /** Fields at the root of one operation: each is work of its own, and in a mutation a write of its own. */
  readonly rootFields: number;
  /** Lexical tokens; the parser stops there. */
  readonly tokens: number;
  /** Directives in the document. */
  readonly directives: number;
  /**
   * Points: 1 for a field, times the page size for all that stands in a page. A document that cannot keep it is not
   * valid; one that may keep it, as its pages are told by variables, is judged with them (`createCostGate`).
   */
  readonly cost: number;
  /** Operations in one JSON array. */
  readonly batch: number;
  /** Length of the document in UTF-16 units; comments and strings are no tokens, yet the cache keeps them. */
  readonly characters: number;
}

export const DEFAULT_LIMITS: Limits = {
  depth: 12,
  aliases: 30,
  rootFields: 20,
  tokens: 2000,
  directives: 50,
  cost: 5000,
  batch: 10,
  characters: 65_536,
};

export interface LimitOptions {
  readonly limits?: Limits;
  /** @default true */
  readonly introspection?: boolean;
}

/**
 * Rules for the engine that serves callers; `tokens` goes to its parser, `batch` and `characters` are the door's.
 * Every error names the limit in its message and in `extensions.limit`.
 */
export function limitRules({ limits = DEFAULT_LIMITS, introspection = true }: LimitOptions = {}): readonly ValidationRule[] {
  const rules = [sizeRule(limits), directiveRule(limits.directives)];
  return introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

export const limitError = (limit: keyof Limits, message: string, nodes?: ASTNode): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit } });

export const costError = (found: number, allowed: number, nodes?: ASTNode): GraphQLError =>
  limitError('cost', `The operation costs ${found} points; at most ${allowed} are allowed. Ask for fewer fields or smaller pages.`, nodes);

const TOLD: readonly [limit: keyof Limits & keyof OperationSize, tell: (found: number, allowed: number) => string][] = [
  ['depth', (found, allowed) => `The operation is ${found} fields deep; at most ${allowed} are allowed.`],
  ['aliases', (found, allowed) => `The operation uses ${found} aliases; at most ${allowed} are allowed.`],
  ['rootFields', (found, allowed) => `The operation has ${found} root fields; at most ${allowed} are allowed.`],
];

const sizeRule =
  (limits: Limits): ValidationRule =>
  (context) => ({
    Document(document) {
      const fragments = new Map<string, FragmentDefinitionNode>();
      for (const definition of document.definitions) {
        if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      }
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const size = measureOperation(context.getSchema(), definition, fragments);
        for (const [limit, tell] of TOLD) {
          if (size[limit] > limits[limit]) context.reportError(limitError(limit, tell(size[limit], limits[limit]), definition));
        }
        const { least } = size.points;
        if (least > limits.cost) context.reportError(costError(least, limits.cost, definition));
      }
      return undefined;
    },
  });

const directiveRule =
  (allowed: number): ValidationRule =>
  (context) => {
    let found = 0;
    return {
      Directive(node) {
        found += 1;
        if (found === allowed + 1) context.reportError(limitError('directives', `The document has more than ${allowed} directives.`, node));
      },
    };
  };
