import {
  type ProcessEvents,
  watchProcess,
} from '../../test/support/processEvents';

import { forEach } from './forEach';
import { StepProgress } from './progress';

let events: ProcessEvents;
let progress: StepProgress;

const reading = () => ({ completeness: { progress }, what: 'nests' });

beforeEach(() => {
  progress = new StepProgress({ info: () => undefined });
  events = watchProcess();
});

afterEach(async () => {
  await events.stop();
});

test('does the work for each parent, eight at a time', async () => {
  const done = new Set<number>();
  let inFlight = 0;
  let most = 0;

  await forEach(Array(50).keys(), reading(), async (parent) => {
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

  await forEach([], reading(), work);
  await forEach(new Map([['a', 1]]).keys(), reading(), work);

  expect(work.mock.calls).toEqual([['a']]);
});

test('begins nothing more after a failure, waits for what is under way, and throws the first', async () => {
  const begun: number[] = [];
  const ended: number[] = [];

  await expect(
    forEach(Array(50).keys(), reading(), async (parent) => {
      begun.push(parent);
      if (parent > 3) await events.settle();
      ended.push(parent);
      throw new Error(`failure of ${parent}`);
    }),
  ).rejects.toThrow('failure of 0');

  expect(begun).toHaveLength(15);
  expect(ended).toHaveLength(15);
});

test('counts the parents that are done, of all that there are', async () => {
  const begin = jest.spyOn(progress, 'ofChildren');
  const end = jest.spyOn(progress, 'endChildren');
  const waitMsFor = () => 0;

  await forEach(['a', 'b'], { ...reading(), waitMsFor }, () =>
    Promise.resolve(),
  );

  expect(begin).toHaveBeenCalledWith({ what: 'nests', total: 2, waitMsFor });
  expect(end).toHaveBeenCalledTimes(1);
});

test('tells after a failure that no call is left', async () => {
  const waitMsFor = jest.fn(() => 0);

  await expect(
    forEach(Array(50).keys(), { ...reading(), waitMsFor }, () =>
      Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no');

  expect(waitMsFor.mock.calls).toEqual([[50], [0]]);
});
