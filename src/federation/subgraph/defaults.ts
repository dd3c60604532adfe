import { isInputObjectType, isInterfaceType, isObjectType, valueFromAST, type GraphQLArgument, type GraphQLInputField, type GraphQLSchema } from 'graphql';

/**
 * Reads the default values of arguments and input fields again. A schema that is made from SDL and given its resolvers
 * afterwards has read them before it knew what its enums and scalars mean.
 */
export function readDefaultsAgain(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) Object.values(type.getFields()).forEach(readAgain);
    else if (isObjectType(type) || isInterfaceType(type)) for (const field of Object.values(type.getFields())) field.args.forEach(readAgain);
  }
}

function readAgain(input: GraphQLArgument | GraphQLInputField): void {
  if (input.astNode?.defaultValue) input.defaultValue = valueFromAST(input.astNode.defaultValue, input.type);
}
