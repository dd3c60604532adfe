import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from '../support/sink.js';
import { type Asked, askAsClient } from './door.js';
import type { Environment } from './environment.js';
import type { Answer } from './exchange.js';
import { once } from './fixtures.js';
import type { Life, TestDevice } from './operator.js';

export type Json = Readonly<Record<string, unknown>>;

/** A session that a scenario finds in place, with what was sent to make it. */
export interface Session {
  readonly id: string;
  readonly sent: Json;
  readonly status: string;
}

export interface Profile {
  readonly name: string;
  /** Seconds. */
  readonly minDuration: number;
  readonly maxDuration: number;
}

/** What a scenario of Quality on Demand or QoS Profiles finds in place. */
export interface QodFixtures {
  /** A device that is the scenario's own; it has no sessions but the scenario's. */
  device(): Promise<TestDevice>;
  /** An active profile, as the API of profiles tells it. */
  profile(): Promise<Profile>;
  /** A compliant body of createSession for `device`, or for another. */
  creation(device?: TestDevice): Promise<Record<string, unknown>>;
  /** An address of the sink that is the scenario's own, and the credential that it wants. */
  readonly sink: string;
  readonly sinkCredential: Json;
  /** Makes a session, and lets it be the one that the scenario is about. */
  create(more?: Json, life?: Life): Promise<Session>;
  /** The session that the scenario is about; one is made where there is none. */
  session(): Promise<Session>;
  /** Waits until the session has one of these states. */
  becomes(session: Session, ...statuses: readonly string[]): Promise<void>;
  /** What has come to `sink`. */
  events(): readonly Delivery[];
  /** Waits for an event more than `after`. */
  event(after: number): Promise<Delivery>;
  /** A session may have been made by the scenario's own request. */
  noteAnswer(operationId: string, answer: Answer, sent: unknown): void;
  /** Removes all sessions again. */
  clean(): Promise<void>;
}

const SETTLED_MS = 10_000;
const EVENT_MS = 15_000;
const DAY_MS = 86_400_000;

export function createQodFixtures(environment: Environment): QodFixtures {
  const request = (operationId: string, asked?: Omit<Asked, 'headers'>): Promise<Answer> => askAsClient(environment, 'quality_on_demand', operationId, asked);
  const made: Session[] = [];
  const device = once(() => environment.operator.device());
  const profile = once(() => readProfile(environment));
  const path = `/${randomUUID()}`;
  const sink = environment.sink.url + path;
  const sinkCredential = { credentialType: 'ACCESSTOKEN', accessToken: randomUUID(), accessTokenExpiresUtc: new Date(Date.now() + DAY_MS).toISOString(), accessTokenType: 'bearer' };

  const creation = async (other?: TestDevice): Promise<Record<string, unknown>> => ({
    device: { ...(other ?? (await device())) },
    applicationServer: { ipv4Address: '203.0.113.7' },
    devicePorts: { ranges: [{ from: 5010, to: 5020 }], ports: [5060] },
    applicationServerPorts: { ports: [8080, 8443] },
    qosProfile: (await profile()).name,
    duration: Math.min(600, (await profile()).maxDuration),
    sink,
  });

  const note = ({ status, json, text }: Answer, sent: Json): Session => {
    assert.equal(status, 201, `fixture: createSession answered ${status} ${text}`);
    const { sessionId, qosStatus } = json as { sessionId: string; qosStatus: string };
    const session = { id: sessionId, sent, status: qosStatus };
    made.push(session);
    return session;
  };

  const create = async (more: Json = {}, life: Life = 'granted'): Promise<Session> => {
    const sent = { ...(await creation(life === 'granted' ? undefined : await environment.operator.device(life))), ...more };
    return note(await request('createSession', { body: sent }), sent);
  };

  const becomes = async ({ id }: Session, ...statuses: readonly string[]): Promise<void> => {
    for (const until = Date.now() + SETTLED_MS; ; await sleep(50)) {
      const { json, text } = await request('getSession', { path: { sessionId: id } });
      if (statuses.includes(String((json as Json | undefined)?.['qosStatus']))) return;
      assert.ok(Date.now() < until, `fixture: the session has not become ${statuses.join(' or ')}: ${text}`);
    }
  };

  const events = (): readonly Delivery[] => environment.sink.deliveries.filter((delivery) => delivery.path.endsWith(path));
  const event = async (after: number): Promise<Delivery> => {
    for (const until = Date.now() + EVENT_MS; ; await sleep(50)) {
      const next = events()[after];
      if (next !== undefined) return next;
      assert.ok(Date.now() < until, `no event came within ${EVENT_MS} ms`);
    }
  };

  return {
    device,
    profile,
    creation,
    sink,
    sinkCredential,
    create,
    session: async () => made[0] ?? create(),
    becomes,
    events,
    event,
    noteAnswer: (operationId, answer, sent) => void (operationId === 'createSession' && answer.status === 201 && note(answer, sent as Json)),
    async clean() {
      for (const { id } of made.splice(0)) {
        const { status, text } = await request('deleteSession', { path: { sessionId: id } });
        assert.ok(status === 204 || status === 404, `deleteSession answered ${status} ${text}`);
      }
    },
  };
}

const SECONDS: Readonly<Record<string, number>> = { Days: 86_400, Hours: 3600, Minutes: 60, Seconds: 1, Milliseconds: 1e-3, Microseconds: 1e-6, Nanoseconds: 1e-9 };

interface ToldDuration {
  readonly value?: number;
  readonly unit?: string;
}

async function readProfile(environment: Environment): Promise<Profile> {
  const answer = await askAsClient(environment, 'qos_profiles', 'retrieveQosProfiles', { body: { status: 'ACTIVE' } });
  assert.equal(answer.status, 200, `fixture: retrieveQosProfiles answered ${answer.text}`);
  const profiles = answer.json as readonly { name: string; countryAvailability?: unknown; minDuration?: ToldDuration; maxDuration?: ToldDuration }[];
  const found = profiles.find(({ countryAvailability }) => countryAvailability === undefined) ?? assert.fail('fixture: there is no active profile for every device');
  return { name: found.name, minDuration: secondsOf(found.minDuration) ?? 1, maxDuration: secondsOf(found.maxDuration) ?? 2_147_483_647 };
}

function secondsOf(told: ToldDuration | undefined): number | undefined {
  return told?.value === undefined || told.unit === undefined ? undefined : told.value * SECONDS[told.unit]!;
}
