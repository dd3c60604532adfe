import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { FEATURES, isPlan, planOf } from './apis.js';
import { countsOf, judge, lastLine, type Counts, type KnownGaps, type Outcome, type Verdict } from './judge.js';
import { playTmf632 } from './tmf632.js';

/**
 * Runs CAMARA's own test plans (Edge Application Management, Quality on Demand, QoS Profiles) and TM Forum's conformance
 * kit (TMF632) against the built gateway. What cannot pass of the plans is listed in known-gaps.json with the reason. Ends
 * with 1 when anything else fails, or a listed scenario passes. `run.js <id>` runs one scenario; `run.js --dry-run` only
 * looks for steps that nobody has written; `run.js tmf632` runs the kit alone.
 */
type Envelope = Parameters<NonNullable<Parameters<typeof runCucumber>[2]>>[0];

const SCENARIOS = 229;
const STEPS = 'dist/conformance/test/conformance/steps/*.js';
const GAPS = 'test/conformance/known-gaps.json';

async function run(argument: string | undefined): Promise<void> {
  const plans = argument === 'tmf632' ? [] : [await playPlans(argument)];
  const kits = argument === undefined || argument === 'tmf632' ? [await playTmf632().catch(brokenOff)] : [];
  const parts = [...plans, ...kits];
  console.log(lastLine(parts));
  process.exitCode = parts.some(({ failed }) => failed > 0) ? 1 : 0;
}

function brokenOff(failure: unknown): Counts {
  console.log(`FAILED     TMF632: ${failure instanceof Error ? failure.stack : String(failure)}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function playPlans(argument: string | undefined): Promise<Counts> {
  if (!existsSync(FEATURES)) {
    console.log(`CAMARA's test plans are not beside this project (${FEATURES}): nothing to run.`);
    return { passed: 0, failed: 0, skipped: SCENARIOS };
  }
  const paths = readdirSync(FEATURES).filter(isPlan).map((file) => join(FEATURES, file));
  const dryRun = argument === '--dry-run';
  const only = dryRun ? undefined : argument;
  const { outcomes, success } = await play(paths, only, dryRun);
  if (dryRun) return report(judge(outcomes, {}), {}, outcomes, !success);
  const known = (JSON.parse(readFileSync(GAPS, 'utf8')) as { gaps: KnownGaps }).gaps;
  const verdict = judge(outcomes, only === undefined ? known : Object.fromEntries(Object.entries(known).filter(([id]) => outcomes.some((outcome) => outcome.id === id))));
  return report(verdict, known, outcomes, !success);
}

function report(verdict: Verdict, known: KnownGaps, outcomes: readonly Outcome[], failed: boolean): Counts {
  for (const { id } of verdict.gaps) console.log(`known gap  ${id}: ${known[id]?.why}`);
  for (const id of verdict.stale) console.log(`STALE GAP  ${id} is listed in ${GAPS} and ${outcomes.some((outcome) => outcome.id === id) ? 'passes' : 'does not exist'}`);
  for (const { id, name, failure } of verdict.failed) console.log(`FAILED     ${id} (${name})\n${indent(`at: ${failure?.step}\n${failure?.text}`)}`);
  const nothingRan = outcomes.length === 0 && failed;
  return nothingRan ? { passed: 0, failed: 1, skipped: 0 } : countsOf(verdict);
}

/** `only`: the id of the one scenario to run. */
async function play(paths: readonly string[], only: string | undefined, dryRun: boolean): Promise<{ outcomes: readonly Outcome[]; success: boolean }> {
  const ledger = createLedger();
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const provided = { paths: [...paths], import: [STEPS], format: [], publish: false, dryRun, ...(only === undefined ? {} : { tags: `@${only}` }) };
  const { runConfiguration } = await loadConfiguration({ provided, file: false });
  const { success } = await runCucumber(runConfiguration, { stdout: quiet, stderr: process.stderr }, ledger.note);
  return { outcomes: ledger.outcomes(), success };
}

const indent = (text: string): string => text.split('\n').slice(0, 12).map((line) => `           ${line}`).join('\n');

/** Gathers how each scenario ended from what cucumber tells. */
function createLedger() {
  const scenarios = new Map<string, { id: string; name: string }>();
  const texts = new Map<string, string>();
  const cases = new Map<string, string>();
  const runs = new Map<string, string>();
  const failures = new Map<string, Outcome['failure']>();
  const note = ({ pickle, testCase, testCaseStarted, testStepFinished }: Envelope): void => {
    if (pickle) {
      scenarios.set(pickle.id, { id: pickle.tags.find(({ name }) => planOf(name) !== undefined)?.name.slice(1) ?? pickle.name, name: pickle.name });
      for (const step of pickle.steps) texts.set(step.id, step.text);
    }
    if (testCase) {
      cases.set(testCase.id, testCase.pickleId);
      testCase.testSteps.forEach((step, index) => texts.set(step.id, texts.get(step.pickleStepId ?? '') ?? (index === 0 ? 'before the first step' : 'after the last step')));
    }
    if (testCaseStarted) runs.set(testCaseStarted.id, cases.get(testCaseStarted.testCaseId)!);
    if (testStepFinished && !['PASSED', 'SKIPPED'].includes(testStepFinished.testStepResult.status)) {
      const pickleId = runs.get(testStepFinished.testCaseStartedId)!;
      const { status, message } = testStepFinished.testStepResult;
      if (!failures.has(pickleId)) failures.set(pickleId, { step: texts.get(testStepFinished.testStepId) ?? '', text: message ?? status });
    }
  };
  const outcomes = (): readonly Outcome[] => [...new Set(runs.values())].map((pickleId) => ({ ...scenarios.get(pickleId)!, failure: failures.get(pickleId) }));
  return { note, outcomes };
}

await run(process.argv[2]);
