import fc from 'fast-check';
import { Headers } from 'node-fetch';

import { readRateLimit } from '../../src/http/rateLimitHeaders';
import { RateLimiter, type RequestOutcome } from '../../src/http/rateLimiter';

const OPTIONS = { seed: 20_240_610, numRuns: 300 };

/** By the local clock; how far into a window that is, `phaseMs` says. */
const START_MS = Date.UTC(2026, 0, 1);

const MINUTE = 60_000;

/** Windows after the last that the work needs: for lone first requests, and for late ends. */
const SPARE_WINDOWS = 4;

afterEach(() => {
  jest.useRealTimers();
});

const sleep = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What a request meets on its way. All times are in ms. */
interface Fate {
  /** Between the wish to send it and that of the one before. */
  pause: number;
  /** To the server and back. */
  there: number;
  back: number;
  /** `silent`: an answer, or none at all, that says nothing of the limit. */
  answer: 'told' | 'silent' | 'throttled';
}

/** The first answer tells the limit: as long as none does, there is nothing to keep. */
interface Schedule {
  limit: number;
  share: number;
  concurrency: number;
  windowMs: number;
  /** How far the server's clock is from this one. */
  skewMs: number;
  /** How far into a minute of the server's clock the first request is wished for. */
  phaseMs: number;
  requests: Fate[];
}

const schedule: fc.Arbitrary<Schedule> = fc.record({
  limit: fc.integer({ min: 1, max: 25 }),
  share: fc.double({ min: 0.05, max: 1, noNaN: true }),
  concurrency: fc.integer({ min: 1, max: 8 }),
  windowMs: fc.constantFrom(10_000, 30_000, MINUTE),
  skewMs: fc.integer({ min: -86_400_000, max: 86_400_000 }),
  phaseMs: fc.integer({ min: 0, max: MINUTE }),
  requests: fc
    .array(
      fc.record({
        pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000 })),
        there: fc.integer({ min: 0, max: 400 }),
        back: fc.integer({ min: 0, max: 2_000 }),
        answer: fc.oneof(
          { weight: 8, arbitrary: fc.constant('told' as const) },
          { weight: 1, arbitrary: fc.constant('silent' as const) },
          { weight: 1, arbitrary: fc.constant('throttled' as const) },
        ),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map(([first, ...others]) => [
      ...(first ? [{ ...first, answer: 'told' as const }] : []),
      ...others,
    ]),
});

const AT_ONCE = { pause: 0, there: 0, back: 0 };

/**
 * The server counts the silent one in a new window, while its end, told in whole seconds, is still ahead
 * for who asks.
 */
const SILENT_AT_A_BOUNDARY: Schedule = {
  limit: 12,
  share: 0.2,
  concurrency: 1,
  windowMs: 10_000,
  skewMs: 0,
  phaseMs: 9_600,
  requests: [
    { ...AT_ONCE, answer: 'told' },
    { ...AT_ONCE, pause: 10, there: 400, answer: 'silent' },
    { ...AT_ONCE, answer: 'told' },
    { ...AT_ONCE, answer: 'told' },
  ],
};

/** A server that counts requests in fixed windows, as all known providers do. */
class CountingServer {
  readonly counts = new Map<number, number>();

  constructor(private readonly options: Schedule) {}

  /** Counts a request, and gives what the headers of the answer say. */
  receive(): Headers {
    const { limit, windowMs, skewMs } = this.options;
    const now = Date.now() + skewMs;
    const window = Math.floor(now / windowMs);
    const count = (this.counts.get(window) ?? 0) + 1;
    this.counts.set(window, count);
    return new Headers({
      date: new Date(now).toUTCString(),
      'x-rate-limit-limit': String(limit),
      'x-rate-limit-remaining': String(Math.max(0, limit - count)),
      'x-rate-limit-reset': String(((window + 1) * windowMs) / 1000),
    });
  }
}

function outcomeOf(headers: Headers, { answer }: Fate): RequestOutcome {
  const rateLimit = readRateLimit(headers);
  switch (answer) {
    case 'told':
      return { rateLimit };
    case 'silent':
      return {};
    case 'throttled':
      return { rateLimit, throttledMs: 1_500 };
  }
}

/** Sends all requests of a schedule, and gives how many the server counted in each window. */
async function send(options: Schedule) {
  const { share, concurrency, skewMs, requests } = options;
  jest.useFakeTimers({
    now: START_MS + options.phaseMs - (skewMs % MINUTE),
  });
  const limiter = new RateLimiter({ share, concurrency, totalConcurrency: 16 });
  const server = new CountingServer(options);
  let done = 0;
  const sendOne = async (fate: Fate, startMs: number) => {
    await sleep(startMs);
    await limiter.acquire('users');
    await sleep(fate.there);
    const headers = server.receive();
    await sleep(fate.back);
    limiter.release('users', outcomeOf(headers, fate));
    done += 1;
  };
  let startMs = 0;
  for (const fate of requests) {
    startMs += fate.pause;
    void sendOne(fate, startMs);
  }
  const usable = Math.max(1, Math.floor(options.limit * share));
  const windows = Math.ceil(requests.length / usable) + SPARE_WINDOWS;
  const slowest = requests.length * 2_500;
  await jest.advanceTimersByTimeAsync(startMs + slowest + 2 * windows * MINUTE);
  jest.clearAllTimers();
  return { counts: [...server.counts.values()], done, usable };
}

it('never spends more of a window than the share, and never starves', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (options) => {
      const { counts, done, usable } = await send(options);
      expect(Math.max(...counts)).toBeLessThanOrEqual(usable);
      expect(done).toBe(options.requests.length);
    }),
    { ...OPTIONS, examples: [[SILENT_AT_A_BOUNDARY]] },
  );
});
