import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { AllowedNetworks } from './hosted-federation.rules.js';

@Directive('@key(fields: "federationContextId")')
@ObjectType({ simpleResolvers: true, description: "A federation that a partner has opened with us: its apps run at our edge. GSMA's East/West-bound interface, seen from the partner operator." })
export class HostedFederation {
  @Field(() => ID)
  federationContextId: string;

  @Field(() => String, { description: 'What the partner calls itself (`origOPFederationId`).' })
  originatorId: string;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  networks: AllowedNetworks;
}

export const HostedFederationConnection = connectionType('HostedFederation', () => HostedFederation);
