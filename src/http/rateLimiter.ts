import type { RateLimitFacts } from './rateLimitHeaders';

/** How much of a provider's capacity a client may use. */
export interface RateLimiterOptions {
  /** Share of each announced limit, less what others spent of it, that may be used; above 0 and at most 1. */
  share: number;
  /** Most requests in flight per bucket. */
  concurrency: number;
  /** Most requests in flight over all buckets. */
  totalConcurrency: number;
  /** Told when the requests of a bucket have to wait for `PAUSE_MS` or longer. */
  onPause?: (bucket: string, waitMs: number) => void;
}

/** What the end of a request tells about its bucket. */
export interface RequestOutcome {
  rateLimit?: RateLimitFacts;
  /** Set when the provider refused the request as one too many (429): how long to keep still. */
  throttledMs?: number;
}

/** The length in ms of a window whose end is not announced: limits are usually per minute. */
const DEFAULT_WINDOW_MS = 60_000;

/** Ends this close in ms are those of one window: they are announced in whole seconds. */
const SAME_WINDOW_MS = 2_500;

/** Pauses this long, in ms, are worth telling. */
const PAUSE_MS = 5_000;

/** Requests without a refusal after which a shrunk bucket may have one more in flight. */
const REGROW_AFTER = 10;

/** The longest delay in ms that a timer takes; it would fire at once with a longer one. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long it takes, in ms, until the last of so many requests may begin, those in flight among them;
 * undefined until the limit is known. Others who ask of the same bucket are served in turn, as long as
 * they have some left.
 */
export type WaitFor = (requestsLeft: number) => number | undefined;

/**
 * Paces requests by bucket, the unit by which a provider counts them. Within a window it spends
 * at most `share` of the announced limit, counting requests in flight as spent. Of a limit that
 * other consumers of the bucket have spent a part of, it spends at most that share of the others'
 * rest: so it leaves them something, and is never starved by them. The first request of a bucket goes alone, as its answer
 * may announce the limit; a bucket whose limit stays unknown is paced by concurrency only.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private inFlight = 0;

  constructor(private readonly options: RateLimiterOptions) {}

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
    this.inFlight -= 1;
    bucket.end(outcome, now());
    for (const each of this.inTurn(name)) this.startWaiting(each);
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
    return this.bucket(name).limitFor({});
  }

  private bucket(name: string): Bucket {
    const known = this.buckets.get(name);
    if (known) return known;
    const bucket = new Bucket(name, this.options);
    this.buckets.set(name, bucket);
    return bucket;
  }

  private startWaiting(bucket: Bucket): void {
    clearTimeout(bucket.alarm);
    while (bucket.waiting.length > 0) {
      if (this.inFlight >= this.options.totalConcurrency) return;
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

/** Marks a wait that only the end of another request can end. */
const UNTIL_AN_ANSWER = Infinity;

/** The known state of one bucket and the requests that wait for it. */
class Bucket {
  readonly waiting: (() => void)[] = [];
  alarm?: NodeJS.Timeout;

  /** By who asks for their time. */
  private readonly requestsLeft = new Map<object, number>();
  private inFlight = 0;
  private isTried = false;
  private parkedUntil = 0;
  private pausedUntil = 0;
  private successes = 0;
  private allowedInFlight: number;
  /** Undefined until the provider announces a limit. */
  private window?: Window;

  constructor(
    readonly name: string,
    private readonly options: RateLimiterOptions,
  ) {
    this.allowedInFlight = options.concurrency;
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

  /** Time in ms until one more request may begin; `UNTIL_AN_ANSWER` when only an answer can tell. */
  waitMs(at: number): number {
    const allowedInFlight = this.isTried ? this.allowedInFlight : 1;
    if (this.inFlight >= allowedInFlight) return UNTIL_AN_ANSWER;
    if (at < this.parkedUntil) return this.parkedUntil - at;
    if (!this.window) return 0;
    if (this.window.isOver(at)) this.window = this.window.next();
    return this.window.waitMs(this.inFlight, this.options.share, at);
  }

  limitFor(asker: object): WaitFor {
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
    const { share } = this.options;
    const left = window.left(this.inFlight, share);
    const toBegin = requests - this.inFlight;
    if (toBegin <= left) return 0;
    const furtherWindows = Math.ceil(
      (toBegin - Math.max(0, left)) / window.usable(share),
    );
    return window.endsIn(at) + (furtherWindows - 1) * DEFAULT_WINDOW_MS;
  }

  callsPerMinute(): number | undefined {
    return this.window?.usable(this.options.share);
  }

  end(outcome: RequestOutcome, at: number): void {
    this.inFlight -= 1;
    this.isTried = true;
    if (outcome.throttledMs !== undefined) {
      this.throttle(at + outcome.throttledMs, at);
    } else {
      this.regrow();
    }
    this.observe(outcome.rateLimit ?? {}, at);
  }

  /** Requests that are refused together shrink the bucket once. */
  private throttle(until: number, at: number): void {
    if (at >= this.parkedUntil) {
      this.allowedInFlight = Math.max(1, Math.floor(this.allowedInFlight / 2));
    }
    this.parkedUntil = Math.max(this.parkedUntil, until);
    this.successes = 0;
  }

  private regrow(): void {
    if (this.allowedInFlight === this.options.concurrency) return;
    this.successes += 1;
    if (this.successes < REGROW_AFTER) return;
    this.allowedInFlight += 1;
    this.successes = 0;
  }

  /** Okta announces a limit of 0 when it refuses for concurrency: that says nothing of the window. */
  private observe(facts: RateLimitFacts, at: number): void {
    if (!facts.limit) {
      this.window?.spend(at);
      return;
    }
    const known = { ...facts, limit: facts.limit };
    const { inFlight } = this;
    this.window =
      this.window?.after(known, at, inFlight) ??
      Window.seen(known, at, inFlight);
  }
}

type KnownLimit = RateLimitFacts & { limit: number };

/** When a window ends. */
interface WindowEnd {
  /** On this machine's monotonic clock, in ms; not before the real end. */
  at: number;
  /** On the server's clock, in epoch ms; undefined where the provider does not say. */
  announced?: number;
}

/** One counting window of a bucket: the limit, what is left of it, and when it ends. */
class Window {
  constructor(
    private limit: number,
    /** What is left, by the lowest announcement. */
    private remaining: number,
    private ends?: WindowEnd,
    /** The announced end of the window before. */
    private readonly precedingEnd = -Infinity,
  ) {
    this.free = limit;
  }

  /** What others left of the limit: never less than it is, so that nobody is denied the reserve. */
  private free: number;

  /** Requests whose answers said nothing; the announcements may not contain them. */
  private silent = 0;

  /** Own requests that were answered within this window, as far as is known. */
  private answered = 0;

  /** The window that its first answer revealed. */
  static seen(facts: KnownLimit, at: number, inFlight: number): Window {
    const window = new Window(
      facts.limit,
      facts.remaining ?? facts.limit - 1,
      endOf(facts, at),
    );
    window.count(inFlight);
    return window;
  }

  /** The window after this one: full, and without an end until its first answer announces it. */
  next(): Window {
    return new Window(this.limit, this.limit, undefined, this.ends?.announced);
  }

  isOver(at: number): boolean {
    return this.ends !== undefined && at >= this.ends.at;
  }

  /** Counts a request whose answer said nothing. */
  spend(at: number): void {
    this.ends ??= endOf({}, at);
    this.answered += 1;
    this.silent += 1;
  }

  /**
   * What is known after one more answer. Answers arrive out of order, so within one window the
   * lowest `remaining` holds, and an answer of an earlier window says nothing of this one.
   */
  after(facts: KnownLimit, at: number, inFlight: number): Window {
    const ends = endOf(facts, at);
    if (this.beganAfter(ends)) return this;
    if (this.endsBefore(ends)) return Window.seen(facts, at, inFlight);
    this.limit = facts.limit;
    this.ends = surer(this.ends, ends);
    if (facts.remaining === undefined) {
      this.spend(at);
      return this;
    }
    this.remaining = Math.min(this.remaining, facts.remaining);
    this.count(inFlight);
    return this;
  }

  /** Each request in flight may be one that the announcement contains. */
  private count(inFlight: number): void {
    this.answered += 1;
    this.free = Math.min(this.free, this.remaining + this.answered + inFlight);
  }

  private beganAfter({ announced = Infinity }: WindowEnd): boolean {
    const known = this.ends?.announced;
    return known === undefined
      ? announced <= this.precedingEnd
      : announced < known - SAME_WINDOW_MS;
  }

  private endsBefore({ announced = -Infinity }: WindowEnd): boolean {
    return announced > (this.ends?.announced ?? Infinity) + SAME_WINDOW_MS;
  }

  /** Requests that may be spent per window, where nobody else spends any. */
  usable(share: number): number {
    return usableOf(this.limit, share);
  }

  /** Requests that may still begin in it. */
  left(inFlight: number, share: number): number {
    const reserve = Math.max(0, this.free - usableOf(this.free, share));
    return this.remaining - this.silent - reserve - inFlight;
  }

  endsIn(at: number): number {
    return this.ends === undefined ? DEFAULT_WINDOW_MS : this.ends.at - at;
  }

  waitMs(inFlight: number, share: number, at: number): number {
    if (this.left(inFlight, share) >= 1) return 0;
    return this.ends === undefined ? UNTIL_AN_ANSWER : this.ends.at - at;
  }
}

function usableOf(free: number, share: number): number {
  return Math.max(1, Math.floor(free * share));
}

function endOf({ resetInMs, resetAt }: RateLimitFacts, at: number): WindowEnd {
  return { at: at + (resetInMs ?? DEFAULT_WINDOW_MS), announced: resetAt };
}

/** An announced end rather than a guess; of two such the earlier one, whose answer was quicker. */
function surer(known: WindowEnd | undefined, other: WindowEnd): WindowEnd {
  if (!known) return other;
  const isGuess = known.announced === undefined;
  if (isGuess !== (other.announced === undefined)) {
    return isGuess ? other : known;
  }
  return other.at < known.at ? other : known;
}

/** Monotonic time in ms. */
function now(): number {
  return performance.now();
}
