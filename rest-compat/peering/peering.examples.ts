import { ORGANIZATION, ORGANIZATION_ID } from '../tmf/party.examples.js';
import { SPECIFICATION_ID } from '../tmf/catalog.examples.js';

/** Made-up values for the description of the peering API. */

const NAME = 'Managed cluster';
const CHECKED = '2026-01-01T12:05:00.000Z';

const serviceSpecs = { [SPECIFICATION_ID]: NAME };
const serviceCatalogs = [{ name: 'Partners', categories: [{ name: 'Edge', specifications: [NAME] }] }];

export const DISCOVER = { organization: { id: ORGANIZATION_ID }, serviceSpecs: {}, peeredSpecs: {}, serviceCatalogs: [] };
export const ADD = { organization: { id: ORGANIZATION_ID }, serviceSpecs, peeredSpecs: {}, serviceCatalogs };
export const PATCH = { serviceSpecs: { ...serviceSpecs, '6f3d0b8a-2e91-4c57-a8d4-b1c7e9f50a62': null } };

export const SUMMARY = {
  href: null, description: 'A Kubernetes cluster at the edge.', version: '1.0', validFor: null, name: NAME, lastUpdate: '2026-01-01T12:00:00Z', lifecycleStatus: 'Active', isBundle: false,
  featureSpecification: [], resourceSpecification: [], serviceLevelSpecification: [], attachment: [], constraint: [], entitySpecRelationship: [],
  relatedParties: [], serviceSpecRelationshipSet: [], serviceSpecCharacteristics: [], targetServiceSchemaRefEntity: null,
  id: SPECIFICATION_ID, '@baseType': null, '@schemaLocation': null, '@type': 'CustomerFacingServiceSpecification',
};

export const PEERING = {
  organization: ORGANIZATION,
  serviceSpecs,
  peeredSpecs: serviceSpecs,
  serviceCatalogs,
  id: ORGANIZATION_ID,
  status: 'active',
  generation: 3,
  createdAt: '2026-01-01T12:00:00.000Z',
  updatedAt: CHECKED,
  heartbeat: { lastCheckAt: CHECKED, lastSuccessAt: CHECKED, consecutiveFailures: 0, lastFailure: null, nextCheckAt: '2026-01-01T12:10:00.000Z' },
  failedSpecs: [],
};
