import { createHash } from 'node:crypto';

/**
 * Chooses one of so many cases of a sweep by their names: every kind of case at some places, every
 * place in some kinds, the same ones each time. The nightly tests, which set SWEEPS to `all`, run
 * each case.
 */
export function isInSample(name: string, oneOf: number): boolean {
  if (process.env.SWEEPS === 'all') return true;
  return createHash('sha1').update(name).digest().readUInt32BE() % oneOf === 0;
}
