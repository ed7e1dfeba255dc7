import pMap from 'p-map';

/**
 * Parents whose children are read at the same time: as many as any provider has requests in flight.
 * The rate limiter decides what is sent when.
 */
const PARENTS_AT_ONCE = 15;

/**
 * Does the work for each parent, several at a time. When one fails, no other is begun, and those
 * under way are waited for.
 *
 * @throws the first failure
 */
export async function forEach<T>(
  parents: Iterable<T>,
  work: (parent: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const tryWork = async (parent: T) => {
    if (failures.length > 0) return;
    try {
      await work(parent);
    } catch (error) {
      failures.push(error);
    }
  };
  await pMap(parents, tryWork, { concurrency: PARENTS_AT_ONCE });
  if (failures.length > 0) throw failures[0];
}
