import type { FastifyInstance } from 'fastify';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { withoutSecrets } from '../outbound/log.js';

/** What a check found. Further members are shown as they are, so they hold no secret and no address. */
export interface Finding {
  readonly ok: boolean;
  readonly reason?: string | undefined;
}

/** Returns nothing when all is well; a throw is a finding too. The signal ends at the check's deadline. */
export type Check = (signal: AbortSignal) => Finding | void | Promise<Finding | void>;

export interface HealthOptions {
  /** What the gateway cannot work without: one that fails makes it unready. */
  readonly checks: Readonly<Record<string, Check>>;
  /**
   * The systems behind. One that fails is shown and leaves the gateway ready, since every replica would see the same
   * and the rest of the graph still answers.
   */
  readonly sources: Readonly<Record<string, Check>>;
  readonly log: Log;
  readonly drain?: { readonly draining: boolean };
  readonly clock?: Clock;
  /** Longest wait for one check, in milliseconds. @default 2000 */
  readonly timeoutMs?: number;
  /** For so many milliseconds one result answers everybody. @default 1000 */
  readonly cacheMs?: number;
}

export interface Readiness {
  /** `degraded`: ready, with a source that is not well. */
  readonly status: 'ready' | 'degraded' | 'unavailable' | 'draining';
  readonly checks: Readonly<Record<string, unknown>>;
}

export interface Health {
  readonly ready: () => Promise<Readiness>;
}

export function createHealth(options: HealthOptions): Health {
  const { checks, sources, drain, clock = systemClock, cacheMs = 1_000 } = options;
  const examine = createExamination(options);
  let last: { readonly at: number; readonly result: Promise<Readiness> } | undefined;

  async function look(): Promise<Readiness> {
    const [ownFindings, sourceFindings] = await Promise.all([examine(checks), examine(sources)]);
    const status = !allWell(ownFindings) ? 'unavailable' : allWell(sourceFindings) ? 'ready' : 'degraded';
    return { status, checks: { ...ownFindings, sources: sourceFindings } };
  }

  return {
    async ready() {
      const now = clock.now().getTime();
      if (last === undefined || now - last.at >= cacheMs) last = { at: now, result: look() };
      const readiness = await last.result;
      return drain?.draining ? { ...readiness, status: 'draining' } : readiness;
    },
  };
}

type Findings = Readonly<Record<string, Finding>>;

const allWell = (findings: Findings): boolean => Object.values(findings).every(({ ok }) => ok);

/** Runs checks side by side, each with its deadline; a change from well to ill and back is logged once. */
function createExamination({ log, timeoutMs = 2_000 }: HealthOptions) {
  const ill = new Set<string>();

  function note(name: string, finding: Finding, err?: unknown): Finding {
    if (finding.ok && ill.delete(name)) log.info({ check: name }, 'a health check is well again');
    if (!finding.ok && !ill.has(name)) {
      ill.add(name);
      log.warn({ check: name, reason: finding.reason, err }, 'a health check fails');
    }
    return finding;
  }

  async function run(name: string, check: Check): Promise<Finding> {
    const controller = new AbortController();
    const silent = new Refusal('TIMEOUT', `no answer within ${timeoutMs} ms`);
    const timer = setTimeout(() => controller.abort(silent), timeoutMs);
    const late = new Promise<never>((_resolve, reject) => controller.signal.addEventListener('abort', () => reject(silent), { once: true }));
    try {
      return note(name, (await Promise.race([Promise.resolve(controller.signal).then(check), late])) ?? { ok: true });
    } catch (failure) {
      return note(name, { ok: false, reason: failure instanceof Refusal ? failure.message : 'it failed; the log says why' }, failure);
    } finally {
      clearTimeout(timer);
    }
  }

  return async function examine(checks: Readonly<Record<string, Check>>): Promise<Findings> {
    const found = Object.entries(checks).map(async ([name, check]) => [name, await run(name, check)] as const);
    return Object.fromEntries(await Promise.all(found));
  };
}

/** `/health/live`: the process runs. `/health/ready`: it can do its work (200), or cannot or will end (503). */
export function registerHealth(app: FastifyInstance, health: Health): void {
  app.get('/health/live', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  app.get('/health/ready', async (_request, reply) => {
    const readiness = await health.ready();
    const isReady = readiness.status === 'ready' || readiness.status === 'degraded';
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(readiness, plain));
  });
}

/** JSON knows no bigint, and a password in an address that a reason quotes goes no further. */
function plain(_member: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'string' ? withoutSecrets(value) : value;
}
