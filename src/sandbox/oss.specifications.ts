import type { JsonObject } from '../kernel/tmf/document.js';

/** A specification of the simulated OSS, as short as it can be written. */
export interface OssSpecification {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly version: string;
  readonly lifecycleStatus: string;
  readonly lastUpdate: string;
  readonly isBundle?: boolean;
  /** @default CustomerFacingServiceSpecification */
  readonly type?: 'ResourceFacingServiceSpecification';
  readonly characteristics: readonly OssCharacteristic[];
  /** Ids and names of what it depends on. */
  readonly needs?: readonly (readonly [string, string])[];
  /** Another organization that the OSS has it from: its id there. */
  readonly from?: readonly [organization: string, id: string];
}

type OssCharacteristic = readonly [name: string, valueType: string, values: readonly string[], more?: { readonly unit?: string; readonly about?: string }];

const NODE_POOL = ['5f1a54a5-3a7e-4d0c-9f5b-7c1f3c6f2b10', 'node-pool'] as const;

export const K8AAS_ID = 'c04f3d66-5350-49ea-8b31-ff325f149232';
export const SLICE_ID = '1c7f2f0e-96d5-4c0b-8a9e-2f1d0a6b7e55';
/** Imported by the OSS itself from somebody else. */
export const BORROWED_ID = 'd2b8c1aa-0e0f-4f53-9b57-6a3d1c9e4f21';
/** Its id is not in the list until it was asked for once; `uuid` is. */
export const LAZY_ID = '84f6d9b3-21c4-4a1e-b7de-5e0a9c3f1d77';

export const OSS_SPECIFICATIONS: readonly OssSpecification[] = [
  {
    id: K8AAS_ID, name: 'K8aaS', description: 'A managed Kubernetes cluster', version: '0.1.0', lifecycleStatus: 'In design', lastUpdate: '2026-03-02T08:15:30Z', isBundle: true, needs: [NODE_POOL],
    characteristics: [['Worker count', 'INTEGER', ['2'], { about: 'Nodes that run workloads' }], ['Node size', 'ENUM', ['small', 'medium', 'large']]],
  },
  {
    id: SLICE_ID, name: 'Network slice (GST example)', description: 'A slice described by generic attributes', version: '5.0.0', lifecycleStatus: 'In study', lastUpdate: '2026-01-20T16:45:00Z',
    characteristics: [
      ['Availability', 'FLOAT', ['99.9'], { unit: 'percent' }], ['Area of service', 'SET', ['PT', 'GR']], ['Downlink per slice: guaranteed', 'INTEGER', ['500'], { unit: 'Mbit/s' }],
      ['Downlink per slice: maximum', 'INTEGER', ['1000'], { unit: 'Mbit/s' }], ['Uplink per slice: guaranteed', 'INTEGER', ['100'], { unit: 'Mbit/s' }], ['Isolation level', 'ENUM', ['none', 'logical', 'physical']],
      ['Largest packet', 'INTEGER', ['1500'], { unit: 'byte' }], ['Mission-critical', 'BOOLEAN', ['false']], ['Devices', 'INTEGER', ['10000']], ['Packet delay budget', 'INTEGER', ['20'], { unit: 'ms' }],
    ],
  },
  {
    id: NODE_POOL[0], name: NODE_POOL[1], description: 'The machines behind K8aaS', version: '0.1.0', lifecycleStatus: 'In design', lastUpdate: '2026-03-01T10:00:00Z', type: 'ResourceFacingServiceSpecification',
    characteristics: [['Image', 'TEXT', ['debian-12']]],
  },
  {
    id: '3b9d6e0f-7c58-4e2d-93f4-1a5c8b7d6e02', name: 'Video transcoder', description: 'Live streams in several qualities', version: '2.4.1', lifecycleStatus: 'Active', lastUpdate: '2026-05-11T12:00:00+03:00',
    characteristics: [['Streams', 'INTEGER', ['4']], ['Codec', 'ENUM', ['h264', 'h265', 'av1']]],
  },
  {
    id: LAZY_ID, name: 'Edge storage', description: 'Blocks and objects close to the radio', version: '1.0.0', lifecycleStatus: 'Active', lastUpdate: '2026-06-30T23:59:59Z',
    characteristics: [['Capacity', 'INTEGER', ['100'], { unit: 'GB' }]],
  },
  {
    id: BORROWED_ID, name: 'Firewall', description: 'Offered by a partner', version: '1.2.0', lifecycleStatus: 'Active', lastUpdate: '2026-02-14T07:30:00Z', from: ['6a2e9c41-58f3-4b0d-9d7e-3c1b5a8f0e66', '0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b'],
    characteristics: [['Rules', 'LONGTEXT', ['deny all']]],
  },
];

const ENTITY = { '@baseType': 'BaseRootEntity', '@schemaLocation': null, '@type': null, href: null, validFor: null } as const;

/** As OpenSlice writes it: version 3 names, every member it knows, most of them null. */
export function written(spec: OssSpecification): JsonObject {
  return {
    uuid: spec.id, lastUpdate: spec.lastUpdate, '@baseType': 'BaseEntity', '@schemaLocation': null, '@type': spec.type ?? 'CustomerFacingServiceSpecification', href: null,
    name: spec.name, description: spec.description ?? null, lifecycleStatus: spec.lifecycleStatus, version: spec.version, validFor: null, isBundle: spec.isBundle ?? false,
    attachment: [], relatedParty: [OWNER, ...(spec.from ? [partner(...spec.from)] : [])], resourceSpecification: [], serviceLevelSpecification: [],
    serviceSpecCharacteristic: spec.characteristics.map((one, index) => characteristic(spec.id, one, index)),
    serviceSpecRelationship: (spec.needs ?? []).map(([id, name]) => ({ ...ENTITY, uuid: below(spec.id, 900), id, name, relationshipType: 'dependency', role: 'RFS' })),
    targetServiceSchema: null, id: spec.id,
  };
}

const OWNER: JsonObject = { ...ENTITY, uuid: '9e0d7c6b-1f2a-4b3c-8d4e-5f6a7b8c9d0e', id: 'admin', name: 'admin', role: 'OWNER', '@referredType': 'SimpleUsername_Individual', extendedInfo: '' };

const partner = (organization: string, id: string): JsonObject => ({ ...ENTITY, uuid: organization, id: organization, name: 'A partner', role: 'ORGANIZATION', '@referredType': 'Organization', extendedInfo: id });

/** An id for a part, made from that of the whole. */
const below = (id: string, index: number): string => `${id.slice(0, -4)}${(parseInt(id.slice(-4), 16) ^ (index + 1)).toString(16).padStart(4, '0')}`;

function characteristic(specId: string, [name, valueType, values, { unit = 'N/A', about } = {}]: OssCharacteristic, index: number): JsonObject {
  const uuid = below(specId, index * 16);
  return {
    ...ENTITY, uuid, id: uuid, name, description: about ?? null, configurable: true, extensible: null, isUnique: true, minCardinality: 1, maxCardinality: 1, regex: null, valueType, serviceSpecCharRelationship: [],
    serviceSpecCharacteristicValue: values.map((value, at) => ({ uuid: below(specId, index * 16 + at + 1), isDefault: at === 0, rangeInterval: null, regex: null, unitOfMeasure: unit, valueFrom: null, valueTo: null, valueType, validFor: null, value: { value, alias: null } })),
  };
}

/** The characteristic that OpenSlice draws its graph into, anew each time. */
export const graphOf = (specId: string, drawing: number): JsonObject =>
  ({ ...characteristic(specId, ['SSPEC_GRAPH_NOTATION', 'LONGTEXT', [`graph { drawn = ${drawing} }`]], 50), configurable: false, description: 'SSPEC_GRAPH_NOTATION' });
