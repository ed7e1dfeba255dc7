/**
 * Gives what a list gives in batches of so many, the last one shorter.
 *
 * @throws what the list throws; what came of the last batch before is lost
 */
export async function* inBatches<T>(
  list: AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of list) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
