import { inBatches } from './batches';

// eslint-disable-next-line @typescript-eslint/require-await -- a list that is there at once
async function* listOf(count: number) {
  for (let item = 0; item < count; item += 1) yield item;
}

test.each([
  [0, []],
  [2, [[0, 1]]],
  [3, [[0, 1, 2]]],
  [7, [[0, 1, 2], [3, 4, 5], [6]]],
])('%d items come in batches of three', async (count, expected) => {
  const batches: number[][] = [];
  for await (const batch of inBatches(listOf(count), 3)) batches.push(batch);

  expect(batches).toEqual(expected);
});
