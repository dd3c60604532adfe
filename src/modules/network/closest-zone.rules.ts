import type { KnownZone } from './neighbours.types.js';

/** @param nearest ids of zones, nearest first. @returns the first of them that is there and active */
export function closestZone(nearest: readonly string[], zones: readonly KnownZone[]): KnownZone | undefined {
  const active = new Map(zones.filter(({ isActive }) => isActive).map((zone) => [zone.id, zone]));
  return nearest.flatMap((id) => active.get(id) ?? [])[0];
}
