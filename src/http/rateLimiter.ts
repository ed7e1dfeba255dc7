import { InFlightLimit } from './inFlight';
import {
  Bucket,
  type BucketConcurrency,
  isOfAllBuckets,
  PAUSE_MS,
  type RequestOutcome,
  type WaitFor,
} from './rateLimitBucket';
import { type Shares, UNTIL_AN_ANSWER } from './rateLimitWindow';

export type { RequestOutcome, WaitFor } from './rateLimitBucket';

/** How much of a provider's capacity a client may use. */
export interface RateLimiterOptions {
  /** Share of each announced limit, less what others spent of it, that may be used; above 0 and at most 1. */
  share: number;
  /** Most requests in flight per bucket, unless its limit takes more (`mostConcurrency`). */
  concurrency: number;
  /**
   * Most requests in flight per bucket whose limit is so high, and whose answers are so slow, that
   * `concurrency` would not use it; no more than `concurrency` unless told.
   */
  mostConcurrency?: number;
  /** Most requests in flight over all buckets. */
  totalConcurrency: number;
  /**
   * Buckets that the provider may count as one. Where their windows are the same, they share what the
   * credential is allowed.
   */
  countedTogether?: readonly string[];
  /** Told when the requests of a bucket have to wait for `PAUSE_MS` or longer. */
  onPause?: (bucket: string, waitMs: number) => void;
}

/** The longest delay in ms that a timer takes; it would fire at once with a longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Paces requests by bucket, the unit by which a provider counts them. Within a window it spends
 * at most `share` of the announced limit, counting requests in flight as spent. Of a limit that
 * other consumers of the bucket have spent a part of, it spends at most that share of the others'
 * rest: so it leaves them something, and is never starved by them. The first request of a bucket
 * goes alone, as its answer may announce the limit; a bucket whose limit stays unknown is paced by
 * concurrency only, and of one whose limit is known as many are in flight as use it.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly shares: Shares;
  private readonly concurrency: BucketConcurrency;
  private readonly total: InFlightLimit;
  private inFlight = 0;

  constructor(private readonly options: RateLimiterOptions) {
    const { share, concurrency, mostConcurrency = concurrency } = options;
    this.shares = { share };
    this.concurrency = { usual: concurrency, most: mostConcurrency };
    this.total = new InFlightLimit(options.totalConcurrency);
  }

  /**
   * Spends no more of each announced limit than the provider allows the credential.
   *
   * @param share above 0 and at most 1
   */
  allowCredential(share: number): void {
    this.shares.ofCredential = share;
  }

  /** Waits, first come first served, until one more request may be sent to the bucket. */
  acquire(name: string): Promise<void> {
    const bucket = this.bucket(name);
    return new Promise((resolve) => {
      bucket.waiting.push(resolve);
      this.startWaiting(bucket);
    });
  }

  /** Ends what `acquire` began. Must be called once for each request sent. */
  release(name: string, outcome: RequestOutcome): void {
    const bucket = this.bucket(name);
    const at = now();
    this.inFlight -= 1;
    this.endOfAll(outcome, at);
    bucket.end(outcome, at);
    for (const each of this.inTurn(name)) this.startWaiting(each);
  }

  /** Too many at once, by whomever, concerns all buckets: their total shrinks, and recovers. */
  private endOfAll(outcome: RequestOutcome, at: number): void {
    const { throttledMs = 0 } = outcome;
    if (isOfAllBuckets(outcome)) {
      const others = this.inFlight;
      this.total.shrink({
        inUse: others + 1,
        others,
        at,
        until: at + throttledMs,
      });
    } else {
      this.total.regrow();
    }
  }

  /** All buckets, the one just served last, so that none waits for ever behind a busy one. */
  private inTurn(served: string): Bucket[] {
    const buckets = [...this.buckets.values()];
    const next = buckets.findIndex(({ name }) => name === served) + 1;
    return [...buckets.slice(next), ...buckets.slice(0, next)];
  }

  /** How many requests a minute a bucket allows at the share; undefined until it is known. */
  callsPerMinute(name: string): number | undefined {
    return this.bucket(name).callsPerMinute();
  }

  /** What one who makes many requests to a bucket asks whenever fewer are left, 0 at the end. */
  limitOf(name: string): WaitFor {
    return this.bucket(name).limitFor({}, now);
  }

  /** How long a bucket has been answering with refusals only, in ms: 0 where it does not. */
  refusedForMs(name: string): number {
    return this.bucket(name).refusedForMs(now());
  }

  private bucket(name: string): Bucket {
    const known = this.buckets.get(name);
    if (known) return known;
    const bucket = new Bucket(name, this.shares, this.concurrency, () =>
      this.countedWith(name),
    );
    this.buckets.set(name, bucket);
    return bucket;
  }

  private countedWith(name: string): Bucket[] {
    const { countedTogether = [] } = this.options;
    if (!countedTogether.includes(name)) return [];
    return [...this.buckets.values()].filter(
      (each) => each.name !== name && countedTogether.includes(each.name),
    );
  }

  private startWaiting(bucket: Bucket): void {
    clearTimeout(bucket.alarm);
    while (bucket.waiting.length > 0) {
      if (this.inFlight >= this.total.value) return;
      const waitMs = bucket.waitMs(now());
      if (waitMs > 0) return this.wakeLater(bucket, waitMs);
      this.inFlight += 1;
      bucket.begin();
      bucket.waiting.shift()?.();
    }
  }

  private wakeLater(bucket: Bucket, waitMs: number): void {
    if (waitMs === UNTIL_AN_ANSWER) return;
    if (waitMs >= PAUSE_MS && bucket.isNewPause(now() + waitMs)) {
      this.options.onPause?.(bucket.name, waitMs);
    }
    bucket.alarm = setTimeout(
      () => this.startWaiting(bucket),
      Math.min(waitMs, LONGEST_TIMER_MS),
    );
  }
}

/** Monotonic time in ms. */
function now(): number {
  return performance.now();
}
