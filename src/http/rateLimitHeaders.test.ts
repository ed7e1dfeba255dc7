import { Headers } from 'node-fetch';

import { readRateLimit, readRetryAfter } from './rateLimitHeaders';

/** What the server's clock says; the local one may say anything. */
const SERVER_NOW = new Date('2026-03-01T12:00:00Z');
const SERVER_SECONDS = SERVER_NOW.getTime() / 1000;

function headers(fields: Record<string, string | number>): Headers {
  return new Headers({
    date: SERVER_NOW.toUTCString(),
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, String(value)]),
    ),
  });
}

describe('rate-limit headers', () => {
  test.each(['X-Rate-Limit', 'X-RateLimit', 'RateLimit'])(
    'are read from %s-*',
    (family) => {
      const facts = readRateLimit(
        headers({
          [`${family}-Limit`]: 600,
          [`${family}-Remaining`]: 42,
          [`${family}-Reset`]: 30,
        }),
      );

      expect(facts).toEqual({
        limit: 600,
        remaining: 42,
        resetInMs: 31_000,
        resetAt: SERVER_NOW.getTime() + 30_000,
      });
    },
  );

  test.each([-3_600_000, 0, 3_600_000])(
    'measure a reset in epoch seconds by the clock of the server, the local one being %i ms off',
    (skewMs) => {
      jest.spyOn(Date, 'now').mockReturnValue(SERVER_NOW.getTime() + skewMs);
      const facts = readRateLimit(
        headers({
          'x-rate-limit-limit': 600,
          'x-rate-limit-remaining': 0,
          'x-rate-limit-reset': SERVER_SECONDS + 20,
        }),
      );

      expect(facts).toMatchObject({
        resetInMs: 21_000,
        resetAt: SERVER_NOW.getTime() + 20_000,
      });
    },
  );

  test('are measured by the local clock where the server tells no date', () => {
    jest.spyOn(Date, 'now').mockReturnValue(SERVER_NOW.getTime());
    const answer = headers({
      'x-rate-limit-limit': 600,
      'x-rate-limit-reset': SERVER_SECONDS + 20,
    });
    answer.delete('date');

    expect(readRateLimit(answer).resetInMs).toBe(21_000);
  });

  test.each([
    ['epoch milliseconds', (SERVER_SECONDS + 20) * 1000, 21_000],
    ['a time that is over', SERVER_SECONDS - 90, 1_000],
    ['zero seconds', 0, 1_000],
  ])('understand a reset given as %s', (_form, reset, resetInMs) => {
    const facts = readRateLimit(
      headers({ 'ratelimit-limit': 5, 'ratelimit-reset': reset }),
    );

    expect(facts.resetInMs).toBe(resetInMs);
  });

  test('may carry parameters, as drafts of the IETF have them', () => {
    expect(
      readRateLimit(
        headers({
          'ratelimit-limit': '100, 100;w=60',
          'ratelimit-remaining': '7;w=60',
        }),
      ),
    ).toEqual({ limit: 100, remaining: 7, resetInMs: undefined });
  });

  test.each<Record<string, string>>([
    {},
    { 'x-rate-limit-remaining': '7' },
    { 'x-ratelimit-limit': 'unlimited', 'x-ratelimit-reset': 'never' },
  ])('say nothing in %j', (fields) => {
    const { limit, resetInMs } = readRateLimit(headers(fields));

    expect({ limit, resetInMs }).toEqual({});
  });
});

describe('Retry-After', () => {
  test.each([
    ['7', 7_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 7 ', 7_000],
    [new Date(SERVER_NOW.getTime() + 9_000).toUTCString(), 9_000],
    [new Date(SERVER_NOW.getTime() - 9_000).toUTCString(), 0],
  ])('of %j is %i ms', (value, ms) => {
    jest.spyOn(Date, 'now').mockReturnValue(SERVER_NOW.getTime() + 3_600_000);

    expect(readRetryAfter(headers({ 'retry-after': value }))).toBe(ms);
  });

  test.each<Record<string, string>>([
    {},
    { 'retry-after': '' },
    { 'retry-after': 'soon' },
  ])('says nothing in %j', (fields) => {
    expect(readRetryAfter(headers(fields))).toBeUndefined();
  });
});
