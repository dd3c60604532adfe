import type { PlanAnswer, PlanTask } from './planner-aside.js';
import { createPlanner, type Planner } from './planner.js';

/** The process that plans: see `createPlannerAside`. It ends with the one that started it. */

/** Supergraphs that are kept: the present one, the one before, and one that is being tried. */
const KEPT = 4;

const planners = new Map<string, Planner>();

function plannerOf({ key, supergraph }: PlanTask): Planner | undefined {
  const planner = planners.get(key) ?? (supergraph === undefined ? undefined : createPlanner(supergraph));
  if (!planner) return undefined;
  // Used last, it stands last.
  planners.delete(key);
  planners.set(key, planner);
  for (const oldest of planners.keys()) if (planners.size > KEPT) planners.delete(oldest);
  return planner;
}

function answerTo(task: PlanTask): PlanAnswer {
  const { id, operation } = task;
  try {
    const planner = plannerOf(task);
    if (!planner) return { id, unknown: true };
    return { id, node: operation === null ? undefined : planner.plan(operation) };
  } catch (failure) {
    return { id, fault: failure instanceof Error ? failure.message : String(failure) };
  }
}

process.on('disconnect', () => process.exit());
// A signal to the whole group is meant for the gateway, which drains first and may still ask.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('message', (task) => void process.send?.(answerTo(task as PlanTask)));
process.send?.('ready');
