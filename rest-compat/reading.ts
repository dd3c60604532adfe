/**
 * Whose word holds where CAMARA's released definitions and its test plans disagree: `yaml`, the definitions', or
 * `features`, the plans'. In REST that is the code of two refusals, a status and a header.
 */
export type Reading = 'yaml' | 'features';
