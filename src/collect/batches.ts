/**
 * Gives what a list gives in batches of so many, the last one shorter. Where the list fails, what came
 * before is given first.
 *
 * @throws what the list throws
 */
export async function* inBatches<T>(
  list: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  try {
    for await (const item of list) {
      batch.push(item);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}
