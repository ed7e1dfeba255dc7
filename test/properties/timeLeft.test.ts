import { Headers } from 'node-fetch';

import { RateLimits } from '../../simulators/okta/rateLimits';
import { forEach } from '../../src/collect/forEach';
import { StepProgress } from '../../src/collect/progress';
import { readRateLimit } from '../../src/http/rateLimitHeaders';
import { RateLimiter } from '../../src/http/rateLimiter';

const PATH = '/api/v1/users/00u1/factors';
const LATENCY_MS = 60;

/** Within so much of the truth is the time that is told at half time. */
const TOLERANCE = 0.25;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/**
 * Makes so many calls against the limits of the simulated org, by a clock that is moved on by hand.
 *
 * @returns at each second how long it was said to take, and how long it took in truth
 */
async function run(calls: number, limit: number | undefined) {
  const limits = new RateLimits({
    windowMs: 60_000,
    limits: limit === undefined ? {} : { other: limit },
  });
  const limiter = new RateLimiter({
    share: 0.8,
    concurrency: 4,
    totalConcurrency: 8,
  });
  const progress = new StepProgress({ info: () => undefined });
  const begin = jest.spyOn(progress, 'ofChildren');
  const reading = {
    completeness: { progress },
    what: 'factors of users',
    waitMsFor: (left: number) => limiter.waitMsFor('users', left),
  };
  const told: { at: number; msLeft?: number }[] = [];
  let isOver = false;
  const work = forEach(Array(calls).keys(), reading, async () => {
    await limiter.acquire('users');
    const { isAdmitted, headers, end } = limits.admit(PATH);
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    end();
    expect(isAdmitted).toBe(true);
    const date = new Date().toUTCString();
    const rateLimit = readRateLimit(new Headers({ ...headers, date }));
    limiter.release('users', { rateLimit });
  }).then(() => {
    isOver = true;
  });
  const children = begin.mock.results[0]?.value as ReturnType<
    StepProgress['ofChildren']
  >;
  const startedAt = Date.now();
  while (!isOver) {
    told.push({ at: Date.now() - startedAt, msLeft: children.msLeft });
    await jest.advanceTimersByTimeAsync(250);
  }
  await work;
  return { told, tookMs: Date.now() - startedAt };
}

test.each([
  ['without limits', 800, undefined],
  ['within limits', 800, 100_000],
  ['that fill three windows', 240, 100],
  ['that fill many windows', 1_500, 100],
])(
  'the time left of calls %s is right at half time',
  async (_how, calls, limit) => {
    const { told, tookMs } = await run(calls, limit);

    const half = told.find(({ at }) => at >= tookMs / 2);
    const truth = tookMs - (half?.at ?? 0);
    expect(half?.msLeft).toBeGreaterThan(truth * (1 - TOLERANCE));
    expect(half?.msLeft).toBeLessThan(truth * (1 + TOLERANCE));
  },
);
