import {
  type ProcessEvents,
  watchProcess,
} from '../../test/support/processEvents';

import { forEach } from './forEach';

let events: ProcessEvents;

beforeEach(() => {
  events = watchProcess();
});

afterEach(async () => {
  await events.stop();
});

test('does the work for each parent, eight at a time', async () => {
  const done = new Set<number>();
  let inFlight = 0;
  let most = 0;

  await forEach(new Set(Array(50).keys()), async (parent) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await events.settle();
    inFlight -= 1;
    done.add(parent);
  });

  expect(done.size).toBe(50);
  expect(most).toBe(15);
});

test('takes whatever can be iterated, and nothing at all', async () => {
  const work = jest.fn(() => Promise.resolve());

  await forEach([], work);
  await forEach(new Map([['a', 1]]).keys(), work);

  expect(work.mock.calls).toEqual([['a']]);
});

test('begins nothing more after a failure, waits for what is under way, and throws the first', async () => {
  const begun: number[] = [];
  const ended: number[] = [];

  await expect(
    forEach(Array(50).keys(), async (parent) => {
      begun.push(parent);
      if (parent > 3) await events.settle();
      ended.push(parent);
      throw new Error(`failure of ${parent}`);
    }),
  ).rejects.toThrow('failure of 0');

  expect(begun).toHaveLength(15);
  expect(ended).toHaveLength(15);
});
