import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { ResourceFilter } from '../../../kernel/tmf/filter.js';
import { resourceCursor } from '../../../kernel/tmf/page.js';
import type { Shown } from '../resource/shown.rules.js';
import { toExportJob, toImportJob } from './job.answers.js';
import type { CatalogJobs } from './job.service.js';
import { CreateExportJobInput, CreateImportJobInput, DeleteExportJobPayload, DeleteImportJobPayload, ExportJob, ExportJobConnection, ExportJobPayload, ImportJob, ImportJobConnection, ImportJobPayload } from './job.types.js';

@Resolver(() => ImportJob)
export class ImportJobResolver {
  constructor(
    private readonly jobs: CatalogJobs,
    private readonly shown: Shown,
  ) {}

  @Query(() => ImportJob, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async importJob(@Arg('id', () => ID) id: string): Promise<ImportJob> {
    return toImportJob(await this.jobs.get('ImportJob', id), this.shown);
  }

  @Query(() => ImportJobConnection, { description: 'Import jobs, oldest first.' })
  async importJobs(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ImportJob>> {
    return toConnection(await this.jobs.page('ImportJob', { filter, first, after, offset }), (row) => toImportJob(row, this.shown), resourceCursor);
  }

  @Mutation(() => ImportJobPayload, { description: 'Reads resources from an address into the catalog, after the answer. Its status tells what came of it.' })
  async createImportJob(@Arg('input', () => CreateImportJobInput) input: CreateImportJobInput, @Ctx() ctx: RequestContext): Promise<ImportJobPayload> {
    return { importJob: toImportJob(await this.jobs.create(ctx, 'ImportJob', input), this.shown) };
  }

  @Mutation(() => DeleteImportJobPayload, { description: 'What it has brought stays.' })
  async deleteImportJob(@Arg('id', () => ID) id: string): Promise<DeleteImportJobPayload> {
    return { id: await this.jobs.delete('ImportJob', id) };
  }
}

@Resolver(() => ExportJob)
export class ExportJobResolver {
  constructor(
    private readonly jobs: CatalogJobs,
    private readonly shown: Shown,
  ) {}

  @Query(() => ExportJob, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  async exportJob(@Arg('id', () => ID) id: string): Promise<ExportJob> {
    return toExportJob(await this.jobs.get('ExportJob', id), this.shown);
  }

  @Query(() => ExportJobConnection, { description: 'Export jobs, oldest first.' })
  async exportJobs(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true, description: '1 to 1000; 20 when absent.' }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<ExportJob>> {
    return toConnection(await this.jobs.page('ExportJob', { filter, first, after, offset }), (row) => toExportJob(row, this.shown), resourceCursor);
  }

  @Mutation(() => ExportJobPayload, { description: 'Writes resources of the catalog to an address, after the answer. Its status tells what came of it.' })
  async createExportJob(@Arg('input', () => CreateExportJobInput) input: CreateExportJobInput, @Ctx() ctx: RequestContext): Promise<ExportJobPayload> {
    return { exportJob: toExportJob(await this.jobs.create(ctx, 'ExportJob', input), this.shown) };
  }

  @Mutation(() => DeleteExportJobPayload, { description: 'What it has written stays.' })
  async deleteExportJob(@Arg('id', () => ID) id: string): Promise<DeleteExportJobPayload> {
    return { id: await this.jobs.delete('ExportJob', id) };
  }
}
