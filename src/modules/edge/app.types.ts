import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import { RequiredResources, RequiredResourcesInput } from './required-resources.types.js';

export enum PackageType {
  QCOW2 = 'QCOW2',
  OVA = 'OVA',
  CONTAINER = 'CONTAINER',
  HELM = 'HELM',
  CSAR = 'CSAR',
}
registerEnumType(PackageType, { name: 'PackageType' });

export enum AppRepoType {
  PRIVATEREPO = 'PRIVATEREPO',
  PUBLICREPO = 'PUBLICREPO',
}
registerEnumType(AppRepoType, { name: 'AppRepoType' });

export enum AppRepoAuthType {
  DOCKER = 'DOCKER',
  HTTP_BASIC = 'HTTP_BASIC',
  HTTP_BEARER = 'HTTP_BEARER',
  NONE = 'NONE',
}
registerEnumType(AppRepoAuthType, { name: 'AppRepoAuthType' });

export enum NetworkProtocol {
  TCP = 'TCP',
  UDP = 'UDP',
  ANY = 'ANY',
}
registerEnumType(NetworkProtocol, { name: 'NetworkProtocol' });

export enum VisibilityType {
  VISIBILITY_EXTERNAL = 'VISIBILITY_EXTERNAL',
  VISIBILITY_INTERNAL = 'VISIBILITY_INTERNAL',
}
registerEnumType(VisibilityType, { name: 'VisibilityType' });

export enum OsArchitecture {
  x86_64 = 'x86_64',
  x86 = 'x86',
}
registerEnumType(OsArchitecture, { name: 'OsArchitecture' });

export enum OsFamily {
  RHEL = 'RHEL',
  UBUNTU = 'UBUNTU',
  COREOS = 'COREOS',
  WINDOWS = 'WINDOWS',
  OTHER = 'OTHER',
}
registerEnumType(OsFamily, { name: 'OsFamily' });

export enum OsVersion {
  OS_VERSION_UBUNTU_2204_LTS = 'OS_VERSION_UBUNTU_2204_LTS',
  OS_VERSION_RHEL_8 = 'OS_VERSION_RHEL_8',
  OS_MS_WINDOWS_2022 = 'OS_MS_WINDOWS_2022',
  OTHER = 'OTHER',
}
registerEnumType(OsVersion, { name: 'OsVersion' });

export enum OsLicense {
  OS_LICENSE_TYPE_FREE = 'OS_LICENSE_TYPE_FREE',
  OS_LICENSE_TYPE_ON_DEMAND = 'OS_LICENSE_TYPE_ON_DEMAND',
  OTHER = 'OTHER',
}
registerEnumType(OsLicense, { name: 'OsLicense' });

@ObjectType('OperatingSystem', { simpleResolvers: true })
@InputType('OperatingSystemInput')
export class OperatingSystem {
  @Field(() => OsArchitecture)
  architecture: OsArchitecture;

  @Field(() => OsFamily)
  family: OsFamily;

  @Field(() => OsVersion)
  version: OsVersion;

  @Field(() => OsLicense)
  license: OsLicense;
}

@InputType('AppRepoMembersInput')
@ObjectType('AppRepo', { simpleResolvers: true, description: 'Where the image is. Credentials can be written, never read.' })
export class AppRepo {
  @Field(() => AppRepoType)
  type: AppRepoType;

  @Field(() => String)
  imagePath: string;

  @Field(() => String, { nullable: true })
  userName?: string | null;

  @Field(() => AppRepoAuthType, { nullable: true })
  authType?: AppRepoAuthType | null;

  @Field(() => String, { nullable: true })
  checksum?: string | null;
}

@InputType()
export class AppRepoInput extends AppRepo {
  @Field(() => String, { nullable: true, description: 'Password or token of the registry: kept encrypted, sent to the SRM, never shown.' })
  credentials?: string | null;
}

@ObjectType('NetworkInterface', { simpleResolvers: true })
@InputType('NetworkInterfaceInput')
export class NetworkInterface {
  @Field(() => String)
  interfaceId: string;

  @Field(() => NetworkProtocol)
  protocol: NetworkProtocol;

  @Field(() => Int)
  port: number;

  @Field(() => VisibilityType)
  visibilityType: VisibilityType;
}

@ObjectType('ComponentSpec', { simpleResolvers: true })
@InputType('ComponentSpecInput')
export class ComponentSpec {
  @Field(() => String)
  componentName: string;

  @Field(() => [NetworkInterface])
  networkInterfaces: NetworkInterface[];
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An application that was submitted and can be deployed to zones.' })
export class App {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  appProvider: string;

  @Field(() => String)
  version: string;

  @Field(() => PackageType)
  packageType: PackageType;

  @Field(() => OperatingSystem, { nullable: true })
  operatingSystem: OperatingSystem | null;

  @Field(() => AppRepo)
  appRepo: AppRepo;

  @Field(() => RequiredResources, { nullable: true, description: 'Null for an app that came through a door that does not ask for it.' })
  requiredResources: typeof RequiredResources | null;

  @Field(() => [ComponentSpec])
  componentSpec: ComponentSpec[];

  @Field(() => GraphQLDateTime)
  createdAt: Date;
}

export const AppConnection = connectionType('App', () => App);

@InputType()
export class AppFilter {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  appProvider?: string | null;
}

@InputType({ description: 'The manifest of an app; the rules of its members are those of CAMARA Edge Application Management.' })
export class SubmitAppInput {
  @Field(() => String)
  name: string;

  @Field(() => String)
  appProvider: string;

  @Field(() => String)
  version: string;

  @Field(() => PackageType)
  packageType: PackageType;

  @Field(() => OperatingSystem, { nullable: true })
  operatingSystem?: OperatingSystem | null;

  @Field(() => AppRepoInput)
  appRepo: AppRepoInput;

  @Field(() => RequiredResourcesInput, { nullable: true })
  requiredResources?: RequiredResourcesInput | null;

  @Field(() => [ComponentSpec])
  componentSpec: ComponentSpec[];
}

@ObjectType({ simpleResolvers: true })
export class SubmitAppPayload {
  @Field(() => App)
  app: App;
}

@ObjectType({ simpleResolvers: true })
export class DeleteAppPayload {
  @Field(() => ID)
  appId: string;
}
