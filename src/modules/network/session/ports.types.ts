import { Field, InputType, Int, ObjectType } from 'type-graphql';

const ADDRESS = 'One address, or a subnet such as 198.51.100.0/24.';

@InputType({ description: 'Where the app is reached: by addresses or subnets, or else by a list of addresses.' })
export class ApplicationServerInput {
  @Field(() => String, { nullable: true, description: ADDRESS })
  ipv4Address?: string | null;

  @Field(() => String, { nullable: true, description: 'One address, or a subnet such as 2001:db8:1::/64.' })
  ipv6Address?: string | null;

  @Field(() => [String], { nullable: true, description: '1 to 16 single addresses, IPv4 or IPv6; the other members must then be absent.' })
  ipAddresses?: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'As it was sent.' })
export class ApplicationServer {
  @Field(() => String, { nullable: true, description: ADDRESS })
  ipv4Address: string | null;

  @Field(() => String, { nullable: true })
  ipv6Address: string | null;

  @Field(() => [String], { nullable: true })
  ipAddresses: string[] | null;
}

@InputType({ description: 'Both ends belong to it.' })
export class PortRangeInput {
  @Field(() => Int)
  from: number;

  @Field(() => Int)
  to: number;
}

@ObjectType({ simpleResolvers: true, description: 'Both ends belong to it.' })
export class PortRange {
  @Field(() => Int)
  from: number;

  @Field(() => Int)
  to: number;
}

@InputType({ description: 'Ports 0 to 65535, by ranges, one by one, or both; one list at least.' })
export class PortsSpecInput {
  @Field(() => [PortRangeInput], { nullable: true })
  ranges?: PortRangeInput[] | null;

  @Field(() => [Int], { nullable: true })
  ports?: number[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'As it was sent.' })
export class PortsSpec {
  @Field(() => [PortRange], { nullable: true })
  ranges: PortRange[] | null;

  @Field(() => [Int], { nullable: true })
  ports: number[] | null;
}
