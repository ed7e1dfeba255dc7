import { isRetryableStatus } from './failures';
import { readRateLimit, readRetryAfter } from './rateLimitHeaders';
import type { RequestOutcome } from './rateLimiter';
import { jitteredBackoffMs, type RetryPolicy } from './retry';
import type { HttpAnswer } from './transport';

/** The wait that the provider asks for. */
export interface Wait {
  ms: number;
  /** False where that would be longer than anybody has patience. */
  isKept: boolean;
}

/** Some services say 403 where others say 429: with a wait, or with nothing left of a limit. */
export function isOneTooMany({
  status,
  headers,
}: Pick<HttpAnswer, 'status' | 'headers'>): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    readRetryAfter(headers) !== undefined ||
    readRateLimit(headers).remaining === 0
  );
}

/**
 * How long the provider wants to be left alone after an answer, in ms; undefined when it does not say
 * so. Where it refuses a request as one too many and tells no time, or told one that did not help,
 * it is the backoff, so that nobody is asked many times a second.
 *
 * @param refusals of the call as one too many so far, that of this answer included
 */
export function askedWaitMs(
  answer: Pick<HttpAnswer, 'status' | 'headers'>,
  refusals: number,
  policy: RetryPolicy,
): number | undefined {
  const isTooMany = isOneTooMany(answer);
  if (!isTooMany && !isRetryableStatus(answer.status)) return undefined;
  const toldMs = toldWaitMs(answer, isTooMany);
  if (!isTooMany) return toldMs;
  if (toldMs !== undefined && refusals <= 1) return toldMs;
  return Math.max(toldMs ?? 0, jitteredBackoffMs(refusals + 1, policy));
}

/**
 * A `Retry-After` of zero is taken for none, as it would spend all attempts in a moment. At Okta the
 * end of the window is a guess where the limit is 0: then requests at once were too many.
 */
function toldWaitMs(
  { headers }: Pick<HttpAnswer, 'headers'>,
  isTooMany: boolean,
): number | undefined {
  const retryAfterMs = readRetryAfter(headers);
  if (retryAfterMs) return retryAfterMs;
  if (!isTooMany) return undefined;
  const { limit, resetInMs } = readRateLimit(headers);
  return limit ? resetInMs : undefined;
}

/** What an answer tells of its bucket: a wait that nobody keeps does not stop the others. */
export function outcomeOf(
  { headers }: Pick<HttpAnswer, 'headers'>,
  tookMs: number,
  wait: Wait | undefined,
): RequestOutcome {
  if (wait?.isKept === false) return { throttledMs: 0 };
  return { rateLimit: readRateLimit(headers), throttledMs: wait?.ms, tookMs };
}
