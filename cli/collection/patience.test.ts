import { tellingOf } from './patience';

let written: string[];
const terminal = { write: (text: string) => void written.push(text) };

beforeEach(() => {
  written = [];
  jest.useFakeTimers();
});

afterEach(() => jest.useRealTimers());

function lasting(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'done'));
}

it.each([
  [1_999, 0],
  [11_899, 1],
  [31_701, 4],
])('tells of work that takes %i ms %i times', async (ms, times) => {
  const result = tellingOf('Counting', terminal, () => lasting(ms));
  await jest.advanceTimersByTimeAsync(ms);

  expect(await result).toBe('done');
  await jest.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual(Array(times).fill('Counting …\n'));
});

it('is quiet after work that failed', async () => {
  const result = tellingOf('Counting', terminal, () =>
    Promise.reject(new Error('no')),
  );

  await expect(result).rejects.toThrow('no');
  await jest.advanceTimersByTimeAsync(60_000);
  expect(written).toEqual([]);
});
