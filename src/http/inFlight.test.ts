import { Headers } from 'node-fetch';

import { RateLimits, WORKFORCE_LIMITS } from '../../simulators/okta/rateLimits';

import { readRateLimit } from './rateLimitHeaders';
import {
  RateLimiter,
  type RateLimiterOptions,
  type RequestOutcome,
} from './rateLimiter';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const OPTIONS: RateLimiterOptions = {
  share: 0.8,
  concurrency: 4,
  mostConcurrency: 15,
  totalConcurrency: 15,
};

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const settle = () => jest.advanceTimersByTimeAsync(0);

/** Requests to a bucket that all wait, and those of them that are in flight. */
class Load {
  inFlight = 0;

  constructor(
    private readonly subject: RateLimiter,
    private readonly bucket: string,
  ) {
    for (let index = 0; index < 1_000; index += 1) {
      void subject.acquire(bucket).then(() => (this.inFlight += 1));
    }
  }

  async finish(count: number, outcome: RequestOutcome): Promise<number> {
    for (let index = 0; index < count; index += 1) {
      this.inFlight -= 1;
      this.subject.release(this.bucket, outcome);
    }
    await settle();
    return this.inFlight;
  }
}

async function load(subject: RateLimiter, bucket: string): Promise<Load> {
  const made = new Load(subject, bucket);
  await settle();
  return made;
}

const ENDS = { resetInMs: 60_000, resetAt: 2_000_000_000_000 };

function answered(tookMs: number, limit: number): RequestOutcome {
  return { tookMs, rateLimit: { limit, remaining: limit - 1, ...ENDS } };
}

const TOO_MANY_AT_ONCE: RequestOutcome = {
  rateLimit: { limit: 0, remaining: 0 },
  throttledMs: 500,
};

describe('requests in flight of a bucket', () => {
  test.each([
    ['quick answers need few', 20, 1_200, 4],
    ['slow ones more', 300, 1_200, 8],
    ['half the limit fewer', 300, 600, 4],
    ['the slowest as many as are allowed', 900, 1_200, 15],
  ])(
    'follow the limit and the time of answers: %s',
    async (_case, tookMs, limit, expected) => {
      const users = await load(new RateLimiter(OPTIONS), 'users');

      expect(await users.finish(1, answered(tookMs, limit))).toBe(expected);
    },
  );

  test('follow the share of the limit that the credential may use', async () => {
    const subject = new RateLimiter(OPTIONS);
    subject.allowCredential(0.6);
    const users = await load(subject, 'users');

    expect(await users.finish(1, answered(300, 1_200))).toBe(6);
  });

  test('are more where windows are shorter', async () => {
    const users = await load(new RateLimiter(OPTIONS), 'users');
    const outcome = answered(300, 600);

    const inFlight = await users.finish(1, {
      ...outcome,
      rateLimit: { ...outcome.rateLimit, resetInMs: 30_000 },
    });

    expect(inFlight).toBe(8);
  });

  test('are not changed by one slow answer', async () => {
    const users = await load(new RateLimiter(OPTIONS), 'users');
    for (let index = 0; index < 20; index += 1) {
      await users.finish(1, answered(100, 1_200));
    }

    expect(await users.finish(1, answered(500, 1_200))).toBe(4);
  });

  test('are as many as are always allowed where the limit or the time is unknown', async () => {
    const users = await load(new RateLimiter(OPTIONS), 'users');
    const groups = await load(new RateLimiter(OPTIONS), 'groups');

    expect(await users.finish(1, { tookMs: 900 })).toBe(4);
    expect(
      await groups.finish(1, { rateLimit: answered(0, 1_200).rateLimit }),
    ).toBe(4);
  });

  test('never become more than usual where the provider is given no more', async () => {
    const { mostConcurrency: _most, ...options } = OPTIONS;
    const users = await load(new RateLimiter(options), 'users');

    expect(await users.finish(1, answered(900, 1_200))).toBe(4);
  });

  test('are halved from what they need, not from what is allowed', async () => {
    const users = await load(new RateLimiter(OPTIONS), 'users');
    await users.finish(1, answered(20, 1_200));
    await users.finish(4, { ...answered(20, 1_200), throttledMs: 1 });
    await jest.advanceTimersByTimeAsync(1);

    expect(users.inFlight).toBe(2);
  });
});

describe('too many at once in the whole org', () => {
  /** Two buckets, each with as many in flight as are allowed. */
  async function busy() {
    const subject = new RateLimiter({ ...OPTIONS, totalConcurrency: 8 });
    const [users, groups] = [
      await load(subject, 'users'),
      await load(subject, 'groups'),
    ];
    await users.finish(1, answered(20, 1_200));
    await groups.finish(1, answered(20, 1_200));
    const all = () => users.inFlight + groups.inFlight;
    expect(all()).toBe(8);
    return { users, groups, all };
  }

  test('shrinks all buckets, also that which was not refused', async () => {
    const { users, groups, all } = await busy();

    await users.finish(1, TOO_MANY_AT_ONCE);
    await users.finish(3, answered(20, 1_200));
    await groups.finish(4, answered(20, 1_200));
    await jest.advanceTimersByTimeAsync(500);

    expect(all()).toBe(4);
  });

  test('shrinks them once for all that were in flight, however late they are refused', async () => {
    const { users, groups, all } = await busy();

    await users.finish(1, TOO_MANY_AT_ONCE);
    await jest.advanceTimersByTimeAsync(501);
    await groups.finish(4, TOO_MANY_AT_ONCE);
    await jest.advanceTimersByTimeAsync(501);
    await users.finish(users.inFlight, answered(20, 1_200));

    expect(all()).toBe(4);
  });

  test('is forgotten, one request in flight after the other', async () => {
    const { users, groups, all } = await busy();
    await users.finish(4, TOO_MANY_AT_ONCE);
    await groups.finish(4, TOO_MANY_AT_ONCE);
    await jest.advanceTimersByTimeAsync(500);

    const inFlight = [all()];
    for (let step = 0; step < 5; step += 1) {
      for (let answer = 0; answer < 10; answer += 1) {
        const from = users.inFlight > 0 ? users : groups;
        await from.finish(1, answered(20, 1_200));
      }
      inFlight.push(all());
    }

    expect(inFlight).toEqual([4, 5, 6, 7, 8, 8]);
  });
});

/** The least time in ms for so many calls, with the share of the limit that may be used. */
function floorMs(calls: number, limit: number, share: number): number {
  return (calls / (limit * share)) * 60_000;
}

/** As the client counts: Okta counts what is below a user, and all other paths, as one. */
function bucketOf(path: string): string {
  if (path.endsWith('/factors')) return 'user';
  return path.startsWith('/api/v1/apps/') ? 'apps' : 'other';
}

/** Makes calls against the limits of the simulated org, by a clock that is moved on by hand. */
async function run(
  paths: readonly string[],
  latencyMs: number,
  { percentage, isKnown = true }: { percentage?: number; isKnown?: boolean },
) {
  const limits = new RateLimits({
    windowMs: 60_000,
    limits: WORKFORCE_LIMITS,
    concurrency: 35,
    principalPercentage: percentage,
  });
  const subject = new RateLimiter({
    ...OPTIONS,
    countedTogether: ['user', 'other'],
  });
  if (percentage !== undefined && isKnown) {
    subject.allowCredential(percentage / 100);
  }
  let refused = 0;
  let isOver = false;
  const call = async (path: string) => {
    const bucket = bucketOf(path);
    await subject.acquire(bucket);
    await sleep(latencyMs / 2);
    const { isAdmitted, headers, end } = limits.admit(path);
    refused += Number(!isAdmitted);
    const date = new Date().toUTCString();
    await sleep(latencyMs / 2);
    end();
    const rateLimit = readRateLimit(new Headers({ ...headers, date }));
    subject.release(bucket, {
      rateLimit,
      tookMs: latencyMs,
      throttledMs: isAdmitted ? undefined : rateLimit.resetInMs,
    });
  };
  const startedAt = Date.now();
  const work = Promise.all(paths.map(call)).then(() => (isOver = true));
  while (!isOver) await jest.advanceTimersByTimeAsync(50);
  await work;
  return { tookMs: Date.now() - startedAt, refused };
}

const PATHS = [
  ...Array.from(
    { length: 3_500 },
    (_, user) => `/api/v1/users/${user}/factors`,
  ),
  ...Array.from({ length: 250 }, (_, app) => `/api/v1/apps/${app}/users`),
];

test.each([20, 300])(
  'at Workforce limits, and %s ms for each answer, a run takes what the limits take, and none is refused',
  async (latencyMs) => {
    const { tookMs, refused } = await run(PATHS, latencyMs, {});

    const floor = floorMs(3_500, WORKFORCE_LIMITS.other ?? NaN, OPTIONS.share);
    expect(tookMs).toBeLessThan(1.05 * floor);
    expect(refused).toBe(0);
  },
);

test.each([50, 30, 100])(
  'where a credential may use %s %% of the limits, none of its requests is refused, and it uses that',
  async (percentage) => {
    const { tookMs, refused } = await run(PATHS, 100, { percentage });

    const share = Math.min(OPTIONS.share, percentage / 100);
    const floor = floorMs(3_500, WORKFORCE_LIMITS.other ?? NaN, share);
    expect(tookMs).toBeLessThan(1.05 * floor);
    expect(refused).toBe(0);
  },
);

test.each([50, 5])(
  'so it is where two buckets turn out to be one, at %s %%',
  async (percentage) => {
    const paths = Array.from({ length: 1_000 }, (_, index) =>
      index % 4 === 0
        ? `/api/v1/policies/${index}/rules`
        : `/api/v1/users/${index}/factors`,
    );
    const { tookMs, refused } = await run(paths, 100, { percentage });

    const floor = floorMs(
      paths.length,
      WORKFORCE_LIMITS.other ?? NaN,
      percentage / 100,
    );
    expect(refused).toBe(0);
    expect(tookMs).toBeLessThan(1.05 * floor + 60_000);
  },
);

test('where it is not known what a credential may use, requests are refused', async () => {
  const { refused } = await run(PATHS, 100, { percentage: 50, isKnown: false });

  expect(refused).toBeGreaterThan(0);
});
