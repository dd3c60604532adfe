import assert from 'node:assert/strict';
import type { Json } from './qod.fixtures.js';

/**
 * Checks what a plan says of one member of a session, e.g. `exists only if provided for createSession and with the same
 * value`. @param sent the body of createSession. @throws AssertionError, also for words that are not known
 */
export function assertRule(session: Json, name: string, rule: string, sent: Json): void {
  const words = rule.replaceAll('$.', '').replace(/^has /, '').replace(/^the /, '');
  const value = session[name];
  const check = RULES[words] ?? assert.fail(`no rule is known as "${words}"`);
  check(value, { session, sent: sent[name], name });
}

interface About {
  readonly session: Json;
  readonly sent: unknown;
  readonly name: string;
}

type Check = (value: unknown, about: About) => void;

const same: Check = (value, { sent, name }) => assert.deepEqual(value, sent, `${name} is not what was sent`);
const sameOrAbsent: Check = (value, about) => void (value !== undefined && same(value, about));
const statusOf = ({ session }: About): unknown => session['qosStatus'];

/** Absent unless the session's status allows it. */
const onlyIf =
  (status: (status: unknown) => boolean, holds: Check = () => undefined): Check =>
  (value, about) => {
    if (value === undefined) return;
    assert.ok(status(statusOf(about)), `${about.name} is there although the session is ${String(statusOf(about))}`);
    holds(value, about);
  };

const past: Check = (value, { name }) => assert.ok(Date.parse(String(value)) <= Date.now(), `${name} is not in the past: ${String(value)}`);
const afterStart: Check = (value, { name, session }) => assert.ok(Date.parse(String(value)) > Date.parse(String(session['startedAt'] ?? 0)), `${name} is not later than startedAt: ${String(value)}`);

const whenAvailable = onlyIf((status) => status === 'AVAILABLE', past);
const notWhenRequested = onlyIf((status) => status !== 'REQUESTED', afterStart);

const RULES: Readonly<Record<string, Check>> = {
  'exists only if provided in the request body and with the same value': sameOrAbsent,
  'exists only if provided for createSession and with the same value': sameOrAbsent,
  'same value as in the request body': same,
  'value provided for createSession': same,
  'exists only if "qosStatus" is "AVAILABLE" and value is in the past': whenAvailable,
  'exists only if "qosStatus" is "AVAILABLE" and the value is in the past': whenAvailable,
  'exists only if "qosStatus" is not "REQUESTED" and later than "startedAt"': notWhenRequested,
  'exists only if "qosStatus" is not "REQUESTED" and the value is later than "startedAt"': notWhenRequested,
  'exists only if "qosStatus" is "UNAVAILABLE"': onlyIf((status) => status === 'UNAVAILABLE'),
};
