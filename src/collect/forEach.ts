import pMap from 'p-map';

import type { Children, StepProgress } from './progress';

/**
 * Parents whose children are read at the same time: as many as any provider has requests in flight.
 * The rate limiter decides what is sent when.
 */
export const PARENTS_AT_ONCE = 15;

/** What is read of each parent, and who tells how far that has come. */
export interface Reading extends Omit<Children, 'total'> {
  completeness: { readonly progress: StepProgress };
}

/**
 * Does the work for each parent, several at a time, and tells how far it has come. When one fails, no
 * other is begun, and those under way are waited for.
 *
 * @throws the first failure
 */
export async function forEach<T>(
  parents: Iterable<T>,
  { completeness: { progress }, ...children }: Reading,
  work: (parent: T) => Promise<void>,
): Promise<void> {
  const all = [...parents];
  const reading = progress.ofChildren({ ...children, total: all.length });
  const failures: unknown[] = [];
  const tryWork = async (parent: T) => {
    if (failures.length > 0) return;
    try {
      await work(parent);
      reading.advance();
    } catch (error) {
      failures.push(error);
    }
  };
  await pMap(all, tryWork, { concurrency: PARENTS_AT_ONCE });
  progress.endChildren();
  if (failures.length > 0) throw failures[0];
}
