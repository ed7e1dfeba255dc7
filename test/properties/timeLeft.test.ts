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

/** Reads something of so many objects, a call each, and tells how long that will take. */
class Step {
  private readonly startedAt = Date.now();
  private readonly told: { at: number; msLeft?: number }[] = [];
  private readonly children: ReturnType<StepProgress['ofChildren']>;
  private tookMs?: number;
  readonly work: Promise<void>;

  constructor(calls: number, limiter: RateLimiter, call: () => Promise<void>) {
    const progress = new StepProgress({ info: () => undefined });
    const begin = jest.spyOn(progress, 'ofChildren');
    const reading = {
      completeness: { progress },
      what: 'factors of users',
      waitMsFor: limiter.limitOf('users'),
    };
    this.work = forEach(Array(calls).keys(), reading, call).then(() => {
      this.tookMs = Date.now() - this.startedAt;
    });
    this.children = begin.mock.results[0]?.value as typeof this.children;
  }

  get isOver(): boolean {
    return this.tookMs !== undefined;
  }

  look(): void {
    const at = Date.now() - this.startedAt;
    if (!this.isOver) this.told.push({ at, msLeft: this.children.msLeft });
  }

  /** What was told at half time, and how long it took in truth from then on. */
  atHalfTime() {
    const { tookMs = 0, told } = this;
    const half = told.find(({ at }) => at >= tookMs / 2);
    return { told: half?.msLeft, truth: tookMs - (half?.at ?? 0) };
  }
}

/**
 * Makes calls against the limits of the simulated org, by a clock that is moved on by hand.
 *
 * @param calls of each step; all count against the same limit
 */
async function run(calls: readonly number[], limit: number | undefined) {
  const limits = new RateLimits({
    windowMs: 60_000,
    limits: limit === undefined ? {} : { other: limit },
  });
  const limiter = new RateLimiter({
    share: 0.8,
    concurrency: 4,
    totalConcurrency: 8,
  });
  const call = async () => {
    await limiter.acquire('users');
    const { isAdmitted, headers, end } = limits.admit(PATH);
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    end();
    expect(isAdmitted).toBe(true);
    const date = new Date().toUTCString();
    const rateLimit = readRateLimit(new Headers({ ...headers, date }));
    limiter.release('users', { rateLimit });
  };
  const steps = calls.map((each) => new Step(each, limiter, call));
  while (steps.some(({ isOver }) => !isOver)) {
    for (const step of steps) step.look();
    await jest.advanceTimersByTimeAsync(250);
  }
  await Promise.all(steps.map(({ work }) => work));
  return steps;
}

test.each([
  ['without limits', [800], undefined],
  ['within limits', [800], 100_000],
  ['that fill three windows', [240], 100],
  ['that fill many windows', [1_500], 100],
  ['of two steps alike', [700, 700], 100],
  ['of two steps that differ', [1_500, 300], 100],
  ['of which few are left when a window ends', [700, 330], 500],
])(
  'the time left of calls %s is right at half time',
  async (_how, calls, limit) => {
    for (const step of await run(calls, limit)) {
      const { told, truth } = step.atHalfTime();
      expect(told).toBeGreaterThan(truth * (1 - TOLERANCE));
      expect(told).toBeLessThan(truth * (1 + TOLERANCE));
    }
  },
);
