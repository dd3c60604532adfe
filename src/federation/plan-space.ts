import { buildASTSchema, buildSchema, isScalarType, isSpecifiedScalarType, type GraphQLSchema } from 'graphql';
import { CompositionError } from './compose/compose.js';
import { fieldNamesOf } from './plan/names.js';
import type { Compiler } from './execute/operation.js';
import { createPlannerAside } from './plan/planner-aside.js';
import { publicDocument } from './compose/public-document.js';
import { createSteps } from './execute/steps.js';
import type { Transport } from './transport.js';

/** One supergraph made ready to be planned on. Engines with different rules share it, since it is what costs. */
export interface PlanSpace extends Pick<Compiler, 'schema' | 'planner' | 'fieldNames' | 'steps'> {
  readonly supergraph: string;
  /** Counts the supergraphs of this process, the present one being the highest. */
  readonly generation: number;
  /** Whether any of the subgraphs is elsewhere. */
  readonly far: boolean;
}

export interface PlanSpaceOptions {
  /** SDL of a supergraph, composed here or elsewhere. */
  readonly supergraph: string;
  /** By subgraph name, as the supergraph names it. */
  readonly transports: Readonly<Record<string, Transport>>;
  /** @default 0 */
  readonly generation?: number;
}

/** @throws CompositionError when the supergraph cannot be read or planned on. */
export function createPlanSpace(options: PlanSpaceOptions): PlanSpace {
  try {
    return planSpace(options);
  } catch (cause) {
    if (cause instanceof CompositionError) throw cause;
    throw new CompositionError([`It cannot be planned on: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
}

function planSpace({ supergraph, transports, generation = 0 }: PlanSpaceOptions): PlanSpace {
  const schema = publicSchema(supergraph, transports);
  return {
    supergraph,
    generation,
    schema,
    planner: createPlannerAside(supergraph),
    fieldNames: fieldNamesOf(supergraph),
    // The steps meet types that callers may not see.
    steps: createSteps(buildSchema(supergraph, { noLocation: true, assumeValid: true, assumeValidSDL: true }), transports),
    far: Object.values(transports).some((transport) => transport.schema === undefined),
  };
}

/** Custom scalars are read by the rules of the first near subgraph that has them: a wrong value is refused at the door. */
function publicSchema(supergraph: string, transports: Readonly<Record<string, Transport>>): GraphQLSchema {
  const schema = buildASTSchema(publicDocument(supergraph));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const own = Object.values(transports).map((transport) => transport.schema?.getType(type.name)).find(isScalarType);
    if (own) Object.assign(type, { parseValue: own.parseValue, parseLiteral: own.parseLiteral });
  }
  return schema;
}
