import { InFlightLimit, Latency, neededInFlight } from './inFlight';
import type { RateLimitFacts } from './rateLimitHeaders';
import {
  DEFAULT_WINDOW_MS,
  LimitWindow,
  type Shares,
  type Spending,
  UNTIL_AN_ANSWER,
} from './rateLimitWindow';

/** Pauses this long, in ms, are worth telling. */
export const PAUSE_MS = 5_000;

/** What the end of a request tells about its bucket. */
export interface RequestOutcome {
  rateLimit?: RateLimitFacts;
  /**
   * Set when the provider refused the request as one too many (429): how long to keep still, 0 where
   * it asks for longer than anybody waits.
   */
  throttledMs?: number;
  /** From sending the request to the end of its answer, in ms; undefined where none came. */
  tookMs?: number;
}

/**
 * How long it takes, in ms, until the last of so many requests may begin, those in flight among them;
 * undefined until the limit is known. Others who ask of the same bucket are served in turn, as long as
 * they have some left.
 */
export type WaitFor = (requestsLeft: number) => number | undefined;

/** Requests in flight of one bucket. */
export interface BucketConcurrency {
  /** So many may be, unless more are needed to use the limit. */
  usual: number;
  most: number;
}

/** The known state of one bucket and the requests that wait for it. */
export class Bucket {
  readonly waiting: (() => void)[] = [];
  alarm?: NodeJS.Timeout;

  /** By who asks for their time. */
  private readonly requestsLeft = new Map<object, number>();
  private inFlight = 0;
  private isTried = false;
  private parkedUntil = 0;
  private pausedUntil = 0;
  /** Since when it answers with refusals only. */
  private refusedSince?: number;
  private readonly limit: InFlightLimit;
  private readonly latency = new Latency();
  /** Undefined until the provider announces a limit. */
  private window?: LimitWindow;
  /** The longest time to the end of a window that was announced, as most windows are met early. */
  private windowMs?: number;

  constructor(
    readonly name: string,
    private readonly shares: Shares,
    private readonly concurrency: BucketConcurrency,
    private readonly countedWith: () => readonly Bucket[],
  ) {
    this.limit = new InFlightLimit(concurrency.most);
  }

  begin(): void {
    this.inFlight += 1;
  }

  /** True once for a pause, however many requests wait for its end. */
  isNewPause(until: number): boolean {
    const isNew = until > this.pausedUntil + PAUSE_MS;
    if (isNew) this.pausedUntil = until;
    return isNew;
  }

  /** How long it has been answering with refusals only, in ms: those a minute apart are two cases. */
  refusedForMs(at: number): number {
    if (this.refusedSince === undefined) return 0;
    const isLongAgo = at > this.parkedUntil + DEFAULT_WINDOW_MS;
    return isLongAgo ? 0 : at - this.refusedSince;
  }

  /** Time in ms until one more request may begin; `UNTIL_AN_ANSWER` when only an answer can tell. */
  waitMs(at: number): number {
    const allowedInFlight = this.isTried ? this.allowedInFlight : 1;
    if (this.inFlight >= allowedInFlight) return UNTIL_AN_ANSWER;
    if (at < this.parkedUntil) return this.parkedUntil - at;
    if (!this.window) return 0;
    if (this.window.isOver(at)) this.window = this.window.next();
    const spending = this.spending(this.window, at);
    return this.window.waitMs(spending, this.shares, at);
  }

  private spending(window: LimitWindow, at: number): Spending {
    const elsewhere = this.countedWith();
    const same = elsewhere.flatMap(({ window: each }) =>
      each && !each.isOver(at) && each.isSameAs(window) ? [each] : [],
    );
    return {
      inFlight: this.inFlight,
      elsewhere:
        sum(elsewhere.map((each) => each.inFlight)) +
        sum(same.map((each) => each.answeredRequests)),
      endsAt: same[0]?.endsAt,
    };
  }

  limitFor(asker: object, now: () => number): WaitFor {
    return (requestsLeft) => {
      if (requestsLeft > 0) this.requestsLeft.set(asker, requestsLeft);
      else this.requestsLeft.delete(asker);
      let requests = 0;
      for (const each of this.requestsLeft.values()) {
        requests += Math.min(each, requestsLeft);
      }
      return this.waitMsFor(requests, now());
    };
  }

  private waitMsFor(requests: number, at: number): number | undefined {
    if (!this.window) return undefined;
    const window = this.window.isOver(at) ? this.window.next() : this.window;
    const left = window.left(this.spending(window, at), this.shares);
    const toBegin = requests - this.inFlight;
    if (toBegin <= left) return 0;
    const furtherWindows = Math.ceil(
      (toBegin - Math.max(0, left)) / window.usable(this.shares),
    );
    return window.endsIn(at) + (furtherWindows - 1) * DEFAULT_WINDOW_MS;
  }

  callsPerMinute(): number | undefined {
    return this.window?.usable(this.shares);
  }

  end(outcome: RequestOutcome, at: number): void {
    this.inFlight -= 1;
    this.isTried = true;
    if (outcome.throttledMs !== undefined) {
      this.throttle(outcome, at + outcome.throttledMs, at);
    } else {
      this.refusedSince = undefined;
      this.limit.regrow();
      if (outcome.tookMs !== undefined) this.latency.add(outcome.tookMs);
    }
    this.observe(outcome.rateLimit ?? {}, at);
  }

  /** As many as use the limit, answers being as slow as they are, less what refusals took away. */
  private get allowedInFlight(): number {
    const needed = Math.max(this.concurrency.usual, this.neededInFlight);
    return Math.min(needed, this.limit.value);
  }

  private get neededInFlight(): number {
    if (!this.window) return 0;
    return neededInFlight(
      this.window.usable(this.shares),
      this.windowMs ?? DEFAULT_WINDOW_MS,
      this.latency.ms ?? 0,
    );
  }

  private throttle(outcome: RequestOutcome, until: number, at: number): void {
    this.refusedSince = at - this.refusedForMs(at);
    this.parkedUntil = Math.max(this.parkedUntil, until);
    if (isOfAllBuckets(outcome)) return;
    this.limit.shrink({
      inUse: this.allowedInFlight,
      others: this.inFlight,
      at,
      until,
    });
  }

  private observe(facts: RateLimitFacts, at: number): void {
    if (!facts.limit) {
      this.window?.spend(at);
      return;
    }
    const known = { ...facts, limit: facts.limit };
    const { inFlight } = this;
    this.window =
      this.window?.after(known, at, inFlight) ??
      LimitWindow.seen(known, at, inFlight);
    const { resetInMs } = facts;
    if (resetInMs) this.windowMs = Math.max(this.windowMs ?? 0, resetInMs);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/**
 * Okta refuses what is one too many at once in the whole org with a limit of 0: that says nothing of
 * the bucket.
 */
export function isOfAllBuckets(outcome: RequestOutcome): boolean {
  return outcome.throttledMs !== undefined && outcome.rateLimit?.limit === 0;
}
