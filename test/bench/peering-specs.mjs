/** A specification as an OpenSlice would answer it, 2.5 KB long. */
export const specificationOf = (id, organization) => ({
  uuid: id,
  id,
  name: `Service ${id}`,
  description: 'A service of the bench, described at the length at which people describe services in their catalogs.',
  // No two OSSs answer the same text; where a specification is found does not belong to its content
  href: `/${organization}/${id}`,
  version: '1.0.0',
  lifecycleStatus: 'Active',
  isBundle: false,
  lastUpdate: '2026-11-01T10:00:00Z',
  '@type': 'CustomerFacingServiceSpecification',
  serviceSpecCharacteristic: Array.from({ length: 8 }, (_, n) => ({
    uuid: `${id}-${n}`,
    name: `Characteristic ${n}`,
    description: 'What may be chosen when the service is ordered.',
    valueType: 'TEXT',
    configurable: true,
    minCardinality: 0,
    maxCardinality: 1,
    serviceSpecCharacteristicValue: [{ isDefault: true, unitOfMeasure: 'N/A', value: { value: `value ${n}`, alias: null } }],
  })),
});

export const specIds = (count) => Array.from({ length: count }, (_, n) => `s${n}`);
