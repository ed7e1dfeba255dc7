import { Headers } from 'node-fetch';

import { ApiClient, type ApiRequest } from './apiClient';
import { staticCredentials } from './auth/credentials';
import { Secrets } from './auth/secrets';
import { ApiError } from './failures';
import { silentLogger } from './logger';
import type { RetryPolicy } from './retry';
import { type HttpAnswer, Transport } from './transport';

jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((done) => setTimeout(done, ms)),
}));

const SECOND = 1_000;
const LATENCY_MS = 50;

/** The default budget, and that of calls before the first answer. */
const BUDGET_MS = 300 * SECOND;
const FIRST_BUDGET_MS = 90 * SECOND;

const request: ApiRequest = { path: '/users', bucket: 'users' };

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const OK: HttpAnswer = { status: 200, headers: new Headers(), body: '[]' };

function refused(headers: Record<string, string>, status = 429): HttpAnswer {
  return { status, headers: new Headers(headers), body: '{}' };
}

/** How providers say 429. */
const TOO_MANY: [string, () => HttpAnswer][] = [
  [
    'for concurrency, as Okta does: limit 0',
    () =>
      refused({
        'x-rate-limit-limit': '0',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 60),
      }),
  ],
  ['with Retry-After, as Sysdig does', () => refused({ 'retry-after': '3' })],
  ['with no word about when, as JumpCloud does', () => refused({})],
  ['with Retry-After: 0', () => refused({ 'retry-after': '0' })],
  [
    'with a window that ends, again and again',
    () => refused({ 'x-ratelimit-limit': '60', 'x-ratelimit-reset': '5' }),
  ],
  ['as 403 with Retry-After', () => refused({ 'retry-after': '3' }, 403)],
];

/** A client whose provider answers by the time since its first call, in ms. */
function provider(
  answerAt: (ms: number) => HttpAnswer,
  retry: Partial<RetryPolicy> = {},
) {
  const requests: number[] = [];
  let startedAt: number | undefined;
  jest.spyOn(Transport.prototype, 'send').mockImplementation(async () => {
    await new Promise((done) => setTimeout(done, LATENCY_MS));
    startedAt ??= performance.now() - LATENCY_MS;
    const ms = performance.now() - startedAt;
    requests.push(ms);
    return answerAt(ms);
  });
  const client = new ApiClient({
    baseUrl: new URL('https://idp.example'),
    credentials: staticCredentials(
      'authorization',
      'a-token',
      new Secrets(),
      'Bearer',
    ),
    credentialFields: 'token',
    rateLimit: { share: 1, concurrency: 4, totalConcurrency: 8 },
    logger: silentLogger,
    retry,
  });
  return { client, requests };
}

/** Waits for a call by the clock that is moved on by hand. */
async function outcomeOf(call: Promise<unknown>) {
  const startedAt = performance.now();
  let error: unknown;
  let isOver = false;
  const end = call.then(
    () => (isOver = true),
    (thrown: unknown) => {
      error = thrown;
      isOver = true;
    },
  );
  while (!isOver) await jest.advanceTimersByTimeAsync(LATENCY_MS);
  await end;
  return { error, tookMs: performance.now() - startedAt };
}

/** After a first answer, so that the client knows that its settings work. */
async function answered(
  answerAt: (ms: number) => HttpAnswer,
  retry?: Partial<RetryPolicy>,
) {
  const made = provider((ms) => (ms <= LATENCY_MS ? OK : answerAt(ms)), retry);
  await outcomeOf(made.client.get(request));
  made.requests.length = 0;
  return made;
}

describe.each(TOO_MANY)('429 %s', (_how, tooMany) => {
  test('for 40 s is waited for, and costs a list nothing', async () => {
    const until = 40 * SECOND;
    const { client } = await answered((ms) => (ms < until ? tooMany() : OK));

    const { error, tookMs } = await outcomeOf(client.get(request));

    expect(error).toBeUndefined();
    expect(tookMs).toBeGreaterThan(until - SECOND);
    expect(tookMs).toBeLessThan(until + 31 * SECOND);
  });

  test('is no attempt, as a failure is', async () => {
    const { client } = await answered(
      (ms) => (ms < 20 * SECOND ? tooMany() : OK),
      { attempts: 1 },
    );

    expect((await outcomeOf(client.get(request))).error).toBeUndefined();
  });

  test('for ever fails when the budget is spent, without hammering', async () => {
    const { client, requests } = await answered(tooMany);

    const { error, tookMs } = await outcomeOf(client.get(request));

    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(tookMs).toBeLessThan(BUDGET_MS + SECOND);
    expect(tookMs).toBeGreaterThan(BUDGET_MS - 61 * SECOND);
    expect(requests.length).toBeLessThan(60);
  });

  test('before any answer fails while somebody may still be waiting', async () => {
    const { client } = provider(tooMany);

    const { error, tookMs } = await outcomeOf(client.get(request));

    expect(error).toBeInstanceOf(ApiError);
    expect(tookMs).toBeLessThan(FIRST_BUDGET_MS + SECOND);
  });
});

test('429 for concurrency is over soon, whatever it says of a window', async () => {
  const [[, tooManyAtOnce] = ['', () => OK]] = TOO_MANY;
  const { client } = await answered((ms) =>
    ms < 2 * SECOND ? tooManyAtOnce() : OK,
  );

  const { tookMs } = await outcomeOf(client.get(request));

  expect(tookMs).toBeLessThan(12 * SECOND);
});

test('the calls of a bucket have patience together', async () => {
  const { client } = await answered(() => refused({}));
  const calls = Array.from({ length: 20 }, () => client.get(request));

  const { tookMs } = await outcomeOf(Promise.allSettled(calls));
  const late = await outcomeOf(client.get(request));

  expect(tookMs).toBeLessThan(BUDGET_MS + 10 * SECOND);
  expect(late.error).toBeInstanceOf(ApiError);
  // What was left of the budget: less than the longest wait.
  expect(late.tookMs).toBeLessThan(31 * SECOND);
});

test('a bucket that refused long ago is given patience anew', async () => {
  let isBusy = true;
  const { client } = await answered(() => (isBusy ? refused({}) : OK));
  await outcomeOf(client.get(request));
  await jest.advanceTimersByTimeAsync(120 * SECOND);

  const again = outcomeOf(client.get(request));
  await jest.advanceTimersByTimeAsync(40 * SECOND);
  isBusy = false;

  expect((await again).error).toBeUndefined();
});

test('what fails takes attempts: 5xx is not tried for minutes', async () => {
  const { client, requests } = await answered(() => refused({}, 500));

  const { error, tookMs } = await outcomeOf(client.get(request));

  expect(error).toMatchObject({ status: 500, attempts: 6 });
  expect(requests).toHaveLength(6);
  expect(tookMs).toBeLessThan(32 * SECOND);
});

test.each([
  ['a failure', () => refused({}, 500), 1],
  ['a refusal as one too many', () => refused({ 'retry-after': '2' }), 2],
])(
  'what is not needed is not waited for: %s',
  async (_what, answer, requests) => {
    const made = await answered(answer);

    const { error, tookMs } = await outcomeOf(
      made.client.get({ ...request, isOptional: true }),
    );

    expect(error).toBeInstanceOf(ApiError);
    expect(made.requests.length).toBeLessThanOrEqual(requests + 1);
    expect(made.requests.length).toBeGreaterThanOrEqual(requests);
    expect(tookMs).toBeLessThan(6 * SECOND);
  },
);

test('5xx amid refusals has its attempts', async () => {
  let count = 0;
  const { client } = await answered(
    () => {
      count += 1;
      return count > 9 ? OK : refused({}, count % 3 === 0 ? 500 : 429);
    },
    { attempts: 4 },
  );

  expect((await outcomeOf(client.get(request))).error).toBeUndefined();
});
