import { z } from 'zod';
import type { Flavour } from './fm.types.js';

/** What an app needs, all of its components together. */
export interface Needs {
  /** Thousandths of a CPU. */
  readonly milliCpus: number;
  /** MiB. */
  readonly memory: number;
  readonly gpus: number;
}

/** An app that came without requirements. */
const MODEST: Needs = { milliCpus: 1000, memory: 512, gpus: 0 };

const Pool = z.object({ numCPU: z.number(), memory: z.number() });
const Gpu = z.object({ numGPU: z.number() }).nullish();

/** CAMARA's requiredResources by its kinds: what is looked at of each. */
const ResourcesShape = z.union([
  z
    .object({ applicationResources: z.object({ cpuPool: Pool.nullish(), gpuPool: Pool.nullish() }) })
    .transform(({ applicationResources: { cpuPool, gpuPool } }): Needs => ({
      milliCpus: 1000 * ((cpuPool?.numCPU ?? 0) + (gpuPool?.numCPU ?? 0)),
      memory: (cpuPool?.memory ?? 0) + (gpuPool?.memory ?? 0),
      // CAMARA's pool does not tell how many.
      gpus: gpuPool ? 1 : 0,
    })),
  z
    .object({ numCPU: z.union([z.number(), z.string()]), memory: z.number(), gpu: Gpu })
    .transform(({ numCPU, memory, gpu }): Needs => ({ milliCpus: milliCpusOf(numCPU), memory, gpus: gpu?.numGPU ?? 0 })),
]);

/** CAMARA's `2`, `0.5` and `500m`. */
function milliCpusOf(cpus: number | string): number {
  if (typeof cpus === 'string' && cpus.endsWith('m')) return Number(cpus.slice(0, -1));
  return Math.ceil(1000 * Number(cpus));
}

export function needsOf(requiredResources: Readonly<Record<string, unknown>> | null): Needs {
  const read = ResourcesShape.safeParse(requiredResources);
  if (!read.success || Number.isNaN(read.data.milliCpus)) return MODEST;
  return { ...read.data, milliCpus: Math.max(1, read.data.milliCpus), memory: Math.max(1, read.data.memory) };
}

/** Artefacts say that they are for it: see artefact.rules.ts. */
const FOREIGN = 'ISA_ARM_64';

/**
 * The smallest flavour that takes the app; undefined when none does. An app without requirements takes the smallest there is.
 * Storage does not decide: a flavour's is that of its system, an app's comes beside it.
 */
export function flavourFor(requiredResources: Readonly<Record<string, unknown>> | null, flavours: readonly Flavour[]): Flavour | undefined {
  const { milliCpus, memory, gpus } = requiredResources === null ? { milliCpus: 0, memory: 0, gpus: 0 } : needsOf(requiredResources);
  return flavours
    .filter((flavour) => flavour.cpuArchType !== FOREIGN && 1000 * flavour.numCPU >= milliCpus && flavour.memorySize >= memory && flavour.gpus >= gpus)
    .sort(bySize)[0];
}

/** GPUs first: who needs none leaves them to others. */
const bySize = (a: Flavour, b: Flavour): number =>
  a.gpus - b.gpus || a.numCPU - b.numCPU || a.memorySize - b.memorySize || a.storageSize - b.storageSize || (a.flavourId < b.flavourId ? -1 : a.flavourId > b.flavourId ? 1 : 0);
