import { z } from 'zod';
import type { Api } from '../route.js';
import { withOpensliceNames } from './catalog.dialect.js';
import * as examples from './catalog.examples.js';
import * as schemas from './catalog.schemas.js';
import { TMF_JSON, tmfDialect } from './tmf.errors.js';
import { hubRoutes } from './tmf.hub.js';
import { createRoute, deleteRoute, listRoute, readRoute, resourceRoutes, type TmfResource } from './tmf.resource.js';

/** What came from a peered OSS is read, and changed there. */
const PEERED = { patch: ['PEERED_SPEC'], delete: ['PEERED_SPEC'] } as const;
const THEIRS = 'Not what was imported from a peered OSS.';
const LINKS = 'Resources that it refers to need not be there.';

const specification: TmfResource = {
  name: 'serviceSpecification',
  words: 'service specification',
  schema: schemas.ServiceSpecification,
  creation: schemas.ServiceSpecificationCreate,
  example: examples.SPECIFICATION,
  creationExample: examples.SPECIFICATION_CREATE,
  patchExample: { lifecycleStatus: 'Retired' },
  notes: { create: "The names of OpenSlice are understood too; answers have TMF633's.", patch: `lastUpdate is the gateway's. ${THEIRS}`, delete: THEIRS },
  refusals: PEERED,
  view: {
    parameters: { dialect: z.enum(['openslice']).optional().meta({ description: 'openslice: with serviceSpecCharacteristic beside specCharacteristic.' }) },
    apply: (document, { dialect }) => (dialect === undefined ? document : withOpensliceNames(document)),
  },
};

const candidate: TmfResource = {
  name: 'serviceCandidate',
  words: 'service candidate',
  schema: schemas.ServiceCandidate,
  creation: schemas.ServiceCandidateCreate,
  example: examples.CANDIDATE,
  creationExample: examples.CANDIDATE_CREATE,
  patchExample: { description: 'On offer.' },
  notes: { create: LINKS, patch: THEIRS, delete: THEIRS },
  refusals: PEERED,
};

const category: TmfResource = {
  name: 'serviceCategory',
  plural: 'serviceCategories',
  words: 'service category',
  schema: schemas.ServiceCategory,
  creation: schemas.ServiceCategoryCreate,
  example: examples.CATEGORY,
  creationExample: examples.CATEGORY_CREATE,
  patchExample: { description: 'Close to the user.' },
  notes: { create: LINKS, patch: 'Candidates of imported specifications can be added here. What a peering put here stays.', delete: 'Not while it holds what a peering put there.' },
  refusals: PEERED,
};

const catalog: TmfResource = {
  name: 'serviceCatalog',
  words: 'service catalog',
  schema: schemas.ServiceCatalog,
  creation: schemas.ServiceCatalogCreate,
  example: examples.CATALOG,
  creationExample: examples.CATALOG_CREATE,
  patchExample: { description: 'What partners offer.' },
  notes: { create: LINKS, patch: 'What a peering put here stays.', delete: 'Not while it holds what a peering put there.' },
  refusals: PEERED,
};

const importJob: TmfResource = {
  name: 'importJob',
  words: 'import job',
  schema: schemas.ImportJob,
  creation: schemas.ImportJobCreate,
  example: examples.IMPORT,
  creationExample: examples.IMPORT_CREATE,
  notes: { create: 'Reads a JSON array of resources from url and creates them, all or none. path names the resource, serviceSpecification where it does not.' },
};

const exportJob: TmfResource = {
  name: 'exportJob',
  words: 'export job',
  schema: schemas.ExportJob,
  creation: schemas.ExportJobCreate,
  example: examples.EXPORT,
  creationExample: examples.EXPORT_CREATE,
  notes: { create: 'Puts the resources that query selects to url, as a JSON array. path names the resource, serviceSpecification where it does not.' },
};

const jobRoutes = (job: TmfResource) => [listRoute, createRoute, readRoute, deleteRoute].map((row) => row(job));

export const serviceCatalogManagement: Api = {
  name: 'service-catalog-management',
  title: 'TMF633 Service Catalog Management',
  version: '4.0.0',
  description: 'Catalogs, categories, candidates and service specifications, those of peered OSSs among them. Everybody with a token reads the catalog; the role admin is needed to write, and for jobs.',
  basePath: '/tmf-api/serviceCatalogManagement/v4',
  mediaType: TMF_JSON,
  dialect: tmfDialect,
  schemas: {
    ServiceSpecification: schemas.ServiceSpecification, ServiceCandidate: schemas.ServiceCandidate, ServiceCategory: schemas.ServiceCategory,
    ServiceCatalog: schemas.ServiceCatalog, ImportJob: schemas.ImportJob, ExportJob: schemas.ExportJob,
  },
  routes: [
    ...[specification, candidate, category, catalog].flatMap(resourceRoutes),
    ...[importJob, exportJob].flatMap(jobRoutes),
    ...hubRoutes({ api: 'serviceCatalogManagement', event: { eventType: 'ServiceSpecificationCreateEvent', member: 'serviceSpecification' }, query: 'eventType=ServiceSpecificationCreateEvent' }),
  ],
};
