import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import type { HubApi as HubApiName } from '../../kernel/notice.js';

export const HubApi = { party: 'party', serviceCatalogManagement: 'serviceCatalogManagement', alarmManagement: 'alarmManagement' } as const satisfies { readonly [Name in HubApiName]: Name };
registerEnumType(HubApi, { name: 'HubApi', description: 'A TMF API, by its name in the path: TMF632, TMF633, TMF642.' });

@ObjectType({ simpleResolvers: true, description: 'A callback that hears of the resources of a TMF API. Its deliveries are in the ledger, under its id.' })
export class Hub {
  @Field(() => ID)
  id: string;

  @Field(() => HubApi)
  api: HubApiName;

  @Field(() => String, { description: 'Events are posted to it; one that ends in /listener gets each type at an address of its own below, e.g. /listener/alarmCreateEvent.' })
  callback: string;

  @Field(() => String, { nullable: true, description: 'Which events are wanted; null: all of the API.' })
  query: string | null;

  @Field(() => Boolean, { description: 'Whether it hears of what is to come.' })
  active: boolean;

  @Field(() => String, { nullable: true, description: 'TOO_MANY_FAILURES: 20 events in a row could not be delivered. Register it again.' })
  endReason: string | null;

  @Field(() => Int, { description: 'Events in a row that were given up, each after four attempts.' })
  failures: number;

  @Field(() => Int, { description: 'Events that it was to hear of until now.' })
  eventCount: number;

  @Field(() => GraphQLDateTime)
  createdAt: Date;
}

export const HubConnection = connectionType('Hub', () => Hub);

@InputType()
export class RegisterHubInput {
  @Field(() => HubApi)
  api: HubApiName;

  @Field(() => String, { description: 'http or https. No link-local address and none of the gateway itself.' })
  callback: string;

  @Field(() => String, { nullable: true, description: 'As in a URL: `eventType=OrganizationCreateEvent&organization.name=a,b`. Several conditions must all hold, several values are alternatives.' })
  query?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class RegisterHubPayload {
  @Field(() => Hub)
  hub: Hub;
}

@ObjectType({ simpleResolvers: true })
export class UnregisterHubPayload {
  @Field(() => ID)
  id: string;
}
