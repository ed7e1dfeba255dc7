import type { Headers } from 'node-fetch';

/** What an answer says about its bucket. Unknown parts are undefined. */
export interface RateLimitFacts {
  /** Requests allowed per window. */
  limit?: number;
  /** Requests left in the current window. */
  remaining?: number;
  /** Time until the window ends, in ms. */
  resetInMs?: number;
}

/** Okta: X-Rate-Limit-*; Sysdig, GitHub: X-RateLimit-*; IETF httpapi draft: RateLimit-*. */
const FAMILIES = ['x-rate-limit', 'x-ratelimit', 'ratelimit'];

/** A reset value above this is a time in epoch seconds, below it a number of seconds to wait. */
const FIRST_EPOCH_SECONDS = 1_000_000_000;

/**
 * Rate-limit headers of an answer. A reset time is measured against the server's own `Date`, so
 * that a wrong local clock does no harm; as both have a resolution of 1 s, 1 s is added.
 */
export function readRateLimit(headers: Headers): RateLimitFacts {
  const family = FAMILIES.find((name) => headers.has(`${name}-limit`));
  if (!family) return {};
  return {
    limit: count(headers.get(`${family}-limit`)),
    remaining: count(headers.get(`${family}-remaining`)),
    resetInMs: resetIn(count(headers.get(`${family}-reset`)), headers),
  };
}

/**
 * `Retry-After` in ms (RFC 9110 section 10.2.3: seconds, or a date), undefined where it is
 * absent or unreadable.
 */
export function readRetryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date)
    ? undefined
    : Math.max(0, date - serverTime(headers));
}

function resetIn(
  reset: number | undefined,
  headers: Headers,
): number | undefined {
  if (reset === undefined) return undefined;
  if (reset < FIRST_EPOCH_SECONDS) return reset * 1000;
  return Math.max(0, reset * 1000 - serverTime(headers)) + 1000;
}

function serverTime(headers: Headers): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

/** The leading number of a header: the IETF draft allows parameters such as `100;w=60`. */
function count(value: string | null): number | undefined {
  const digits = value?.trim().match(/^\d+/)?.[0];
  return digits === undefined ? undefined : Number(digits);
}
