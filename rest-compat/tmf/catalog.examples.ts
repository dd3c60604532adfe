/** Made-up values for the description of TMF633, so that it can be tried from the page. */

export const SPECIFICATION_ID = '8c4e1d73-52f9-4b06-9e3a-7f0b6d2c8a15';
const CANDIDATE_ID = 'a17f5e92-3c6b-4d80-8b4d-1e9c0f7a2d63';
const CATEGORY_ID = 'd5208b6f-9e14-4c7a-a3f1-6b2d8e0c5f49';
const CATALOG_ID = '39c6f0ad-7b28-4e51-9d0f-c4a5e1b8d276';
const JOB_ID = '5e7d2a1c-8f60-4b93-b6e4-2c0f9d8a7b31';

const BASE = 'https://gateway.example/tmf-api/serviceCatalogManagement/v4';
const LAST_UPDATE = '2026-01-01T12:00:00.000Z';
const placed = (name: string, id: string) => ({ id, href: `${BASE}/${name}/${id}` });
const described = { lifecycleStatus: 'Active', version: '1.0', lastUpdate: LAST_UPDATE };

export const SPECIFICATION_CREATE = {
  name: 'Managed cluster',
  description: 'A Kubernetes cluster at the edge.',
  version: '1.0',
  lifecycleStatus: 'Active',
  isBundle: false,
  '@type': 'CustomerFacingServiceSpecification',
  specCharacteristic: [
    {
      name: 'workers', description: 'Nodes beside the control plane.', valueType: 'INTEGER', configurable: true, minCardinality: 1, maxCardinality: 1,
      characteristicValueSpecification: [{ isDefault: true, valueType: 'INTEGER', value: { value: '3', alias: 'workers' } }],
    },
  ],
};

export const SPECIFICATION = { ...placed('serviceSpecification', SPECIFICATION_ID), ...SPECIFICATION_CREATE, lastUpdate: LAST_UPDATE };

const toSpecification = { ...placed('serviceSpecification', SPECIFICATION_ID), name: 'Managed cluster', '@referredType': 'ServiceSpecification' };
const toCandidate = { ...placed('serviceCandidate', CANDIDATE_ID), name: 'Managed cluster', '@referredType': 'ServiceCandidate' };
const toCategory = { ...placed('serviceCategory', CATEGORY_ID), name: 'Edge', '@referredType': 'ServiceCategory' };

export const CANDIDATE_CREATE = { name: 'Managed cluster', serviceSpecification: { id: SPECIFICATION_ID } };
export const CANDIDATE = { ...placed('serviceCandidate', CANDIDATE_ID), name: 'Managed cluster', ...described, serviceSpecification: toSpecification, category: [toCategory] };

export const CATEGORY_CREATE = { name: 'Edge', isRoot: true, serviceCandidate: [{ id: CANDIDATE_ID }] };
export const CATEGORY = { ...placed('serviceCategory', CATEGORY_ID), name: 'Edge', isRoot: true, ...described, serviceCandidate: [toCandidate] };

export const CATALOG_CREATE = { name: 'Partners', category: [{ id: CATEGORY_ID }] };
export const CATALOG = { ...placed('serviceCatalog', CATALOG_ID), name: 'Partners', ...described, category: [toCategory] };

export const IMPORT_CREATE = { url: 'https://files.example/specifications.json', path: 'serviceSpecification' };
export const IMPORT = { ...placed('importJob', JOB_ID), ...IMPORT_CREATE, status: 'Not Started', creationDate: LAST_UPDATE };
export const EXPORT_CREATE = { ...IMPORT_CREATE, query: 'lifecycleStatus=Active' };
export const EXPORT = { ...placed('exportJob', JOB_ID), ...EXPORT_CREATE, status: 'Succeeded', creationDate: LAST_UPDATE, completionDate: LAST_UPDATE };
