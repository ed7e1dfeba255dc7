import { Random } from '../../simulators/acme/random';

import type { RateLimitFacts } from './rateLimitHeaders';
import {
  RateLimiter,
  type RateLimiterOptions,
  type RequestOutcome,
} from './rateLimiter';

const MINUTE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

function limiter(options: Partial<RateLimiterOptions> = {}): RateLimiter {
  return new RateLimiter({
    share: 1,
    concurrency: 4,
    totalConcurrency: 100,
    ...options,
  });
}

/** Lets everything happen that is due without time going by. */
const settle = () => jest.advanceTimersByTimeAsync(0);

/** An end of a window as headers announce it, the clock of the server being a day off. */
function endsIn(ms: number): RateLimitFacts {
  return { resetInMs: ms, resetAt: Date.now() + 86_400_000 + ms };
}

/** Requests to a bucket: some have started, and some of those are still in flight. */
class Load {
  started = 0;
  inFlight = 0;

  constructor(
    private readonly subject: RateLimiter,
    private readonly bucket: string,
  ) {}

  async wait(count: number): Promise<this> {
    for (let index = 0; index < count; index += 1) {
      void this.subject.acquire(this.bucket).then(() => {
        this.started += 1;
        this.inFlight += 1;
      });
    }
    await settle();
    return this;
  }

  async finish(count: number, outcome: RequestOutcome = {}): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.inFlight -= 1;
      this.subject.release(this.bucket, outcome);
    }
    await settle();
  }
}

/** So many requests that wait for a bucket. */
function queue(subject: RateLimiter, bucket: string, count: number) {
  return new Load(subject, bucket).wait(count);
}

/** Begins and ends one request, so that the bucket is known. */
async function know(
  subject: RateLimiter,
  bucket: string,
  outcome: RequestOutcome = {},
) {
  await subject.acquire(bucket);
  subject.release(bucket, outcome);
}

describe('a bucket without a known limit', () => {
  test('lets one request go first, then as many as may be in flight', async () => {
    const subject = limiter({ concurrency: 3 });
    const load = await queue(subject, 'users', 10);
    expect(load.started).toBe(1);

    await load.finish(1);
    expect(load.started).toBe(4);

    await load.finish(2);
    expect(load.started).toBe(6);
  });

  test('serves first come first', async () => {
    const subject = limiter({ concurrency: 1 });
    const order: number[] = [];
    for (const index of [1, 2, 3, 4]) {
      void subject.acquire('users').then(() => order.push(index));
    }
    for (let index = 0; index < 3; index += 1) {
      await settle();
      subject.release('users', {});
    }
    await settle();

    expect(order).toEqual([1, 2, 3, 4]);
  });
});

describe('a bucket with a known limit', () => {
  test('spends the share of it and no more until the window ends', async () => {
    const subject = limiter({ share: 0.5, concurrency: 100 });
    await know(subject, 'users', {
      rateLimit: { limit: 20, remaining: 19, ...endsIn(30_000) },
    });
    const load = await queue(subject, 'users', 50);
    expect(load.started).toBe(9);

    await jest.advanceTimersByTimeAsync(29_999);
    expect(load.started).toBe(9);
  });

  test.each([
    [20, 12, 0.5, 6],
    [600, 99, 0.8, 80],
    [600, 0, 0.8, 0],
    [600, 149, 0.5, 75],
  ])(
    'of a limit of %s of which others left all but %s, spends the share %s: %s',
    async (limit, remaining, share, spent) => {
      const subject = limiter({ share, concurrency: 1_000 });
      await know(subject, 'users', {
        rateLimit: { limit, remaining, ...endsIn(30_000) },
      });

      const { started } = await queue(subject, 'users', 1_000);
      expect(started).toBe(Math.max(0, spent - 1));
    },
  );

  test('counts requests in flight as spent, also those of the window before', async () => {
    const subject = limiter({ concurrency: 100 });
    const facts = { limit: 10, ...endsIn(1_000) };
    await know(subject, 'users', { rateLimit: { ...facts, remaining: 9 } });
    const load = await queue(subject, 'users', 30);
    expect(load.started).toBe(9);

    await jest.advanceTimersByTimeAsync(1_000);

    expect(load.started).toBe(10);
  });

  test.each([
    ['with the window that it announces', 8_000],
    ['in a minute where it announces none', undefined],
  ])('starts anew %s', async (_case, resetInMs) => {
    const subject = limiter({ concurrency: 100 });
    await know(subject, 'users', {
      rateLimit: {
        limit: 10,
        remaining: 0,
        ...(resetInMs !== undefined && endsIn(resetInMs)),
      },
    });
    const load = await queue(subject, 'users', 30);
    expect(load.started).toBe(0);

    await jest.advanceTimersByTimeAsync((resetInMs ?? MINUTE) - 1);
    expect(load.started).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(load.started).toBe(10);
  });

  test('believes the lowest remaining, in whatever order answers come', async () => {
    const subject = limiter({ concurrency: 100 });
    const facts = { limit: 100, ...endsIn(30_000) };
    await know(subject, 'users', { rateLimit: { ...facts, remaining: 50 } });
    await queue(subject, 'users', 2);
    subject.release('users', { rateLimit: { ...facts, remaining: 4 } });
    subject.release('users', { rateLimit: { ...facts, remaining: 49 } });

    expect((await queue(subject, 'users', 30)).started).toBe(4);
  });

  test('is not stopped by a late answer of the window before', async () => {
    const subject = limiter({ concurrency: 100 });
    const before = endsIn(5_000);
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 3, ...before },
    });
    await queue(subject, 'users', 2);
    await jest.advanceTimersByTimeAsync(6_000);
    subject.release('users', {
      rateLimit: { limit: 10, remaining: 9, ...endsIn(MINUTE) },
    });
    subject.release('users', {
      rateLimit: { limit: 10, remaining: 0, ...before, resetInMs: 1_000 },
    });

    expect((await queue(subject, 'users', 30)).started).toBe(9);
  });

  test('notices a window that began earlier than announced', async () => {
    const subject = limiter({ concurrency: 100 });
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 5, ...endsIn(20_000) },
    });
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 9, ...endsIn(MINUTE) },
    });

    expect((await queue(subject, 'users', 30)).started).toBe(9);
  });

  test('believes an announced end rather than its own guess', async () => {
    const subject = limiter({ concurrency: 100 });
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 5, ...endsIn(1_000) },
    });
    await jest.advanceTimersByTimeAsync(1_000);
    await know(subject, 'users', {});
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 0, ...endsIn(10_000) },
    });
    const load = await queue(subject, 'users', 3);

    await jest.advanceTimersByTimeAsync(10_000);

    expect(load.started).toBe(3);
  });

  test('counts answers that say nothing', async () => {
    const subject = limiter({ concurrency: 1 });
    await know(subject, 'users', {
      rateLimit: { limit: 10, remaining: 5, ...endsIn(30_000) },
    });
    for (let index = 0; index < 5; index += 1) await know(subject, 'users');

    expect((await queue(subject, 'users', 1)).started).toBe(0);
  });

  test('waits out an end that is months away', async () => {
    const subject = limiter();
    await know(subject, 'users', {
      rateLimit: { limit: 1, remaining: 0, ...endsIn(100 * 24 * 60 * MINUTE) },
    });
    const load = await queue(subject, 'users', 1);

    await jest.advanceTimersByTimeAsync(60 * MINUTE);

    expect(load.started).toBe(0);
    expect(jest.getTimerCount()).toBe(1);
  });

  test('tells how many calls a minute it allows', async () => {
    const subject = limiter({ share: 0.5 });
    expect(subject.callsPerMinute('users')).toBeUndefined();

    await know(subject, 'users', {
      rateLimit: { limit: 25, remaining: 24, ...endsIn(30_000) },
    });

    expect(subject.callsPerMinute('users')).toBe(12);
  });
});

describe('a share of less than one request', () => {
  test('is one request a window', async () => {
    const subject = limiter({ share: 0.1, concurrency: 10 });
    const outcome = () => ({
      rateLimit: { limit: 5, remaining: 4, ...endsIn(10_000) },
    });
    await know(subject, 'users', outcome());
    const load = await queue(subject, 'users', 3);

    for (const expected of [1, 2, 3]) {
      await jest.advanceTimersByTimeAsync(10_000);
      expect(load.started).toBe(expected);
      await load.finish(1, outcome());
    }
  });
});

describe('a provider that only fails', () => {
  test.each([0.1, 1])('is asked again and again: share %d', async (share) => {
    const subject = limiter({ share, concurrency: 2 });
    await know(subject, 'users', {
      rateLimit: { limit: 3, remaining: 2, ...endsIn(10_000) },
    });
    const load = await queue(subject, 'users', 100);
    for (let second = 0; second < 600; second += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
      await load.finish(load.inFlight);
    }

    expect(load.started).toBeGreaterThanOrEqual(9);
    expect(load.started).toBeLessThanOrEqual(share < 1 ? 11 : 33);
  });

  test('is asked again where it fails at the very end of a window', async () => {
    const subject = limiter({ share: 0.1, concurrency: 2 });
    const load = new Load(subject, 'users');
    await load.wait(100);
    await load.finish(1, {
      rateLimit: { limit: 3, remaining: 3, ...endsIn(10_000) },
    });
    await jest.advanceTimersByTimeAsync(9_000);
    await load.finish(1);
    expect(load.started).toBe(2);
    await jest.advanceTimersByTimeAsync(1_000);
    // It may have been the one request of the window that begins now.
    expect(load.started).toBe(2);
    await jest.advanceTimersByTimeAsync(MINUTE - 1_000);

    expect(load.started).toBe(3);
  });
});

describe('an answer that says nothing', () => {
  const startedInTheNextWindow = async (endsBeforeMs: number) => {
    const subject = limiter({ share: 0.2, concurrency: 1 });
    const load = new Load(subject, 'users');
    await load.wait(100);
    await load.finish(1, {
      rateLimit: { limit: 10, remaining: 9, ...endsIn(20_000) },
    });
    await jest.advanceTimersByTimeAsync(20_000 - endsBeforeMs);
    await load.finish(1);
    await jest.advanceTimersByTimeAsync(endsBeforeMs);
    await load.finish(1, {
      rateLimit: { limit: 10, remaining: 9, ...endsIn(60_000) },
    });
    return load.started - 2;
  };

  test('may count in the next window, where it comes at the end of one', async () => {
    expect(await startedInTheNextWindow(4_000)).toBe(1);
  });

  test('counts in its own window, where it comes before', async () => {
    expect(await startedInTheNextWindow(6_000)).toBe(2);
  });
});

describe('a refusal for too many requests', () => {
  test('parks the whole bucket, and no other', async () => {
    const subject = limiter();
    await know(subject, 'groups');
    await know(subject, 'users', { throttledMs: 7_000 });
    const users = await queue(subject, 'users', 2);
    const groups = await queue(subject, 'groups', 2);
    expect([users.started, groups.started]).toEqual([0, 2]);

    await jest.advanceTimersByTimeAsync(6_999);
    expect(users.started).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(users.started).toBe(2);
  });

  test('is kept by those that come later, and by the longest of several', async () => {
    const subject = limiter();
    await know(subject, 'users');
    await queue(subject, 'users', 2);
    subject.release('users', { throttledMs: 7_000 });
    subject.release('users', { throttledMs: 1_000 });
    await jest.advanceTimersByTimeAsync(5_000);
    const late = await queue(subject, 'users', 1);

    await jest.advanceTimersByTimeAsync(1_999);
    expect(late.started).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(late.started).toBe(1);
  });

  test('halves what may be in flight, once for all that were refused together, down to one', async () => {
    const subject = limiter({ concurrency: 8 });
    await know(subject, 'users');
    const load = await queue(subject, 'users', 100);
    const inFlight = [load.inFlight];
    for (let index = 0; index < 4; index += 1) {
      await load.finish(load.inFlight, { throttledMs: 1_000 });
      await jest.advanceTimersByTimeAsync(1_000);
      inFlight.push(load.inFlight);
    }

    expect(inFlight).toEqual([8, 4, 2, 1, 1]);
  });

  test('for concurrency says nothing of the window: a limit of 0', async () => {
    const subject = limiter({ concurrency: 100 });
    await know(subject, 'users', {
      rateLimit: { limit: 60, remaining: 50, ...endsIn(MINUTE) },
    });
    const load = await queue(subject, 'users', 100);
    expect(load.started).toBe(50);
    await load.finish(1, {
      rateLimit: { limit: 0, remaining: 0, ...endsIn(MINUTE) },
      throttledMs: 500,
    });
    await load.finish(49);

    expect(load.started).toBe(50);
    expect(subject.callsPerMinute('users')).toBe(60);
  });

  test('is forgotten, one request in flight after the other', async () => {
    const subject = limiter({ concurrency: 4 });
    await know(subject, 'users', { throttledMs: 0 });
    const load = await queue(subject, 'users', 200);
    const inFlight = [load.inFlight];
    for (let index = 0; index < 4; index += 1) {
      for (let answer = 0; answer < 10; answer += 1) await load.finish(1);
      inFlight.push(load.inFlight);
    }

    expect(inFlight).toEqual([2, 3, 4, 4, 4]);
  });
});

describe('all buckets together', () => {
  test('have no more in flight than allowed in total', async () => {
    const subject = limiter({ concurrency: 4, totalConcurrency: 5 });
    await know(subject, 'users');
    await know(subject, 'groups');
    const users = await queue(subject, 'users', 10);
    const groups = await queue(subject, 'groups', 10);

    expect([users.started, groups.started]).toEqual([4, 1]);
  });

  test('take turns, so that none waits behind a busy one', async () => {
    const subject = limiter({ concurrency: 2, totalConcurrency: 2 });
    const buckets = ['a', 'b', 'c'];
    for (const bucket of buckets) await know(subject, bucket);
    const loads = await Promise.all(
      buckets.map((bucket) => queue(subject, bucket, 100)),
    );
    for (let index = 0; index < 30; index += 1) {
      await loads.find(({ inFlight }) => inFlight > 0)?.finish(1);
    }

    expect(Math.min(...loads.map(({ started }) => started))).toBeGreaterThan(5);
  });
});

describe('onPause', () => {
  test('is told of a long wait once, however many wait and ask', async () => {
    const onPause = jest.fn();
    const subject = limiter({ onPause });
    await know(subject, 'groups');
    await know(subject, 'users', { throttledMs: 20_000 });
    await queue(subject, 'users', 10);
    for (let index = 0; index < 10; index += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
      await know(subject, 'groups');
    }

    expect(onPause.mock.calls).toEqual([['users', 20_000]]);
  });

  test('is told of the next one too', async () => {
    const onPause = jest.fn();
    const subject = limiter({ onPause });
    await know(subject, 'users', { throttledMs: 20_000 });
    const load = await queue(subject, 'users', 2);
    await jest.advanceTimersByTimeAsync(20_000);
    await load.finish(2, { throttledMs: 30_000 });
    await queue(subject, 'users', 1);

    expect(onPause.mock.calls).toEqual([
      ['users', 20_000],
      ['users', 30_000],
    ]);
  });

  test('is not bothered with short waits', async () => {
    const onPause = jest.fn();
    const subject = limiter({ onPause });
    await know(subject, 'users', { throttledMs: 4_000 });
    await queue(subject, 'users', 1);

    expect(onPause).not.toHaveBeenCalled();
  });
});

/** How a schedule of requests goes. */
interface Schedule {
  limit: number;
  share: number;
  windowMs: number;
  concurrency: number;
  /** Shortest and longest duration of a request in ms. */
  takesMs: [number, number];
  /** Of 100 answers, how many tell nothing of the limit. */
  silentPercent?: number;
  /** Of 100 answers, how many go along with one request of another consumer. */
  othersPercent?: number;
}

/** A provider that counts by fixed windows, each beginning with its first request. */
class ModelServer {
  /** Our requests by window. */
  readonly windows: number[] = [];
  refused = 0;
  private endsAt = 0;
  private spent = 0;

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  /** @returns undefined when the limit is spent */
  receive(isOurs: boolean): RateLimitFacts | undefined {
    const now = performance.now();
    if (now >= this.endsAt) {
      this.endsAt = now + this.windowMs;
      this.spent = 0;
      this.windows.push(0);
    }
    if (this.spent >= this.limit) {
      this.refused += Number(isOurs);
      return undefined;
    }
    this.spent += 1;
    if (isOurs) this.windows.push((this.windows.pop() ?? 0) + 1);
    return this.facts();
  }

  /** Reset and date are told in whole seconds, as headers do. */
  facts(): RateLimitFacts {
    const wholeSeconds = (ms: number) => Math.floor(ms / 1_000) * 1_000;
    const resetAt = wholeSeconds(this.endsAt);
    return {
      limit: this.limit,
      remaining: this.limit - this.spent,
      resetInMs: resetAt - wholeSeconds(performance.now()) + 1_000,
      resetAt,
    };
  }
}

/** Sends requests as fast as the limiter lets them go, for so many minutes. */
async function run(schedule: Schedule, seed: number, minutes: number) {
  const { limit, share, windowMs, concurrency, takesMs } = schedule;
  const { silentPercent = 0, othersPercent = 0 } = schedule;
  const [shortestMs, longestMs] = takesMs;
  const random = new Random(seed);
  const server = new ModelServer(limit, windowMs);
  const subject = limiter({ share, concurrency });
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
  let isRunning = true;

  const work = async () => {
    while (isRunning) {
      await subject.acquire('users');
      const takes = shortestMs + random.below(longestMs - shortestMs + 1);
      await wait(random.below(takes + 1));
      if (random.below(100) < othersPercent) server.receive(false);
      const facts = server.receive(true);
      await wait(random.below(takes + 1));
      const isSilent = random.below(100) < silentPercent;
      subject.release('users', {
        rateLimit: isSilent ? undefined : (facts ?? server.facts()),
        throttledMs: facts ? undefined : 1_000,
      });
    }
  };
  for (let index = 0; index < concurrency * 2; index += 1) void work();
  await jest.advanceTimersByTimeAsync(minutes * MINUTE);
  isRunning = false;
  jest.clearAllTimers();
  return server;
}

describe('the wait of requests that are left', () => {
  /** A limit of 100, of which nothing is spent but the first request. */
  async function limited(): Promise<RateLimiter> {
    const subject = limiter();
    const rateLimit = { limit: 100, remaining: 99, ...endsIn(MINUTE) };
    await know(subject, 'users', { rateLimit });
    return subject;
  }

  test('is not known before the limit is', () => {
    expect(limiter().limitOf('users')(5)).toBeUndefined();
  });

  test('is that of the window of the last one', async () => {
    const left = (await limited()).limitOf('users');

    expect([99, 100, 199, 200].map(left)).toEqual([
      0,
      MINUTE,
      MINUTE,
      2 * MINUTE,
    ]);
  });

  test('counts what others of the bucket have left, as far as they are served meanwhile', async () => {
    const subject = await limited();
    const [one, other] = [subject.limitOf('users'), subject.limitOf('users')];
    subject.limitOf('groups')(1_000);
    other(150);

    expect(one(50)).toBe(MINUTE);
    expect(other(150)).toBe(2 * MINUTE);
    one(0);
    expect(other(150)).toBe(MINUTE);
  });
});

describe('against a provider with fixed windows', () => {
  const base: Schedule = {
    limit: 60,
    share: 0.5,
    windowMs: MINUTE,
    concurrency: 8,
    takesMs: [50, 300],
  };
  const schedules: [string, Schedule][] = [
    ['quick answers', base],
    ['all of the limit', { ...base, share: 1 }],
    ['one at a time', { ...base, concurrency: 1 }],
    ['slow answers out of order', { ...base, takesMs: [10, 20_000] }],
    ['short windows', { ...base, windowMs: 10_000 }],
    ['a small limit', { ...base, limit: 3 }],
    ['less than one request', { ...base, limit: 3, share: 0.1 }],
    ['many at once', { ...base, limit: 600, concurrency: 40 }],
    ['answers that say nothing', { ...base, silentPercent: 30 }],
    ['other consumers', { ...base, othersPercent: 40 }],
    [
      'everything at once',
      {
        ...base,
        takesMs: [10, 5_000],
        silentPercent: 10,
        othersPercent: 30,
        share: 0.8,
      },
    ],
  ];

  test.each(schedules)(
    'spends the share in each window, and no more: %s',
    async (_name, schedule) => {
      const allowed = Math.max(1, Math.floor(schedule.limit * schedule.share));
      for (const seed of [1, 2, 3]) {
        const { windows, refused } = await run(schedule, seed, 5);

        expect(Math.max(...windows)).toBeLessThanOrEqual(allowed);
        expect(refused).toBe(0);
        expect(windows.length).toBeGreaterThanOrEqual(4);
      }
    },
  );

  test('uses nearly all of the share', async () => {
    const { windows } = await run(base, 1, 10);
    const spent = windows.reduce((sum, each) => sum + each, 0);

    expect(spent).toBeGreaterThan(0.9 * 9 * 30);
  });
});
