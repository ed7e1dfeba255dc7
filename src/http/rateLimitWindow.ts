import type { RateLimitFacts } from './rateLimitHeaders';

/** The length in ms of a window whose end is not announced: limits are usually per minute. */
export const DEFAULT_WINDOW_MS = 60_000;

/** Marks a wait that only the end of another request can end. */
export const UNTIL_AN_ANSWER = Infinity;

/** Ends this close in ms are those of one window: they are announced in whole seconds. */
const SAME_WINDOW_MS = 2_500;

/**
 * An answer without a limit that came so shortly before the end of a window, in ms, may be of a request
 * that the next one counts: an end is known up to 2 s too late, and by as much later as its answer took.
 */
const DOUBTFUL_MS = 5_000;

/** What may be used of an announced limit. */
export interface Shares {
  /** Of what others left of it; above 0 and at most 1. */
  share: number;
  /** Of the limit itself, where the provider allows the credential no more; above 0 and at most 1. */
  ofCredential?: number;
}

/** Own requests that the announcements of a window may not contain. */
export interface Spending {
  inFlight: number;
  /** Those of buckets that are counted with this one, answered or in flight. */
  elsewhere: number;
  /** When the window ends by what these buckets know of it. */
  endsAt?: number;
}

/** Facts of an answer that tells the limit. */
export type KnownLimit = RateLimitFacts & { limit: number };

/** When a window ends. */
interface WindowEnd {
  /** On this machine's monotonic clock, in ms; not before the real end. */
  at: number;
  /** On the server's clock, in epoch ms; undefined where the provider does not say. */
  announced?: number;
}

/** One counting window of a bucket: the limit, what is left of it, and when it ends. */
export class LimitWindow {
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

  /**
   * When each answer came that said nothing, on this machine's monotonic clock, in ms: the announcements
   * may not contain their requests.
   */
  private readonly silent: number[] = [];

  /** Own requests that were answered within this window, as far as is known. */
  private answered = 0;

  /** The window that its first answer revealed. */
  static seen(facts: KnownLimit, at: number, inFlight: number): LimitWindow {
    const window = new LimitWindow(
      facts.limit,
      facts.remaining ?? facts.limit - 1,
      endOf(facts, at),
    );
    window.count(inFlight);
    return window;
  }

  /**
   * The window after this one: full but for requests that may be its own, and without a known end until
   * its first answer announces it.
   */
  next(): LimitWindow {
    const next = new LimitWindow(
      this.limit,
      this.limit,
      undefined,
      this.ends?.announced,
    );
    return this.handDoubtfulTo(next);
  }

  /** A window without an end has none to hand on: the first silent answer gives it one. */
  private handDoubtfulTo(next: LimitWindow): LimitWindow {
    if (!this.ends) return next;
    const { at } = this.ends;
    for (const each of this.silent) {
      if (each >= at - DOUBTFUL_MS) next.spend(each);
    }
    return next;
  }

  isOver(at: number): boolean {
    return this.ends !== undefined && at >= this.ends.at;
  }

  /** Counts a request whose answer said nothing. */
  spend(at: number): void {
    this.ends ??= endOf({}, at);
    this.answered += 1;
    this.silent.push(at);
  }

  /**
   * What is known after one more answer. Answers arrive out of order, so within one window the
   * lowest `remaining` holds, and an answer of an earlier window says nothing of this one.
   */
  after(facts: KnownLimit, at: number, inFlight: number): LimitWindow {
    const ends = endOf(facts, at);
    if (this.beganAfter(ends)) return this;
    if (this.endsBefore(ends)) {
      return this.handDoubtfulTo(LimitWindow.seen(facts, at, inFlight));
    }
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
  usable({ share, ofCredential = 1 }: Shares): number {
    return usableOf(this.limit, Math.min(share, ofCredential));
  }

  /** Requests that may still begin in it. */
  left({ inFlight, elsewhere }: Spending, shares: Shares): number {
    const { share, ofCredential } = shares;
    const reserve = Math.max(0, this.free - usableOf(this.free, share));
    const ofAll = this.remaining - this.silent.length - reserve - inFlight;
    if (ofCredential === undefined) return ofAll;
    const own = this.answered + inFlight + elsewhere;
    return Math.min(ofAll, usableOf(this.limit, ofCredential) - own);
  }

  /**
   * Whether it is the window of another bucket, too, as far as is known: of one that has no answer
   * yet only the end of the window before is.
   */
  isSameAs(other: LimitWindow): boolean {
    const announced = this.ends?.announced;
    if (this.limit !== other.limit || announced === undefined) return false;
    const { announced: otherEnd } = other.ends ?? {};
    if (otherEnd === undefined) return announced > other.precedingEnd;
    return Math.abs(announced - otherEnd) <= SAME_WINDOW_MS;
  }

  get answeredRequests(): number {
    return this.answered;
  }

  /** On this machine's monotonic clock, in ms; undefined where it is not known. */
  get endsAt(): number | undefined {
    return this.ends?.at;
  }

  endsIn(at: number): number {
    return this.ends === undefined ? DEFAULT_WINDOW_MS : this.ends.at - at;
  }

  waitMs(spending: Spending, shares: Shares, at: number): number {
    if (this.left(spending, shares) >= 1) return 0;
    const { endsAt = spending.endsAt } = this;
    return endsAt === undefined ? UNTIL_AN_ANSWER : endsAt - at;
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
