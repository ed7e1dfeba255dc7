/** Requests without a refusal after which one more may be in flight. */
const REGROW_AFTER = 10;

/**
 * So many times the least number is in flight: a window is used up before it ends, although answers
 * are not equally slow, and although the first request of a window goes alone.
 */
const HEADROOM = 1.5;

/** What one more answer weighs in the average: that of TCP (RFC 6298). */
const NEWEST = 1 / 8;

/** A refusal, and what was in flight when it came. */
interface Refusal {
  /** How many may be, or are, in flight. */
  inUse: number;
  /** How many others are in flight: their refusals say nothing new. */
  others: number;
  /** When it came, in ms. */
  at: number;
  /** When the next request will be sent. */
  until: number;
}

/** A limit on requests in flight: a refusal halves it, and answers restore it one by one. */
export class InFlightLimit {
  private allowed: number;
  private successes = 0;
  private calmFrom = 0;
  /** Requests that were sent before it was halved, and are still to be answered. */
  private older = 0;

  constructor(private readonly most: number) {
    this.allowed = most;
  }

  get value(): number {
    return this.allowed;
  }

  /** Halves what was in use. Requests that were refused together halve it once. */
  shrink({ inUse, others, at, until }: Refusal): void {
    if (this.older > 0) {
      this.older -= 1;
    } else if (at >= this.calmFrom) {
      const used = Math.min(this.allowed, inUse);
      this.allowed = Math.max(1, Math.floor(used / 2));
      this.older = others;
    }
    this.calmFrom = Math.max(this.calmFrom, until);
    this.successes = 0;
  }

  /** Counts an answer that is no refusal. */
  regrow(): void {
    this.older = Math.max(0, this.older - 1);
    if (this.allowed >= this.most) return;
    this.successes += 1;
    if (this.successes < REGROW_AFTER) return;
    this.allowed += 1;
    this.successes = 0;
  }
}

/** How long answers take: a smoothed average. */
export class Latency {
  private average?: number;

  /** In ms; undefined until there was an answer. */
  get ms(): number | undefined {
    return this.average;
  }

  add(ms: number): void {
    const { average = ms } = this;
    this.average = average + (ms - average) * NEWEST;
  }
}

/**
 * Requests that have to be in flight so that a limit can be used: as many as begin while one of
 * them lasts (Little's law), and some more.
 *
 * @param perWindow requests that may be sent in a window
 */
export function neededInFlight(
  perWindow: number,
  windowMs: number,
  latencyMs: number,
): number {
  return Math.ceil((HEADROOM * perWindow * latencyMs) / windowMs);
}
