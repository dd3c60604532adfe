import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';

export enum CatalogJobStatus {
  NOT_STARTED = 'NOT_STARTED',
  RUNNING = 'RUNNING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
}
registerEnumType(CatalogJobStatus, { name: 'CatalogJobStatus', description: 'TMF633 writes `Not Started`, `Running`, `Succeeded` and `Failed`.' });

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'Reads resources from an address into the catalog: all of them, or none.' })
export class ImportJob {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  href: string;

  @Field(() => String, { description: 'Where they are read: a JSON list.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'What they are, e.g. `serviceCategory`; `serviceSpecification` when absent.' })
  path: string | null;

  @Field(() => String, { nullable: true })
  contentType: string | null;

  @Field(() => CatalogJobStatus)
  status: CatalogJobStatus;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  errorLog: string | null;

  @Field(() => GraphQLDateTime)
  creationDate: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  completionDate: Date | null;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF633 names.' })
  document: JsonObject;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'Writes resources of the catalog to an address.' })
export class ExportJob {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  href: string;

  @Field(() => String, { description: 'Where they are put: one PUT with a JSON list.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'What they are, e.g. `serviceCategory`; `serviceSpecification` when absent.' })
  path: string | null;

  @Field(() => String, { nullable: true, description: 'Which of them, e.g. `lifecycleStatus=Active&name=K8aaS`; all when absent.' })
  query: string | null;

  @Field(() => String, { nullable: true })
  contentType: string | null;

  @Field(() => CatalogJobStatus)
  status: CatalogJobStatus;

  @Field(() => String, { nullable: true, description: 'Why it failed.' })
  errorLog: string | null;

  @Field(() => GraphQLDateTime)
  creationDate: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  completionDate: Date | null;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF633 names.' })
  document: JsonObject;
}

export const ImportJobConnection = connectionType('ImportJob', () => ImportJob);
export const ExportJobConnection = connectionType('ExportJob', () => ExportJob);

@InputType()
export class CreateImportJobInput {
  @Field(() => String, { nullable: true, description: 'Needed, here or in `document`.' })
  url?: string | null;

  @Field(() => String, { nullable: true })
  path?: string | null;

  @Field(() => String, { nullable: true })
  contentType?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The job by its TMF633 names; members given beside it win.' })
  document?: unknown;
}

@InputType()
export class CreateExportJobInput extends CreateImportJobInput {
  @Field(() => String, { nullable: true })
  query?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class ImportJobPayload {
  @Field(() => ImportJob)
  importJob: ImportJob;
}

@ObjectType({ simpleResolvers: true })
export class ExportJobPayload {
  @Field(() => ExportJob)
  exportJob: ExportJob;
}

@ObjectType({ simpleResolvers: true })
export class DeleteImportJobPayload {
  @Field(() => ID)
  id: string;
}

@ObjectType({ simpleResolvers: true })
export class DeleteExportJobPayload {
  @Field(() => ID)
  id: string;
}
