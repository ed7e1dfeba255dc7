import { inBatches } from './batches';

test.each([
  [[], []],
  [[0, 1], [[0, 1]]],
  [[0, 1, 2], [[0, 1, 2]]],
  [
    [0, 1, 2, 3, 4, 5, 6],
    [[0, 1, 2], [3, 4, 5], [6]],
  ],
])('%j comes in batches of three', async (items: number[], expected) => {
  const batches: number[][] = [];
  for await (const batch of inBatches(items, 3)) batches.push(batch);

  expect(batches).toEqual(expected);
});

test.each([3, 4])(
  'what came before a failure is given: %d items',
  async (n) => {
    function* failing() {
      for (let item = 0; item < n; item += 1) yield item;
      throw new Error('the list fails');
    }
    const given: number[] = [];
    const read = async () => {
      for await (const batch of inBatches(failing(), 3)) given.push(...batch);
    };

    await expect(read()).rejects.toThrow('the list fails');
    expect(given).toEqual([0, 1, 2, 3].slice(0, n));
  },
);
