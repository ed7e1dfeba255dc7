import type { AnswerHeaders } from './answerHeaders';

/** What an answer says about its bucket. Unknown parts are undefined. */
export interface RateLimitFacts {
  /** Requests allowed per window. */
  limit?: number;
  /** Requests left in the current window. */
  remaining?: number;
  /** Time until the window ends, in ms; never too short. */
  resetInMs?: number;
  /**
   * When the window ends, in epoch ms by the server's clock: the same in all answers of a window,
   * however long they take to arrive.
   */
  resetAt?: number;
}

/** Okta: X-Rate-Limit-*; Sysdig, GitHub: X-RateLimit-*; IETF httpapi draft: RateLimit-*. */
const FAMILIES = ['x-rate-limit', 'x-ratelimit', 'ratelimit'];

/** From these values on a reset is a time since the epoch; below them, seconds to wait. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;
const FIRST_EPOCH_MS = 1_000_000_000_000;

/** Times in headers have a resolution of 1 s, and most servers round down. */
const RESOLUTION_MS = 1_000;

/**
 * Rate-limit headers of an answer. A reset time is measured against the server's own `Date`, so
 * that a wrong local clock does no harm.
 */
export function readRateLimit(headers: AnswerHeaders): RateLimitFacts {
  const family = FAMILIES.find((name) => headers.has(`${name}-limit`));
  if (!family) return {};
  const date = serverTime(headers);
  const resetAt = resetTime(count(headers.get(`${family}-reset`)), date);
  return {
    limit: count(headers.get(`${family}-limit`)),
    remaining: count(headers.get(`${family}-remaining`)),
    resetAt,
    resetInMs: resetAt && Math.max(0, resetAt - date) + RESOLUTION_MS,
  };
}

/**
 * `Retry-After` in ms (RFC 9110 section 10.2.3: seconds, or a date), undefined where it is
 * absent or unreadable.
 */
export function readRetryAfter(headers: AnswerHeaders): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date)
    ? undefined
    : Math.max(0, date - serverTime(headers));
}

/** In epoch ms. */
function resetTime(
  reset: number | undefined,
  date: number,
): number | undefined {
  if (reset === undefined || reset >= FIRST_EPOCH_MS) return reset;
  return reset < FIRST_EPOCH_SECONDS ? date + reset * 1000 : reset * 1000;
}

function serverTime(headers: AnswerHeaders): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

/** The leading number of a header: the IETF draft allows parameters such as `100;w=60`. */
function count(value: string | null): number | undefined {
  const digits = value?.trim().match(/^\d+/)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
