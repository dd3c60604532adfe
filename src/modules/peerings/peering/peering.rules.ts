import type { GoneSpec, ToldFailure } from '../../../kernel/peering/messages.js';
import { failureMessage, terminationMessage, type OrganizationName } from './messages.events.js';
import { alarms, problemOf, type Phase, type Raised } from './peer-alarms.rules.js';
import { stateOf } from './peering.store.js';
import { stands, type FailedSpec, type PeeringRow } from './peering.types.js';
import type { Outcome } from './settle.service.js';

/** Where a decision is made. */
export interface Standing {
  readonly organization: OrganizationName;
  readonly row: PeeringRow;
  readonly now: Date;
}

/** Why a peering is active again. */
export const RECOVERED = { code: 'RECOVERED', reason: 'The OSS answers again.' } as const;

/** An OSS was asked what it offers: nothing of a peering that is there changes. */
export function discovered({ organization, row, now }: Standing): Outcome {
  const { openAlarms, messages } = alarms(organization, row.openAlarms, { clear: ['discover'] }, now);
  const isNew = row.status === 'terminated';
  return {
    next: { ...stateOf(row), openAlarms, ...(isNew && { status: 'discovered', createdAt: now }) },
    messages: () => messages,
    reason: { code: 'DISCOVERED', reason: 'Its specifications were listed.' },
  };
}

/** A phase failed: that is told, and nothing else changes. */
export function failed({ organization, row, now }: Standing, phase: Phase, told: ToldFailure, specs: readonly FailedSpec[]): Outcome {
  const alarm: Raised = { kind: phase, code: told.code, httpStatus: told.httpStatus, problem: problemOf(told) };
  const { openAlarms, messages } = alarms(organization, row.openAlarms, { raise: [alarm] }, now);
  return { next: { ...stateOf(row), openAlarms }, messages: () => [failureMessage(phase, told, specs), ...messages] };
}

/** Over, whatever it was. @param gone what the catalog shows of it */
export function ended({ organization, row, now }: Standing, gone: readonly GoneSpec[], reason: 'admin-delete' | 'organization-deleted'): Outcome {
  const { openAlarms, messages } = alarms(organization, row.openAlarms, { clear: 'all' }, now);
  return {
    next: {
      ...stateOf(row), status: 'terminated', selection: {}, assignments: [], failures: 0, firstFailureAt: null, lastCheckAt: null, lastSuccessAt: null, lastFailure: null,
      failedSpecs: [], nextBeatAt: null, openAlarms,
    },
    specs: { drop: 'all' },
    messages: () => [...(stands(row) ? [terminationMessage(reason, gone)] : []), ...messages],
    reason: reason === 'admin-delete' ? { code: 'ENDED', reason: 'The peering was ended.' } : { code: 'ORGANIZATION_DELETED', reason: 'Its organization was deleted.' },
  };
}
