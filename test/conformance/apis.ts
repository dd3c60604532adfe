import { join } from 'node:path';

/** The folder of the official definitions and test plans, which are not part of this project. */
export const CAMARA = join(process.cwd(), '../shared/specs/camara');
export const FEATURES = join(CAMARA, 'features');

/** What the tags of an API's scenarios begin with. */
export type ApiTag = 'eam' | 'quality_on_demand' | 'qos_profiles';

/** An API that CAMARA has test plans for. */
export interface PlannedApi {
  readonly tag: ApiTag;
  /** Its plans are `<name>-<operation>.feature`, its definition is `<name>.yaml`. */
  readonly name: string;
  /** Where the plans have it. */
  readonly planned: string;
  /** Where the gateway has it. */
  readonly served: string;
}

export const APIS: readonly PlannedApi[] = [
  { tag: 'eam', name: 'edge-application-management', planned: '/edge-application-management/vwip', served: '/edge-application-management/vwip' },
  { tag: 'quality_on_demand', name: 'quality-on-demand', planned: '/quality-on-demand/vwip', served: '/quality-on-demand/v1' },
  { tag: 'qos_profiles', name: 'qos-profiles', planned: '/qos-profiles/vwip', served: '/qos-profiles/v1' },
];

/** The API and the operation that a scenario's tag names; undefined when it is none of these. */
export function planOf(tag: string): { readonly api: ApiTag; readonly operationId: string } | undefined {
  for (const { tag: api } of APIS) {
    const operationId = new RegExp(`^@${api}_([A-Za-z]+)_`).exec(tag)?.[1];
    if (operationId !== undefined) return { api, operationId };
  }
  return undefined;
}

const PLANS = new RegExp(`^(?:${APIS.map(({ name }) => name).join('|')})-[A-Za-z]+\\.feature$`);

export const isPlan = (file: string): boolean => PLANS.test(file);
