const RANGE = 2 ** 32;

/**
 * Pseudo-random numbers that depend on the seed alone, so that the same seed
 * gives the same organization on every machine and on every day.
 * Method: Marsaglia's xorshift with 32 bits of state (period 2³² − 1).
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    // A multiplication spreads neighbouring seeds; the state must never be zero.
    this.state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) >>> 0 || 1;
  }

  /** The next 32 bits, as a non-negative integer. */
  bits(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return this.state;
  }

  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor((this.bits() / RANGE) * limit);
  }

  /** One item of a list that has at least one. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** Distinct items of a list: `size` of them, or all if there are fewer. */
  sample<T>(list: readonly T[], size: number): T[] {
    const chosen = new Set<T>();
    const wanted = Math.min(size, list.length);
    while (chosen.size < wanted) {
      const item = list[this.below(list.length)];
      if (item !== undefined) chosen.add(item);
    }
    return [...chosen];
  }

  /** An opaque identifier in the form of a version 4 UUID (RFC 9562). */
  uuid(): string {
    const hex = [this.bits(), this.bits(), this.bits(), this.bits()]
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }
}
