import { createHash } from 'node:crypto';

/**
 * Chooses one of so many cases of a sweep by their names: every kind of case at some places, every
 * place in some kinds, the same ones each time. The nightly tests, which set SWEEPS to `all`, run
 * each case.
 */
export function isInSample(name: string, oneOf: number): boolean {
  return isWhole || hashOf(name) % oneOf === 0;
}

/**
 * Chooses one of so many rows of a table that is tried at each of many places: other rows at other
 * places, and some at each. The nightly tests try every row everywhere.
 */
export function sampleAt<Row>(
  place: string,
  rows: readonly Row[],
  oneOf: number,
): readonly Row[] {
  const first = hashOf(place) % oneOf;
  return rows.filter((_, index) => isWhole || index % oneOf === first);
}

/** Whether every case is run. */
export const isWhole = process.env.SWEEPS === 'all';

function hashOf(name: string): number {
  return createHash('sha1').update(name).digest().readUInt32BE();
}
