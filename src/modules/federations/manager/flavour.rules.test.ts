import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flavourFor, needsOf } from './flavour.rules.js';
import type { Flavour } from './fm.types.js';

const flavour = (flavourId: string, numCPU: number, memorySize: number, more: Partial<Flavour> = {}): Flavour => ({ flavourId, cpuArchType: 'ISA_X86_64', numCPU, memorySize, storageSize: 20, gpus: 0, ...more });
const OFFER = [flavour('large', 8, 16_384), flavour('small', 1, 1024), flavour('gpu', 2, 4096, { gpus: 1 }), flavour('arm', 1, 512, { cpuArchType: 'ISA_ARM_64' }), flavour('medium', 2, 4096)];

describe('the flavour for an app', () => {
  it.each([
    [null, 'small'],
    [{ numCPU: '500m', memory: 512 }, 'small'],
    [{ numCPU: '1.001', memory: 512 }, 'medium'],
    [{ numCPU: 1, memory: 1025 }, 'medium'],
    [{ numCPU: 1, memory: 512, gpu: { numGPU: 1, gpuMemory: 4 } }, 'gpu'],
    [{ applicationResources: { cpuPool: { numCPU: 3, memory: 100 } }, isStandalone: false }, 'large'],
    [{ applicationResources: { gpuPool: { numCPU: 1, memory: 100 } }, isStandalone: false }, 'gpu'],
    [{ numCPU: 9, memory: 1 }, undefined],
    [{ numCPU: 1, memory: 512, gpu: { numGPU: 2, gpuMemory: 4 } }, undefined],
  ])('%o → %s', (needs, id) => {
    expect(flavourFor(needs, OFFER)?.flavourId).toBe(id);
  });

  it('is none where nothing is offered', () => {
    expect(flavourFor(null, [])).toBeUndefined();
  });

  it('fits, and no smaller one would', () => {
    const flavours = fc.array(fc.record({ flavourId: fc.string({ minLength: 1 }), cpuArchType: fc.constant('ISA_X86_64'), numCPU: fc.nat(16), memorySize: fc.nat(8192), storageSize: fc.nat(100), gpus: fc.nat(2) }));
    fc.assert(
      fc.property(flavours, fc.nat(16), fc.nat(8192), (offer, numCPU, memory) => {
        const needs = needsOf({ numCPU, memory });
        const fits = (one: Flavour): boolean => 1000 * one.numCPU >= needs.milliCpus && one.memorySize >= needs.memory;
        const found = flavourFor({ numCPU, memory }, offer);
        expect(offer.some(fits)).toBe(found !== undefined);
        if (!found) return;
        expect(fits(found)).toBe(true);
        expect(offer.filter(fits).some((one) => one.gpus <= found.gpus && one.numCPU < found.numCPU)).toBe(false);
      }),
    );
  });

  it('does not change the list that it is given', () => {
    const before = OFFER.map(({ flavourId }) => flavourId);
    flavourFor(null, OFFER);
    expect(OFFER.map(({ flavourId }) => flavourId)).toEqual(before);
  });
});
