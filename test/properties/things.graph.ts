import 'reflect-metadata';
import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, createUnionType, Ctx, Directive, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../src/kernel/context.js';

/** A subgraph of type-graphql classes with what our modules use: entities, a union, enums, dates, a subscription. */

export enum Status {
  ready = 'READY_INSIDE',
  failed = 'FAILED_INSIDE',
}
registerEnumType(Status, { name: 'Status' });

@ObjectType({ simpleResolvers: true })
class Vm {
  @Field(() => Int) cpus: number;
}
@ObjectType({ simpleResolvers: true })
class Cluster {
  @Field(() => String) version: string;
}
const Needs = createUnionType({ name: 'Needs', types: () => [Vm, Cluster] as const });
/** Told apart by a function, which type-graphql makes asynchronous. */
const Kin = createUnionType({ name: 'Kin', types: () => [Vm, Cluster] as const, resolveType: (value: object) => ('cpus' in value ? 'Vm' : 'Cluster') });

@ObjectType({ simpleResolvers: true })
@Directive('@key(fields: "id")')
export class Thing {
  @Field(() => ID) id: string;
  @Field(() => Status) status: Status;
  @Field(() => GraphQLDateTime) madeAt: Date;
  @Field(() => Needs, { nullable: true }) needs: Vm | Cluster | null;
}
@ObjectType({ simpleResolvers: true })
@Directive('@key(fields: "id")')
export class Site {
  @Field(() => ID) id: string;
}
@InputType()
class MakeInput {
  @Field(() => Status, { defaultValue: Status.failed }) status: Status;
  @Field(() => GraphQLDateTime, { nullable: true }) madeAt?: Date;
}

export const thing = (id: string): Thing | null => {
  if (id === 'none') return null;
  if (id === 'bad') throw new Error('the store is broken');
  const needs = id === 'vm' ? Object.assign(new Vm(), { cpus: 2 }) : Object.assign(new Cluster(), { version: '1' });
  return Object.freeze(Object.assign(new Thing(), { id, status: Status.ready, madeAt: new Date(0), needs }));
};

export const things = (prefix: string) => {
  @Resolver(() => Thing)
  class ThingResolver {
    constructor(readonly service: { readonly prefix: string }) {}
    @Query(() => Thing, { nullable: true })
    thing(@Arg('id', () => ID) id: string): Thing | null {
      return thing(id);
    }
    @Query(() => String)
    prefix(@Arg('status', () => Status, { defaultValue: Status.failed }) status: Status): string {
      return `${this.service.prefix} ${status}`;
    }
    @Mutation(() => Thing)
    make(@Arg('input', () => MakeInput) input: MakeInput): Thing {
      return Object.assign(new Thing(), { id: 'made', status: input.status, madeAt: input.madeAt ?? new Date(0), needs: null });
    }
    @FieldResolver(() => [Kin])
    kin(): object[] {
      return [{ cpus: 1 }, { version: '2' }];
    }
    @FieldResolver(() => String)
    secret(@Root() root: Thing, @Ctx() ctx: RequestContext): string {
      return `${root.id} for ${ctx.caller.clientId}`;
    }
    @Subscription(() => Thing, {
      subscribe: async function* ({ args }: { args: { ids: string[] } }) {
        for (const id of args.ids) yield id;
      },
    })
    changed(@Root() id: string, @Arg('ids', () => [ID]) _ids: string[], @Arg('note', () => String, { nullable: true }) note?: string): Thing {
      return Object.assign(new Thing(), thing(id), note ? { id: `${id} ${note}` } : {});
    }
  }
  const instance = new ThingResolver({ prefix });
  return { resolver: ThingResolver, container: { get: (type: unknown) => (type === ThingResolver ? instance : new SiteResolver()) } };
};

@Resolver(() => Site)
export class SiteResolver {
  @FieldResolver(() => Int)
  size(@Root() site: Site): number {
    return site.id.length;
  }
}
