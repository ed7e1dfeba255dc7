import { setTimeout as sleep } from 'node:timers/promises';

import {
  jitteredBackoffMs,
  RetryableError,
  type RetryFacts,
  retry,
  type RetryPolicy,
  untilAnswered,
} from './retry';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn() }));

const policy: RetryPolicy = {
  attempts: 4,
  baseDelayMs: 100,
  maxDelayMs: 250,
  budgetMs: 10_000,
};

/** What `retry` waited between attempts, in ms. */
function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([ms]) => ms);
}

/** A call whose attempts fail in these ways, one after the other, and then succeed. */
function failing(...facts: RetryFacts[]) {
  const attempts: number[] = [];
  const attempt = (attemptNumber: number): Promise<string> => {
    attempts.push(attemptNumber);
    const next = facts[attempts.length - 1];
    if (!next) return Promise.resolve('done');
    const failure = new Error(`attempt ${attemptNumber} failed`);
    return Promise.reject(new RetryableError(failure, next));
  };
  return { attempt, attempts };
}

const passing = { tookMs: 10 };

test('gives the result of the first attempt that succeeds', async () => {
  const { attempt, attempts } = failing(passing, passing);

  await expect(retry(attempt, policy)).resolves.toBe('done');
  expect(attempts).toEqual([1, 2, 3]);
  expect(waits()).toHaveLength(2);
});

test('throws the error of the last attempt when all are spent', async () => {
  const { attempt, attempts } = failing(...Array<RetryFacts>(9).fill(passing));

  const error = await retry(attempt, policy).catch((thrown: unknown) => thrown);

  expect(error).toEqual(new Error('attempt 4 failed'));
  expect(error).not.toBeInstanceOf(RetryableError);
  expect(attempts).toEqual([1, 2, 3, 4]);
  expect(waits()).toHaveLength(3);
});

test.each([new Error('for good'), new TypeError('a mistake')])(
  'does not repeat what failed for good: %s',
  async (failure) => {
    const attempt = jest.fn().mockRejectedValue(failure);

    await expect(retry(attempt, policy)).rejects.toBe(failure);
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(waits()).toEqual([]);
  },
);

test('makes an error of what is none', async () => {
  await expect(
    retry(jest.fn().mockRejectedValue('just a text'), policy),
  ).rejects.toThrow('just a text');
});

describe('waits between attempts', () => {
  test.each([0, 0.5, 0.999])(
    'double up to the longest, times a random share such as %d',
    async (share) => {
      jest.spyOn(Math, 'random').mockReturnValue(share);
      const { attempt } = failing(passing, passing, passing);

      await retry(attempt, policy);

      expect(waits()).toEqual([100 * share, 200 * share, 250 * share]);
    },
  );

  test('are spread over the whole backoff: full jitter', () => {
    const delays = Array.from({ length: 1000 }, () =>
      jitteredBackoffMs(2, policy),
    );

    expect(Math.min(...delays)).toBeLessThan(20);
    expect(Math.max(...delays)).toBeGreaterThan(180);
    expect(Math.max(...delays)).toBeLessThan(200);
  });

  test('are those that the provider asks for, where it does', async () => {
    const { attempt } = failing({ tookMs: 10, waitMs: 7_000 });

    await retry(attempt, policy);

    expect(waits()).toEqual([7_000]);
  });

  test('are left to the rate limiter where that keeps them', async () => {
    const { attempt, attempts } = failing({
      tookMs: 10,
      waitMs: 7_000,
      isBucketPaused: true,
    });

    await retry(attempt, policy);

    expect(attempts).toEqual([1, 2]);
    expect(waits()).toEqual([]);
  });
});

describe('a refusal as one too many', () => {
  const tooMany = { tookMs: 10, waitMs: 1_000, isOneTooMany: true };

  test('is no attempt: it is waited for while the budget lasts', async () => {
    const { attempt, attempts } = failing(
      ...Array<RetryFacts>(20).fill(tooMany),
    );

    await expect(retry(attempt, policy)).rejects.toThrow('attempt 10 failed');
    expect(attempts).toHaveLength(10);
    expect(waits()).toEqual(Array(9).fill(1_000));
  });

  test('leaves failures the attempts that they have', async () => {
    const { attempt, attempts } = failing(
      tooMany,
      passing,
      tooMany,
      passing,
      tooMany,
      passing,
    );

    await expect(retry(attempt, policy)).resolves.toBe('done');
    expect(attempts).toHaveLength(7);
  });

  test('takes of the budget even where no time goes by', async () => {
    const inNoTime = { tookMs: 0, waitMs: 0, isOneTooMany: true };
    const attempt = jest
      .fn()
      .mockRejectedValue(new RetryableError(new Error('no'), inNoTime));

    await expect(retry(attempt, { ...policy, budgetMs: 50 })).rejects.toThrow(
      'no',
    );
    expect(attempt).toHaveBeenCalledTimes(51);
  });
});

test('as long as nothing was answered, the budget is smaller', () => {
  expect(untilAnswered({ ...policy, budgetMs: 300_000 })).toEqual({
    ...policy,
    budgetMs: 90_000,
  });
  expect(untilAnswered(policy)).toEqual(policy);
});

describe('the budget', () => {
  test('is spent by waits, kept by whomever', async () => {
    const asked = { tookMs: 0, waitMs: 4_000, isWaitKept: true };
    const { attempt, attempts } = failing(asked, asked, asked);

    await expect(retry(attempt, policy)).rejects.toThrow('attempt 3 failed');
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('is spent by the attempts themselves', async () => {
    const slow = { tookMs: 6_000, waitMs: 0 };
    const { attempt, attempts } = failing(slow, slow, slow);

    await expect(retry(attempt, policy)).rejects.toThrow('attempt 2 failed');
    expect(attempts).toEqual([1, 2]);
  });

  test('is not overdrawn: a longer wait fails at once', async () => {
    const { attempt, attempts } = failing({ tookMs: 0, waitMs: 10_001 });

    await expect(retry(attempt, policy)).rejects.toThrow('attempt 1 failed');
    expect(attempts).toEqual([1]);
    expect(waits()).toEqual([]);
  });
});
