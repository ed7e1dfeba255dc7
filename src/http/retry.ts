import { setTimeout as sleep } from 'node:timers/promises';

import pRetry, { AbortError } from 'p-retry';

/**
 * How often and how long a call is tried again. Failures take of both, attempts and budget; a refusal
 * as one too many (429) takes of the budget only, as it tells when to come and not that anything is
 * wrong.
 */
export interface RetryPolicy {
  /** Most attempts of one call, the first one included, refusals as one too many apart. */
  attempts: number;
  /** Longest first delay in ms; it doubles with each attempt. */
  baseDelayMs: number;
  /** Longest delay in ms that is chosen without a hint from the provider. */
  maxDelayMs: number;
  /**
   * Longest time in ms that the failed attempts of one call and the waits between them may
   * take. A provider that asks for a longer wait fails the call at once.
   */
  budgetMs: number;
}

/** As long as nothing was ever answered, somebody may be waiting to see whether the settings work. */
const FIRST_BUDGET_MS = 90_000;

/** Nobody waits long for what is not needed. */
const OPTIONAL_BUDGET_MS = 5_000;

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  budgetMs: 300_000,
};

/** The policy of calls to someone who has answered nothing so far. */
export function untilAnswered(policy: RetryPolicy): RetryPolicy {
  return { ...policy, budgetMs: Math.min(policy.budgetMs, FIRST_BUDGET_MS) };
}

/** The policy of calls that everything works without. */
export function onceOnly(policy: RetryPolicy): RetryPolicy {
  const budgetMs = Math.min(policy.budgetMs, OPTIONAL_BUDGET_MS);
  return { ...policy, attempts: 1, budgetMs };
}

/** What is known of a passing failure. */
export interface RetryFacts {
  /** How long the attempt itself took, in ms, without its time in a queue. */
  tookMs: number;
  /** The wait before the next attempt, in ms, where the provider or a rate limiter sets it. */
  waitMs?: number;
  /** True when someone else keeps that wait: a rate limiter that parked the bucket. */
  isBucketPaused?: boolean;
  /** True for a refusal as one too many: it is no attempt. */
  isOneTooMany?: boolean;
}

/** An attempt that failed in a way that may pass. */
export class RetryableError extends Error {
  constructor(
    /** The error to throw when no attempt is left. */
    readonly failure: Error,
    readonly facts: RetryFacts,
  ) {
    super(failure.message);
    this.name = 'RetryableError';
  }
}

/** Each failed attempt takes so much of the budget, so that it ends whatever the clock says. */
const LEAST_SPENT_MS = 1;

/**
 * Runs a call until it succeeds, fails for good (any error but `RetryableError`), or the policy is
 * spent. Waits have full jitter, so that clients that failed together do not return together.
 *
 * @param onRetry told of each failed attempt after which another one follows, unless someone else
 *   keeps the wait and tells of it
 * @throws the error of the last attempt
 */
export async function retry<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  policy: RetryPolicy,
  onRetry?: (failure: Error, attemptNumber: number, waitMs: number) => void,
): Promise<T> {
  let failures = 0;
  let spentMs = 0;

  const waitBeforeNext = async ({ failure, facts }: RetryableError) => {
    if (!facts.isOneTooMany) failures += 1;
    const waitMs = facts.waitMs ?? jitteredBackoffMs(failures, policy);
    spentMs += Math.max(LEAST_SPENT_MS, facts.tookMs + waitMs);
    if (failures >= policy.attempts || spentMs > policy.budgetMs) {
      throw failure;
    }
    if (facts.isBucketPaused) return;
    onRetry?.(failure, failures, waitMs);
    await sleep(waitMs);
  };

  return pRetry(
    async (attemptNumber) => {
      try {
        return await attempt(attemptNumber);
      } catch (error) {
        if (error instanceof RetryableError) throw error;
        throw new AbortError(
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    },
    {
      forever: true,
      retries: 0,
      minTimeout: 0,
      maxTimeout: 0,
      onFailedAttempt: async (error) => {
        if (error instanceof RetryableError) await waitBeforeNext(error);
      },
    },
  );
}

/** The delay in ms after the given attempt, 1 for the first: anything up to the backoff. */
export function jitteredBackoffMs(
  attemptNumber: number,
  policy: RetryPolicy,
): number {
  const longest = Math.min(
    policy.maxDelayMs,
    policy.baseDelayMs * 2 ** (attemptNumber - 1),
  );
  return Math.random() * longest;
}
