import pMap from 'p-map';

/** Parents whose children are read at the same time; the rate limiter decides what is sent when. */
const PARENTS_AT_ONCE = 8;

/** Does the work for each parent, several at a time. */
export async function forEach<T>(
  parents: Iterable<T>,
  work: (parent: T) => Promise<void>,
): Promise<void> {
  await pMap(parents, work, { concurrency: PARENTS_AT_ONCE });
}
