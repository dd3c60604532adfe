import { describe, expect, it } from 'vitest';
import { normaliseSpecification } from './specification-dialect.js';

const OPENSLICE = {
  uuid: 'spec-1', id: null, name: 'Edge cluster', description: null, '@type': 'CustomerFacingServiceSpecification', vendorNote: { kept: true, gone: null },
  serviceSpecCharacteristic: [{
    uuid: 'c-1', name: 'Nodes', regex: null, serviceSpecCharRelationship: [{ uuid: 'r-1', name: 'tag', role: null }],
    serviceSpecCharacteristicValue: [{ uuid: 'v-1', unitOfMeasure: null, value: { value: '3', alias: null } }],
  }],
  serviceSpecRelationship: [{ uuid: 'x', id: 'spec-2', relationshipType: 'dependency' }],
  targetServiceSchema: { '@type': 'Cluster', '@schemaLocation': null },
};

const OFFICIAL = {
  id: 'spec-1', name: 'Edge cluster', '@type': 'CustomerFacingServiceSpecification', vendorNote: { kept: true },
  specCharacteristic: [{
    id: 'c-1', name: 'Nodes', charSpecRelationship: [{ name: 'tag' }],
    characteristicValueSpecification: [{ value: { value: '3', alias: null } }],
  }],
  serviceSpecRelationship: [{ id: 'spec-2', relationshipType: 'dependency' }],
  targetEntitySchema: { '@type': 'Cluster' },
};

describe('the dialects of a service specification', () => {
  it('become the official one', () => {
    expect(normaliseSpecification(OPENSLICE)).toEqual(OFFICIAL);
    const { specCharacteristic, serviceSpecRelationship, targetEntitySchema, ...rest } = OFFICIAL;
    const hypo = { ...rest, serviceSpecCharacteristics: specCharacteristic, serviceSpecRelationshipSet: serviceSpecRelationship, targetServiceSchemaRefEntity: targetEntitySchema, relatedParties: [{ id: 'p' }] };
    expect(normaliseSpecification(hypo)).toEqual({ ...OFFICIAL, relatedParty: [{ id: 'p' }] });
  });

  it('leave the official one as it is', () => {
    expect(normaliseSpecification(OFFICIAL)).toEqual(OFFICIAL);
    expect(normaliseSpecification({ name: 'n', specCharacteristic: 'no list', relatedParty: [null, 'p'] })).toEqual({ name: 'n', specCharacteristic: 'no list', relatedParty: [null, 'p'] });
  });

  it('prefer the official name, unless nothing stands there', () => {
    expect(normaliseSpecification({ id: 'a', uuid: 'b' })).toEqual({ id: 'a' });
    expect(normaliseSpecification({ uuid: 'b', id: 'a' })).toEqual({ id: 'a' });
    expect(normaliseSpecification({ specCharacteristic: [], serviceSpecCharacteristic: [{ name: 'n' }] })).toEqual({ specCharacteristic: [{ name: 'n' }] });
    expect(normaliseSpecification({ serviceSpecCharacteristic: [{ name: 'n' }], specCharacteristic: [] })).toEqual({ specCharacteristic: [{ name: 'n' }] });
    expect(normaliseSpecification({ relatedParties: [], relatedParty: null })).toEqual({ relatedParty: [] });
  });

  it('keep names that objects have of themselves', () => {
    const odd = JSON.parse('{"constructor": "c", "__proto__": {"polluted": 1}, "name": "n"}') as { name: string };
    const done = normaliseSpecification(odd);
    expect(Object.keys(done).sort()).toEqual(['__proto__', 'constructor', 'name']);
    expect('polluted' in done).toBe(false);
  });
});
